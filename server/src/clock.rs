//! The wall clock, the programme's place on earth, working days, and the engine's `Env` on the server.
//!
//! Invariant: all moments are milliseconds UTC; days are days of the programme's time zone.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, Utc, Weekday};
use ed25519_compact::{PublicKey, Signature};
use forms::{Env, Instant, List};

use crate::limits::CLOCK_SKEW_MS;

/// China has one time zone and no summer time.
const OFFSET_MIN: i32 = 480;

/// Telephone for questions (the national line for poverty relief).
pub(crate) const PHONE: &str = "12317";

/// Milliseconds since 1970 UTC.
pub(crate) fn now_ms() -> i64 {
    Utc::now().timestamp_millis()
}

fn local(ms: i64) -> Option<DateTime<FixedOffset>> {
    let zone = FixedOffset::east_opt(OFFSET_MIN * 60)?;
    Some(DateTime::from_timestamp_millis(ms)?.with_timezone(&zone))
}

/// The day of a moment, `2026-11-27`.
pub(crate) fn day(ms: i64) -> String {
    local(ms).map(|t| t.date_naive().to_string()).unwrap_or_default()
}

/// The year of a moment.
pub(crate) fn year(ms: i64) -> i32 {
    local(ms).map_or(1970, |t| t.year())
}

/// The day that lies `count` working days (Monday to Friday) after a moment.
pub(crate) fn working_day(ms: i64, count: u32) -> String {
    let Some(mut date) = local(ms).map(|t| t.date_naive()) else { return String::new() };
    let mut left = count;
    while left > 0 {
        let Some(next) = date.checked_add_days(Days::new(1)) else { break };
        date = next;
        left -= u32::from(is_working(date));
    }
    date.to_string()
}

fn is_working(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Minutes between two ISO moments of a submission; none where they do not read or run backwards.
pub(crate) fn minutes_between(start: &str, end: &str) -> Option<i64> {
    let read = |t: &str| DateTime::parse_from_rfc3339(t).ok();
    let minutes = (read(end)? - read(start)?).num_minutes();
    (minutes >= 0).then_some(minutes)
}

/// What the engine may ask on the server: the clock, randomness, the lists of the library.
///
/// The clock stands at the moment it was made for: one run of the engine has one `now()` and one `today()`.
pub(crate) struct ServerEnv {
    lists: Arc<BTreeMap<String, Arc<List>>>,
    now: Cell<i64>,
}

impl ServerEnv {
    pub(crate) fn at(lists: Arc<BTreeMap<String, Arc<List>>>, now: i64) -> Self {
        Self { lists, now: Cell::new(now) }
    }
    /// Lets time pass.
    pub(crate) fn pass(&self, ms: i64) {
        self.now.set(self.now.get().saturating_add(ms));
    }
}

/// The moment a submission is judged by: that of its own `end`, when the form was finished (a phone may send days later); the receipt where
/// it has none, or one that lies after the receipt by more than a clock may be off.
pub(crate) fn judged_at(end: Option<&str>, received_at: i64) -> i64 {
    let ended = end.and_then(|e| DateTime::parse_from_rfc3339(e).ok()).map(|e| e.timestamp_millis());
    ended.filter(|e| *e <= received_at.saturating_add(CLOCK_SKEW_MS)).unwrap_or(received_at)
}

impl Env for ServerEnv {
    fn now(&self) -> Instant {
        Instant { unix_ms: self.now.get(), offset_min: OFFSET_MIN }
    }
    fn random(&self) -> u64 {
        // A machine without randomness cannot make ids; zero keeps the engine's contract and the store refuses the doubled id.
        getrandom::u64().unwrap_or(0)
    }
    fn verified(&self, message: &[u8], signature: &[u8; 64], key: &[u8; 32]) -> Option<bool> {
        let key = PublicKey::new(*key);
        Some(key.verify(message, &Signature::new(*signature)).is_ok())
    }
    fn list(&self, uri: &str) -> Option<Arc<List>> {
        self.lists.get(uri).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_pass_over_the_weekend() {
        let wednesday = 1_795_564_800_000; // 2026-11-25 08:00 in China
        assert_eq!(day(wednesday), "2026-11-25");
        assert_eq!(working_day(wednesday, 2), "2026-11-27");
        assert_eq!(working_day(wednesday, 3), "2026-11-30");
    }

    #[test]
    fn a_form_is_judged_by_its_end_unless_that_lies_in_the_future() {
        let received = 1_795_564_800_000; // 2026-11-25 08:00 in China
        let ended = |end| judged_at(Some(end), received) - received;
        assert_eq!(ended("2026-11-23T08:00:00.000+08:00"), -2 * 24 * 3_600_000);
        assert_eq!(ended("2026-11-25T08:04:00.000+08:00"), 240_000, "clocks differ a little");
        assert_eq!(ended("2026-11-25T08:06:00.000+08:00"), 0);
        assert_eq!(ended("soon"), 0);
        assert_eq!(judged_at(None, received), received);
    }
}
