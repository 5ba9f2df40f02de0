//! Everything an instance may take from outside: clock, randomness, device properties, lists. The only door.

use std::sync::Arc;

use crate::list::List;

/// A moment with the offset of the place where it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_ms: i64,
    /// Minutes east of UTC at that moment and place (China: 480).
    pub offset_min: i32,
}

/// What a form may ask its surroundings. Implementations: the browser (`app::platform`), the server (`server::clock`), tests.
pub trait Env {
    /// The present moment.
    fn now(&self) -> Instant;
    /// Minutes east of UTC at another moment (daylight saving); the default is the present offset.
    fn offset_at(&self, _unix_ms: i64) -> i32 {
        self.now().offset_min
    }
    /// 64 random bits.
    fn random(&self) -> u64;
    /// A device or user property: `deviceid`, `username`, `phonenumber`, `email`, … (ODK preload `property`).
    fn property(&self, _name: &str) -> Option<String> {
        None
    }
    /// Where the device is, as `latitude longitude altitude accuracy` (`odk:setgeopoint`); none where it is not known or not allowed.
    fn location(&self) -> Option<String> {
        None
    }
    /// A text with combining characters composed (Unicode NFC), so that equal words are equal bytes; none where it is so already, or here nobody
    /// can tell.
    fn composed(&self, _text: &str) -> Option<String> {
        None
    }
    /// Whether an Ed25519 signature (RFC 8032) of a message holds for a public key; none where that cannot be checked here.
    fn verified(&self, _message: &[u8], _signature: &[u8; 64], _key: &[u8; 32]) -> Option<bool> {
        None
    }
    /// The list behind `jr://file-csv/x.csv` and its kind, if it is here.
    fn list(&self, _uri: &str) -> Option<Arc<List>> {
        None
    }
}
