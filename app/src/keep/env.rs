//! What a form may ask this phone: clock, randomness, who and which device, the lists that are here.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use forms::{Env, Instant, List};

use crate::platform::{clock, letters, random};

/// Lists ready for forms, by address.
pub(super) type Lists = Rc<RefCell<HashMap<String, Arc<List>>>>;

/// The phone as an [`Env`].
pub(super) struct PhoneEnv {
    pub(super) device: String,
    pub(super) username: Option<String>,
    pub(super) lists: Lists,
}

impl Env for PhoneEnv {
    fn now(&self) -> Instant {
        clock::now()
    }
    fn offset_at(&self, unix_ms: i64) -> i32 {
        clock::offset_at(unix_ms)
    }
    fn random(&self) -> u64 {
        random::bits()
    }
    fn property(&self, name: &str) -> Option<String> {
        match name {
            "deviceid" => Some(self.device.clone()),
            "username" => self.username.clone(),
            _ => None,
        }
    }
    fn composed(&self, text: &str) -> Option<String> {
        letters::composed(text)
    }
    fn list(&self, uri: &str) -> Option<Arc<List>> {
        self.lists.borrow().get(uri).cloned()
    }
}
