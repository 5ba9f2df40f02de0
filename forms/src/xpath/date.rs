//! A small civil calendar: proleptic Gregorian, ISO texts, offsets, and the patterns of `format-date`. It knows no clock and no zone.
//!
//! Invariant: a text that is not a real moment (31 September, 24:00) is no date; offsets come from [`Env`] only.

use std::fmt::Write as _;

use crate::env::Env;

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;
/// Days that may be asked for: years −25,000 to 25,000, far from overflow.
const DAYS_MAX: f64 = 9_000_000.0;

/// Days since 1970-01-01 of a civil date.
pub fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let shifted = i64::from((month + 9) % 12);
    let of_year = (153 * shifted + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of days since 1970-01-01.
pub fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Days of a month.
pub fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// A date, perhaps with a time of day, perhaps with an offset, as a text had them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Days since 1970-01-01 on the calendar of the place.
    pub days: i64,
    /// Milliseconds after midnight; none: a date alone.
    pub time_ms: Option<i64>,
    /// Minutes east of UTC, where the text said so.
    pub offset_min: Option<i32>,
}

impl Stamp {
    /// Reads `2016-02-29`, `2016-02-29T08:30`, `…:15.250`, `…Z`, `…+08:00`; anything else is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        let bytes = text.as_bytes();
        // Cheap way out for the many texts that are no dates.
        if bytes.len() < 10 || bytes.get(bytes.iter().skip(1).position(|byte| *byte == b'-')? + 1 + 3) != Some(&b'-') {
            return None;
        }
        let (date, time) = match text.find('T') {
            Some(at) => (text.get(..at)?, Some(text.get(at + 1..)?)),
            None => (text, None),
        };
        let days = parse_date(date)?;
        let Some(time) = time else {
            return Some(Self { days, time_ms: None, offset_min: None });
        };
        let (time_ms, offset_min) = parse_time(time)?;
        Some(Self { days, time_ms: Some(time_ms), offset_min })
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, with the offset of the place where the text has none.
    pub fn unix_ms(&self, env: &dyn Env) -> i64 {
        let local = self.days * DAY_MS + self.time_ms.unwrap_or(0);
        let offset = self.offset_min.unwrap_or_else(|| offset_of_local(local, env));
        local - i64::from(offset) * 60_000
    }
}

/// Offset at a local time: asked for twice, since the offset is known by moments of UTC.
fn offset_of_local(local_ms: i64, env: &dyn Env) -> i32 {
    let guess = env.offset_at(local_ms);
    env.offset_at(local_ms - i64::from(guess) * 60_000)
}

fn parse_date(text: &str) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut parts = digits.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !(4..=6).contains(&year.len()) || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let year = i64::from(digits_of(year)?) * if negative { -1 } else { 1 };
    let (month, day) = (digits_of(month)?, digits_of(day)?);
    let real = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
    real.then(|| days_from_civil(year, month, day))
}

/// Reads `08:30`, `08:30:15`, `08:30:15.250`, each perhaps with an offset: milliseconds after midnight, minutes east.
pub fn parse_time(text: &str) -> Option<(i64, Option<i32>)> {
    let (clock, offset) = match text.find(['Z', '+', '-']) {
        Some(at) => (text.get(..at)?, Some(parse_offset(text.get(at..)?)?)),
        None => (text, None),
    };
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("00"));
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    if parts.next().is_some() || [hour, minute, second].iter().any(|part| part.len() != 2) || fraction.is_empty() || fraction.len() > 9 {
        return None;
    }
    let (hour, minute, second) = (digits_of(hour)?, digits_of(minute)?, digits_of(second)?);
    let ms = i64::from(digits_of(fraction)?) * 1000 / 10_i64.pow(fraction.len() as u32);
    (hour < 24 && minute < 60 && second < 60).then(|| (i64::from(hour * 3600 + minute * 60 + second) * 1000 + ms, offset))
}

fn parse_offset(text: &str) -> Option<i32> {
    let sign = match text.get(..1)? {
        "Z" => return (text.len() == 1).then_some(0),
        "-" => -1,
        _ => 1,
    };
    let rest = text.get(1..)?;
    let (hour, minute) = match rest.len() {
        5 => rest.split_once(':')?,
        4 => (rest.get(..2)?, rest.get(2..)?),
        2 => (rest, "00"),
        _ => return None,
    };
    let (hour, minute) = (digits_of(hour)?, digits_of(minute)?);
    (hour < 24 && minute < 60).then_some(sign * (hour * 60 + minute).cast_signed())
}

fn digits_of(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Days since 1970-01-01T00:00:00Z of a date text, with a fraction for the time of day (ODK `decimal-date-time`).
pub fn days_of(text: &str, env: &dyn Env) -> Option<f64> {
    Stamp::parse(text).map(|stamp| stamp.unix_ms(env) as f64 / DAY_MS as f64)
}

/// The moment of a number of days since 1970-01-01T00:00:00Z; none where it is no number or out of reach.
pub fn moment_of_days(days: f64) -> Option<i64> {
    (days.abs() <= DAYS_MAX).then(|| libm::round(days * DAY_MS as f64) as i64)
}

/// A moment on the clock of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Local {
    /// Days since 1970-01-01 on the local calendar.
    pub days: i64,
    /// Milliseconds after local midnight.
    pub time_ms: i64,
    /// Minutes east of UTC.
    pub offset_min: i32,
}

impl Local {
    /// The moment as seen with the environment's offset.
    pub fn at(unix_ms: i64, env: &dyn Env) -> Self {
        Self::with_offset(unix_ms, env.offset_at(unix_ms))
    }

    /// The moment as seen at an offset.
    pub fn with_offset(unix_ms: i64, offset_min: i32) -> Self {
        let local = unix_ms + i64::from(offset_min) * 60_000;
        Self { days: local.div_euclid(DAY_MS), time_ms: local.rem_euclid(DAY_MS), offset_min }
    }

    /// `2016-02-29`.
    pub fn date(&self) -> String {
        let (year, month, day) = civil_from_days(self.days);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// `08:30:15.250+08:00`.
    pub fn time(&self) -> String {
        let (sign, offset) = (if self.offset_min < 0 { '-' } else { '+' }, self.offset_min.abs());
        let (second, ms) = (self.time_ms / 1000, self.time_ms % 1000);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        format!("{hour:02}:{minute:02}:{:02}.{ms:03}{sign}{:02}:{:02}", second % 60, offset / 60, offset % 60)
    }

    /// `2016-02-29T08:30:15.250+08:00`.
    pub fn date_time(&self) -> String {
        format!("{}T{}", self.date(), self.time())
    }

    /// The date alone at local midnight, else date and time.
    pub fn shortest(&self) -> String {
        if self.time_ms == 0 { self.date() } else { self.date_time() }
    }
}

const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
/// 1970-01-01 was a Thursday.
const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// Writes a moment by a pattern of `format-date` (ODK): `%Y %y %m %n %B %b %d %e %H %h %M %S %3 %a %A %Z %W %%`; the letter it does not know is the error.
pub fn format(local: &Local, pattern: &str) -> Result<String, char> {
    let (year, month, day) = civil_from_days(local.days);
    let second = local.time_ms / 1000;
    let (hour, minute) = (second / 3600, second / 60 % 60);
    let month_name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    let weekday = WEEKDAYS.get(local.days.rem_euclid(7) as usize).copied().unwrap_or_default();
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut signs = pattern.chars();
    while let Some(sign) = signs.next() {
        if sign != '%' {
            out.push(sign);
            continue;
        }
        let letter = signs.next().ok_or('%')?;
        let written = match letter {
            'Y' => write!(out, "{year:04}"),
            'y' => write!(out, "{:02}", year.rem_euclid(100)),
            'm' => write!(out, "{month:02}"),
            'n' => write!(out, "{month}"),
            'B' => out.write_str(month_name),
            'b' => out.write_str(month_name.get(..3).unwrap_or_default()),
            'd' => write!(out, "{day:02}"),
            'e' => write!(out, "{day}"),
            'H' => write!(out, "{hour:02}"),
            'h' => write!(out, "{hour}"),
            'M' => write!(out, "{minute:02}"),
            'S' => write!(out, "{:02}", second % 60),
            '3' => write!(out, "{:03}", local.time_ms % 1000),
            'a' => out.write_str(weekday.get(..3).unwrap_or_default()),
            'A' => out.write_str(weekday),
            'Z' => out.write_str(local.time().get(12..).unwrap_or_default()),
            'W' => write!(out, "{}", iso_week(local.days)),
            '%' => out.write_str("%"),
            other => return Err(other),
        };
        written.map_err(|_| letter)?;
    }
    Ok(out)
}

/// ISO 8601 week: the week belongs to the year of its Thursday.
fn iso_week(days: i64) -> i64 {
    let thursday = days - days.rem_euclid(7) + if days.rem_euclid(7) >= 4 { 7 } else { 0 };
    let (year, ..) = civil_from_days(thursday);
    (thursday - days_from_civil(year, 1, 1)) / 7 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_eight_centuries_reads_back() {
        for days in -200_000..100_000 {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
            assert!(day <= days_in_month(year, month));
        }
        assert_eq!(civil_from_days(0), (1970, 1, 1));
        assert_eq!(days_from_civil(2016, 2, 29), 16_860);
    }

    #[test]
    fn only_real_moments_are_dates() {
        for text in
            ["2016-02-29", "2016-02-29T08:30", "2016-02-29T08:30:15Z", "2016-02-29T08:30:15.25+08:00", "2016-02-29T23:59:59-0700", "-0044-03-15"]
        {
            assert!(Stamp::parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2016",
            "2015-02-29",
            "2016-13-01",
            "2016-00-01",
            "2016-1-1",
            "1983-09-31",
            "2016-02-29T24:00",
            "2016-02-29T",
            "2016-02-29 08:30",
            "2016-02-29T08:30+24:00",
            "2016-02-29T08:30+08:60",
            "二〇一六-02-29",
            "16-02-29xxxx",
            "2016-02-29T08:30:15.",
            "--------------",
            "2016-02-29T08:30Zé",
        ] {
            assert!(Stamp::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn patterns_write_what_they_name() {
        let local = Local::with_offset(1_456_705_815_250, 480);
        assert_eq!(local.date_time(), "2016-02-29T08:30:15.250+08:00");
        assert_eq!(
            format(&local, "%Y|%y|%m|%n|%b|%B|%d|%e|%H|%h|%M|%S|%3|%a|%A|%Z|%%").unwrap(),
            "2016|16|02|2|Feb|February|29|29|08|8|30|15|250|Mon|Monday|+08:00|%"
        );
        assert_eq!(format(&local, "%q"), Err('q'));
        for (date, week) in [("2016-01-03", "53"), ("2016-01-04", "1"), ("2018-12-31", "1"), ("2015-12-31", "53"), ("1970-01-01", "1")] {
            let days = Stamp::parse(date).unwrap().days;
            assert_eq!(format(&Local { days, time_ms: 0, offset_min: 0 }, "%W").unwrap(), week, "{date}");
        }
    }
}
