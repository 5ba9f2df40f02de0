//! What happens to the page: shown, hidden, left, network there or gone, time passing. A [`Listener`] stops when dropped.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget, VisibilityState};

/// A running listener; dropping it stops it, [`Listener::forever`] keeps it for the life of the page.
#[must_use]
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens for `kind` on `target`.
    pub fn new(target: EventTarget, kind: &'static str, act: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::new(act);
        let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
        Listener { target, kind, closure }
    }

    /// Keeps listening as long as the page lives.
    pub fn forever(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.kind, self.closure.as_ref().unchecked_ref());
    }
}

/// Runs when the page is hidden or left: the last moment to keep something. Started writes still commit.
pub fn on_hide(act: impl FnMut() + Clone + 'static) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let mut out = Vec::new();
    if let Some(document) = window.document() {
        let mut act = act.clone();
        out.push(Listener::new(document.clone().into(), "visibilitychange", move |_| {
            if document.visibility_state() == VisibilityState::Hidden {
                act();
            }
        }));
    }
    let mut act = act;
    out.push(Listener::new(window.into(), "pagehide", move |_| act()));
    out
}

/// Runs when the page comes back to the front.
pub fn on_show(mut act: impl FnMut() + 'static) -> Option<Listener> {
    let document = web_sys::window()?.document()?;
    Some(Listener::new(document.clone().into(), "visibilitychange", move |_| {
        if document.visibility_state() == VisibilityState::Visible {
            act();
        }
    }))
}

/// Runs with `true` when the browser sees a network again, `false` when it loses it.
pub fn on_network(act: impl FnMut(bool) + Clone + 'static) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let (mut up, mut down) = (act.clone(), act);
    vec![Listener::new(window.clone().into(), "online", move |_| up(true)), Listener::new(window.into(), "offline", move |_| down(false))]
}

/// Runs at an event of the window.
pub fn on_window(kind: &'static str, mut act: impl FnMut() + 'static) -> Option<Listener> {
    Some(Listener::new(web_sys::window()?.into(), kind, move |_| act()))
}
