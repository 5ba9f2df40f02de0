//! XML from strangers: submissions read into a form, and lists.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(list) = forms::List::from_xml(text) {
        fuzz::holds_together(&list);
    }
    if let Ok(session) = forms::Session::from_xml(fuzz::form(0), fuzz::Still::new(), text, true) {
        // What was read can be written, and what was written can be read.
        let xml = session.submission().xml;
        assert!(forms::Session::from_xml(fuzz::form(0), fuzz::Still::new(), &xml, false).is_ok(), "{xml}");
    }
    let _ = forms::Session::recheck(fuzz::form(0), fuzz::Still::new(), text);
});
