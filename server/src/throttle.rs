//! A counter of requests by key within a window, in memory: it hinders guessing and floods, it is no record.
//!
//! Invariant: its size is bounded; losing it at a restart only gives guessers one more window.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::limits::{LINK_ADDRESSES, LINK_WINDOW_MS};

/// Requests counted by key.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    seen: Mutex<BTreeMap<String, (i64, u32)>>,
}

impl Throttle {
    /// Counts one request; the seconds to wait when it is one too many.
    pub(crate) fn pass(&self, key: &str, limit: u32, now: i64) -> Result<(), i64> {
        let mut seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if seen.len() >= LINK_ADDRESSES {
            seen.retain(|_, (began, _)| *began + LINK_WINDOW_MS > now);
            if seen.len() >= LINK_ADDRESSES {
                seen.clear();
            }
        }
        let entry = seen.entry(key.to_owned()).or_insert((now, 0));
        if entry.0 + LINK_WINDOW_MS <= now {
            *entry = (now, 0);
        }
        entry.1 += 1;
        if entry.1 > limit { Err((entry.0 + LINK_WINDOW_MS - now) / 1000) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_waits_for_the_window_and_others_do_not() {
        let throttle = Throttle::default();
        assert!(throttle.pass("a", 2, 0).is_ok() && throttle.pass("a", 2, 1).is_ok());
        assert_eq!(throttle.pass("a", 2, 0), Err(LINK_WINDOW_MS / 1000));
        assert!(throttle.pass("b", 2, 0).is_ok());
        assert!(throttle.pass("a", 2, LINK_WINDOW_MS).is_ok());
    }
}
