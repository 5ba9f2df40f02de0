//! IndexedDB behind the port [`sync::Store`]: the one door to the phone's store. Nobody else opens a transaction.
//!
//! Invariants: everything is prepared before a transaction opens, all puts are issued, only its end is awaited; so nothing can make it
//! commit early. A batch is there whole or not at all. A dead connection (iOS loses it in the background) is opened again once and the
//! same batch, which may be repeated, runs again.
//!
//! Raw bindings, not `indexed_db_futures`: its `commit()` does not tell why a transaction was aborted, and a full disk must be told apart.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use sync::{Batch, Durability, Keys, Store, StoreTrouble, Table, Write};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

/// Version of the schema. It rises by one for a new table; an app refuses only a version of the next hundred, so that a build that was
/// rolled back still opens the store.
const VERSION: u32 = 1;
const NEXT_HUNDRED: f64 = 101.0;

/// A database of this origin.
pub struct Idb {
    name: String,
    connection: Rc<RefCell<Option<IdbDatabase>>>,
}

/// Why one attempt failed.
enum Fault {
    /// The connection is dead: open again.
    Dead(String),
    /// For good.
    Trouble(StoreTrouble),
}

impl Idb {
    /// Opens, and makes what is missing.
    pub async fn open(name: &str) -> Result<Self, StoreTrouble> {
        let idb = Idb { name: name.to_owned(), connection: Rc::default() };
        idb.connected().await?;
        Ok(idb)
    }

    async fn connected(&self) -> Result<IdbDatabase, StoreTrouble> {
        if let Some(open) = self.connection.borrow().as_ref() {
            return Ok(open.clone());
        }
        let database = open(&self.name).await.map_err(|e| broken(&e))?;
        self.watch(&database);
        *self.connection.borrow_mut() = Some(database.clone());
        Ok(database)
    }

    /// Another page upgrades, or the browser closes us: let go, the next use opens again.
    fn watch(&self, database: &IdbDatabase) {
        let (held, closing) = (self.connection.clone(), database.clone());
        let let_go = Closure::<dyn FnMut()>::new(move || {
            closing.close();
            held.borrow_mut().take();
        })
        .into_js_value();
        database.set_onversionchange(Some(let_go.unchecked_ref()));
        database.set_onclose(Some(let_go.unchecked_ref()));
    }

    fn drop_connection(&self) {
        if let Some(dead) = self.connection.borrow_mut().take() {
            dead.close();
        }
    }
}

impl Store for Idb {
    async fn read(&self, table: Table, keys: Keys) -> Result<Vec<(String, Vec<u8>)>, StoreTrouble> {
        match read(&self.connected().await?, table, &keys).await {
            Err(Fault::Dead(_)) => {
                self.drop_connection();
                read(&self.connected().await?, table, &keys).await.map_err(Fault::last)
            }
            other => other.map_err(Fault::last),
        }
    }

    async fn write(&self, batch: Batch) -> Result<(), StoreTrouble> {
        let durability = batch.durability;
        let prepared: Vec<Prepared> = batch.writes.into_iter().map(Prepared::new).collect::<Result<_, _>>().map_err(|e| broken(&e))?;
        if prepared.is_empty() {
            return Ok(());
        }
        match write(&self.connected().await?, &prepared, durability).await {
            Err(Fault::Dead(_)) => {
                self.drop_connection();
                write(&self.connected().await?, &prepared, durability).await.map_err(Fault::last)
            }
            other => other.map_err(Fault::last),
        }
    }
}

/// One change with all its values on the JavaScript side, bytes as `Uint8Array` (a `Vec` would become an array of numbers).
struct Prepared {
    table: &'static str,
    key: JsValue,
    value: Option<Uint8Array>,
}

impl Prepared {
    fn new(write: Write) -> Result<Self, JsValue> {
        Ok(match write {
            Write::Put(table, key, value) => Prepared { table: table.name(), key: key.into(), value: Some(Uint8Array::from(value.as_slice())) },
            Write::Delete(table, key) => Prepared { table: table.name(), key: key.into(), value: None },
            Write::DeleteUnder(table, prefix) => Prepared { table: table.name(), key: under(&prefix)?.into(), value: None },
        })
    }

    fn issue(&self, transaction: &IdbTransaction) -> Result<(), JsValue> {
        let store = transaction.object_store(self.table)?;
        match &self.value {
            Some(bytes) => store.put_with_key(bytes, &self.key)?,
            None => store.delete(&self.key)?,
        };
        Ok(())
    }
}

async fn write(database: &IdbDatabase, prepared: &[Prepared], durability: Durability) -> Result<(), Fault> {
    // A table named twice counts once.
    let tables: Vec<&str> = prepared.iter().map(|p| p.table).collect();
    let transaction = begin(database, &tables, "readwrite", durability).map_err(|e| Fault::of(&e))?;
    let ended = end_of(&transaction);
    for change in prepared {
        if let Err(error) = change.issue(&transaction) {
            let _ = transaction.abort();
            return Err(Fault::of(&error));
        }
    }
    // Ends it at once instead of when the page is idle. A failure here is told by `ended` too.
    #[allow(deprecated)] // marked so by the bindings' generator, not by the standard
    let _ = transaction.commit();
    wait(&transaction, ended).await
}

async fn read(database: &IdbDatabase, table: Table, keys: &Keys) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let transaction = begin(database, &[table.name()], "readonly", Durability::Relaxed).map_err(|e| Fault::of(&e))?;
    let ended = end_of(&transaction);
    let store = transaction.object_store(table.name()).map_err(|e| Fault::of(&e))?;
    let (names, values) = ask(&store, keys).map_err(|e| Fault::of(&e))?;
    wait(&transaction, ended).await?;
    let results = |request: &IdbRequest| request.result().ok().filter(Array::is_array).map(|r| Array::from(&r)).unwrap_or_default();
    let bytes = results(&values);
    Ok(results(&names).iter().zip(bytes.iter()).filter_map(|(name, value)| Some((name.as_string()?, Uint8Array::new(&value).to_vec()))).collect())
}

fn ask(store: &IdbObjectStore, keys: &Keys) -> Result<(IdbRequest, IdbRequest), JsValue> {
    let which: JsValue = match keys {
        Keys::One(key) => JsValue::from_str(key),
        Keys::Under(prefix) => under(prefix)?.into(),
    };
    Ok((store.get_all_keys_with_key(&which)?, store.get_all_with_key(&which)?))
}

/// All keys that begin so: U+FFFF is no character and sorts last.
fn under(prefix: &str) -> Result<IdbKeyRange, JsValue> {
    IdbKeyRange::bound(&prefix.into(), &format!("{prefix}\u{ffff}").into())
}

/// `transaction(tables, mode, {durability})`; web-sys has the third argument only behind an unstable flag.
fn begin(database: &IdbDatabase, tables: &[&str], mode: &str, durability: Durability) -> Result<IdbTransaction, JsValue> {
    let options = Object::new();
    let name = if durability == Durability::Strict { "strict" } else { "relaxed" };
    Reflect::set(&options, &"durability".into(), &name.into())?;
    let tables: Array = tables.iter().map(|t| JsValue::from_str(t)).collect();
    let method: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    method.call3(database, &tables, &mode.into(), &options)?.dyn_into()
}

fn end_of(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    })
}

async fn wait(transaction: &IdbTransaction, ended: Promise) -> Result<(), Fault> {
    let outcome = JsFuture::from(ended).await;
    transaction.set_oncomplete(None);
    transaction.set_onabort(None);
    match outcome {
        Ok(_) => Ok(()),
        Err(_) => Err(transaction.error().map_or_else(|| Fault::Dead("aborted".into()), |e| Fault::of(e.as_ref()))),
    }
}

impl Fault {
    fn of(error: &JsValue) -> Self {
        let name = name_of(error);
        match name.as_str() {
            "QuotaExceededError" => Fault::Trouble(StoreTrouble::Full),
            "InvalidStateError" | "UnknownError" | "TransactionInactiveError" | "AbortError" => Fault::Dead(name),
            _ => Fault::Trouble(StoreTrouble::Broken(name)),
        }
    }

    fn last(self) -> StoreTrouble {
        match self {
            Fault::Dead(name) => StoreTrouble::Broken(name),
            Fault::Trouble(trouble) => trouble,
        }
    }
}

/// The error's name only: a message may hold a key.
fn name_of(error: &JsValue) -> String {
    error.dyn_ref::<DomException>().map_or_else(|| "error".to_owned(), DomException::name)
}

fn broken(error: &JsValue) -> StoreTrouble {
    StoreTrouble::Broken(name_of(error))
}

/// Opens without naming a version, so that any of this hundred will do; makes the tables that are missing by one version more.
async fn open(name: &str) -> Result<IdbDatabase, JsValue> {
    let factory = web_sys::window().and_then(|w| w.indexed_db().ok().flatten()).ok_or_else(|| JsValue::from_str("none"))?;
    let found = opened(&factory.open(name)?).await?;
    let has_all = Table::ALL.iter().all(|t| found.object_store_names().contains(t.name()));
    if found.version() >= NEXT_HUNDRED {
        found.close();
        return Err(JsValue::from_str("newer"));
    }
    if has_all {
        return Ok(found);
    }
    let next = (found.version() as u32 + 1).max(VERSION);
    found.close();
    opened(&factory.open_with_u32(name, next)?).await
}

async fn opened(request: &IdbOpenDbRequest) -> Result<IdbDatabase, JsValue> {
    let upgrading = request.clone();
    let upgrade = Closure::<dyn FnMut()>::new(move || {
        let Some(database) = upgrading.result().ok().and_then(|r| r.dyn_into::<IdbDatabase>().ok()) else { return };
        for table in Table::ALL {
            if !database.object_store_names().contains(table.name()) {
                let _ = database.create_object_store(table.name());
            }
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let done = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
        // Another page holds an old version and does not let go.
        request.set_onblocked(Some(&reject));
    });
    let outcome = JsFuture::from(done).await;
    request.set_onupgradeneeded(None);
    match outcome {
        Ok(_) => request.result()?.dyn_into(),
        Err(_) => Err(request.error().ok().flatten().map_or_else(|| JsValue::from_str("blocked"), JsValue::from)),
    }
}
