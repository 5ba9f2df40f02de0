//! Signs that look like those of XPath but are not: full-width punctuation of Chinese keyboards, curly quotes, mathematical signs.
//!
//! Invariant: none of them is accepted; each gets a hint that names the sign to type instead.

/// Look-alike signs, and what to type instead.
const SIGNS: &[(&str, &str)] = &[
    ("（﹙", "("),
    ("）﹚", ")"),
    ("［【〔", "["),
    ("］】〕", "]"),
    ("，、﹐", ","),
    ("．。", "."),
    ("＝﹦", "="),
    ("＋﹢", "+"),
    ("－−–—‐‑", "-"),
    ("＊×·", "*"),
    ("／∕⁄", "/"),
    ("÷", "div"),
    ("＜〈《﹤", "<"),
    ("＞〉》﹥", ">"),
    ("≤≦⩽", "<="),
    ("≥≧⩾", ">="),
    ("≠", "!="),
    ("｜∣", "|"),
    ("＠", "@"),
    ("＄", "$"),
    ("：", ":"),
    ("‘’＇′`´「」『』", "'"),
    ("“”„＂″〝〞", "\""),
    ("\u{3000}\u{a0}\u{2002}\u{2003}\u{2009}\u{200b}\u{202f}", "an ordinary space"),
];

/// Beginnings from other languages, and what XPath writes.
const FOREIGN: &[(&str, &str)] = &[
    ("&&", "and"),
    ("&", "and, or concat() for joining texts"),
    ("!", "not(…)"),
    ("%", "mod"),
    ("{", "a path such as /data/question instead of braces"),
    ("#", "a path"),
    (";", ","),
];

/// Whether `c` only looks like a sign of XPath.
pub(super) fn is_lookalike(c: char) -> bool {
    !c.is_ascii() && (full_width_digit(c).is_some() || SIGNS.iter().any(|(signs, _)| signs.contains(c)))
}

/// What to type instead of the sign `c` that starts `rest`.
pub(super) fn hint(c: char, rest: &str) -> Option<String> {
    if let Some(digit) = full_width_digit(c) {
        return Some(format!("type the half-width digit {digit}"));
    }
    if let Some((_, instead)) = SIGNS.iter().find(|(signs, _)| signs.contains(c)) {
        return Some(format!("'{c}' is a look-alike from another keyboard; type {instead}"));
    }
    FOREIGN.iter().find(|(start, _)| rest.starts_with(start)).map(|(_, instead)| format!("XPath writes {instead}"))
}

fn full_width_digit(c: char) -> Option<u32> {
    ('０'..='９').contains(&c).then(|| c as u32 - '０' as u32)
}
