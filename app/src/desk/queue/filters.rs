//! Tiles by state, chips and pick-lists: each a link or a change of the address, so that "back" undoes it.

use api::{Level, QueueFilter, SubmissionState};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::state_word;
use crate::desk::state::use_desk;
use crate::desk::{address, pick, plain};
use crate::ui::icon::{self, Icon, icon};
use crate::words::{Word, desk as w, say};

/// One tile a state: sign and what it means.
const TILES: [(SubmissionState, Icon, Word); 4] = [
    (SubmissionState::Received, icon::INBOX, w::RECEIVED_SUB),
    (SubmissionState::Returned, icon::TALK, w::RETURNED_SUB),
    (SubmissionState::Accepted, icon::CHECK, w::ACCEPTED_SUB),
    (SubmissionState::Replaced, icon::SYNC, w::REPLACED_SUB),
];

/// The four tiles.
#[component]
pub(super) fn Tiles(filter: Memo<QueueFilter>) -> impl IntoView {
    let desk = use_desk();
    let tiles = TILES.map(|(state, sign, sub)| {
        let href = move || address::page(&QueueFilter { state: Some(state), ..filter.get() });
        let here = move || (filter.with(|f| f.state) == Some(state)).then_some("true");
        let count = move || if desk.list.came.get().is_some() { desk.list.count(state).to_string() } else { "—".to_owned() };
        view! {
            <a class="kind" href=href aria-current=here>
                <span class="figure n">{count}</span>
                <b>{icon(sign)}{move || say(state_word(state))}</b>
                <small>{move || say(sub)}</small>
            </a>
        }
    });
    view! { <nav class="kinds" aria-label=move || say(w::BY_STATE)>{tiles}</nav> }
}

/// A chip that sets one part of the filter.
#[component]
fn Chip(word: Word, filter: Memo<QueueFilter>, to: fn(QueueFilter) -> QueueFilter) -> impl IntoView {
    let desk = use_desk();
    let here = move || filter.with(|now| *now == to(now.clone()));
    view! {
        <a href=move || address::page(&to(filter.get())) aria-current=move || here().then_some("true")>
            {move || say(word)} {move || (here() && desk.list.came.get().is_some()).then(|| view! { <b>{desk.list.total.get()}</b> })}
        </a>
    }
}

/// Chips and pick-lists.
#[component]
pub(super) fn Filters(filter: Memo<QueueFilter>) -> impl IntoView {
    let desk = use_desk();
    let go = StoredValue::new_local(use_navigate());
    let to = move |next: QueueFilter| go.with_value(|go| go(&address::page(&next), plain()));
    let state_name = move || filter.with(|f| f.state.map_or(address::ANY, address::state_name));
    let forms = move || desk.forms.get().into_iter().map(|form| (form.id.clone(), pick(desk.lang.get(), &form.title))).collect::<Vec<_>>();
    let areas = move || {
        let name = |area: &api::Area| format!("{}{}", indent(area.level), pick(desk.lang.get(), &area.name));
        desk.areas.get().iter().map(|area| (area.id.clone(), name(area))).collect::<Vec<_>>()
    };
    view! {
        <div class="filters">
            <nav class="saved-filters" aria-label=move || say(w::QUICK)>
                <Chip word=w::ALL filter to=|f| QueueFilter { flagged: None, source: None, ..f }/>
                <Chip word=w::FLAGGED filter to=|f| QueueFilter { flagged: Some(true), source: None, ..f }/>
                <Chip word=w::FROM_HOUSEHOLD filter to=|f| QueueFilter { flagged: None, source: Some(api::Source::Household), ..f }/>
                <Chip word=w::FROM_STAFF filter to=|f| QueueFilter { flagged: None, source: Some(api::Source::Staff), ..f }/>
            </nav>
            <span class="grow"></span>
            <label class="pick" class:on=move || filter.with(|f| f.state != Some(SubmissionState::Received))>
                <span>{move || say(w::STATE)}</span>
                <select id="filter-state" prop:value=state_name on:change=move |event| {
                    let state = address::STATES.iter().find(|(_, name)| *name == event_target_value(&event)).map(|(state, _)| *state);
                    to(QueueFilter { state, ..filter.get_untracked() });
                }>
                    {address::STATES.map(|(state, name)| view! { <option value=name selected=move || state_name() == name>{move || say(state_word(state))}</option> })}
                    <option value=address::ANY selected=move || state_name() == address::ANY>{move || say(w::ANY_STATE)}</option>
                </select>
                {icon(icon::DOWN)}
            </label>
            <Pick word=w::FORM any=w::ANY_FORM value=Signal::derive(move || filter.with(|f| f.form.clone())) options=Signal::derive(forms)
                on_pick=move |form| to(QueueFilter { form, ..filter.get_untracked() })/>
            <Pick word=w::AREA any=w::ANY_AREA value=Signal::derive(move || filter.with(|f| f.area.clone())) options=Signal::derive(areas)
                on_pick=move |area| to(QueueFilter { area, ..filter.get_untracked() })/>
        </div>
    }
}

/// Space before a name in the pick-list: the tree at a glance.
fn indent(level: Level) -> &'static str {
    match level {
        Level::County => "",
        Level::Town => "\u{3000}",
        Level::Village => "\u{3000}\u{3000}",
        Level::Group => "\u{3000}\u{3000}\u{3000}",
    }
}

/// A pick-list with a first line for "any".
#[component]
fn Pick(
    word: Word,
    any: Word,
    value: Signal<Option<String>>,
    options: Signal<Vec<(String, String)>>,
    on_pick: impl Fn(Option<String>) + 'static,
) -> impl IntoView {
    let chosen = move || value.get().unwrap_or_default();
    view! {
        <label class="pick" class:on=move || value.with(Option::is_some)>
            <span>{move || say(word)}</span>
            <select on:change=move |event| on_pick(Some(event_target_value(&event)).filter(|v| !v.is_empty()))>
                <option value="" selected=move || value.with(Option::is_none)>{move || say(any)}</option>
                {move || options.get().into_iter().map(|(id, name)| {
                    let is = id.clone();
                    view! { <option value=id selected=move || chosen() == is>{name}</option> }
                }).collect_view()}
            </select>
            {icon(icon::DOWN)}
        </label>
    }
}
