//! What a run has seen of the engine, in order: equal engines say the same, byte by byte.
//!
//! It lets the engine in a browser be compared with the engine here, answer by answer. Invariant: what is noted does not depend on the
//! recordings being right.

use std::cell::RefCell;

thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Notes what the engine has said.
pub fn note(text: String) {
    SEEN.with_borrow_mut(|seen| seen.push(text));
}

/// Notes all values, problems and the XML of a session.
pub fn session(session: &forms::Session) {
    note(format!("{:?}\n{:?}\n{}", session.values(), session.validate(), session.submission().xml));
}

/// Everything noted since the last time.
pub fn take() -> Vec<String> {
    SEEN.with_borrow_mut(std::mem::take)
}
