//! What belongs to one page or one household: the claim to write a draft, the phone as a form's surroundings, leaving no trace of a link.

use std::rc::Rc;

use leptos::prelude::*;
use sync::{Event, Route, Table};

use super::core::View;
use super::env::PhoneEnv;
use super::shelf::Sheet;
use super::{Hold, OutboxState, Trouble, sender};
use crate::platform::lock;
use crate::platform::net::path_part;

impl View {
    pub(super) fn env(&self) -> Rc<dyn forms::Env> {
        let username = match self.route {
            Route::Staff => self.core.me.with_untracked(|me| me.as_ref().map(|me| me.account.clone())),
            Route::Link(_) => None,
        };
        Rc::new(PhoneEnv { device: self.core.device.clone(), username, lists: self.core.lists.clone() })
    }

    pub(super) async fn hold(&self, draft: &str, take_over: bool) -> Hold {
        let mine = ArcRwSignal::new(false);
        let lost = mine.clone();
        let lost = move || lost.set(false);
        let name = format!("ruhu-draft:{draft}");
        let lock = if take_over { lock::take_over(&name, lost).await } else { lock::try_hold(&name, lost).await };
        mine.set(lock.is_some());
        Hold { mine: mine.into(), guard: lock.map(|lock| Box::new(lock) as Box<dyn std::any::Any>) }
    }

    pub(super) async fn forget(&self) -> Result<(), Trouble> {
        let Route::Link(token) = &self.route else { return Err(Trouble::Missing) };
        for draft in self.drafts.get_untracked() {
            self.discard(&draft.id).await?;
        }
        for item in self.outbox.get_untracked() {
            if matches!(item.state, OutboxState::Received(_) | OutboxState::Refused(_)) {
                sender::kick_now(&self.core, Event::Forget(item.id)).await;
            }
        }
        self.core.shelf.write(Sheet::strict().delete(Table::Meta, format!("link/{}", path_part(token)))).await
    }
}
