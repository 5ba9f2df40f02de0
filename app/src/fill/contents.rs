//! The whole form at a glance: a tile for each part, in reading order, with what it lacks.

use forms::NodeId;
use leptos::prelude::*;

use super::filler::{Filler, Spot};
use super::naming::{brief, numbered};
use super::parts::{Part, State, around, first_page, parts};
use super::question::HEADING;
use crate::ui::icon::{self, icon};
use crate::words::{self, fill, say};

/// The content of the contents page; `from` is the page one came from.
pub(super) fn contents(filler: Filler, from: Option<NodeId>) -> AnyView {
    let draw = move || {
        filler.structure.track();
        let parts = all(filler);
        let at = filler.read(|s| from.map(|from| around(s, from))).unwrap_or_default();
        let here = parts.iter().position(|p| p.nodes.iter().any(|n| at.contains(n)));
        let of = |state: State| parts.iter().filter(|p| p.state == state).count();
        let tally = [
            (State::Done, words::fill::COMPLETE),
            (State::Miss, words::fill::LACKING),
            (State::Todo, words::fill::UNTOUCHED),
            (State::None, words::fill::NOT_NEEDED),
        ];
        let tally = tally.map(|(state, word)| view! { <div class:warn=state == State::Miss><b>{of(state)}</b>{say(word)}</div> }.into_any());
        let tiles = parts.into_iter().enumerate().map(|(at, part)| tile(filler, part, Some(at) == here)).collect_view();
        view! {
            <h1 id=HEADING tabindex="-1" class="unseen">{say(words::fill::CONTENTS)}</h1>
            <div class="card tally">{tally.into_iter().collect_view()}</div>
            <nav class="map" aria-label=say(words::fill::CONTENTS)>{tiles}</nav>
        }
    };
    view! { {draw} }.into_any()
}

/// All parts as they stand.
pub(super) fn all(filler: Filler) -> Vec<Part> {
    let core = filler.core();
    let visited = core.visited.borrow();
    filler.read(|s| parts(s, &visited))
}

/// Goes to a part's first page.
pub(super) fn open(filler: Filler, part: &Part) {
    let pages = filler.pages();
    if let Some(key) = filler.read(|s| first_page(s, &pages, part)) {
        filler.go(Spot::Page(key));
    }
}

/// The words under a part's name.
fn line(part: &Part) -> String {
    let (number, _) = numbered(&part.label);
    let tally = part.tally;
    let what = match part.state {
        State::None => say(words::fill::NOT_NEEDED).to_owned(),
        _ if tally.asked == 0 && part.instances.is_none() => say(words::fill::TO_READ).to_owned(),
        State::Todo if tally.asked == 0 => say(words::fill::UNTOUCHED).to_owned(),
        State::Todo => fill(words::fill::UNTOUCHED_N, &[&tally.asked.to_string()]),
        State::Done => match part.instances {
            Some(n) => fill(words::fill::N_INSTANCES, &[&n.to_string()]),
            None => fill(words::fill::N_QUESTIONS, &[&tally.asked.to_string()]),
        },
        State::Miss => {
            let missing = (tally.missing > 0).then(|| fill(words::fill::N_MISSING, &[&tally.missing.to_string()]));
            let wrong = (tally.wrong > 0).then(|| fill(words::fill::N_WRONG, &[&tally.wrong.to_string()]));
            missing.into_iter().chain(wrong).collect::<Vec<_>>().join(say(words::fill::COMMA))
        }
    };
    if number.is_empty() { what } else { format!("{number}\u{3000}{what}") }
}

fn tile(filler: Filler, part: Part, here: bool) -> AnyView {
    let (class, mark) = match part.state {
        State::Done => ("done", icon::CHECK),
        State::Miss => ("miss", icon::ALERT),
        State::Todo => ("todo", icon::CIRCLE),
        State::None => ("none", icon::DASH),
    };
    let name = brief(numbered(&part.label).1).to_owned();
    let line = line(&part);
    view! {
        <button type="button" class=class aria-current=here.then_some("true") on:click=move |_| open(filler, &part)>
            <span>{name}</span>
            <small>{line}</small>
            {icon(mark)}
        </button>
    }
    .into_any()
}
