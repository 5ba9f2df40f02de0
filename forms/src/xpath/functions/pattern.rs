//! `regex`: patterns as Java and browsers write them, run by `regex-lite` on both sides.
//!
//! Invariant: the whole text must fit; a pattern that cannot be read is a fault with its reason, never a crash.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::rc::Rc;

use regex_lite::{Regex, RegexBuilder};

use super::{Call, truth};
use crate::xpath::value::{Fault, Value};

/// Compiled patterns kept a thread; forms have a dozen.
const KEPT: usize = 256;
/// Bytes of one compiled pattern: keeps `(a{1000}){1000}` off the memory.
const COMPILED_BYTES: usize = 1 << 20;

thread_local! {
    static COMPILED: RefCell<HashMap<String, Result<Rc<Regex>, Fault>>> = RefCell::default();
}

pub(super) fn regex(call: &mut Call) -> Result<Value, Fault> {
    let compiled = compiled(&call.text(1))?;
    truth(compiled.is_match(&call.text(0)))
}

fn compiled(pattern: &str) -> Result<Rc<Regex>, Fault> {
    COMPILED.with_borrow_mut(|kept| {
        if let Some(found) = kept.get(pattern) {
            return found.clone();
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        let fresh = compile(pattern).map(Rc::new);
        kept.insert(pattern.to_owned(), fresh.clone());
        fresh
    })
}

fn compile(pattern: &str) -> Result<Regex, Fault> {
    let whole = format!("^(?:{})$", rewrite(pattern)?);
    RegexBuilder::new(&whole).size_limit(COMPILED_BYTES).build().map_err(|error| bad(&error.to_string()))
}

fn bad(reason: &str) -> Fault {
    Fault::new("bad-regex", format!("regex(): the pattern cannot be read: {reason}"))
}

/// Named classes of Java that forms use, as ranges; scripts by their blocks.
const CLASSES: &[(&[&str], &str)] = &[
    (
        &["L", "IsL", "IsAlphabetic", "Letter", "IsLetter"],
        "A-Za-z\\x{AA}\\x{B5}\\x{BA}\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{2C1}\\x{370}-\\x{373}\\x{376}-\\x{37D}\\x{37F}-\\x{481}\\x{48A}-\\x{587}\\x{5D0}-\\x{5EA}\\x{620}-\\x{64A}\\x{671}-\\x{6D3}\\x{904}-\\x{939}\\x{E01}-\\x{E30}\\x{F40}-\\x{F6C}\\x{10A0}-\\x{10FF}\\x{1100}-\\x{11FF}\\x{1E00}-\\x{1FFC}\\x{3005}-\\x{3007}\\x{3041}-\\x{3096}\\x{30A1}-\\x{30FA}\\x{3105}-\\x{312F}\\x{3131}-\\x{318E}\\x{3400}-\\x{4DBF}\\x{4E00}-\\x{9FFF}\\x{A000}-\\x{A48C}\\x{AC00}-\\x{D7A3}\\x{F900}-\\x{FAD9}\\x{FF21}-\\x{FF3A}\\x{FF41}-\\x{FF5A}\\x{20000}-\\x{323AF}",
    ),
    (
        &["IsHan", "Han", "script=Han", "sc=Han", "Script=Han", "IsIdeographic"],
        "\\x{2E80}-\\x{2FD5}\\x{3005}\\x{3007}\\x{3021}-\\x{3029}\\x{3038}-\\x{303B}\\x{3400}-\\x{4DBF}\\x{4E00}-\\x{9FFF}\\x{F900}-\\x{FAD9}\\x{20000}-\\x{323AF}",
    ),
    (&["InCJKUnifiedIdeographs", "InCJK_Unified_Ideographs"], "\\x{4E00}-\\x{9FFF}"),
    (
        &["IsLatin", "script=Latin", "Script=Latin"],
        "A-Za-z\\x{AA}\\x{BA}\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{2B8}\\x{1E00}-\\x{1EFF}\\x{FF21}-\\x{FF3A}\\x{FF41}-\\x{FF5A}",
    ),
    (&["Lu", "IsUppercase", "IsLu"], "A-Z\\x{C0}-\\x{D6}\\x{D8}-\\x{DE}\\x{391}-\\x{3A9}\\x{400}-\\x{42F}"),
    (&["Ll", "IsLowercase", "IsLl"], "a-z\\x{B5}\\x{DF}-\\x{F6}\\x{F8}-\\x{FF}\\x{3B1}-\\x{3C9}\\x{430}-\\x{45F}"),
    (
        &["N", "IsN"],
        "0-9\\x{B2}\\x{B3}\\x{B9}\\x{BC}-\\x{BE}\\x{660}-\\x{669}\\x{6F0}-\\x{6F9}\\x{966}-\\x{96F}\\x{2150}-\\x{2189}\\x{2460}-\\x{249B}\\x{3007}\\x{3021}-\\x{3029}\\x{FF10}-\\x{FF19}",
    ),
    (&["Nd", "IsDigit", "IsNd"], "0-9\\x{660}-\\x{669}\\x{6F0}-\\x{6F9}\\x{966}-\\x{96F}\\x{9E6}-\\x{9EF}\\x{E50}-\\x{E59}\\x{FF10}-\\x{FF19}"),
    (
        &["P", "IsP", "IsPunctuation"],
        "!-#%-*,-/:;?@\\[-\\]_{}\\x{A1}\\x{A7}\\x{AB}\\x{B6}\\x{B7}\\x{BB}\\x{BF}\\x{2010}-\\x{2027}\\x{2030}-\\x{205E}\\x{3001}-\\x{3003}\\x{3008}-\\x{3011}\\x{3014}-\\x{301F}\\x{FF01}-\\x{FF03}\\x{FF05}-\\x{FF0A}\\x{FF0C}-\\x{FF0F}\\x{FF1A}\\x{FF1B}\\x{FF1F}\\x{FF20}\\x{FF3B}-\\x{FF3D}\\x{FF3F}\\x{FF5B}\\x{FF5D}\\x{FF5F}-\\x{FF65}",
    ),
    (&["Z", "Zs", "IsWhite_Space", "IsWhiteSpace"], " \\t\\n\\r\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}"),
    (
        &["M", "Mn", "IsM"],
        "\\x{300}-\\x{36F}\\x{483}-\\x{489}\\x{591}-\\x{5BD}\\x{64B}-\\x{65F}\\x{900}-\\x{903}\\x{93A}-\\x{94F}\\x{E31}\\x{E34}-\\x{E3A}\\x{1DC0}-\\x{1DFF}\\x{20D0}-\\x{20FF}\\x{FE20}-\\x{FE2F}",
    ),
    (&["Alpha"], "A-Za-z"),
    (&["Digit"], "0-9"),
    (&["Alnum"], "A-Za-z0-9"),
    (&["Upper"], "A-Z"),
    (&["Lower"], "a-z"),
    (&["Punct"], "!-/:-@\\[-`{-~"),
    (&["Space"], " \\t\\n\\x0B\\x0C\\r"),
    (&["Blank"], " \\t"),
    (&["XDigit"], "0-9A-Fa-f"),
    (&["ASCII"], "\\x00-\\x7F"),
    (&["Graph"], "!-~"),
    (&["Print"], " -~"),
    (&["Cntrl"], "\\x00-\\x1F\\x7F"),
];

/// Java's and JavaScript's spelling to that of `regex-lite`: `\uXXXX` (with surrogate pairs), `\p{…}`, escapes of plain signs, `[` inside a class.
fn rewrite(pattern: &str) -> Result<String, Fault> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut signs = pattern.chars().peekable();
    let mut in_class = false;
    let mut class_start = false;
    while let Some(sign) = signs.next() {
        let starting = std::mem::take(&mut class_start);
        match sign {
            '\\' => escape(&mut signs, in_class, &mut out)?,
            '[' if in_class => out.push_str("\\["),
            '[' => {
                in_class = true;
                class_start = true;
                out.push('[');
            }
            '^' if starting => {
                class_start = true;
                out.push('^');
            }
            ']' if in_class && !starting => {
                in_class = false;
                out.push(']');
            }
            '&' if in_class && signs.peek() == Some(&'&') => {
                return Err(bad("&& inside [ ] is not supported"));
            }
            // Set operations of regex-lite, plain signs in Java.
            '&' | '~' if in_class => {
                out.push('\\');
                out.push(sign);
            }
            _ => out.push(sign),
        }
    }
    Ok(out)
}

type Signs<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn escape(signs: &mut Signs, in_class: bool, out: &mut String) -> Result<(), Fault> {
    let Some(sign) = signs.next() else {
        return Err(bad("it ends with \\"));
    };
    match sign {
        'u' => push_code(unicode_escape(signs)?, out),
        'p' | 'P' => named_class(signs, sign == 'P', in_class, out)?,
        'h' if in_class => out.push_str(" \\t\\x{A0}\\x{3000}"),
        'h' => out.push_str("[ \\t\\x{A0}\\x{3000}]"),
        'Z' | 'z' => out.push_str("\\z"),
        'Q' => {
            let rest: String = signs.by_ref().collect();
            let (quoted, after) = rest.split_once("\\E").unwrap_or((&rest, ""));
            out.push_str(&regex_lite::escape(quoted));
            out.push_str(&rewrite(after)?);
        }
        '1'..='9' => return Err(bad("references to groups are not supported")),
        // `\-`, `\/`, `\_`, `\中`: plain signs.
        _ if !sign.is_ascii_alphanumeric() => {
            if sign.is_ascii_punctuation() && sign != '<' && sign != '>' && sign != '_' {
                out.push('\\');
            }
            out.push(sign);
        }
        _ => {
            out.push('\\');
            out.push(sign);
        }
    }
    Ok(())
}

/// A character by its number, so that it means itself wherever it stands.
fn push_code(sign: char, out: &mut String) {
    // Writing to a String does not fail.
    _ = write!(out, "\\x{{{:X}}}", u32::from(sign));
}

fn four_hex(signs: &mut Signs) -> Result<u32, Fault> {
    let digits: String = signs.by_ref().take(4).collect();
    let valid = digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    valid.then(|| u32::from_str_radix(&digits, 16).ok()).flatten().ok_or_else(|| bad("\\u needs four hexadecimal digits"))
}

/// `XXXX` or `{X…}` after `\u`; two halves of a pair make one character, half a pair is none.
fn unicode_escape(signs: &mut Signs) -> Result<char, Fault> {
    if signs.peek() == Some(&'{') {
        let digits: String = signs.by_ref().skip(1).take_while(|sign| *sign != '}').collect();
        return u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).ok_or_else(|| bad("\\u{…} is no character"));
    }
    let mut code = four_hex(signs)?;
    if (0xD800..0xDC00).contains(&code) {
        let mut ahead = signs.clone();
        if ahead.next() == Some('\\') && ahead.next() == Some('u') {
            let low = four_hex(&mut ahead)?;
            if (0xDC00..0xE000).contains(&low) {
                *signs = ahead;
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            }
        }
    }
    char::from_u32(code).ok_or_else(|| bad("half of a surrogate pair is no character"))
}

fn named_class(signs: &mut Signs, negated: bool, in_class: bool, out: &mut String) -> Result<(), Fault> {
    let name: String =
        if signs.peek() == Some(&'{') { signs.by_ref().skip(1).take_while(|sign| *sign != '}').collect() } else { signs.by_ref().take(1).collect() };
    let Some((_, ranges)) = CLASSES.iter().find(|(names, _)| names.contains(&name.as_str())) else {
        return Err(bad(&format!("the class {name} is not supported")));
    };
    match (in_class, negated) {
        (true, false) => out.push_str(ranges),
        (true, true) => return Err(bad("\\P inside [ ] is not supported")),
        (false, negated) => out.extend([if negated { "[^" } else { "[" }, ranges, "]"]),
    }
    Ok(())
}
