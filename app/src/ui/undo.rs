//! The one toast there is: what was just taken away, and 撤销.

use leptos::prelude::*;

use crate::words::{self, say};

/// Shown while `what` is something; the caller clears it after its time.
#[component]
pub fn Undo(
    /// What was done, in words (已删除 …).
    #[prop(into)]
    what: Signal<Option<String>>,
    /// Takes it back.
    on_undo: UnsyncCallback<()>,
) -> impl IntoView {
    move || {
        what.get().map(|text| {
            view! {
                <div class="undo" role="status">
                    <span>{text}</span>
                    <button type="button" class="button" data-act="undo" on:click=move |_| on_undo.run(())>{move || say(words::ui::UNDO)}</button>
                </div>
            }
        })
    }
}
