//! Where JavaRosa was recorded: time zone America/Phoenix, no device properties, the files that came with a form.

use std::cell::Cell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::files;
use ed25519_compact::{PublicKey, Signature};
use forms::{Env, Instant, List};
use serde_json::Value as Json;

/// Minutes east of UTC in America/Phoenix (no daylight saving).
pub(crate) const PHOENIX_MIN: i32 = -420;

/// The surroundings of a recording.
pub(crate) struct Surroundings {
    unix_ms: i64,
    random: Cell<u64>,
    /// Where the files are that a form names, by the last part of their address.
    files: PathBuf,
    /// Files that came with a recording, by their address.
    given: HashMap<String, String>,
}

impl Surroundings {
    pub(crate) fn new(unix_ms: i64, files: PathBuf) -> Self {
        Self { unix_ms, random: Cell::new(11), files, given: HashMap::new() }
    }

    /// With the files of a recording: address → text.
    pub(crate) fn with(unix_ms: i64, resources: &Json) -> Self {
        let given = resources.as_object().into_iter().flatten().filter_map(|(uri, text)| Some((uri.clone(), text.as_str()?.to_owned())));
        Self { given: given.collect(), ..Self::new(unix_ms, PathBuf::new()) }
    }

    fn file(&self, uri: &str) -> Option<Vec<u8>> {
        if let Some(text) = self.given.get(uri) {
            return Some(text.clone().into_bytes());
        }
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
    fn verified(&self, message: &[u8], signature: &[u8; 64], key: &[u8; 32]) -> Option<bool> {
        let key = PublicKey::new(*key);
        Some(key.verify(message, &Signature::new(*signature)).is_ok())
    }
    fn list(&self, uri: &str) -> Option<Arc<List>> {
        let bytes = self.file(uri)?;
        List::from_file(uri, &bytes).ok().map(Arc::new)
    }
}
