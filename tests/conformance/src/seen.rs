//! Fingerprints of what a run has seen of the engine, in order: equal engines say the same, byte by byte.
//!
//! It lets the engine in a browser be compared with the engine here, answer by answer. Invariant: what is noted does not depend on the
//! recordings being right.

use std::cell::RefCell;

thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Notes what the engine has said; long walks say more than a page can hand over, so only its fingerprint stays.
pub fn note(text: &str) {
    // FNV-1a, 64 bits: the same on every machine, and nobody attacks it here.
    let print = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    SEEN.with_borrow_mut(|seen| seen.push(format!("{print:016x}")));
}

/// Notes all values, problems and the XML of a session.
pub fn session(session: &forms::Session) {
    note(&format!("{:?}\n{:?}\n{}", session.values(), session.validate(), session.submission().xml));
}

/// Everything noted since the last time.
pub fn take() -> Vec<String> {
    SEEN.with_borrow_mut(std::mem::take)
}
