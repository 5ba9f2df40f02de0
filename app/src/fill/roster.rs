//! A repeat as cards: who it is, what is left, add, remove with a way back. Shows 40, then 40 more.

use forms::engine::{Body, Tally};
use forms::{Edit, NodeId};
use leptos::prelude::*;

use super::filler::Filler;
use super::question::HEADING;
use super::{naming, panels};
use crate::ui::chip::chip_with;
use crate::ui::icon::{self, icon};
use crate::ui::{Tone, chip};
use crate::words::{self, fill, say, use_lang};

/// Cards in the page at first, and with each 再看.
const CARDS: usize = 40;

/// The content of a roster page.
pub(super) fn roster(filler: Filler, range: NodeId) -> AnyView {
    let Some((view, _)) = filler.mount(range) else { return ().into_any() };
    let shown = RwSignal::new(CARDS);
    let label = move || view.with(|v| v.title().to_owned());
    let counted = move || view.with(|v| matches!(v.body, Body::Repeat { counted: true, .. }));
    let ids = Memo::new(move |_| {
        filler.structure.track();
        let going = filler.going.get().map(|(node, _)| node);
        filler.read(|s| s.children(range)).into_iter().filter(|n| Some(*n) != going).collect::<Vec<_>>()
    });
    let count = move || ids.with(Vec::len);
    let line = move || {
        let n = count();
        if n == 0 {
            say(if counted() { words::fill::ROSTER_NONE_COUNTED } else { words::fill::ROSTER_NONE }).to_owned()
        } else {
            match (counted(), compared(filler, range)) {
                (true, Some(question)) => fill(words::fill::ROSTER_COUNTED_BY, &[&n.to_string(), &question]),
                (true, None) => fill(words::fill::ROSTER_COUNTED, &[&n.to_string()]),
                (false, _) => fill(words::fill::ROSTER_COUNT, &[&n.to_string()]),
            }
        }
    };
    let rows = move || ids.with(|ids| ids.iter().take(shown.get()).copied().collect::<Vec<_>>());
    let more = move || {
        let left = count().saturating_sub(shown.get());
        (left > 0).then(|| {
            let next = left.min(CARDS).to_string();
            view! { <button type="button" class="button wide" on:click=move |_| shown.update(|n| *n += CARDS)>{fill(words::fill::ROSTER_MORE, &[&next])}</button> }
        })
    };
    let free = move || !counted() && !filler.core().setup.read_only;
    let add = move || {
        free().then(|| view! {
            <button type="button" class="button add" data-act="add" on:click=move |_| add_one(filler, range)>{icon(icon::ADD)}{fill(words::fill::ROSTER_ADD, &[&label()])}</button>
        })
    };
    let (name, path) = (view.with_untracked(|v| v.name.to_string()), filler.read(|s| s.path(range)));
    view! {
        <div class="page-head"><h1 id=HEADING tabindex="-1">{label}</h1><p class="small dim">{line}</p></div>
        <div class="roster" data-name=name data-path=path>
            <For each=rows key=|id| *id children=move |id| card(filler, id, free) />
            {more}
            {add}
        </div>
    }
    .into_any()
}

/// Label of the question that gives the number of instances, where the tables name it.
fn compared(filler: Filler, range: NodeId) -> Option<String> {
    filler.read(|s| {
        let question = panels::count(s.form().id(), &s.view(range)?.name)?;
        let node = naming::descendant(s, s.root(), question)?;
        naming::label(s, node).map(|label| naming::brief(&label).to_owned())
    })
}

fn add_one(filler: Filler, range: NodeId) {
    filler.remove_going();
    if filler.apply(Edit::Add { range })
        && let Some(new) = filler.read(|s| s.children(range).last().copied())
    {
        filler.go_to(new);
    }
}

fn card(filler: Filler, id: NodeId, free: impl Fn() -> bool + Copy + Send + 'static) -> AnyView {
    let facts = Memo::new(move |_| {
        filler.structure.track();
        filler.changed.track();
        filler.read(|s| {
            let (position, body) = match s.view(id).map(|v| v.body) {
                Some(Body::Instance { position, .. }) => (position, true),
                _ => (0, false),
            };
            (position, if body { naming::name(s, id) } else { Default::default() }, s.tally(&[id]))
        })
    });
    let title = move || {
        facts.with(
            |(position, name, _)| if name.title.is_empty() { fill(words::fill::ROSTER_NTH, &[&position.to_string()]) } else { name.title.clone() },
        )
    };
    let side =
        move || facts.with(|(_, name, _)| (!name.side.is_empty()).then(|| name.side.clone())).map(|s| view! { <span class="small dim">{s}</span> });
    let lang = use_lang();
    let line = move || facts.with(|(_, name, _)| name.facts(lang.get()));
    let state = move || facts.with(|(_, _, tally)| state(filler, id, *tally));
    // Positions move when one before it goes.
    let path = move || {
        filler.structure.track();
        filler.read(|s| s.path(id))
    };
    let remove = move || {
        free().then(|| view! {
            <button type="button" class="button" data-act="remove" aria-label=fill(words::fill::ROSTER_REMOVE, &[&title()]) on:click=move |_| filler.remove_soon(id, title())>
                {icon(icon::TRASH)}
            </button>
        })
    };
    view! {
        <div class="card member" data-path=path>
            <button type="button" class="open" data-act="open" on:click=move |_| filler.go_to(id)>
                <span class="who"><b>{title}</b>{side}{state}</span>
                <span class="small dim line">{line}</span>
            </button>
            {remove}
        </div>
    }
    .into_any()
}

fn state(filler: Filler, id: NodeId, tally: Tally) -> AnyView {
    let visited = || filler.read(|s| filler.core().visited.borrow().iter().any(|v| super::parts::within(s, *v, id)));
    let seen = tally.answered > 1 || visited();
    if tally.wrong > 0 {
        chip(Tone::Bad, fill(words::fill::N_WRONG, &[&tally.wrong.to_string()])).into_any()
    } else if !seen {
        chip_with(Tone::Plain, Some(icon::CIRCLE), say(words::fill::UNTOUCHED).to_owned()).into_any()
    } else if tally.missing > 0 {
        chip(Tone::Warn, fill(words::fill::N_MISSING, &[&tally.missing.to_string()])).into_any()
    } else {
        chip(Tone::Ok, say(words::fill::COMPLETE).to_owned()).into_any()
    }
}
