//! One typed line, shared by text, numbers and codes. The browser owns the field while it has the focus: the value is written into it only
//! from outside, so neither the cursor jumps nor an input method loses its half word.

use leptos::{ev, html, prelude::*};

use super::Asked;

/// How a line is typed and stored.
#[derive(Clone, Copy)]
pub(super) struct Line {
    /// `inputmode`.
    pub(super) mode: &'static str,
    /// `type` of the input.
    pub(super) kind: &'static str,
    /// From what is typed to what is stored.
    pub(super) store: fn(&str) -> String,
    /// From what is stored to what stands in the field.
    pub(super) show: fn(&str) -> String,
}

/// The field alone; the caller frames it.
pub(super) fn line(asked: Asked, how: Line) -> AnyView {
    let node = NodeRef::<html::Input>::new();
    let first = (how.show)(&asked.view.with_untracked(|v| v.value.clone()));
    Effect::new(move |_| {
        let shown = (how.show)(&asked.value());
        let Some(field) = node.get() else { return };
        if !asked.typing.get() && (how.store)(&field.value()) != (how.store)(&shown) {
            field.set_value(&shown);
        }
    });
    let typed = move |event: ev::Event| asked.typed((how.store)(&event_target_value(&event)));
    let left = move |_| {
        asked.typing.set(false);
        if let Some(field) = node.get_untracked() {
            let shown = (how.show)(&asked.view.with_untracked(|v| v.value.clone()));
            if field.value() != shown {
                field.set_value(&shown);
            }
        }
    };
    view! {
        <input
            node_ref=node id=asked.id() class="input" type=how.kind inputmode=how.mode value=first autocomplete="off" enterkeyhint="next"
            readonly=move || asked.locked()
            aria-invalid=move || asked.wrong().then_some("true") aria-describedby=asked.described()
            aria-required=move || asked.view.with(|v| v.required).then_some("true")
            on:input=typed on:blur=left on:change=move |_| asked.typing.set(false)
        />
    }
    .into_any()
}
