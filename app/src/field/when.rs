//! Days and times in words, as the screens say them: 11月23日 周三, 今天 14:03, 23 Nov. Pure: the clock and its offset come from the caller.
//!
//! Invariant: a moment is shown in the time of the phone; a day (`2026-12-10`) is never shifted by an offset.

use forms::Instant;

pub use crate::ui::day::{Day, parse};
use crate::words::{Lang, Word, field as w, fill_in, t};

const DAY_MS: i64 = 86_400_000;

/// Day and minutes since midnight of a moment at an offset.
pub fn local(unix_ms: i64, offset_min: i32) -> (Day, u32) {
    let ms = unix_ms + i64::from(offset_min) * 60_000;
    let minutes = ms.rem_euclid(DAY_MS) / 60_000;
    (from_count(ms.div_euclid(DAY_MS)), u32::try_from(minutes).unwrap_or(0))
}

/// 11月23日 / 23 Nov; with the year when it is another one than today's.
pub fn day(lang: Lang, day: Day, today: Day) -> String {
    if day.year == today.year { day.short(lang) } else { day.whole(lang) }
}

/// 11月23日 周三 / Wed 23 Nov.
pub fn today(lang: Lang, now: Instant) -> String {
    let (date, _) = local(now.unix_ms, now.offset_min);
    let names: [Word; 7] = [w::THU, w::FRI, w::SAT, w::SUN, w::MON, w::TUE, w::WED];
    let index = usize::try_from(to_count(date).rem_euclid(7)).unwrap_or(0);
    let name = names.get(index).map_or("", |word| t(lang, *word));
    let shown = date.short(lang);
    match lang {
        Lang::Zh => format!("{shown} {name}"),
        Lang::En => format!("{name} {shown}"),
    }
}

/// 14:03.
pub fn time(unix_ms: i64, now: Instant) -> String {
    let (_, minutes) = local(unix_ms, now.offset_min);
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// 今天 13:47, 昨天 9:05, 11月21日 17:35.
pub fn moment(lang: Lang, unix_ms: i64, now: Instant) -> String {
    let (date, _) = local(unix_ms, now.offset_min);
    let (now_date, _) = local(now.unix_ms, now.offset_min);
    let time = time(unix_ms, now);
    match to_count(now_date) - to_count(date) {
        0 => fill_in(lang, w::TODAY_AT, &[&time]),
        1 => fill_in(lang, w::YESTERDAY_AT, &[&time]),
        _ => format!("{} {time}", day(lang, date, now_date)),
    }
}

/// The day so many working days (Monday to Friday) after a moment; holidays are not known here, the server's day wins where it gives one.
pub fn working_days_after(unix_ms: i64, offset_min: i32, days: u32) -> Day {
    let mut count = to_count(local(unix_ms, offset_min).0);
    let mut left = days;
    while left > 0 {
        count += 1;
        // Day 0 was a Thursday: 2 and 3 are the weekend.
        if !matches!(count.rem_euclid(7), 2 | 3) {
            left -= 1;
        }
    }
    from_count(count)
}

/// Days since 1970-01-01 (proleptic Gregorian; eras of 400 years beginning on 1 March).
fn to_count(day: Day) -> i64 {
    let year = if day.month <= 2 { day.year - 1 } else { day.year };
    let month = (i64::from(day.month) + 9) % 12;
    let of_year = (153 * month + 2) / 5 + i64::from(day.day) - 1;
    let of_era = year.rem_euclid(400);
    year.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn from_count(count: i64) -> Day {
    let shifted = count + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let small = |n: i64| u32::try_from(n).unwrap_or(1);
    let day = small(of_year - (153 * month + 2) / 5 + 1);
    let month = small(if month < 10 { month + 3 } else { month - 9 });
    Day { year: year + era * 400 + i64::from(month <= 2), month, day }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(unix_ms: i64) -> Instant {
        Instant { unix_ms, offset_min: 480 }
    }

    #[test]
    fn a_moment_is_told_in_the_time_of_the_phone() {
        let noon = at(1_479_873_600_000); // 2016-11-23 12:00 in China
        assert_eq!(today(Lang::Zh, noon), "11月23日 周三");
        assert_eq!(today(Lang::En, noon), "Wed 23 Nov");
        assert_eq!(moment(Lang::Zh, noon.unix_ms + 6_420_000, noon), "今天 13:47");
        assert_eq!(moment(Lang::Zh, noon.unix_ms - DAY_MS, noon), "昨天 12:00");
        assert_eq!(moment(Lang::En, noon.unix_ms - 370 * DAY_MS, noon), "19 Nov 2015 12:00");
    }

    #[test]
    fn counting_days_goes_through_leap_years_and_back() {
        for count in [-719_468, -1, 0, 58, 59, 60, 11_016, 11_017, 19_782, 19_783, 50_000] {
            assert_eq!(to_count(from_count(count)), count);
        }
        assert_eq!(from_count(19_782), Day { year: 2024, month: 2, day: 29 });
        assert_eq!(parse("2026-12-10"), Some(Day { year: 2026, month: 12, day: 10 }));
        assert_eq!(parse("soon"), None);
        assert_eq!(parse("2026-13-10"), None);
    }

    #[test]
    fn twenty_working_days_leave_weekends_out() {
        let wednesday = 1_479_873_600_000;
        assert_eq!(working_days_after(wednesday, 480, 2), Day { year: 2016, month: 11, day: 25 });
        assert_eq!(working_days_after(wednesday, 480, 3), Day { year: 2016, month: 11, day: 28 });
        assert_eq!(working_days_after(wednesday, 480, 20), Day { year: 2016, month: 12, day: 21 });
    }
}
