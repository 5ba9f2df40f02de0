//! Any edits of the programme's forms: after them everything equals a full recalculation, and the draft opens as it was.
#![no_main]

use forms::Session;
use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

fuzz_target!(|bytes: &[u8]| {
    let Some((&which, script)) = bytes.split_first() else {
        return;
    };
    // The largest form is dear: once in sixteen.
    let which = if which % 16 == 15 { fuzz::FORMS.len() - 1 } else { usize::from(which) % (fuzz::FORMS.len() - 1) };
    let mut session = Session::new(fuzz::form(which), fuzz::Still::new());
    fuzz::fill(&mut session, script.get(..script.len().min(80)).unwrap_or_default());
    let before = fuzz::told(&session);
    session.recalculate_all();
    assert_eq!(before, fuzz::told(&session), "incremental and full differ");
    let again = Session::restore(Arc::clone(session.form()), fuzz::Still::new(), &session.snapshot()).expect("an own snapshot is read");
    assert_eq!(before, fuzz::told(&again), "the draft opened again differs");
});
