//! Where JavaRosa was recorded: time zone America/Phoenix, no device properties, the files that came with a form.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Arc;

use crate::files;
use forms::{Env, Instant, List};

/// Minutes east of UTC in America/Phoenix (no daylight saving).
const PHOENIX_MIN: i32 = -420;

/// The surroundings of a recording.
pub(crate) struct Surroundings {
    unix_ms: i64,
    random: Cell<u64>,
    /// Where the files are that a form names, by the last part of their address.
    files: PathBuf,
}

impl Surroundings {
    pub(crate) fn new(unix_ms: i64, files: PathBuf) -> Self {
        Self { unix_ms, random: Cell::new(11), files }
    }

    fn file(&self, uri: &str) -> Option<Vec<u8>> {
        files::bytes(&self.files.join(uri.rsplit('/').next()?)).ok()
    }
}

impl Env for Surroundings {
    fn now(&self) -> Instant {
        Instant { unix_ms: self.unix_ms, offset_min: PHOENIX_MIN }
    }
    fn random(&self) -> u64 {
        let next = self.random.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.random.set(next);
        next
    }
    fn list(&self, uri: &str) -> Option<Arc<List>> {
        let bytes = self.file(uri)?;
        List::from_file(uri, &bytes).ok().map(Arc::new)
    }
}
