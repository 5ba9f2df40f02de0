//! Takes out what a library exports to scripts though no script of ours calls it: Leptos brings its server functions, they bring streams, and
//! what is exported the linker keeps.
//!
//! Invariant: a class that is not there (any more) changes nothing; one that the app comes to use must leave the list, or packing fails.

use anyhow::{Context, Result};

/// Classes of `wasm-streams` that nobody opens.
const CLASSES: &[&str] = &["IntoUnderlyingByteSource", "IntoUnderlyingSink", "IntoUnderlyingSource"];
/// Where wasm-bindgen keeps what is exported and imported: pairs of a schema and a description by it, each after its length in four bytes.
const DESCRIPTIONS: &str = "__wasm_bindgen_unstable";
/// Magic number and version.
const HEADER_BYTES: usize = 8;
const CUSTOM_SECTION: u8 = 0;
const EXPORT_SECTION: u8 = 7;

/// The linker's wasm without those classes. All sections keep their places, since the linker's notes count them.
pub(super) fn drop_classes(wasm: &[u8]) -> Result<Vec<u8>> {
    let (header, mut rest) = wasm.split_at_checked(HEADER_BYTES).context("no wasm")?;
    let mut out = header.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        let (length, after) = number(after)?;
        let (body, next) = after.split_at_checked(length as usize).context("a section that is cut off")?;
        let changed = match id {
            CUSTOM_SECTION => descriptions(body)?,
            EXPORT_SECTION => Some(exports(body)?),
            _ => None,
        };
        out.push(id);
        let body = changed.as_deref().unwrap_or(body);
        write_number(body.len() as u32, &mut out);
        out.extend_from_slice(body);
        rest = next;
    }
    Ok(out)
}

/// The section of descriptions, if it is the one.
fn descriptions(body: &[u8]) -> Result<Option<Vec<u8>>> {
    let (length, after) = number(body)?;
    let (name, data) = after.split_at_checked(length as usize).context("a section without a name")?;
    let head = body.get(..body.len() - data.len()).unwrap_or_default();
    Ok((name == DESCRIPTIONS.as_bytes()).then(|| [head, &without(data)].concat()))
}

/// The exports of others: a name, a kind in one byte, an index each.
fn exports(body: &[u8]) -> Result<Vec<u8>> {
    let (count, mut rest) = number(body)?;
    let (mut kept, mut entries) = (0, Vec::with_capacity(body.len()));
    for _ in 0..count {
        let (length, after) = number(rest)?;
        let (name, after) = after.split_at_checked(length as usize).context("an export without a name")?;
        let (_, next) = number(after.get(1..).context("an export without an index")?)?;
        let name = String::from_utf8_lossy(name);
        if !CLASSES.iter().any(|class| name.contains(&class.to_lowercase())) {
            kept += 1;
            entries.extend_from_slice(rest.get(..rest.len() - next.len()).unwrap_or_default());
        }
        rest = next;
    }
    let mut out = Vec::with_capacity(body.len());
    write_number(kept, &mut out);
    out.extend_from_slice(&entries);
    Ok(out)
}

/// A number as wasm writes it, seven bits a byte, and what follows.
fn number(bytes: &[u8]) -> Result<(u32, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        value |= u32::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Ok((value, bytes.get(at + 1..).unwrap_or_default()));
        }
    }
    anyhow::bail!("a number without an end")
}

fn write_number(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The descriptions that name none of the classes.
fn without(descriptions: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(descriptions.len());
    let mut rest = descriptions;
    while let Some((_schema, after)) = piece(rest)
        && let Some((described, next)) = piece(after)
    {
        if !CLASSES.iter().any(|class| described.windows(class.len()).any(|part| part == class.as_bytes())) {
            out.extend_from_slice(&rest[..rest.len() - next.len()]);
        }
        rest = next;
    }
    out
}

/// The bytes after their length, and what follows them.
fn piece(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, after) = bytes.split_first_chunk::<4>()?;
    after.split_at_checked(u32::from_le_bytes(*length) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_of_other_classes_stay() {
        let piece = |text: &str| [&(text.len() as u32).to_le_bytes(), text.as_bytes()].concat();
        let described = |text: &str| [piece("schema 1"), piece(text)].concat();
        let all = [described("a Session"), described("class IntoUnderlyingSink"), described("b")].concat();
        assert_eq!(without(&all), [described("a Session"), described("b")].concat());
    }

    #[test]
    fn only_the_exports_of_the_classes_go() {
        let export = |name: &str, index: u8| [&[name.len() as u8], name.as_bytes(), &[0, index]].concat();
        let body = [vec![3], export("main", 1), export("intounderlyingsink_close_58a9", 2), export("memory", 0)].concat();
        let wasm = [b"\0asm\x01\0\0\0".to_vec(), vec![1, 1, 0], vec![EXPORT_SECTION, body.len() as u8], body].concat();
        let left = [vec![2], export("main", 1), export("memory", 0)].concat();
        let expected = [b"\0asm\x01\0\0\0".to_vec(), vec![1, 1, 0], vec![EXPORT_SECTION, left.len() as u8], left].concat();
        assert_eq!(drop_classes(&wasm).unwrap(), expected);
    }
}
