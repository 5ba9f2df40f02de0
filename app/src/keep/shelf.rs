//! The phone's store as the keep uses it: records in and out, sealed, and room made for text when the phone is full. No forms, no network.
//!
//! Invariants: all is sealed before a transaction opens; what is typed finds room as long as the ballast was there.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::{Batch, Durability, Keys, Store, StoreTrouble, Table, Write};

use super::seal::{seal, unseal};
use crate::platform::idb::Idb;
use crate::platform::{Trouble, json, random};

/// Room kept so that answers still fit when the phone is full: hundreds of drafts of a large form.
const BALLAST_BYTES: usize = 4 << 20;
const BALLAST: &str = "ballast";
const DATABASE: &str = "ruhu";

/// The open store.
pub(super) struct Shelf {
    idb: Idb,
}

/// Changes to make together; values still open.
pub(super) struct Sheet(Batch);

impl Sheet {
    pub(super) fn strict() -> Self {
        Sheet(Batch::new(Durability::Strict))
    }
    pub(super) fn relaxed() -> Self {
        Sheet(Batch::new(Durability::Relaxed))
    }
    pub(super) fn bytes(self, table: Table, key: impl Into<String>, value: Vec<u8>) -> Self {
        Sheet(self.0.put(table, key, value))
    }
    pub(super) fn record<T: Serialize>(self, table: Table, key: impl Into<String>, value: &T) -> Result<Self, Trouble> {
        Ok(self.bytes(table, key, written(value)?))
    }
    pub(super) fn delete(self, table: Table, key: impl Into<String>) -> Self {
        Sheet(self.0.delete(table, key))
    }
    pub(super) fn delete_under(self, table: Table, prefix: impl Into<String>) -> Self {
        Sheet(self.0.delete_under(table, prefix))
    }
}

/// A record's bytes.
pub(super) fn written<T: Serialize>(value: &T) -> Result<Vec<u8>, Trouble> {
    json::write(value).ok_or_else(|| Trouble::Store("record".into()))
}

impl Shelf {
    pub(super) async fn open() -> Result<Self, Trouble> {
        Ok(Shelf { idb: Idb::open(DATABASE).await? })
    }

    /// One value.
    pub(super) async fn bytes(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let found = self.idb.read(table, Keys::One(key.to_owned())).await?;
        match found.into_iter().next() {
            Some((key, sealed)) => unseal(table, &key, sealed).await.map(Some).ok_or_else(|| Trouble::Store("sealed".into())),
            None => Ok(None),
        }
    }

    /// Whether a table has anything.
    pub(super) async fn holds_any(&self, table: Table) -> Result<bool, Trouble> {
        Ok(!self.idb.read(table, Keys::Under(String::new())).await?.is_empty())
    }

    /// One record; none too if it cannot be read.
    pub(super) async fn record<T: DeserializeOwned>(&self, table: Table, key: &str) -> Result<Option<T>, Trouble> {
        Ok(self.bytes(table, key).await?.and_then(|bytes| json::read(&bytes)))
    }

    /// All records whose key begins so.
    pub(super) async fn records<T: DeserializeOwned>(&self, table: Table, prefix: &str) -> Result<Vec<T>, Trouble> {
        let mut out = Vec::new();
        for (key, sealed) in self.idb.read(table, Keys::Under(prefix.to_owned())).await? {
            if let Some(record) = unseal(table, &key, sealed).await.and_then(|bytes| json::read(&bytes)) {
                out.push(record);
            }
        }
        Ok(out)
    }

    /// Makes the changes, all or none. A full phone gives up its ballast first.
    pub(super) async fn write(&self, sheet: Sheet) -> Result<(), Trouble> {
        let mut sealed = Batch::new(sheet.0.durability);
        for write in sheet.0.writes {
            sealed.writes.push(match write {
                Write::Put(table, key, value) => {
                    let value = seal(table, &key, value).await;
                    Write::Put(table, key, value)
                }
                other => other,
            });
        }
        match self.idb.write(sealed.clone()).await {
            Err(StoreTrouble::Full) => {
                self.idb.write(Batch::new(Durability::Relaxed).delete(Table::Meta, BALLAST)).await?;
                Ok(self.idb.write(sealed).await?)
            }
            other => Ok(other?),
        }
    }

    /// Lays the ballast in, or in again after it was given up. A phone without room for it says nothing.
    pub(super) async fn ballast(&self) {
        let there = self.idb.read(Table::Meta, Keys::One(BALLAST.into())).await;
        if there.is_ok_and(|found| found.is_empty()) {
            let _ = self.idb.write(Batch::new(Durability::Relaxed).put(Table::Meta, BALLAST, noise(BALLAST_BYTES))).await;
        }
    }
}

/// Bytes that do not compress, or the ballast would weigh nothing.
fn noise(len: usize) -> Vec<u8> {
    let mut state = random::bits() | 1;
    let mut out = Vec::with_capacity(len);
    while out.len() < len {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out.extend_from_slice(&state.to_le_bytes());
    }
    out
}

impl From<StoreTrouble> for Trouble {
    fn from(trouble: StoreTrouble) -> Self {
        match trouble {
            StoreTrouble::Full => Trouble::Full,
            StoreTrouble::Broken(why) => Trouble::Store(why),
        }
    }
}
