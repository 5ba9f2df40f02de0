//! Answers and their types: what is typed on a Chinese keyboard becomes what ODK stores, what does not fit is told and kept.
//!
//! Invariant: `normal` never makes a number out of what a person did not mean as that number.

use crate::decimal;
use crate::definition::DataType;
use crate::env::Env;
use crate::xpath::date;

/// Digits and signs in full width, thousands commas, white space: as plain as ODK stores numbers. Other texts stay as they are.
pub(super) fn normal(answer: &str, data_type: DataType) -> String {
    if !data_type.numeric() {
        return answer.to_owned();
    }
    let plain: String = answer.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    let plain = without_thousands(&plain);
    let plain = plain.strip_prefix('+').unwrap_or(&plain);
    if fits(plain, data_type) { plain.to_owned() } else { answer.trim().to_owned() }
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '。' => '.',

        '−' | '—' | '–' => '-',
        other => other,
    }
}

/// `1,234,567.5` → `1234567.5`; `3,5` (a decimal comma) → `3.5`. Anything else keeps its commas and fails as a number.
fn without_thousands(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |at| digits.split_at(at));
    let mut parts = whole.split(',');
    let first = parts.next().unwrap_or_default();
    let groups: Vec<&str> = parts.collect();
    if groups.is_empty() {
        return text.to_owned();
    }
    let grouped = (1..=3).contains(&first.len()) && groups.iter().all(|g| g.len() == 3);
    if grouped {
        return format!("{sign}{first}{}{rest}", groups.concat());
    }
    match groups.as_slice() {
        [fraction] if rest.is_empty() => format!("{sign}{first}.{fraction}"),
        _ => text.to_owned(),
    }
}

/// Whether an answer is of a type. Blank always is.
pub(super) fn fits(answer: &str, data_type: DataType) -> bool {
    if answer.is_empty() {
        return true;
    }
    match data_type {
        DataType::Int => {
            let digits = answer.strip_prefix('-').unwrap_or(answer);
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
        }
        DataType::Decimal => {
            let digits = answer.strip_prefix('-').unwrap_or(answer);
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
            all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        DataType::Date | DataType::DateTime => date::days_of(answer, &Utc).is_some(),
        DataType::Time => date::parse_time(answer).is_some(),
        DataType::Geopoint => point(answer),
        DataType::Geotrace | DataType::Geoshape => answer.split(';').map(str::trim).filter(|p| !p.is_empty()).all(point),
        _ => true,
    }
}

fn point(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().collect();
    (2..=4).contains(&parts.len()) && parts.iter().all(|p| decimal::parse(p).is_some_and(f64::is_finite))
}

/// Whether two stored texts say the same: as texts, or as numbers (`200.0` and `200`).
pub(super) fn same(a: &str, b: &str) -> bool {
    a == b || matches!((decimal::parse(a.trim()), decimal::parse(b.trim())), (Some(x), Some(y)) if (x - y).abs() <= 1e-9)
}

/// A number computed for a node whose type is no number: days become dates.
pub(super) fn from_number(number: f64, data_type: DataType, env: &dyn Env) -> Option<String> {
    let moment = || date::moment_of_days(number).map(|ms| date::Local::at(ms, env));
    match data_type {
        DataType::Date => moment().map(|m| m.date()),
        DataType::DateTime => moment().map(|m| m.date_time()),
        _ => None,
    }
}

/// Whether a text is a date does not depend on where it is read.
struct Utc;

impl Env for Utc {
    fn now(&self) -> crate::Instant {
        crate::Instant { unix_ms: 0, offset_min: 0 }
    }
    fn random(&self) -> u64 {
        0
    }
}
