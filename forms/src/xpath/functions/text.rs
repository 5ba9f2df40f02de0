//! Functions on texts. Characters are Unicode scalar values.

use std::borrow::Cow;

use super::{Call, number, text, truth};
use crate::xpath::value::{Fault, Value};

const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

pub(super) fn string(call: &mut Call) -> Result<Value, Fault> {
    match call.args {
        [Value::Text(text)] => Ok(Value::Text(text.clone())),
        _ => text(call.text_or_context()),
    }
}

pub(super) fn concat(call: &mut Call) -> Result<Value, Fault> {
    let mut out = String::new();
    call.texts_from(0).for_each(|part| out.push_str(&part));
    text(out)
}

pub(super) fn join(call: &mut Call) -> Result<Value, Fault> {
    let separator = call.text(0);
    let mut out = String::new();
    for (at, part) in call.texts_from(1).enumerate() {
        if at > 0 {
            out.push_str(&separator);
        }
        out.push_str(&part);
    }
    text(out)
}

pub(super) fn contains(call: &mut Call) -> Result<Value, Fault> {
    truth(call.text(0).contains(&*call.text(1)))
}

pub(super) fn starts_with(call: &mut Call) -> Result<Value, Fault> {
    truth(call.text(0).starts_with(&*call.text(1)))
}

pub(super) fn ends_with(call: &mut Call) -> Result<Value, Fault> {
    truth(call.text(0).ends_with(&*call.text(1)))
}

pub(super) fn substring_before(call: &mut Call) -> Result<Value, Fault> {
    let whole = call.text(0);
    text(whole.split_once(&*call.text(1)).map_or("", |(before, _)| before))
}

pub(super) fn substring_after(call: &mut Call) -> Result<Value, Fault> {
    let whole = call.text(0);
    text(whole.split_once(&*call.text(1)).map_or("", |(_, after)| after))
}

/// XPath 1.0 §4.2: positions from 1, both bounds rounded, NaN finds nothing.
pub(super) fn substring(call: &mut Call) -> Result<Value, Fault> {
    let round = |number: f64| libm::floor(number + 0.5);
    let start = round(call.number(1));
    let end = if call.len() > 2 { start + round(call.number(2)) } else { f64::INFINITY };
    let inside = |at: usize| {
        let position = at as f64 + 1.0;
        position >= start && position < end
    };
    text(call.text(0).chars().enumerate().filter(|(at, _)| inside(*at)).map(|(_, sign)| sign).collect::<String>())
}

/// ODK: from `start` to before `end`, counted from 0, negative ones from the end of the text.
pub(super) fn substr(call: &mut Call) -> Result<Value, Fault> {
    let whole = call.text(0);
    let length = if whole.is_ascii() { whole.len() } else { whole.chars().count() };
    let bound = |number: f64| {
        let number = if number < 0.0 { number + length as f64 } else { number };
        (number.max(0.0) as usize).min(length)
    };
    let start = bound(libm::trunc(call.number(1)));
    let end = if call.len() > 2 { bound(libm::trunc(call.number(2))) } else { length };
    if whole.is_ascii() {
        return text(whole.get(start..end).unwrap_or_default());
    }
    text(whole.chars().skip(start).take(end.saturating_sub(start)).collect::<String>())
}

pub(super) fn string_length(call: &mut Call) -> Result<Value, Fault> {
    number(call.text_or_context().chars().count() as f64)
}

pub(super) fn normalize_space(call: &mut Call) -> Result<Value, Fault> {
    let whole = call.text_or_context();
    let mut out = String::with_capacity(whole.len());
    for word in whole.split(SPACE).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    text(out)
}

pub(super) fn translate(call: &mut Call) -> Result<Value, Fault> {
    let (whole, from, to): (Cow<str>, Cow<str>, Cow<str>) = (call.text(0), call.text(1), call.text(2));
    let replaced = |sign: char| match from.chars().position(|other| other == sign) {
        Some(at) => to.chars().nth(at),
        None => Some(sign),
    };
    text(whole.chars().filter_map(replaced).collect::<String>())
}
