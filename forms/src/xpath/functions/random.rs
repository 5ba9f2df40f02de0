//! Chance: numbers, identifiers, and the order of `randomize`, which with a seed is the same everywhere (Park–Miller and Fisher–Yates).

use sha2::{Digest, Sha256};

use super::{Call, number, text};
use crate::env::Env;
use crate::xpath::value::{Fault, Value};

const MODULUS: i64 = 2_147_483_647;
/// Longest identifier of `uuid(n)`.
const UUID_CHARS: f64 = 4096.0;

/// The minimal standard generator of Park and Miller.
pub struct ParkMiller(i64);

impl ParkMiller {
    /// Starts from a seed of any size.
    pub fn new(seed: i64) -> Self {
        let seed = seed % MODULUS;
        Self(if seed <= 0 { seed + MODULUS - 1 } else { seed })
    }

    /// The next number from 0 to below 1.
    pub fn next_fraction(&mut self) -> f64 {
        self.0 = self.0 * 16_807 % MODULUS;
        (self.0 - 1) as f64 / (MODULUS - 1) as f64
    }
}

/// Puts items into an order by chance: Fisher–Yates from the start, one draw an item, as ODK tools do it.
pub fn shuffle<T>(items: &mut [T], mut fraction: impl FnMut() -> f64) {
    for at in 0..items.len() {
        let other = libm::floor(fraction() * (at + 1) as f64) as usize;
        items.swap(at, other.min(at));
    }
}

fn fraction(env: &dyn Env) -> f64 {
    (env.random() >> 11) as f64 / (1_u64 << 53) as f64
}

pub(super) fn random(call: &mut Call) -> Result<Value, Fault> {
    number(fraction(call.host.env()))
}

/// Seed of a value: its whole number, or the first eight bytes of its text's SHA-256, as near as a number holds them; 0 of nothing.
pub fn seed_of(number: f64, text: &str) -> i64 {
    if number.is_nan() && text.is_empty() {
        return 0;
    }
    if number.is_nan() {
        let hash = Sha256::digest(text.as_bytes());
        return hash.iter().take(8).fold(0_i64, |seed, byte| seed << 8 | i64::from(*byte)) as f64 as i64;
    }
    libm::trunc(number) as i64
}

pub(super) fn randomize(call: &mut Call) -> Result<Value, Fault> {
    let mut nodes = call.nodes(0)?.to_vec();
    if call.len() == 1 {
        let env = call.host.env();
        shuffle(&mut nodes, || fraction(env));
    } else {
        let mut generator = ParkMiller::new(seed_of(call.number(1), &call.text(1)));
        shuffle(&mut nodes, || generator.next_fraction());
    }
    Ok(Value::Nodes(nodes))
}

/// RFC 9562 version 4, or so many signs by chance.
pub(super) fn uuid(call: &mut Call) -> Result<Value, Fault> {
    let env = call.host.env();
    if call.len() == 1 {
        if call.number(0).is_nan() {
            return Err(call.fault("bad-argument", "expected a number of characters"));
        }
        let count = call.number(0).clamp(0.0, UUID_CHARS) as usize;
        let sign = |_| b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".get((env.random() % 36) as usize).map_or('0', |sign| char::from(*sign));
        return text((0..count).map(sign).collect::<String>());
    }
    let (high, low) = (env.random() & !0xf000 | 0x4000, env.random() >> 2 | 1 << 63);
    text(format!("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xffff, low >> 48, low & 0xffff_ffff_ffff))
}
