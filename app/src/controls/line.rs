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
    /// From what is stored to what stands in the field while one is in it.
    pub(super) show: fn(&str) -> String,
    /// From what is stored to what stands in it for everybody around.
    pub(super) rest: fn(&str) -> String,
}

/// The field alone; the caller frames it.
pub(super) fn line(asked: Asked, how: Line) -> AnyView {
    let node = NodeRef::<html::Input>::new();
    let first = (how.rest)(&asked.view.with_untracked(|v| v.value.clone()));
    let inside = StoredValue::new(false);
    Effect::new(move |_| {
        let value = asked.value();
        let shown = if inside.get_value() { (how.show)(&value) } else { (how.rest)(&value) };
        let Some(field) = node.get() else { return };
        if !asked.typing.get() && (how.store)(&field.value()) != (how.store)(&shown) {
            field.set_value(&shown);
        }
    });
    let entered = move |_| {
        inside.set_value(true);
        let value = asked.view.with_untracked(|v| v.value.clone());
        if let Some(field) = node.get_untracked().filter(|f| f.value() == (how.rest)(&value)) {
            field.set_value(&(how.show)(&value));
        }
    };
    let typed = move |event: ev::Event| asked.typed((how.store)(&event_target_value(&event)));
    let left = move |_| {
        inside.set_value(false);
        asked.typing.set(false);
        if let Some(field) = node.get_untracked() {
            let shown = (how.rest)(&asked.view.with_untracked(|v| v.value.clone()));
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
            on:focus=entered on:input=typed on:blur=left on:change=move |_| asked.typing.set(false)
        />
    }
    .into_any()
}
