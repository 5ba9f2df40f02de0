//! Bytes where our own are expected – compiled forms, lists, drafts – with some of them changed: refused, or usable without breaking.
#![no_main]

use forms::{Form, List, Session};
use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

/// Our own bytes, which are then damaged.
fn whole(kind: u8) -> Vec<u8> {
    match kind % 4 {
        0 => fuzz::form(0).to_bytes(),
        1 => fuzz::form(2).to_bytes(),
        2 => List::from_csv(b"name,label,town\na,A,x\nb,B,y\n").map(|list| list.to_bytes()).unwrap_or_default(),
        _ => Session::new(fuzz::form(0), fuzz::Still::new()).snapshot(),
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((&kind, damage)) = input.split_first() else {
        return;
    };
    let mut bytes = whole(kind);
    for part in damage.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([part[0], part[1]]));
        match bytes.len() {
            0 => break,
            len if at % 61 == 60 => bytes.truncate(at % len),
            len => bytes[at % len] = part[2],
        }
    }
    let _ = List::from_bytes(&bytes);
    if let Ok(form) = Form::from_bytes(&bytes) {
        let mut session = Session::new(Arc::new(form), fuzz::Still::new());
        fuzz::fill(&mut session, &[0, 1, 7, 2, 1, 200, 90, 3]);
        let _ = session.finalize();
    }
    if let Ok(mut session) = Session::restore(fuzz::form(0), fuzz::Still::new(), &bytes) {
        fuzz::fill(&mut session, &[0, 1, 7, 2]);
        let _ = session.finalize();
    }
});
