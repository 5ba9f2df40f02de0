//! Who asks, and what they may: passwords, sessions, the table of rights, capability extractors.
//!
//! Invariant: a handler gets a right as a type ([`Can`]); without it there is no value to call the store with.

mod capability;
mod cookie;
mod password;
mod rights;
mod sign_in;

pub(crate) use capability::{Assigned, Decider, FileReader, Reader, Reviewer, Sender, Signed};
pub(crate) use cookie::{clear, set, token_of};
pub(crate) use password::{Passwords, hash as hash_password};
pub(crate) use rights::role_of;
pub use rights::{Action, RIGHTS, may};
pub(crate) use sign_in::{me, sign_in, sign_out};

use api::Role;
use sha2::{Digest, Sha256};

/// A person who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Path of the area: everything the person may see lies below it.
    pub(crate) path: String,
    pub(crate) demo: bool,
    pub(crate) expires_at: i64,
}

/// 256 random bits as hex.
pub(crate) fn new_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// Tokens and names are kept as hashes: who reads the database cannot sign in with it.
pub(crate) fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
