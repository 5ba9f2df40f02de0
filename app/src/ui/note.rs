//! Small lines: a note, a problem under a field, a meter.

use leptos::prelude::*;

use super::chip::Tone;
use super::icon::{self, Icon, icon};

/// A remark of the app or the form, with its icon.
pub fn note(tone: Tone, mark: Icon, body: AnyView) -> AnyView {
    view! { <div class=format!("note {}", tone.class())>{icon(mark)}<span>{body}</span></div> }.into_any()
}

/// What is wrong with an answer, told under its field and read out at once. `id` is for `aria-describedby`.
pub fn problem(id: String, text: String) -> AnyView {
    view! { <p class="problem" role="alert" id=id>{icon(icon::ALERT)}<span>{text}</span></p> }.into_any()
}

/// A bar of progress that jumps; `percent` 0–100, told in words by `label`.
pub fn meter(percent: u32, label: String) -> impl IntoView {
    view! { <div class="meter" role="img" aria-label=label><i style=format!("width:{}%", percent.min(100))></i></div> }
}
