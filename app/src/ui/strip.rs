//! The strip of state under the bar: one state at a time (no signal, sending, update ready, space running out).

use leptos::prelude::*;

use super::chip::Tone;
use super::icon::{Icon, icon};

/// One state.
#[derive(Clone)]
pub struct Strip {
    /// Colour.
    pub tone: Tone,
    /// Icon before the words.
    pub icon: Icon,
    /// The state in one sentence.
    pub text: String,
    /// A button: its words and what it does.
    pub act: Option<(String, UnsyncCallback<()>)>,
}

/// Draws the strip.
pub fn strip(state: Strip) -> AnyView {
    let Strip { tone, icon: mark, text, act } = state;
    view! {
        <div class=format!("strip {}", tone.class()) role="status">
            {icon(mark)}
            <span>{text}</span>
            {act.map(|(word, run)| view! { <button type="button" class="quiet-link" on:click=move |_| run.run(())>{word}</button> })}
        </div>
    }
    .into_any()
}
