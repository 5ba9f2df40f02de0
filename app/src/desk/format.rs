//! How the desk writes numbers, moments and days. Texts in, texts out; amounts are never turned into floating point for display.

use crate::platform::clock;

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

/// Puts commas between thousands of a decimal text; other texts stay.
pub(super) fn grouped(text: &str) -> String {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", text),
    };
    let (whole, cents) = rest.split_once('.').map_or((rest, None), |(w, c)| (w, Some(c)));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || cents.is_some_and(|c| !digits(c)) {
        return text.to_owned();
    }
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(cents) = cents {
        out.push('.');
        out.push_str(cents);
    }
    out
}

/// How a value changed since the last visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// Both the same.
    Same,
    /// A number moved by this much, written with its sign; `strong` above 30 percent.
    By {
        /// `+1,300`.
        text: String,
        /// More than [`STRONG_PERCENT`].
        strong: bool,
    },
    /// Another text or choice.
    Other,
}

/// A number that moved by more than this share of the old one is marked.
const STRONG_PERCENT: i128 = 30;

/// Compares this visit's value with the last one's.
pub(super) fn change(now: &str, last: &str) -> Change {
    if now == last {
        return Change::Same;
    }
    let (Some(new), Some(old)) = (hundredths(now), hundredths(last)) else {
        return Change::Other;
    };
    let by = new - old;
    if by == 0 {
        return Change::Same;
    }
    let strong = by.abs() * 100 > old.abs() * STRONG_PERCENT;
    let cents = by.abs() % 100;
    let whole = grouped(&(by.abs() / 100).to_string());
    let text = format!("{}{whole}{}", if by < 0 { "−" } else { "+" }, if cents == 0 { String::new() } else { format!(".{cents:02}") });
    Change::By { text, strong }
}

/// A decimal text in hundredths; none when it is not a number or finer than that.
fn hundredths(text: &str) -> Option<i128> {
    let text = text.replace(',', "").replace('−', "-");
    let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
    if cents.len() > 2 || !cents.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let negative = whole.starts_with('-');
    let whole: i128 = whole.parse().ok()?;
    let cents: i128 = format!("{cents:0<2}").parse().ok()?;
    Some(whole * 100 + if negative { -cents } else { cents })
}

/// A day against today, in the words of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Days past.
    Late(i64),
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// Within a week: 0 = Sunday.
    Weekday(u8),
    /// Later.
    Later,
}

/// Places a day (`2026-11-27`) against today; none when it is no day.
pub(super) fn due(day: &str, today: &str) -> Option<Due> {
    let (day, today) = (day_number(day)?, day_number(today)?);
    Some(match day - today {
        late if late < 0 => Due::Late(-late),
        0 => Due::Today,
        1 => Due::Tomorrow,
        // 1970-01-01 was a Thursday.
        2..=6 => Due::Weekday(u8::try_from((day + 4).rem_euclid(7)).unwrap_or(0)),
        _ => Due::Later,
    })
}

/// Days since 1970-01-01 (Howard Hinnant's civil calendar).
fn day_number(day: &str) -> Option<i64> {
    let mut parts = day.get(..10)?.split('-');
    let (y, m, d): (i64, i64, i64) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}

/// `11-19 17:42`, with the year when it is another one, in the clock of this computer.
pub(super) fn moment(ms: i64) -> String {
    let (year, month, day) = clock::day(ms);
    let short = format!("{month:02}-{day:02} {}", clock::hours_minutes(ms));
    if year == this_year() { short } else { format!("{year}-{short}") }
}

/// Today, `2026-11-25`.
pub(super) fn today() -> String {
    let (year, month, day) = clock::day(clock::now_ms());
    format!("{year:04}-{month:02}-{day:02}")
}

/// The year of today.
pub(super) fn this_year() -> u32 {
    clock::day(clock::now_ms()).0
}

/// Parts of a clock difference: whole minutes, seconds, and whether the phone is ahead.
pub(super) fn skew(ms: i64) -> (i64, i64, bool) {
    (ms.abs() / MINUTE, ms.abs() % MINUTE / 1000, ms > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_and_other_texts_stay() {
        for (given, wanted) in
            [("0", "0"), ("999", "999"), ("11120", "11,120"), ("-2960.50", "−2,960.50"), ("是", "是"), ("1.2.3", "1.2.3"), ("", "")]
        {
            assert_eq!(grouped(given), wanted);
        }
    }

    #[test]
    fn changes_are_exact_and_marked_above_thirty_percent() {
        assert_eq!(change("2780.00", "2101.5"), Change::By { text: "+678.50".into(), strong: true });
        assert_eq!(change("9,220", "8,106"), Change::By { text: "+1,114".into(), strong: false });
        assert_eq!(change("2960", "3210"), Change::By { text: "−250".into(), strong: false });
        assert_eq!(change("150", "150.0"), Change::Same);
        assert_eq!(change("否", "是"), Change::Other);
    }

    #[test]
    fn days_are_placed_against_today() {
        assert_eq!(due("2026-11-24", "2026-11-25"), Some(Due::Late(1)));
        assert_eq!(due("2026-11-25", "2026-11-25"), Some(Due::Today));
        assert_eq!(due("2026-11-26", "2026-11-25"), Some(Due::Tomorrow));
        assert_eq!(due("2026-11-29", "2026-11-25"), Some(Due::Weekday(0)));
        assert_eq!(due("2027-03-01", "2026-11-25"), Some(Due::Later));
        assert_eq!(due("bald", "2026-11-25"), None);
    }
}
