//! What this phone keeps: who is signed in, forms, lists, assignments, drafts, media, outbox, returns. Drives the pure `sync` core over
//! `platform` (IndexedDB, network, clock). Pages read its signals and call its verbs; they never touch IndexedDB or fetch.
//!
//! Invariant: what a verb returned `Ok` for is in IndexedDB, its transaction complete.

use std::rc::Rc;
use std::sync::Arc;

use api::{About, Assignments, DeclareStatus, FormInfo, Invitation, Me, OwnSubmission, Receipt, SignIn};
use forms::{Form, Submission};
use leptos::prelude::*;

pub use crate::platform::Trouble;

/// One draft, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftInfo {
    /// Id: the instanceID, `uuid:…`.
    pub id: String,
    /// Form id.
    pub form_id: String,
    /// Hash of the compiled form it was begun with.
    pub form_hash: String,
    /// Household code.
    pub household: Option<String>,
    /// Shown name (head of household, or instanceName).
    pub name: String,
    /// Last saved, ms.
    pub saved_at: i64,
    /// Questions answered and relevant questions, for the bar.
    pub answered: (u32, u32),
    /// Instance it corrects (a return), if it does.
    pub corrects: Option<String>,
    /// Why it came back from the outbox, if the server refused it.
    pub refused: Option<api::Problem>,
}

/// One thing in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// instanceID.
    pub id: String,
    /// Form id.
    pub form_id: String,
    /// Household code.
    pub household: Option<String>,
    /// Shown name.
    pub name: String,
    /// Finalized at, ms.
    pub finalized_at: i64,
    /// Where it stands.
    pub state: OutboxState,
    /// Each media file: name, bytes, sent.
    pub media: Vec<(String, u64, bool)>,
}

/// Where an outbox item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxState {
    /// Waits for its turn or for the network.
    Waiting,
    /// On its way (in memory only).
    Sending,
    /// Not the content's fault: sign in, device full, media gone.
    Held(Trouble),
    /// The server refused it; a copy is a draft again.
    Refused(api::Problem),
    /// Received: the text and all media are at the server.
    Received(Receipt),
}

/// The phone's keep; clone freely.
#[derive(Clone)]
pub struct Keep {
    // owner: sync helper
}

#[allow(clippy::unused_async, unused_variables)]
impl Keep {
    /// Opens the store of this origin and reads what lists need. Call once; provide as context.
    pub async fn open() -> Result<Self, Trouble> {
        todo!()
    }
    /// Who is signed in, also offline.
    pub fn me(&self) -> Signal<Option<Me>> {
        todo!()
    }
    /// What the server says of itself (`GET /v1/about`); needs the network.
    pub async fn about(&self) -> Result<About, Trouble> {
        todo!()
    }
    /// Signs in (needs the network), then refreshes.
    pub async fn sign_in(&self, who: SignIn) -> Result<Me, Trouble> {
        todo!()
    }
    /// Signs out: drafts and outbox stay for their owner.
    pub async fn sign_out(&self) -> Result<(), Trouble> {
        todo!()
    }
    /// Whether the server was reached at the last try, and the browser thinks there is a network.
    pub fn online(&self) -> Signal<bool> {
        todo!()
    }
    /// Fetches forms, lists, assignments, own submissions, returns; sends what waits.
    pub async fn refresh(&self) -> Result<(), Trouble> {
        todo!()
    }
    /// When the last refresh ended well, ms.
    pub fn refreshed_at(&self) -> Signal<Option<i64>> {
        todo!()
    }
    /// Forms known.
    pub fn forms(&self) -> Signal<Vec<FormInfo>> {
        todo!()
    }
    /// Households assigned.
    pub fn assignments(&self) -> Signal<Assignments> {
        todo!()
    }
    /// A compiled form by its hash; kept, fetched if need be. Its lists are then ready in [`Keep::env`].
    pub async fn form(&self, hash: &str) -> Result<Arc<Form>, Trouble> {
        todo!()
    }
    /// Clock, randomness, properties, lists for the engine.
    pub fn env(&self) -> Rc<dyn forms::Env> {
        todo!()
    }
    /// All drafts of the person signed in, newest first.
    pub fn drafts(&self) -> Signal<Vec<DraftInfo>> {
        todo!()
    }
    /// Keeps a draft: `Ok` with the time when it is in the store for good. `SAVE` of an unknown id makes it.
    pub async fn save(&self, draft: DraftInfo, snapshot: Vec<u8>) -> Result<i64, Trouble> {
        todo!()
    }
    /// A draft and its snapshot.
    pub async fn load(&self, id: &str) -> Result<(DraftInfo, Vec<u8>), Trouble> {
        todo!()
    }
    /// Throws a draft and its media away.
    pub async fn discard(&self, id: &str) -> Result<(), Trouble> {
        todo!()
    }
    /// Keeps a file of a draft under a name; `Ok` when it is in the store.
    pub async fn put_media(&self, draft: &str, name: &str, kind: &str, bytes: Vec<u8>) -> Result<(), Trouble> {
        todo!()
    }
    /// An object URL of a kept file (or of a server's copy for a mended draft), for `<img>`; none if it is not here.
    pub async fn media_url(&self, draft: &str, name: &str) -> Option<String> {
        todo!()
    }
    /// Moves a draft to the outbox in one strict transaction; read back before `Ok`. Sending begins at once if it can.
    pub async fn finalize(&self, draft: &str, submission: Submission) -> Result<(), Trouble> {
        todo!()
    }
    /// Outbox, newest first; received ones stay for some days.
    pub fn outbox(&self) -> Signal<Vec<OutboxItem>> {
        todo!()
    }
    /// Tries to send now.
    pub async fn send_now(&self) -> Result<(), Trouble> {
        todo!()
    }
    /// Own submissions as the server last told, with returns and remarks.
    pub fn own(&self) -> Signal<Vec<OwnSubmission>> {
        todo!()
    }
    /// Makes a draft of a returned submission (needs the network once; then kept) and gives its id.
    pub async fn mend(&self, instance_id: &str) -> Result<String, Trouble> {
        todo!()
    }
    /// The keep of a household that opened a village's link: the same verbs, drafts and outbox of its own, sent by the link without
    /// an account; `me` is none. The invitation is kept, so the page also opens again without a network.
    pub async fn by_link(&self, token: &str) -> Result<(Keep, Invitation), Trouble> {
        todo!()
    }
    /// Day by which someone comes for a declaration the server received (`2026-11-27`); none before, and for staff.
    pub fn visit_by(&self, instance_id: &str) -> Option<String> {
        todo!()
    }
    /// Where a declaration stands (keeps made by [`Keep::by_link`]): receipt number and last four digits of the telephone.
    pub async fn status(&self, number: &str, tail: &str) -> Result<DeclareStatus, Trouble> {
        todo!()
    }
    /// Throws away all that a link's household left on this phone (drafts, received declarations; never one that is not received).
    pub async fn forget(&self) -> Result<(), Trouble> {
        todo!()
    }
    /// Asks to be the one writer of a draft; with `take_over` it is taken from another tab. Writing ends when the hold is dropped.
    pub async fn hold(&self, draft: &str, take_over: bool) -> Hold {
        todo!()
    }
    /// Whether a new build waits for the person's tap.
    pub fn update_ready(&self) -> Signal<bool> {
        todo!()
    }
    /// Lets the waiting build take over; the page loads again. Save first.
    pub fn apply_update(&self) {
        todo!()
    }
    /// Room on this phone; none where the browser does not tell.
    pub async fn space(&self) -> Option<crate::platform::space::Space> {
        todo!()
    }
}

/// A claim to write a draft.
pub struct Hold {
    /// Whether this tab may write now; turns false when another tab takes over.
    pub mine: Signal<bool>,
    /// Lets go when dropped.
    pub guard: Option<Box<dyn std::any::Any>>,
}
