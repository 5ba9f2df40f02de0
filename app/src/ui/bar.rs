//! The bar on top: back, whose form, the saved line, read aloud, more.

use leptos::prelude::*;

use super::icon::{self, icon};
use super::menu::{Item, Menu};
use crate::words::{self, fill, say};

/// Where the last change stands. The words are promises: `Kept` only after the store's own word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Saved {
    /// Nothing to save yet.
    #[default]
    Nothing,
    /// Being written for more than a second.
    Writing,
    /// In the store since `14:03`.
    Kept(String),
    /// The store refused: what stands in the way, for people.
    Failed(String),
}

/// The saved line under the title; a failure carries its retry button.
#[component]
pub fn SavedLine(
    /// State to show.
    #[prop(into)]
    saved: Signal<Saved>,
    /// Tries again.
    on_retry: UnsyncCallback<()>,
) -> impl IntoView {
    move || match saved.get() {
        Saved::Nothing => ().into_any(),
        Saved::Writing => view! { <span class="saved writing" role="status">{move || say(words::ui::SAVING)}</span> }.into_any(),
        Saved::Kept(at) => view! { <span class="saved" role="status">{icon(icon::CHECK)}{move || fill(words::ui::SAVED, &[&at])}</span> }.into_any(),
        Saved::Failed(why) => view! {
            <span class="saved failed" role="alert">
                <span>{why}</span>
                <button type="button" on:click=move |_| on_retry.run(())>{move || say(words::ui::RETRY)}</button>
            </span>
        }
        .into_any(),
    }
}

/// The bar. Children are the line under the title (saved line, sub title).
#[component]
pub fn Bar(
    /// Whose form, or the name of the page.
    #[prop(into)]
    title: Signal<String>,
    /// Goes back; none: no button.
    #[prop(optional, into)]
    on_back: Option<UnsyncCallback<()>>,
    /// Shows ✕ instead of ‹.
    #[prop(optional)]
    close: bool,
    /// Reads the page aloud; none: no button.
    #[prop(optional, into)]
    on_read: Option<UnsyncCallback<()>>,
    /// Telephone number to show as a call button (plain mode).
    #[prop(optional)]
    call: Option<&'static str>,
    /// Rows behind ⋮; empty: no button.
    #[prop(optional, into)]
    menu: Vec<Item>,
    /// Line under the title.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let back_word = if close { words::ui::CLOSE } else { words::common::BACK };
    let has_back = on_back.is_some();
    view! {
        <header class="bar" class:top=!has_back>
            {on_back.map(|back| view! {
                <button type="button" class="button" data-act="back" aria-label=move || say(back_word) on:click=move |_| back.run(())>
                    {icon(if close { icon::CLOSE } else { icon::BACK })}
                </button>
            })}
            <div class="name"><b>{move || title.get()}</b>{children.map(|c| c())}</div>
            {call.map(|number| view! {
                <a class="button call" href=format!("tel:{number}") aria-label=move || fill(words::ui::CALL, &[number])>{icon(icon::CALL)}{number}</a>
            })}
            {on_read.map(|read| view! {
                <button type="button" class="button" data-act="read" aria-label=move || say(words::ui::READ_ALOUD) on:click=move |_| read.run(())>
                    {icon(icon::SPEAK)}
                </button>
            })}
            {(!menu.is_empty()).then(|| view! { <Menu items=menu /> })}
        </header>
    }
}
