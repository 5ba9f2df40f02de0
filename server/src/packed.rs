//! Compiled forms and lists as they go to a browser: Brotli as small as it gets, made when first asked for and kept in memory, since what a
//! hash names never changes. Not the store: losing it costs a moment of computing.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

/// Brotli's best quality, and a window larger than any form.
const QUALITY: u32 = 11;
const WINDOW: u32 = 22;
const BUFFER_BYTES: usize = 64 * 1024;

/// What was packed, by the hash of what is inside.
#[derive(Debug, Default)]
pub(crate) struct Packed(Mutex<HashMap<String, Arc<[u8]>>>);

impl Packed {
    /// The bytes of that hash, packed; none if packing failed, and they go as they are.
    pub(crate) async fn of(&self, hash: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(hash) {
            return Some(known.to_vec());
        }
        let whole = bytes.to_vec();
        let packed = tokio::task::spawn_blocking(move || pack(&whole)).await.ok()??;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.to_owned(), packed.as_slice().into());
        Some(packed)
    }
}

fn pack(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), BUFFER_BYTES, QUALITY, WINDOW);
    writer.write_all(bytes).ok()?;
    Some(writer.into_inner())
}
