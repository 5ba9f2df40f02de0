//! The surroundings of the recordings: a frozen clock in Phoenix, properties, places and files as the case has them.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use ed25519_compact::{PublicKey, Signature};
use forms::{Env, Instant, List};
use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization as _;

use super::{list, text};

/// 2024-05-15T17:30:15.250Z.
const FROZEN_MS: i64 = 1_715_794_215_250;
/// America/Phoenix, without daylight saving.
const PHOENIX_MIN: i32 = -420;

/// What a form may ask.
pub(super) struct World {
    random: Cell<u64>,
    properties: HashMap<String, String>,
    places: RefCell<VecDeque<String>>,
    lists: HashMap<String, Arc<List>>,
}

/// Names of properties in the options → those forms use.
const PROPERTIES: &[(&str, &str)] = &[("deviceID", "deviceid"), ("email", "email"), ("username", "username"), ("phoneNumber", "phonenumber")];

impl World {
    /// Surroundings of one instance; `seed` differs from instance to instance.
    pub(super) fn new(options: &Json, lists: HashMap<String, Arc<List>>, seed: u64) -> Self {
        let property = |(option, name): &(&str, &str)| Some(((*name).to_owned(), options["preloadProperties"][option].as_str()?.to_owned()));
        Self {
            random: Cell::new(seed),
            properties: PROPERTIES.iter().filter_map(property).collect(),
            places: RefCell::new(list(&options["geolocation"]).iter().filter_map(|p| p.as_str().map(str::to_owned)).collect()),
            lists,
        }
    }
}

impl Env for World {
    fn now(&self) -> Instant {
        Instant { unix_ms: FROZEN_MS, offset_min: PHOENIX_MIN }
    }
    fn random(&self) -> u64 {
        let next = self.random.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.random.set(next);
        next
    }
    fn property(&self, name: &str) -> Option<String> {
        self.properties.get(name).cloned()
    }
    fn composed(&self, text: &str) -> Option<String> {
        Some(text.nfc().collect())
    }
    fn location(&self) -> Option<String> {
        self.places.borrow_mut().pop_front()
    }
    fn verified(&self, message: &[u8], signature: &[u8; 64], key: &[u8; 32]) -> Option<bool> {
        let key = PublicKey::new(*key);
        Some(key.verify(message, &Signature::new(*signature)).is_ok())
    }
    fn list(&self, uri: &str) -> Option<Arc<List>> {
        self.lists.get(uri).cloned()
    }
}

/// The files a form asks for; which of them are missing or unreadable.
pub(super) fn lists(load: &Json, uris: &[&str]) -> Result<HashMap<String, Arc<List>>, String> {
    let blank = text(load, "missingResourceBehavior") == "BLANK";
    let mut found = HashMap::new();
    for uri in uris {
        let file = &load["resources"][*uri];
        if file["status"] != 200 {
            if blank {
                found.insert((*uri).to_owned(), Arc::new(List::from_rows(&[], std::iter::empty())));
                continue;
            }
            return Err(format!("expected {uri}, which is not there"));
        }
        let body = text(file, "body");
        let name = if text(file, "type").contains("csv") { "list.csv" } else { uri };
        let read = List::from_file(name, body.as_bytes());
        found.insert((*uri).to_owned(), Arc::new(read.map_err(|error| error.to_string())?));
    }
    Ok(found)
}
