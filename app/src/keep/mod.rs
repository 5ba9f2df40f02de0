//! What this phone keeps: who is signed in, forms, lists, assignments, drafts, media, outbox, returns. Drives the pure `sync` core over
//! `platform` (IndexedDB, network, clock). Pages read its signals and call its verbs; they never touch IndexedDB or fetch.
//!
//! Invariant: what a verb returned `Ok` for is in IndexedDB, its transaction complete.

mod account;
mod core;
mod drafts;
mod env;
mod finish;
mod library;
mod records;
mod seal;
mod sender;
mod shelf;
mod show;
mod tab;

use std::rc::Rc;
use std::sync::Arc;

use api::{About, Assignments, DeclareStatus, FormInfo, Invitation, Me, OwnSubmission, Receipt, SignIn};
use forms::{Form, Submission};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use serde::{Deserialize, Serialize};
use sync::{Event, Route};

use self::core::{Core, View};
use crate::platform::net::{self, path_part};
use crate::platform::{loader, space};

pub use crate::platform::Trouble;

/// One draft, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    view: SendWrapper<Rc<View>>,
}

impl Keep {
    /// Opens the store of this origin and reads what lists need. Call once; provide as context.
    pub async fn open() -> Result<Self, Trouble> {
        let core = Core::open().await?;
        let view = View::new(&core, Route::Staff);
        view.read_all().await?;
        sender::kick(&core, Event::Tick);
        Ok(Keep::of(view))
    }
    /// Who is signed in, also offline.
    pub fn me(&self) -> ArcReadSignal<Option<Me>> {
        match self.view.route {
            Route::Staff => shown(&self.view.core.me),
            Route::Link(_) => ArcRwSignal::new(None).read_only(),
        }
    }
    /// What the server says of itself (`GET /v1/about`); needs the network.
    pub async fn about(&self) -> Result<About, Trouble> {
        self.view.core.note(net::get("/v1/about").await)
    }
    /// Signs in (needs the network); what the person works with comes with the next refresh.
    pub async fn sign_in(&self, who: SignIn) -> Result<Me, Trouble> {
        self.view.sign_in(&who).await
    }
    /// Signs out: drafts and outbox stay for their owner.
    pub async fn sign_out(&self) -> Result<(), Trouble> {
        self.view.sign_out().await
    }
    /// Whether the server was reached at the last try, and the browser thinks there is a network.
    pub fn online(&self) -> ArcReadSignal<bool> {
        shown(&self.view.core.online)
    }
    /// Fetches forms, lists, assignments, own submissions, returns; sends what waits.
    pub async fn refresh(&self) -> Result<(), Trouble> {
        self.view.refresh().await
    }
    /// When the last refresh ended well, ms.
    pub fn refreshed_at(&self) -> ArcReadSignal<Option<i64>> {
        shown(&self.view.refreshed_at)
    }
    /// Forms known.
    pub fn forms(&self) -> ArcReadSignal<Vec<FormInfo>> {
        shown(&self.view.forms)
    }
    /// Households assigned.
    pub fn assignments(&self) -> ArcReadSignal<Assignments> {
        shown(&self.view.assignments)
    }
    /// A compiled form by its hash; kept, fetched if need be. Its lists are then ready in [`Keep::env`].
    pub async fn form(&self, hash: &str) -> Result<Arc<Form>, Trouble> {
        self.view.form(hash).await
    }
    /// Clock, randomness, properties, lists for the engine.
    pub fn env(&self) -> Rc<dyn forms::Env> {
        self.view.env()
    }
    /// All drafts of the person signed in, newest first.
    pub fn drafts(&self) -> ArcReadSignal<Vec<DraftInfo>> {
        shown(&self.view.drafts)
    }
    /// Keeps a draft: `Ok` with the time when it is in the store for good. `SAVE` of an unknown id makes it.
    pub async fn save(&self, draft: DraftInfo, snapshot: Vec<u8>) -> Result<i64, Trouble> {
        self.view.save(draft, snapshot).await
    }
    /// A draft and its snapshot.
    pub async fn load(&self, id: &str) -> Result<(DraftInfo, Vec<u8>), Trouble> {
        self.view.load(id).await
    }
    /// Throws a draft and its media away.
    pub async fn discard(&self, id: &str) -> Result<(), Trouble> {
        self.view.discard(id).await
    }
    /// Keeps a file of a draft under a name; `Ok` when it is in the store.
    pub async fn put_media(&self, draft: &str, name: &str, kind: &str, bytes: Vec<u8>) -> Result<(), Trouble> {
        drafts::put_media(self.view(), draft.to_owned(), name.to_owned(), kind.to_owned(), bytes).await
    }
    /// An object URL of a kept file (or of a server's copy for a mended draft), for `<img>`; none if it is not here.
    pub async fn media_url(&self, draft: &str, name: &str) -> Option<String> {
        drafts::media_url(self.view(), draft.to_owned(), name.to_owned()).await.ok()?
    }
    /// Moves a draft to the outbox in one strict transaction; read back before `Ok`. Sending begins at once if it can.
    pub async fn finalize(&self, draft: &str, submission: Submission) -> Result<(), Trouble> {
        finish::finalize(self.view(), draft.to_owned(), submission).await
    }
    /// Outbox, newest first; received ones stay for some days.
    pub fn outbox(&self) -> ArcReadSignal<Vec<OutboxItem>> {
        shown(&self.view.outbox)
    }
    /// Tries to send now.
    pub async fn send_now(&self) -> Result<(), Trouble> {
        sender::kick_now(&self.view.core, Event::Retry).await;
        Ok(())
    }
    /// Own submissions as the server last told, with returns and remarks.
    pub fn own(&self) -> ArcReadSignal<Vec<OwnSubmission>> {
        shown(&self.view.own)
    }
    /// Makes a draft of a returned submission (needs the network once; then kept) and gives its id.
    pub async fn mend(&self, instance_id: &str) -> Result<String, Trouble> {
        self.view.mend(instance_id).await
    }
    /// The keep of a household that opened a village's link: the same verbs, drafts and outbox of its own, sent by the link without
    /// an account; `me` is none. The invitation is kept, so the page also opens again without a network.
    pub async fn by_link(&self, token: &str) -> Result<(Keep, Invitation), Trouble> {
        let view = View::new(&self.view.core, Route::Link(token.to_owned()));
        let invitation = view.invite(token).await?;
        // The form comes at once, or it would be missing at the door; without a network it may be here already.
        view.stock(&invitation.form).await?;
        view.read_all().await?;
        Ok((Keep::of(view), invitation))
    }
    /// Day by which someone comes for a declaration the server received (`2026-11-27`); none before, and for staff.
    pub fn visit_by(&self, instance_id: &str) -> Option<String> {
        self.view.outbox.track();
        self.view.core.outbox.borrow().item(instance_id).and_then(|item| item.visit_by.clone())
    }
    /// Where a declaration stands (keeps made by [`Keep::by_link`]): receipt number and last four digits of the telephone.
    pub async fn status(&self, number: &str, tail: &str) -> Result<DeclareStatus, Trouble> {
        let Route::Link(token) = &self.view.route else { return Err(Trouble::Missing) };
        let path = format!("/v1/declare/{}/status?number={}&tail={}", path_part(token), path_part(number), path_part(tail));
        self.view.core.note(net::get(&path).await)
    }
    /// Throws away all that a link's household left on this phone (drafts, received declarations; never one that is not received).
    pub async fn forget(&self) -> Result<(), Trouble> {
        self.view.forget().await
    }
    /// Asks to be the one writer of a draft; with `take_over` it is taken from another tab. Writing ends when the hold is dropped.
    pub async fn hold(&self, draft: &str, take_over: bool) -> Hold {
        self.view.hold(draft, take_over).await
    }
    /// Whether a new build waits for the person's tap.
    pub fn update_ready(&self) -> Signal<bool> {
        self.view.core.update.clone().into()
    }
    /// Lets the waiting build take over; the page loads again. Save first.
    pub fn apply_update(&self) {
        loader::apply_update();
    }
    /// Room on this phone; none where the browser does not tell.
    pub async fn space(&self) -> Option<crate::platform::space::Space> {
        space::estimate().await
    }

    fn view(&self) -> Rc<View> {
        Rc::clone(&self.view)
    }

    fn of(view: Rc<View>) -> Self {
        Keep { view: SendWrapper::new(view) }
    }
}

fn shown<T>(signal: &ArcRwSignal<T>) -> ArcReadSignal<T> {
    signal.read_only()
}

/// A claim to write a draft.
pub struct Hold {
    /// Whether this tab may write now; turns false when another tab takes over.
    pub mine: Signal<bool>,
    /// Lets go when dropped.
    pub guard: Option<Box<dyn std::any::Any>>,
}
