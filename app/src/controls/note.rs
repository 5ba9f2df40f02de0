//! A note: words of the form, its figures made to stand out.

use leptos::prelude::*;

use super::Asked;
use super::label::figures;
use crate::ui::{self, Tone, icon};

/// Shows a note.
pub(super) fn note(asked: Asked) -> AnyView {
    let path = asked.given.with_value(|g| g.path.clone());
    let name = asked.view.with_untracked(|v| v.name.to_string());
    let body = move || {
        let (label, hint) = asked.view.with(|v| (v.label.clone().unwrap_or_default().text, v.hint.clone().unwrap_or_default().text));
        let hint = (!hint.is_empty()).then(|| view! { <span class="sub-note">{hint}</span> });
        view! { {figures(&label)}{hint} }.into_any()
    };
    view! {
        <div class="question said" id=asked.id() data-name=name data-path=path>
            {ui::note(Tone::Info, icon::INFO, view! { {body} }.into_any())}
        </div>
    }
    .into_any()
}
