//! Any XML as a form: refused with diagnostics, or compiled, carried as bytes and filled.
#![no_main]

use forms::{Form, Session};
use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

fuzz_target!(|text: &str| {
    match forms::xform::parse(text) {
        Err(found) => assert!(!found.is_empty(), "a form is never refused without a reason"),
        Ok(parsed) => {
            let bytes = parsed.form.to_bytes();
            let form = Form::from_bytes(&bytes).expect("what was compiled can be read");
            let mut session = Session::new(Arc::new(form), fuzz::Still::new());
            fuzz::fill(&mut session, &[0, 1, 7, 2, 1, 200, 90, 3, 30, 204, 0, 255, 200, 9, 255, 7]);
            let _ = session.finalize();
        }
    }
});
