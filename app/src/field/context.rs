//! What every field page reaches: the keep, the page shown, the last trouble. Set once by [`super::App`]; copied freely.
//!
//! Invariant: the address of the window and [`Field::route`] tell the same page.

use forms::Instant;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::route::Route;
use crate::keep::{Keep, Trouble};
use crate::platform::{clock, page};

/// Handles shared by all pages.
#[derive(Clone, Copy)]
pub struct Field {
    keep: StoredValue<Keep, LocalStorage>,
    /// The page shown.
    pub route: RwSignal<Route>,
    /// What the last exchange with the server ran into.
    pub trouble: RwSignal<Option<Trouble>>,
    /// A new build waits.
    pub update: Signal<bool>,
    /// For whom news are being fetched.
    refreshing: StoredValue<Option<String>>,
}

impl Field {
    /// Around an open keep.
    pub fn new(keep: Keep, route: RwSignal<Route>) -> Self {
        let update = keep.update_ready();
        Self { keep: StoredValue::new_local(keep), route, trouble: RwSignal::new(None), update, refreshing: StoredValue::new(None) }
    }
    /// The keep.
    pub fn keep(self) -> Keep {
        self.keep.get_value()
    }
    /// Shows another page.
    pub fn go(self, route: Route) {
        go(self.route, route, false);
    }
    /// Shows another page in place of this one: back leads to the one before.
    pub fn go_instead(self, route: Route) {
        go(self.route, route, true);
    }
    /// One page back, or to `parent` if the app began here.
    pub fn back(self, parent: Route) {
        if !page::back() {
            self.go_instead(parent);
        }
    }
    /// Now, with the offset of the phone.
    pub fn now(self) -> Instant {
        clock::now()
    }
    /// Fetches news and sends what waits; the outcome shows in the strip. Once at a time: forms come over slow lines.
    pub fn refresh(self) {
        let who = self.keep().me().get_untracked().map(|me| me.id);
        if who.is_some() && self.refreshing.get_value() == who {
            return;
        }
        self.refreshing.set_value(who.clone());
        spawn_local(async move {
            self.trouble.set(self.keep().refresh().await.err());
            self.refreshing.update_value(|running| {
                running.take_if(|id| who.as_ref() == Some(id));
            });
        });
    }
}

/// Sets address and page together.
pub fn go(route: RwSignal<Route>, to: Route, replace: bool) {
    page::set_address(&to.path(), replace);
    route.set(to);
}

/// The handles, provided by [`super::App`].
pub fn use_field() -> Field {
    expect_context::<Field>()
}
