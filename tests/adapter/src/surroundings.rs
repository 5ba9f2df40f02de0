//! What a measured form may ask: the clock, numbers, and the files that came with it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use forms::{Env, Instant, List};

/// The surroundings of one form.
pub struct Surroundings {
    clock: fn() -> Instant,
    seed: Cell<u64>,
    lists: BTreeMap<String, Arc<List>>,
}

impl Surroundings {
    /// Lists by file name, and a clock.
    pub fn new(lists: BTreeMap<String, Arc<List>>, clock: fn() -> Instant) -> Self {
        let seed = Cell::new(clock().unix_ms.unsigned_abs());
        Self { clock, seed, lists }
    }
}

impl Env for Surroundings {
    fn now(&self) -> Instant {
        (self.clock)()
    }

    /// `SplitMix64`: an instance needs an id of its own, nothing here needs a secret.
    fn random(&self) -> u64 {
        let seed = self.seed.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.seed.set(seed);
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn list(&self, uri: &str) -> Option<Arc<List>> {
        self.lists.get(uri.rsplit('/').next()?).cloned()
    }
}
