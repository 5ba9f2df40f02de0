//! Takes out what a library exports to scripts though no script of ours calls it: Leptos brings its server functions, they bring streams, and
//! what is exported the linker keeps.
//!
//! Invariant: a class that is not there (any more) changes nothing; one that the app comes to use must leave the list, or packing fails.

use anyhow::Result;
use walrus::ModuleConfig;

/// Classes of `wasm-streams` that nobody opens.
const CLASSES: &[&str] = &["IntoUnderlyingByteSource", "IntoUnderlyingSink", "IntoUnderlyingSource"];
/// Where wasm-bindgen keeps what is exported and imported: pairs of a schema and a description by it, each after its length in
/// four bytes.
const DESCRIPTIONS: &str = "__wasm_bindgen_unstable";

/// The wasm, not yet packed, without those classes.
pub(super) fn drop_classes(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    config.strict_validate(false);
    let mut module = config.parse(wasm)?;
    let mut kept = Vec::new();
    while let Some(mut section) = module.customs.remove_raw(DESCRIPTIONS) {
        section.data = without(&section.data);
        kept.push(section);
    }
    for section in kept {
        module.customs.add(section);
    }
    let is_unused = |name: &str| CLASSES.iter().any(|class| name.contains(&class.to_lowercase()));
    let exports: Vec<_> = module.exports.iter().filter(|export| is_unused(&export.name)).map(walrus::Export::id).collect();
    for export in exports {
        module.exports.delete(export);
    }
    Ok(module.emit_wasm())
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
}
