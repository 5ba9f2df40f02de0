//! Single letters as commands. They act only while nothing is being typed and no dialog is open, and can be turned off in the person's menu.

use leptos::ev;
use leptos::prelude::*;

use super::state::{Desk, Door};
use crate::platform::view;

/// Calls `act` with each plain key until the page goes; it tells whether it took the key, for frame and page both listen. `Enter` reaches it only when the focus is on nothing that takes it.
pub(super) fn listen(desk: Desk, act: impl Fn(&str) -> bool + 'static) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() || event.default_prevented());
        if !plain || !desk.letters.get_untracked() || desk.door.get_untracked() != Door::Open || view::is_typing() || view::has_dialog() {
            return;
        }
        let key = event.key();
        if key == "Enter" && view::is_control() {
            return;
        }
        if act(&key) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}
