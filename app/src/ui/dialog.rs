//! A modal over the page by the browser's own `<dialog>`: it keeps the focus inside, Escape and the back of the page close it, and the
//! browser puts the focus back where it was. Its content exists only while it is open.

use leptos::{ev, html, prelude::*};

/// A dialog. Children are drawn anew at each opening.
#[component]
pub fn Dialog(
    /// Whether it is open; closing by Escape or a tap outside clears it.
    open: RwSignal<bool>,
    /// Name for readers.
    #[prop(into)]
    label: Signal<String>,
    /// `sheet` (from below), `full` (a whole screen) or none (a card in the middle).
    #[prop(optional)]
    class: &'static str,
    /// Content.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            if !dialog.open() {
                // Fails only when the dialog is not in the page (any more): then there is nothing to show.
                let _ = dialog.show_modal();
            }
        } else if dialog.open() {
            dialog.close();
        }
    });
    let outside = move |event: ev::MouseEvent| {
        // The dialog has no padding of its own: a click whose target is the dialog itself fell on the backdrop.
        let itself = node.get().is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref()));
        if itself {
            open.set(false);
        }
    };
    view! {
        <dialog node_ref=node class=format!("dialog {class}") aria-label=move || label.get() on:close=move |_| open.set(false) on:click=outside>
            {move || open.get().then(|| view! { <div class="inside">{children()}</div> })}
        </dialog>
    }
}
