//! Object URLs: bytes the page can show. A URL holds its bytes until it is revoked; [`ObjectUrl`] revokes when dropped.

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag, Url};

/// A `blob:` address, gone when dropped.
#[derive(Debug)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// An address for these bytes; none if the browser refuses.
    pub fn new(kind: &str, bytes: &[u8]) -> Option<Self> {
        make(kind, bytes).map(ObjectUrl)
    }

    /// For `src`.
    pub fn address(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        revoke(&self.0);
    }
}

/// An address that lives until [`revoke`] or until the page goes.
pub fn make(kind: &str, bytes: &[u8]) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Gives the bytes of an address up.
pub fn revoke(address: &str) {
    let _ = Url::revoke_object_url(address);
}
