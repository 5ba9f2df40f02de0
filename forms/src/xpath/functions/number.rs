//! Functions on numbers. Transcendental ones come from `libm`, so that wasm and native agree to the last bit.

use super::{Call, number as give};
use crate::decimal;
use crate::xpath::date::{self, Local};
use crate::xpath::value::{Fault, Value, number_of, plain_number};

macro_rules! of_one {
    ($($name:ident = $function:path;)*) => {
        $(pub(super) fn $name(call: &mut Call) -> Result<Value, Fault> {
            give($function(call.number(0)))
        })*
    };
}

of_one! {
    abs = libm::fabs;
    acos = libm::acos;
    asin = libm::asin;
    atan = libm::atan;
    ceiling = libm::ceil;
    cos = libm::cos;
    exp = libm::exp;
    exp10 = ten_to;
    floor = libm::floor;
    log = libm::log;
    log10 = libm::log10;
    sin = libm::sin;
    sqrt = libm::sqrt;
    tan = libm::tan;
}

fn ten_to(power: f64) -> f64 {
    // Whole powers exactly as they are written.
    if power.fract() == 0.0 && power.abs() <= 300.0 { decimal::parse(&format!("1e{power}")).unwrap_or(f64::NAN) } else { libm::exp10(power) }
}

pub(super) fn pi(_: &mut Call) -> Result<Value, Fault> {
    give(std::f64::consts::PI)
}

pub(super) fn atan2(call: &mut Call) -> Result<Value, Fault> {
    give(libm::atan2(call.number(0), call.number(1)))
}

pub(super) fn pow(call: &mut Call) -> Result<Value, Fault> {
    give(libm::pow(call.number(0), call.number(1)))
}

pub(super) fn number(call: &mut Call) -> Result<Value, Fault> {
    give(if call.args.is_empty() { number_of(&call.text_or_context(), call.host.env()) } else { call.number(0) })
}

/// Without the fraction; a date gives its day on the local calendar, so that the answer does not depend on the zone.
pub(super) fn int(call: &mut Call) -> Result<Value, Fault> {
    let argument = call.number(0);
    if argument.fract() != 0.0 && !matches!(call.args.first(), Some(Value::Number(_) | Value::Bool(_))) {
        let text = call.text(0);
        if plain_number(&text).is_none()
            && let Some(stamp) = date::Stamp::parse(&text)
        {
            return give(Local::at(stamp.unix_ms(call.host.env()), call.host.env()).days as f64);
        }
    }
    give(libm::trunc(argument))
}

pub(super) fn round(call: &mut Call) -> Result<Value, Fault> {
    let digits = if call.len() > 1 { libm::trunc(call.number(1)) } else { 0.0 };
    give(round_to(call.number(0), digits))
}

/// The nearest whole number, of two the greater one (§4.4).
fn half_up(number: f64) -> f64 {
    let floor = libm::floor(number);
    // The sign of a zero says where it came from.
    if number - floor < 0.5 { floor } else { libm::copysign(libm::ceil(number), number) }
}

/// Rounds to so many decimals (negative: tens, hundreds …), halves up, on the digits that people see: 2.15 to one decimal is 2.2, -2.15 is -2.1.
pub(super) fn round_to(number: f64, digits: f64) -> f64 {
    if digits == 0.0 {
        return half_up(number);
    }
    // Beyond the digits of a double there is nothing to round, or nothing left.
    if !number.is_finite() || digits.is_nan() || digits > 330.0 {
        return number;
    }
    if digits < -330.0 {
        return 0.0 * number;
    }
    if let Some(rounded) = round_exactly(number, digits) {
        return rounded;
    }
    let shift = |number: f64, by: f64| decimal::parse(&format!("{number}e{by}"));
    match shift(number, digits).map(|shifted| shift(half_up(shifted), -digits)) {
        Some(Some(rounded)) if rounded.is_finite() => rounded,
        _ => number,
    }
}

/// Powers of ten that a double holds exactly.
const TENS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The common case without texts: clear of a half, whole part and power exact, so that the one division rounds as reading the digits would.
fn round_exactly(number: f64, digits: f64) -> Option<f64> {
    let power = *TENS.get(digits.abs() as usize)?;
    let scaled = if digits > 0.0 { number * power } else { number / power };
    let from_half = (scaled.abs().fract() - 0.5).abs();
    if scaled.abs() > 1e15 || from_half < 1e-3 {
        return None;
    }
    let whole = half_up(scaled);
    Some(if digits > 0.0 { whole / power } else { whole * power })
}

/// Numbers of the arguments; what is blank is no answer and does not count (as in JavaRosa; other engines give NaN).
fn answered(call: &Call) -> impl Iterator<Item = f64> {
    let env = call.host.env();
    call.texts_from(0).filter(|text| !text.is_empty()).map(move |text| number_of(&text, env))
}

fn extreme(call: &Call, better: fn(f64, f64) -> bool) -> Result<Value, Fault> {
    let mut best = f64::NAN;
    for (at, number) in answered(call).enumerate() {
        if number.is_nan() {
            return give(f64::NAN);
        }
        if at == 0 || better(number, best) {
            best = number;
        }
    }
    give(best)
}

pub(super) fn max(call: &mut Call) -> Result<Value, Fault> {
    extreme(call, |number, best| number > best)
}

pub(super) fn min(call: &mut Call) -> Result<Value, Fault> {
    extreme(call, |number, best| number < best)
}

pub(super) fn sum(call: &mut Call) -> Result<Value, Fault> {
    call.nodes(0)?;
    give(answered(call).fold(0.0, |sum, number| sum + number))
}
