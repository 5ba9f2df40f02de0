//! Functions on dates and times. A date is a text in ISO form; its number is days since 1970-01-01T00:00:00Z.

use super::{Call, number, text};
use crate::xpath::date::{self, DAY_MS, Local, Stamp};
use crate::xpath::value::{Fault, Value, plain_number};

/// The moment an argument means: a date text, or a number of days.
enum Moment {
    Blank,
    At(i64),
    /// A date text with its stamp.
    Dated(Stamp),
    /// Not a date.
    Odd,
}

fn moment(call: &Call) -> Moment {
    if let Some(Value::Number(days)) = call.args.first() {
        return date::moment_of_days(*days).map_or(Moment::Odd, Moment::At);
    }
    if let Some(Value::Bool(_)) = call.args.first() {
        return Moment::Odd;
    }
    let text = call.text(0);
    if text.is_empty() {
        return Moment::Blank;
    }
    if let Some(stamp) = Stamp::parse(&text) {
        return Moment::Dated(stamp);
    }
    plain_number(&text).and_then(date::moment_of_days).map_or(Moment::Odd, Moment::At)
}

/// What is no date becomes blank, so that a comparison with it is false.
pub(super) fn date(call: &mut Call) -> Result<Value, Fault> {
    let env = call.host.env();
    match moment(call) {
        Moment::At(unix_ms) => text(Local::at(unix_ms, env).shortest()),
        Moment::Dated(stamp) if stamp.time_ms.is_none() => text(call.text(0).trim()),
        Moment::Dated(stamp) => text(Local::at(stamp.unix_ms(env), env).date_time()),
        Moment::Blank | Moment::Odd => Ok(Value::blank()),
    }
}

pub(super) fn decimal_date_time(call: &mut Call) -> Result<Value, Fault> {
    match moment(call) {
        Moment::At(unix_ms) => number(unix_ms as f64 / DAY_MS as f64),
        Moment::Dated(stamp) => number(stamp.unix_ms(call.host.env()) as f64 / DAY_MS as f64),
        Moment::Blank | Moment::Odd => number(f64::NAN),
    }
}

/// Fraction of the local day; a time without offset is local.
pub(super) fn decimal_time(call: &mut Call) -> Result<Value, Fault> {
    let env = call.host.env();
    let whole = call.text(0);
    let local_ms = if let Some(stamp) = Stamp::parse(&whole) {
        Some(Local::at(stamp.unix_ms(env), env).time_ms)
    } else {
        date::parse_time(whole.trim()).map(|(time_ms, offset)| {
            let here = env.now().offset_min;
            (time_ms + i64::from(here - offset.unwrap_or(here)) * 60_000).rem_euclid(DAY_MS)
        })
    };
    number(local_ms.map_or(f64::NAN, |ms| ms as f64 / DAY_MS as f64))
}

pub(super) fn format_date(call: &mut Call) -> Result<Value, Fault> {
    let env = call.host.env();
    let local = match moment(call) {
        Moment::At(unix_ms) => Local::at(unix_ms, env),
        Moment::Dated(Stamp { days, time_ms: None, .. }) => Local { days, time_ms: 0, offset_min: env.now().offset_min },
        Moment::Dated(stamp) => Local::at(stamp.unix_ms(env), env),
        Moment::Blank | Moment::Odd => return Ok(Value::blank()),
    };
    match date::format(&local, &call.text(1)) {
        Ok(written) => text(written),
        Err(letter) => Err(call.fault("bad-date-pattern", &format!("%{letter} is not a part of a date"))),
    }
}

pub(super) fn today(call: &mut Call) -> Result<Value, Fault> {
    let now = call.host.env().now();
    text(Local::with_offset(now.unix_ms, now.offset_min).date())
}

pub(super) fn now(call: &mut Call) -> Result<Value, Fault> {
    let now = call.host.env().now();
    text(Local::with_offset(now.unix_ms, now.offset_min).date_time())
}
