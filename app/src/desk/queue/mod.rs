//! The queue: what waits and until when. Tiles by state, filters, the list by due time.
//!
//! Invariant: rows never move under the pointer. Rows decided meanwhile go grey in their place and leave at the next loading.

mod filters;
mod listing;
mod rows;

use api::SubmissionState;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

pub(super) use listing::{Gone, Listing};
pub(super) use rows::{DueChip, StateChip, flag_look};

use super::address;
use super::format;
use super::keys;
use super::plain;
use super::state::use_desk;
use crate::platform::{page, view};
use crate::ui::icon::{self, icon};
use crate::words::{self, Word, desk as w, say, t};

/// Id of the scrolling part of the frame.
pub(super) const PAGE: &str = "page";

/// Words of a state.
pub(super) fn state_word(state: SubmissionState) -> Word {
    match state {
        SubmissionState::Received => w::RECEIVED,
        SubmissionState::Returned => w::RETURNED,
        SubmissionState::Accepted => w::ACCEPTED,
        SubmissionState::Replaced => w::REPLACED,
    }
}

/// The page.
#[component]
pub(super) fn Page() -> impl IntoView {
    let desk = use_desk();
    let list = desk.list;
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let mut filter = query.with(|map| address::read(|key| map.get(key)));
        filter.q = Some(desk.search.get()).filter(|q| !q.is_empty());
        filter
    });
    Effect::new(move || page::set_title(t(desk.lang.get(), w::TITLE_QUEUE)));
    desk.place.set(Vec::new());
    Effect::new(move || {
        desk.epoch.get();
        list.show(desk, filter.get());
    });
    // Coming back finds the same place of the list; coming anew, the heading takes the focus.
    let returning = list.scroll.get_untracked() > 0 || list.at.get_untracked().is_some();
    Effect::new(move || {
        if returning {
            view::scroll_to(PAGE, list.scroll.get_untracked());
        }
        if !(returning && list.focus_row()) {
            view::focus("heading");
        }
    });
    on_cleanup(move || list.scroll.set(view::scrolled(PAGE)));
    let navigate = use_navigate();
    keys::listen(desk, move |key| match key {
        "j" => list.step(1),
        "k" => list.step(-1),
        "f" => view::focus("filter-state"),
        "Enter" => list.here().is_some_and(|id| {
            navigate(&address::review(&id), plain());
            true
        }),
        _ => false,
    });
    view! {
        <div class="head">
            <h1 id="heading" tabindex="-1">{move || say(w::MY_WORK)}</h1>
            <span class="meta">{move || words::fill(w::WAITING_N, &[&desk.waiting().to_string()])}</span>
            <span class="grow"></span>
            {move || {
                let late = list.late(&format::today());
                (late > 0).then(|| view! { <span class="chip bad">{icon(icon::WARN)}{words::fill(w::LATE_N, &[&late.to_string()])}</span> })
            }}
            <button type="button" class="button s" on:click=move |_| list.again(desk)>{icon(icon::RETRY)}<span class="wide">{move || say(w::AGAIN)}</span></button>
        </div>
        <filters::Tiles filter/>
        <filters::Filters filter/>
        <rows::List filter/>
        <div class="foot-note keys">
            <Key key="J"/><Key key="K" word=w::KEY_MOVE/>
            <Key key="Enter" word=w::KEY_OPEN/>
            <Key key="F" word=w::KEY_FILTER/>
            <Key key="/" word=w::KEY_SEARCH/>
            <span class="grow"></span>
            <span>{move || words::fill(w::SHOWN_OF, &[&list.open_rows().to_string(), &list.total.get().to_string()])}</span>
        </div>
    }
}

/// A key and what it does.
#[component]
pub(super) fn Key(key: &'static str, #[prop(optional)] word: Option<Word>) -> impl IntoView {
    view! { <span><kbd>{key}</kbd> {word.map(|word| move || say(word))}</span> }
}
