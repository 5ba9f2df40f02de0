//! How long to wait after a failure: full jitter, so that a village's phones do not all come back at the same second.

use crate::limits::{BACKOFF_FIRST_MS, BACKOFF_LONGEST_MS};

/// Pause after the `tries`th failure in a row, in ms: uniform up to 2 s, 4 s, 8 s … 15 min, never under 2 s.
pub(crate) fn pause_ms(tries: u32, random: u64) -> i64 {
    let doublings = tries.saturating_sub(1).min(20);
    let longest = BACKOFF_FIRST_MS.saturating_mul(1 << doublings).min(BACKOFF_LONGEST_MS);
    let drawn = (random % (longest.unsigned_abs() + 1)).cast_signed();
    drawn.max(BACKOFF_FIRST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_quarter_of_an_hour_and_no_further() {
        assert_eq!(pause_ms(1, u64::MAX - 1), BACKOFF_FIRST_MS);
        assert_eq!(pause_ms(3, 8_000), 8_000);
        for tries in 0..100 {
            for random in [0, 1, 12_345_678, u64::MAX / 2, u64::MAX] {
                let ms = pause_ms(tries, random);
                assert!((BACKOFF_FIRST_MS..=BACKOFF_LONGEST_MS).contains(&ms), "{tries} {random}: {ms}");
            }
        }
    }

    #[test]
    fn two_phones_do_not_come_back_together() {
        assert_ne!(pause_ms(6, 10_000), pause_ms(6, 40_000));
    }
}
