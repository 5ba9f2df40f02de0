//! One or several of a list: cards where the list is short, the picker where it is long or the form asks for it (`minimal`).

use std::rc::Rc;

use forms::Choice;
use leptos::prelude::*;

use super::frame::{Around, frame};
use super::label::width;
use super::{Asked, Closed, picker};
use crate::ui::icon::{self, icon};
use crate::words::{self, say};

/// More choices than these go to the picker.
const CARDS_MAX: usize = 12;
/// Labels up to this width (half characters) stand two in a row at 360 px.
const SHORT_WIDTH: usize = 12;

/// Asks for one or several choices.
pub(super) fn choice(asked: Asked, many: bool) -> AnyView {
    let long = asked.choices.with_untracked(|c| c.len() > CARDS_MAX);
    if long || asked.looks("minimal") || asked.looks("autocomplete") {
        return picker::picker(asked, many);
    }
    frame(asked, Around::Set, cards(asked, many))
}

fn cards(asked: Asked, many: bool) -> AnyView {
    let group = asked.id();
    let clear = move || {
        let may = !many && !asked.locked() && asked.view.with(|v| !v.required && !v.value.is_empty());
        may.then(|| view! {
            <button type="button" class="quiet-link clear" on:click=move |_| asked.answer(String::new())>{icon(icon::CLOSE)}{move || say(words::fill::CLEAR)}</button>
        })
    };
    let cards = move || {
        asked.choices.with(|choices| {
            let short = choices.len() > 1 && choices.iter().all(|c| width(&c.label.text) <= SHORT_WIDTH) && !asked.looks("large");
            let cards = choices.iter().map(|c| card(asked, many, &group, c)).collect_view();
            view! { <div class="choices" class:two=short>{cards}</div> }
        })
    };
    view! { {cards}{clear} }.into_any()
}

fn card(asked: Asked, many: bool, group: &str, choice: &Choice) -> AnyView {
    let value = choice.value.clone();
    let label = choice.label.text.clone();
    let taken = {
        let value = value.to_string();
        move || asked.value().split_whitespace().any(|v| v == value)
    };
    let closed = {
        let value = value.to_string();
        Memo::new(move |_| asked.given.with_value(|g| g.closed).and_then(|c| c.get()).filter(|c: &Closed| c.value == value).map(|c| c.why))
    };
    let set = {
        let value = value.to_string();
        move |event| {
            let on = event_target_checked(&event);
            asked.answer(if many { with(asked, &value, on) } else { value.clone() });
        }
    };
    view! {
        <label class="choice" class:off=move || closed.with(Option::is_some)>
            <input
                type=if many { "checkbox" } else { "radio" } name=group.to_owned() value=value.to_string()
                prop:checked=taken disabled=move || asked.locked() || closed.with(Option::is_some)
                aria-invalid=move || asked.wrong().then_some("true")
                on:change=set
            />
            <span class="what">{label}{move || closed.get().map(|why| view! { <small>{why}</small> })}</span>
            {move || closed.with(Option::is_some).then(|| icon(icon::LOCK))}
        </label>
    }
    .into_any()
}

/// The answer with one choice more or less, in the order of the list as ODK stores it; values the list does not offer now stay, last.
pub(super) fn with(asked: Asked, value: &str, on: bool) -> String {
    let now: Rc<str> = asked.view.with_untracked(|v| v.value.clone());
    let taken: Vec<&str> = now.split_whitespace().filter(|v| *v != value).chain(on.then_some(value)).collect();
    asked.choices.with_untracked(|choices| {
        let offered = choices.iter().map(|c| &*c.value).filter(|v| taken.contains(v));
        let others = taken.iter().copied().filter(|v| choices.iter().all(|c| &*c.value != *v));
        offered.chain(others).collect::<Vec<_>>().join(" ")
    })
}
