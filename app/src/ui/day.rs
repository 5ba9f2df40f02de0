//! A calendar day in words, in either language. Pure: no clock, no time zone.

use crate::words::{Lang, Word, fill_in, t, ui as w};

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Year.
    pub year: i64,
    /// 1–12.
    pub month: u32,
    /// 1–31.
    pub day: u32,
}

const MONTHS: [Word; 12] = [w::JAN, w::FEB, w::MAR, w::APR, w::MAY, w::JUN, w::JUL, w::AUG, w::SEP, w::OCT, w::NOV, w::DEC];

impl Day {
    /// 11月23日 / 23 Nov.
    pub fn short(self, lang: Lang) -> String {
        let (month, day) = (self.month_name(lang), self.day.to_string());
        // The words have their places in the order of their language.
        match lang {
            Lang::Zh => fill_in(lang, w::DAY, &[month, &day]),
            Lang::En => fill_in(lang, w::DAY, &[&day, month]),
        }
    }
    /// 2015年11月23日 / 23 Nov 2015.
    pub fn whole(self, lang: Lang) -> String {
        let (month, day, year) = (self.month_name(lang), self.day.to_string(), self.year.to_string());
        match lang {
            Lang::Zh => fill_in(lang, w::DAY_WHOLE, &[&year, month, &day]),
            Lang::En => fill_in(lang, w::DAY_WHOLE, &[&day, month, &year]),
        }
    }
    fn month_name(self, lang: Lang) -> &'static str {
        usize::try_from(self.month).ok().and_then(|m| MONTHS.get(m.checked_sub(1)?)).map_or("", |word| t(lang, *word))
    }
}

/// Reads `2026-12-10`, and the day of a longer moment.
pub fn parse(iso: &str) -> Option<Day> {
    let mut parts = iso.get(..10)?.split('-');
    let day = Day { year: parts.next()?.parse().ok()?, month: parts.next()?.parse().ok()?, day: parts.next()?.parse().ok()? };
    ((1..=12).contains(&day.month) && (1..=31).contains(&day.day)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_said_in_the_order_of_the_language() {
        let day = parse("2015-11-21").expect("a day");
        assert_eq!((day.whole(Lang::Zh).as_str(), day.whole(Lang::En).as_str()), ("2015年11月21日", "21 Nov 2015"));
        assert_eq!((day.short(Lang::Zh).as_str(), day.short(Lang::En).as_str()), ("11月21日", "21 Nov"));
        assert_eq!(parse("2026-13-10"), None);
    }
}
