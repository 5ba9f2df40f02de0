//! One or several of a long list: a whole screen over the page with a search by characters, what was chosen lately, and never more than
//! [`ROWS_MAX`] rows in the page.

use std::cell::RefCell;
use std::rc::Rc;

use forms::Choice;
use leptos::{html, prelude::*};

use super::Asked;
use super::choice::with;
use super::frame::{Around, frame};
use crate::ui::icon::{self, icon};
use crate::ui::later::later;
use crate::ui::{Bar, Dialog};
use crate::words::{self, fill, say};

/// Rows in the page at once: more are found by typing.
const ROWS_MAX: usize = 50;
/// From how many choices on a search field helps.
const SEARCH_FROM: usize = 9;
/// How many recent picks are offered.
const RECENT_MAX: usize = 3;

thread_local! {
    // Picks of this visit with their element's name, newest first: the next household is mostly in the same village.
    static RECENT: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Asks by a button that opens the list.
pub(super) fn picker(asked: Asked, many: bool) -> AnyView {
    let open = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let value = asked.value();
        asked.choices.with(|choices| {
            let label = |v: &str| choices.iter().find(|c| &*c.value == v).map_or_else(|| v.to_owned(), |c| c.label.text.clone());
            value.split_whitespace().map(label).collect::<Vec<_>>().join(say(words::fill::LIST_COMMA))
        })
    });
    let none = Memo::new(move |_| asked.choices.with(Vec::is_empty));
    let words = move || {
        let shown = shown.get();
        if !shown.is_empty() {
            view! { <span>{shown}</span> }.into_any()
        } else if none.get() {
            view! { <span class="dim">{move || say(words::fill::PICK_NONE)}</span> }.into_any()
        } else {
            view! { <span class="dim">{move || say(words::fill::PICK)}</span> }.into_any()
        }
    };
    let label = Signal::derive(move || asked.view.with(|v| v.label.clone().unwrap_or_default().text));
    let body = view! {
        <button
            type="button" id=asked.id() class="input pick-open" data-act="pick" disabled=move || asked.locked() || none.get()
            aria-haspopup="dialog" aria-describedby=asked.described() on:click=move |_| open.set(true)
        >
            {words}
            {icon(icon::DOWN)}
        </button>
        <Dialog open=open class="full" label=label>{list(asked, many, open, label)}</Dialog>
    };
    frame(asked, Around::One, body.into_any())
}

later! {
    more in Page:
    /// The list itself, once it is opened.
    fn list(asked: Asked, many: bool, open: RwSignal<bool>, label: Signal<String>) -> AnyView {
        let wanted = RwSignal::new(String::new());
        let search = NodeRef::<html::Input>::new();
        let total = asked.choices.with_untracked(Vec::len);
        let take = UnsyncCallback::new(move |value: String| {
            if many {
                let on = !asked.view.with_untracked(|v| v.value.split_whitespace().any(|t| t == value));
                asked.answer(with(asked, &value, on));
            } else {
                remember(asked, &value);
                asked.answer(value);
                open.set(false);
            }
        });
        let rows = move || {
            let wanted = wanted.get();
            asked.choices.with(|choices| {
                let hits: Vec<&Choice> = choices.iter().filter(|c| matches(c, wanted.trim())).collect();
                let rows = hits.iter().take(ROWS_MAX).map(|c| row(asked, c, wanted.trim(), take)).collect_view();
                let line = match hits.len() {
                    0 => Some(fill(words::fill::PICK_NO_HIT, &[wanted.trim()])),
                    n if n > ROWS_MAX => Some(fill(words::fill::PICK_MORE, &[&n.to_string()])),
                    _ => None,
                };
                view! {
                    {(!hits.is_empty()).then(|| view! { <div class="card" role="group">{rows}</div> })}
                    {line.map(|text| view! { <p class="hint">{text}</p> })}
                }
            })
        };
        view! {
            <Bar title=label close=true on_back=UnsyncCallback::new(move |()| open.set(false)) />
            <div class="scroll close">
                {(total >= SEARCH_FROM).then(|| view! {
                    <label class="search">
                        {icon(icon::SEARCH)}
                        <input
                            node_ref=search class="input" type="search" autocomplete="off" placeholder=move || say(words::fill::PICK_SEARCH)
                            aria-label=move || say(words::fill::PICK_SEARCH) on:input=move |event| wanted.set(event_target_value(&event))
                        />
                    </label>
                })}
                {move || wanted.with(String::is_empty).then(|| recent(asked, take))}
                {rows}
            </div>
            {many.then(|| view! {
                <footer class="foot one"><button type="button" class="button main" data-act="done" on:click=move |_| open.set(false)>{move || say(words::fill::PICK_DONE)}</button></footer>
            })}
        }
        .into_any()
    }
}

fn matches(choice: &Choice, wanted: &str) -> bool {
    wanted.is_empty() || words::holds(&choice.label.text, wanted) || &*choice.value == wanted
}

fn row(asked: Asked, choice: &Choice, wanted: &str, take: UnsyncCallback<String>) -> AnyView {
    let value: Rc<str> = choice.value.clone();
    let label = marked(&choice.label.text, wanted);
    let chosen = {
        let value = value.to_string();
        Memo::new(move |_| asked.value().split_whitespace().any(|v| v == value))
    };
    let tapped = value.to_string();
    view! {
        <button type="button" class="pick" class:on=move || chosen.get() data-value=value.to_string() aria-pressed=move || if chosen.get() { "true" } else { "false" } on:click=move |_| take.run(tapped.clone())>
            <span>{label}</span>
            {move || chosen.get().then(|| icon(icon::CHECK))}
        </button>
    }
    .into_any()
}

/// The label with what was typed made to stand out.
fn marked(label: &str, wanted: &str) -> AnyView {
    match label.split_once(wanted) {
        Some((before, after)) if !wanted.is_empty() => view! { {before.to_owned()}<mark>{wanted.to_owned()}</mark>{after.to_owned()} }.into_any(),
        _ => label.to_owned().into_any(),
    }
}

fn remember(asked: Asked, value: &str) {
    let name = asked.view.with_untracked(|v| v.name.to_string());
    RECENT.with_borrow_mut(|recent| {
        recent.retain(|(of, pick)| *of != name || pick != value);
        recent.insert(0, (name.clone(), value.to_owned()));
        let mut kept = 0;
        recent.retain(|(of, _)| {
            kept += usize::from(*of == name);
            *of != name || kept <= RECENT_MAX
        });
    });
}

fn recent(asked: Asked, take: UnsyncCallback<String>) -> Option<AnyView> {
    let name = asked.view.with_untracked(|v| v.name.to_string());
    let picks = RECENT.with_borrow(|recent| recent.iter().filter(|(of, _)| *of == name).map(|(_, pick)| pick.clone()).collect::<Vec<_>>());
    let buttons: Vec<AnyView> = asked.choices.with_untracked(|choices| {
        if choices.len() <= SEARCH_FROM {
            return Vec::new();
        }
        picks
            .iter()
            .filter_map(|p| choices.iter().find(|c| *c.value == **p))
            .map(|c| {
                let value = c.value.to_string();
                view! { <button type="button" class="button light" on:click=move |_| take.run(value.clone())>{c.label.text.clone()}</button> }
                    .into_any()
            })
            .collect()
    });
    (!buttons.is_empty())
        .then(|| view! { <div class="head"><h2>{move || say(words::fill::PICK_RECENT)}</h2></div><div class="chips">{buttons}</div> }.into_any())
}
