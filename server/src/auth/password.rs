//! Passwords: Argon2id, hashed off the request threads, a few at a time.
//!
//! Invariant: an unknown account costs the same work as a known one.

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::limits::HASHES_AT_ONCE;
use crate::problem::{self, Answer};

/// OWASP's minimum for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

fn argon() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Makes and checks password hashes.
#[derive(Debug, Clone)]
pub(crate) struct Passwords {
    turn: Arc<Semaphore>,
    /// A hash that no password opens, checked in place of an unknown account's.
    nobody: Arc<str>,
}

impl Passwords {
    pub(crate) fn new() -> Result<Self, argon2::password_hash::Error> {
        let nobody = hash("nobody signs in with this")?;
        Ok(Self { turn: Arc::new(Semaphore::new(HASHES_AT_ONCE)), nobody: nobody.into() })
    }

    /// Whether the password opens the stored hash; `None` (no such account) takes the same time and is always no.
    pub(crate) async fn opens(&self, stored: Option<String>, password: String) -> Answer<bool> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.to_string());
        let _turn = self.turn.acquire().await.map_err(|_| problem::busy())?;
        let fits = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&stored).is_ok_and(|parsed| argon().verify_password(password.as_bytes(), &parsed).is_ok())
        });
        Ok(fits.await? && known)
    }
}

/// A new hash with its own salt.
pub(crate) fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|_| argon2::password_hash::Error::Crypto)?;
    let salt = SaltString::encode_b64(&salt)?;
    Ok(argon().hash_password(password.as_bytes(), &salt)?.to_string())
}
