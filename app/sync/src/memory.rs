//! A store in memory, with the promises of the port: for simulations and native tests, never for what must outlive a page.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::store::{Batch, Keys, Store, StoreTrouble, Table, Write};

type Values = BTreeMap<(Table, String), Vec<u8>>;

/// Values by table and key, with a limit of bytes.
#[derive(Default)]
pub struct Memory {
    values: RefCell<Values>,
    limit_bytes: Option<usize>,
}

impl Memory {
    /// Without a limit.
    pub fn new() -> Self {
        Memory::default()
    }
    /// That refuses a batch which would take it over so many bytes.
    pub fn with_limit(bytes: usize) -> Self {
        Memory { values: RefCell::default(), limit_bytes: Some(bytes) }
    }
}

impl Store for Memory {
    async fn read(&self, table: Table, keys: Keys) -> Result<Vec<(String, Vec<u8>)>, StoreTrouble> {
        let values = self.values.borrow();
        Ok(match keys {
            Keys::One(key) => values.get(&(table, key.clone())).map(|v| (key, v.clone())).into_iter().collect(),
            Keys::Under(prefix) => values
                .range((table, prefix.clone())..)
                .take_while(|((t, key), _)| *t == table && key.starts_with(&prefix))
                .map(|((_, key), value)| (key.clone(), value.clone()))
                .collect(),
        })
    }

    async fn write(&self, batch: Batch) -> Result<(), StoreTrouble> {
        let mut next = self.values.borrow().clone();
        for write in batch.writes {
            match write {
                Write::Put(table, key, value) => {
                    next.insert((table, key), value);
                }
                Write::Delete(table, key) => {
                    next.remove(&(table, key));
                }
                Write::DeleteUnder(table, prefix) => next.retain(|(t, key), _| *t != table || !key.starts_with(&prefix)),
            }
        }
        let bytes: usize = next.iter().map(|((_, key), value)| key.len() + value.len()).sum();
        if self.limit_bytes.is_some_and(|limit| bytes > limit) {
            return Err(StoreTrouble::Full);
        }
        *self.values.borrow_mut() = next;
        Ok(())
    }
}
