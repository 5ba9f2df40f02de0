//! A compiled form as bytes: version, checksum, tables.
//!
//! Invariant: what `read` accepts is what `write` wrote; the checksum finds damage before decoding begins.

use super::{Form, near};
use crate::diag::Diagnostic;

/// Version of this format; raised by every change of a table.
const VERSION: u8 = 5;

/// The form as bytes.
pub(super) fn write(form: &Form) -> Vec<u8> {
    // Encoding into a Vec cannot fail for these types; an empty body would be refused by `read`.
    let mut written = form.clone();
    near::near(&mut written);
    let body = postcard::to_allocvec(&written).unwrap_or_default();
    let mut out = Vec::with_capacity(body.len() + 9);
    out.push(VERSION);
    out.extend_from_slice(&checksum_of_words(&body).to_le_bytes());
    out.extend_from_slice(&body);
    out
}

/// The form behind bytes.
pub(super) fn read(bytes: &[u8]) -> Result<Form, Diagnostic> {
    let damaged = || Diagnostic::error("damaged-form", "the compiled form is damaged").hint("fetch the form again");
    let (&version, rest) = bytes.split_first().ok_or_else(damaged)?;
    if version != VERSION {
        let found = format!("expected a compiled form of format {VERSION}, found format {version}");
        return Err(Diagnostic::error("form-format", found).hint("update the app, then fetch the form again"));
    }
    let (sum, body) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
    if u64::from_le_bytes(*sum) != checksum_of_words(body) {
        return Err(damaged());
    }
    let mut form = postcard::from_bytes(body).map_err(|_| damaged())?;
    near::far(&mut form);
    Ok(form)
}

/// FNV-1a over 64 bits: finds damage, does not guard against malice (the address of a form does: it is a SHA-256).
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, &b| (sum ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// The same of eight bytes at a time: forms are large, and a phone waits for it. The rotation carries the upper bits down.
fn checksum_of_words(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(0, |sum: u64, word| (sum ^ u64::from_le_bytes(*word)).wrapping_mul(0x0100_0000_01b3).rotate_left(29));
    sum ^ checksum(rest)
}
