//! A trigger: one box to tick, stored as `OK`.

use leptos::prelude::*;

use super::Asked;
use super::frame::{Around, frame};
use crate::words::{self, say};

/// Asks for a tick.
pub(super) fn trigger(asked: Asked) -> AnyView {
    let body = view! {
        <label class="choice">
            <input
                type="checkbox" value="OK" prop:checked=move || !asked.value().is_empty() disabled=move || asked.locked()
                on:change=move |event| asked.answer(if event_target_checked(&event) { "OK".to_owned() } else { String::new() })
            />
            <span>{move || say(words::fill::UNDERSTOOD)}</span>
        </label>
    };
    frame(asked, Around::Set, body.into_any())
}
