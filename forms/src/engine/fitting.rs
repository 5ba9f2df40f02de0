//! An answer as ODK stores it: of the question's type, of the choices offered, within a range; blank where it is none of that.
//!
//! What it is not: a check of constraints. Invariant: what comes out goes through unchanged a second time.

use super::run::Run;
use super::session::Refusal;
use super::types::fits;
use crate::decimal;
use crate::definition::{Control, ControlKind, DataType};

impl Run {
    /// The stored form of an answer to a question.
    pub(super) fn fitting(&self, frame: u32, node: u32, answer: &str) -> Result<String, Refusal> {
        let control = self.form.controls.get(self.form.node(node).control as usize);
        let kind = control.map(|c| c.kind);
        match kind {
            Some(ControlKind::Question(Control::SelectOne)) => {
                let known = self.offered(frame, node).iter().any(|c| &*c.value == answer);
                return Ok(if known { answer.to_owned() } else { String::new() });
            }
            Some(ControlKind::Question(Control::SelectMultiple)) => {
                let taken: Vec<&str> = answer.split_whitespace().collect();
                let offered = self.offered(frame, node);
                let kept: Vec<&str> = offered.iter().map(|c| &*c.value).filter(|value| taken.contains(value)).collect();
                return Ok(kept.join(" "));
            }
            Some(ControlKind::Question(Control::Rank)) => return self.ranking(frame, node, answer),
            _ => {}
        }
        let stored = typed(answer, self.form.node(node).data_type);
        let bounds = |name: &str| decimal::parse(control?.parameters.iter().find(|(key, _)| key == name)?.1.as_str());
        if let (Some(ControlKind::Question(Control::Range)), Some(number)) = (kind, decimal::parse(&stored)) {
            let (start, end) = (bounds("start").unwrap_or(f64::MIN), bounds("end").unwrap_or(f64::MAX));
            if number < start.min(end) || number > start.max(end) {
                return Ok(String::new());
            }
        }
        Ok(stored)
    }

    /// A ranking names every choice offered, once.
    fn ranking(&self, frame: u32, node: u32, answer: &str) -> Result<String, Refusal> {
        let ranked: Vec<&str> = answer.split_whitespace().collect();
        let offered = self.offered(frame, node);
        let all = ranked.is_empty() || offered.iter().all(|c| ranked.contains(&&*c.value));
        let known =
            ranked.iter().enumerate().all(|(at, value)| !ranked.iter().take(at).any(|v| v == value) && offered.iter().any(|c| &*c.value == *value));
        if all && known { Ok(ranked.join(" ")) } else { Err(Refusal::Incomplete) }
    }
}

/// The stored form of a text in a node of a type; blank where it is not of that type.
pub(super) fn typed(answer: &str, data_type: DataType) -> String {
    let plain = super::types::normal(answer, data_type);
    let fitting = match data_type {
        // Fractions are cut off, as ODK tools do; beyond 32 bits they have no number.
        DataType::Int => {
            decimal::parse(&plain).map(f64::trunc).filter(|n| f64::from(i32::MIN) <= *n && *n <= f64::from(i32::MAX)).map(|n| n.to_string())
        }
        DataType::Decimal => decimal::parse(&plain).filter(|n| n.is_finite()).map(pointed),
        DataType::Date if plain.len() != 10 => None,
        DataType::Time => (has_seconds(&plain) && fits(&plain, data_type)).then_some(plain),
        DataType::DateTime => {
            let clock = plain.split_once('T').map(|(_, clock)| clock).filter(|clock| has_seconds(clock) && has_parted_zone(clock));
            (clock.is_some() && fits(&plain, data_type)).then_some(plain)
        }
        DataType::Geopoint if fits(&plain, data_type) => place(&plain),
        DataType::Geotrace | DataType::Geoshape if fits(&plain, data_type) => {
            let points = plain.split(';').map(str::trim).filter(|point| !point.is_empty());
            points.map(place).collect::<Option<Vec<_>>>().map(|points| points.join(";"))
        }
        _ => fits(&plain, data_type).then_some(plain),
    };
    fitting.unwrap_or_default()
}

/// `hh:mm:ss…`, as ODK stores a time of day.
fn has_seconds(clock: &str) -> bool {
    clock.split(['+', '-', 'Z']).next().is_some_and(|time| time.matches(':').count() == 2)
}

/// A zone, if any, is `Z` or has its hours and minutes parted by a colon.
fn has_parted_zone(clock: &str) -> bool {
    clock.rsplit_once(['+', '-']).is_none_or(|(_, zone)| zone.contains(':'))
}

/// A text that came from the form or a calculation as a node of a type keeps it: whole numbers cut, days without their hour, places in full
/// numbers, moments without zeros at their end. What is not of the type stays as it is.
pub(super) fn kept(text: &str, data_type: DataType) -> Option<String> {
    let made = match data_type {
        DataType::Int if !text.contains('.') => return None,
        DataType::Int | DataType::Geopoint | DataType::Geotrace | DataType::Geoshape => typed(text, data_type),
        DataType::Date => text.get(..10).filter(|_| text.get(10..).is_some_and(|rest| rest.starts_with('T'))).map(|day| typed(day, data_type))?,
        DataType::DateTime => short(text)?,
        _ => return None,
    };
    (!made.is_empty() && made != text).then_some(made)
}

/// `…:15.250-07:00` → `…:15.25-07:00`.
fn short(text: &str) -> Option<String> {
    let (whole, rest) = text.split_once('.')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, zone) = rest.split_at_checked(digits)?;
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { format!("{whole}{zone}") } else { format!("{whole}.{fraction}{zone}") })
}

/// A number with a point: `89.0`.
fn pointed(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number}.0") } else { number.to_string() }
}

/// Latitude, longitude, altitude and accuracy, as many as there are.
fn place(text: &str) -> Option<String> {
    let numbers: Vec<f64> = text.split_whitespace().map(decimal::parse).collect::<Option<_>>()?;
    let (latitude, longitude) = (numbers.first()?, numbers.get(1)?);
    let on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    on_earth.then(|| numbers.iter().map(|n| pointed(*n)).collect::<Vec<_>>().join(" "))
}
