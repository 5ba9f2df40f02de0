//! One finalized submission on its way: what is stored of it. The XML and the files lie beside it, frozen, found by its id.
//!
//! Invariant: `Received` only with a receipt for this very XML and no file missing.

use std::fmt;

use api::{Problem, Receipt};
use serde::{Deserialize, Serialize};

/// By which door it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// With the session of the person who made it.
    Staff,
    /// By a village's link, without an account.
    Link(String),
}

/// Where it stands, as stored. "Sending" is not stored: after a crash it simply waits again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for its turn, the network, or the end of a pause.
    Waiting,
    /// Something must happen first that is not the content's fault.
    Held(Hold),
    /// The server refused the content; a copy became a draft.
    Refused(Problem),
    /// The text and every file are at the server.
    Received,
}

/// What it is held for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// Its owner must sign in.
    SignIn,
    /// The server will not have it now, in its own words (closed link, other content under the same id); both sides keep theirs.
    Server(Problem),
    /// A file named by it is no longer on this phone.
    MediaGone(String),
}

/// One file of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medium {
    /// File name as the XML has it.
    pub name: String,
    /// sha-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// `image/jpeg`, ….
    pub kind: String,
    /// Whether the server has it.
    pub sent: bool,
    /// Failures in a row (memory only).
    #[serde(skip)]
    pub tries: u32,
    /// Not before this moment (memory only).
    #[serde(skip)]
    pub not_before: i64,
}

/// One submission in the outbox.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// instanceID, `uuid:…`.
    pub id: String,
    /// Person id, or `link:` and the token: whose it is. Never sent with another's session.
    pub owner: String,
    /// By which door.
    pub route: Route,
    /// Form id.
    pub form_id: String,
    /// Hash of the compiled form, for a copy that becomes a draft.
    pub form_hash: String,
    /// Household code.
    pub household: Option<String>,
    /// Shown name.
    pub name: String,
    /// When it was finalized, ms.
    pub finalized_at: i64,
    /// sha-256 of the XML: a receipt for anything else is none.
    pub sha256: String,
    /// Its files.
    pub media: Vec<Medium>,
    /// Where it stands.
    pub state: State,
    /// What the server said it has, once it did.
    pub receipt: Option<Receipt>,
    /// Day by which someone comes (declarations), once the server said.
    #[serde(default)]
    pub visit_by: Option<String>,
    /// When everything was received, by the phone's clock, ms.
    #[serde(default)]
    pub done_at: Option<i64>,
    /// Failures of the text in a row (memory only).
    #[serde(skip)]
    pub tries: u32,
    /// Text not before this moment (memory only).
    #[serde(skip)]
    pub not_before: i64,
}

impl Item {
    /// Whether a word from the server is due: none yet, or all files are there and it has not confirmed that.
    pub(crate) fn needs_receipt(&self) -> bool {
        self.receipt.is_none() || self.media.iter().all(|m| m.sent)
    }

    /// Hands pauses, which are in memory only, to the same item as read from the store.
    pub(crate) fn keep_pauses(&self, read: &mut Item) {
        read.tries = self.tries;
        read.not_before = self.not_before;
        for (old, new) in self.media.iter().zip(&mut read.media) {
            new.tries = old.tries;
            new.not_before = old.not_before;
        }
    }

    /// Takes the server's word. False if it is for something else: then nothing changes.
    pub(crate) fn take(&mut self, receipt: &Receipt, now_ms: i64) -> bool {
        if receipt.instance_id != self.id || receipt.sha256 != self.sha256 {
            return false;
        }
        for medium in &mut self.media {
            medium.sent = !receipt.missing.contains(&medium.sha256);
        }
        self.receipt = Some(receipt.clone());
        self.state = match receipt.missing.iter().find(|sha| !self.media.iter().any(|m| m.sha256 == **sha)) {
            Some(unknown) => State::Held(Hold::MediaGone(unknown.clone())),
            None if receipt.missing.is_empty() => State::Received,
            None => State::Waiting,
        };
        self.done_at = (self.state == State::Received).then_some(now_ms);
        true
    }
}

/// Says nothing a log must not hold: no name, no household.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item").field("id", &self.id).field("state", &self.state).field("media", &self.media).finish_non_exhaustive()
    }
}

impl fmt::Debug for Medium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Medium").field("size", &self.size).field("sent", &self.sent).finish_non_exhaustive()
    }
}
