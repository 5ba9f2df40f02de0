//! Whole and decimal numbers: the number keys, full-width figures and commas taken as meant, large ones read back with their thousands apart.

use leptos::prelude::*;

use super::Asked;
use super::frame::{Around, frame};
use super::line::{Line, line};
use crate::words::{self, fill};

/// From how many digits a number is read back: shorter ones are seen at a glance.
const READ_BACK_DIGITS: usize = 5;

/// Asks for a number.
pub(super) fn number(asked: Asked, whole: bool) -> AnyView {
    let how = Line { mode: if whole { "numeric" } else { "decimal" }, kind: "text", store: stored, show: |s| s.to_owned(), rest: |s| s.to_owned() };
    let aid = move || {
        let value = asked.value();
        let digits = value.chars().filter(char::is_ascii_digit).count();
        let plain = value.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
        (plain && digits >= READ_BACK_DIGITS).then(|| view! { <p class="hint aid">{fill(words::fill::READS, &[&with_commas(&value)])}</p> })
    };
    frame(asked, Around::One, view! { {line(asked, how)}{aid} }.into_any())
}

/// What was typed, as stored: full-width figures become plain ones, separators and blanks go. Anything else stays, to be told as wrong.
fn stored(typed: &str) -> String {
    half_width(typed).chars().filter(|c| !matches!(c, ',' | ' ')).collect()
}

/// Full-width figures, letters and signs as ASCII.
pub(super) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '。' => '.',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '−' => '-',
            _ => c,
        })
        .collect()
}

/// A number with its thousands apart; other texts as they are.
pub fn with_commas(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, part) = rest.split_once('.').map_or((rest, None), |(w, p)| (w, Some(p)));
    let digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    if whole.len() < 4 || !digits(whole) || !part.is_none_or(digits) {
        return number.to_owned();
    }
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let check = |number, expected: &str| assert_eq!(with_commas(number), expected);
        check("999", "999");
        check("9560", "9,560");
        check("-1234567.50", "-1,234,567.50");
        check("2016-11", "2016-11");
        check("12a45", "12a45");
    }

    #[test]
    fn full_width_figures_are_taken_as_meant() {
        assert_eq!(stored("１２，３４５．６"), "12345.6");
        assert_eq!(stored("9,560 "), "9560");
        assert_eq!(stored("九百"), "九百", "what is no number stays, to be told as wrong");
    }
}
