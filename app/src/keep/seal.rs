//! The one seam between plain values and what lies in the store: every value passes [`seal`] on its way in and [`unseal`] on its way out.
//!
//! Both are the identity now: drafts lie in the phone's store unencrypted, protected by the phone's own lock only. Encryption takes this
//! place without touching any caller; the table and key are there as additional data, and both wait, as WebCrypto does.

use sync::Table;

/// What goes into the store for a value.
#[allow(clippy::unused_async)] // a cipher waits
pub(super) async fn seal(_table: Table, _key: &str, value: Vec<u8>) -> Vec<u8> {
    value
}

/// The value again; none if it was not sealed for this place.
#[allow(clippy::unused_async)]
pub(super) async fn unseal(_table: Table, _key: &str, sealed: Vec<u8>) -> Option<Vec<u8>> {
    Some(sealed)
}
