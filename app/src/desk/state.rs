//! What the pages of the desk share while the window is open: who is signed in, the list, the remarks being written.
//!
//! Nothing of it is stored: remarks and search words may name people, so they live in memory only and go when the window closes or another person signs in.

use std::collections::BTreeMap;

use api::{Area, FormInfo, Me, SubmissionState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::queue::Listing;
use super::review::DraftRemark;
use super::server::{self, Failure};
use crate::words::Lang;

/// Whether the person is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// Not known yet.
    Asking,
    /// Nobody is signed in.
    Shut,
    /// Signed in.
    Open,
    /// The session ended while a page is open: sign in again over it.
    Lapsed,
}

/// The shared state; a handle of signals, copied freely.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) lang: RwSignal<Lang>,
    pub(super) me: RwSignal<Option<Me>>,
    pub(super) door: RwSignal<Door>,
    /// Why the door is shut, when asking failed.
    pub(super) shut_by: RwSignal<Option<Failure>>,
    /// Counts sign-ins: pages load again when it changes.
    pub(super) epoch: RwSignal<u32>,
    pub(super) areas: RwSignal<Vec<Area>>,
    pub(super) forms: RwSignal<Vec<FormInfo>>,
    /// Search words. Kept out of the address: they may name a person.
    pub(super) search: RwSignal<String>,
    /// Said by the live region.
    pub(super) spoken: RwSignal<String>,
    pub(super) list: Listing,
    /// Remarks being written, by instanceID.
    pub(super) remarks: RwSignal<BTreeMap<String, Vec<DraftRemark>>>,
    /// Area chain of the submission looked at, for the breadcrumb.
    pub(super) place: RwSignal<Vec<Area>>,
    /// Single letters act as commands (WCAG 2.1.4: can be turned off).
    pub(super) letters: RwSignal<bool>,
}

impl Desk {
    pub(super) fn new(lang: Lang) -> Self {
        Self {
            lang: RwSignal::new(lang),
            me: RwSignal::new(None),
            door: RwSignal::new(Door::Asking),
            shut_by: RwSignal::new(None),
            epoch: RwSignal::new(0),
            areas: RwSignal::new(Vec::new()),
            forms: RwSignal::new(Vec::new()),
            search: RwSignal::new(String::new()),
            spoken: RwSignal::new(String::new()),
            list: Listing::new(),
            remarks: RwSignal::new(BTreeMap::new()),
            place: RwSignal::new(Vec::new()),
            letters: RwSignal::new(true),
        }
    }

    /// Asks the server whose session this is.
    pub(super) fn ask_who(self) {
        spawn_local(async move {
            match server::me().await {
                Ok(me) => self.enter(me),
                Err(failure) => {
                    // "Nobody" is the usual answer and needs no words; anything else is shown at the door.
                    self.shut_by.set((!failure.is_signed_out()).then_some(failure));
                    self.door.set(Door::Shut);
                }
            }
        });
    }

    /// Someone is in. Another person than before finds nothing of the first one's work.
    pub(super) fn enter(self, me: Me) {
        let same = self.me.with_untracked(|old| old.as_ref().is_none_or(|old| old.id == me.id));
        if !same {
            self.forget();
        }
        self.me.set(Some(me));
        self.shut_by.set(None);
        self.door.set(Door::Open);
        self.epoch.update(|n| *n += 1);
        spawn_local(async move {
            // The pick-lists are a help: without them the list still works, so a failure here stays quiet.
            if let Ok(areas) = server::areas().await {
                self.areas.set(areas);
            }
            if let Ok(forms) = server::forms().await {
                self.forms.set(forms);
            }
        });
    }

    /// Signs out and empties the window.
    pub(super) fn leave(self) {
        spawn_local(async move {
            // Also when the server is away the window is emptied; the session then ends by its own clock.
            drop(server::sign_out().await);
            self.forget();
            self.me.set(None);
            self.door.set(Door::Shut);
        });
    }

    fn forget(self) {
        self.remarks.set(BTreeMap::new());
        self.search.set(String::new());
        self.list.clear();
        self.place.set(Vec::new());
    }

    /// Notes a failure: when the session is over, the sign-in opens over the page. Gives the failure back for showing.
    pub(super) fn note(self, failure: Failure) -> Failure {
        if failure.is_signed_out() && self.door.get_untracked() == Door::Open {
            self.door.set(Door::Lapsed);
        }
        failure
    }

    /// How many wait for review.
    pub(super) fn waiting(self) -> u64 {
        self.list.count(SubmissionState::Received)
    }
}

/// The desk of this window.
pub(super) fn use_desk() -> Desk {
    expect_context::<Desk>()
}
