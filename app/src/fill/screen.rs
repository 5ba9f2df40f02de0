//! The screen of a filling form: bar, position, the page one is on, the foot with the ways on and back.

use forms::NodeId;
use leptos::either::Either;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::contents::{self, all, contents};
use super::filler::{Filler, Spot};
use super::naming::numbered;
use super::paging::Page;
use super::parts::{State, around};
use super::problems::{problems, stopping};
use super::question::{HEADING, dom_id, questions};
use super::roster::roster;
use super::turning::neighbour;
use super::villager;
use crate::platform::{focus, listen, voice};
use crate::ui::icon::{self, icon};
use crate::ui::later::later;
use crate::ui::{self, Bar, Item, SavedLine, Step, Steps, Strip, Tone, Undo};
use crate::words::{self, fill, say, use_lang};

/// Id of the page's content.
const MAIN: &str = "page";

/// Draws the screen and starts what follows the session.
pub(super) fn screen(filler: Filler) -> AnyView {
    let lang = use_lang();
    let from = RwSignal::new(match filler.spot.get_untracked() {
        Spot::Page(key) => Some(key),
        _ => None,
    });
    let failed = RwSignal::new(None::<String>);
    Effect::new(move |_| filler.follow_language(lang.get()));
    Effect::new(move |_| {
        if let Spot::Page(key) = filler.spot.get() {
            from.set(Some(key));
        }
    });
    let hidden = StoredValue::new_local(listen::on_hide(filler.saver()));
    let last = StoredValue::new_local(filler.saver());
    on_cleanup(move || {
        voice::hush();
        let _ = hidden.try_update_value(Vec::clear);
        let _ = last.try_with_value(|save| save());
    });
    // How often the page was turned tells one drawing from the next.
    let at = Memo::new(move |before: Option<&((Spot, bool), bool)>| {
        let now = (filler.spot.get(), filler.one_by_one.get());
        before.filter(|(then, _)| *then == now).copied().unwrap_or_else(|| (now, before.is_some_and(|(_, turn)| !turn)))
    });
    let undo = Signal::derive(move || filler.going.get().map(|(_, name)| fill(words::fill::REMOVED, &[&name])));
    view! {
        <div class="screen filling">
            {bar(filler, from)}
            {match remarks(filler, from) {
                // One row under the bar: what to change comes before where one is.
                Some(strip) => strip,
                None => (move || matches!(filler.spot.get(), Spot::Page(_)).then(|| view! { <Steps steps=steps(filler, from) word=if filler.core().setup.call.is_some() { words::ui::PAGE_OF } else { words::ui::STEP_OF } /> })).into_any(),
            }}
            {move || turned(at.get().1, untrack(|| middle(filler, at.get_untracked().0.0, from, failed)))}
            <Undo what=undo on_undo=UnsyncCallback::new(move |()| filler.going.set(None)) />
        </div>
    }
    .into_any()
}

/// A page as something other than the one before: made anew, nothing of the old page's controls stays in it.
fn turned(is_odd: bool, page: AnyView) -> Either<AnyView, AnyView> {
    if is_odd { Either::Right(page) } else { Either::Left(page) }
}

/// While a return is mended: how many remarks, and the way to the next one.
fn remarks(filler: Filler, from: RwSignal<Option<NodeId>>) -> Option<AnyView> {
    let core = filler.core();
    let nodes: Vec<NodeId> = filler.read(|s| core.setup.remarks.iter().filter_map(|r| s.find(r.path.as_deref()?)).collect());
    let count = nodes.len().to_string();
    let next = UnsyncCallback::new(move |()| {
        let pages = filler.pages();
        let at = |node: NodeId| pages.iter().position(|p| p.holds(node)).unwrap_or(usize::MAX);
        let here = from.get_untracked().map_or(0, at);
        if let Some(node) = nodes.iter().find(|n| at(**n) > here && at(**n) < usize::MAX).or(nodes.first()) {
            filler.go_to(*node);
        }
    });
    (count != "0").then(|| {
        let strip = move || {
            ui::strip(Strip {
                tone: Tone::Warn,
                icon: icon::RETURN,
                text: fill(words::fill::REMARKS, &[&count]),
                act: Some((say(words::fill::NEXT_REMARK).to_owned(), next)),
            })
        };
        view! { {strip} }.into_any()
    })
}

fn bar(filler: Filler, from: RwSignal<Option<NodeId>>) -> AnyView {
    let core = filler.core();
    let retry = UnsyncCallback::new(move |()| filler.save_again());
    let saved = filler.saved;
    let under = move || match filler.spot.get() {
        Spot::Problems => view! { <span class="sub">{say(words::fill::BEFORE_SENDING)}</span> }.into_any(),
        _ => view! { <SavedLine saved=saved on_retry=retry /> }.into_any(),
    };
    let title = core.setup.title;
    let back = UnsyncCallback::new(move |()| match (filler.spot.get_untracked(), from.get_untracked()) {
        (Spot::Contents | Spot::Problems, Some(key)) => filler.go(Spot::Page(key)),
        _ => filler.leave(),
    });
    let mut menu = vec![Item::new("contents", icon::LIST, words::fill::CONTENTS, move || filler.go(Spot::Contents))];
    if !core.setup.read_only {
        menu.push(Item::new("check", icon::CLIPBOARD, words::fill::CHECK, move || check(filler)));
    }
    menu.extend(core.setup.menu.clone());
    let lang = use_lang();
    let read = UnsyncCallback::new(move |()| read_aloud(lang.get_untracked()));
    match core.setup.call {
        Some(number) => view! { <Bar title=villager::title(filler) on_back=back call=number>{under}</Bar> }.into_any(),
        None => view! { <Bar title=title on_back=back on_read=read menu=menu>{under}</Bar> }.into_any(),
    }
}

/// Reads the page aloud.
pub(super) fn read_aloud(lang: words::Lang) {
    voice::speak(&focus::words_in(MAIN), crate::ui::look::lang_attribute(lang));
}

/// Dashes of the position bar; made anew at each page change, not at each key.
fn steps(filler: Filler, from: RwSignal<Option<NodeId>>) -> Signal<Vec<Step>> {
    Memo::new(move |_| {
        filler.structure.track();
        let here = from.get();
        if filler.core().setup.call.is_some() {
            return villager::steps(filler, here);
        }
        let parts = all(filler);
        filler.read(|s| {
            let at = here.map(|here| around(s, here)).unwrap_or_default();
            let step = |part: &super::parts::Part| {
                if part.nodes.iter().any(|n| at.contains(n)) {
                    return Step::Now;
                }
                match part.state {
                    State::Done => Step::Done,
                    State::Miss => Step::Miss,
                    State::Todo | State::None => Step::Todo,
                }
            };
            parts.iter().map(step).collect()
        })
    })
    .into()
}

/// The middle of the screen and its foot.
fn middle(filler: Filler, spot: Spot, from: RwSignal<Option<NodeId>>, failed: RwSignal<Option<String>>) -> AnyView {
    let Spot::Page(key) = spot else { return aside(filler, spot, from, failed) };
    let (body, close) = match filler.pages().iter().find(|p| p.holds(key)) {
        Some(Page::Roster { range }) => (series(filler, *range), true),
        Some(Page::Questions { group, nodes }) => (questions(filler, *group, nodes), false),
        None => (view! { <h1 id=HEADING tabindex="-1">{say(words::fill::NOTHING_HERE)}</h1> }.into_any(), false),
    };
    let target = filler.target.try_update_value(Option::take).flatten();
    focus::after_drawing(move || match target {
        Some(node) => focus::show(&dom_id(node), ".question"),
        None => focus::focus(HEADING),
    });
    view! { <main id=MAIN class:close=close>{body}</main>{page_foot(filler, key)} }.into_any()
}

fn check(filler: Filler) {
    filler.checked.set(true);
    filler.go(Spot::Problems);
}

fn forward(filler: Filler, key: NodeId) {
    filler.remove_going();
    match neighbour(filler, key, true) {
        Some(next) => filler.go(Spot::Page(next)),
        None => check(filler),
    }
}

later! {
    more in Main:
    /// What is beside the pages: the contents, or the list before finishing.
    fn aside(filler: Filler, spot: Spot, from: RwSignal<Option<NodeId>>, failed: RwSignal<Option<String>>) -> AnyView {
        focus::after_drawing(|| focus::focus(HEADING));
        let body = if spot == Spot::Contents { contents(filler, from.get_untracked()) } else { problems(filler, failed) };
        let foot = move || if spot == Spot::Contents { contents_foot(filler, from) } else { problems_foot(filler, failed) };
        view! { <main id=MAIN class="close">{body}</main>{foot} }.into_any()
    }

    more in Page:
    /// A series of instances.
    fn series(filler: Filler, range: NodeId) -> AnyView {
        roster(filler, range)
    }
}

fn page_foot(filler: Filler, key: NodeId) -> AnyView {
    let first = neighbour(filler, key, false).is_none();
    let last = Memo::new(move |_| {
        filler.structure.track();
        neighbour(filler, key, true).is_none()
    });
    let back = move |_| {
        if let Some(before) = neighbour(filler, key, false) {
            filler.go(Spot::Page(before));
        }
    };
    let word = move || {
        let read_only = filler.core().setup.read_only;
        say(if last.get() && !read_only { words::fill::CHECK_NOW } else { words::fill::NEXT })
    };
    if filler.core().setup.call.is_some() {
        return villager::foot(first, back, move || forward(filler, key), last);
    }
    view! {
        <footer class="foot">
            <button type="button" class="button" data-act="prev" disabled=first on:click=back>{move || say(words::fill::PREV)}</button>
            <button type="button" class="button" data-act="contents" aria-label=move || say(words::fill::CONTENTS) on:click=move |_| filler.go(Spot::Contents)>{icon(icon::LIST)}</button>
            <button type="button" class="button main" data-act="next" on:click=move |_| forward(filler, key)>{word}</button>
        </footer>
    }
    .into_any()
}

fn contents_foot(filler: Filler, from: RwSignal<Option<NodeId>>) -> AnyView {
    let parts = all(filler);
    let first = parts.iter().find(|p| p.state == State::Miss).or_else(|| parts.iter().find(|p| p.state == State::Todo)).cloned();
    let (word, act) = match first {
        Some(part) if part.state == State::Miss => (fill(words::fill::GO_FIRST, &[&part.label]), Some(part)),
        Some(part) => (fill(words::fill::GO_ON_WITH, &[numbered(&part.label).1]), Some(part)),
        None => (say(words::fill::CHECK_NOW).to_owned(), None),
    };
    let go = move |_| match (&act, filler.core().setup.read_only) {
        (Some(part), _) => contents::open(filler, part),
        (None, false) => check(filler),
        (None, true) => {
            if let Some(key) = from.get_untracked() {
                filler.go(Spot::Page(key));
            }
        }
    };
    view! { <footer class="foot one"><button type="button" class="button main" data-act="go" on:click=go>{word}</button></footer> }.into_any()
}

fn problems_foot(filler: Filler, failed: RwSignal<Option<String>>) -> AnyView {
    let lang = use_lang().get_untracked();
    let issues = filler.read(|s| stopping(s, lang));
    let core = filler.core();
    let keep = move |_| filler.leave();
    let busy = RwSignal::new(false);
    let finish_word = core.setup.finish_word.unwrap_or(words::fill::FINISH);
    let primary = match issues.first().map(|i| i.node) {
        Some(node) => view! { <button type="button" class="button main" data-act="fix-all" on:click=move |_| filler.go_to(node)>{say(words::fill::FIX_ALL)}</button> }.into_any(),
        None => view! {
            <button type="button" class="button main" data-act="finish" disabled=move || busy.get() on:click=move |_| finish(filler, busy, failed)>{move || say(finish_word)}</button>
        }
        .into_any(),
    };
    view! {
        <footer class="foot duo">
            <button type="button" class="button" data-act="keep" on:click=keep>{move || say(words::fill::KEEP_DRAFT)}</button>
            {primary}
        </footer>
    }
    .into_any()
}

/// Finishes: the session checks all again, then the page around takes the submission.
fn finish(filler: Filler, busy: RwSignal<bool>, failed: RwSignal<Option<String>>) {
    let core = filler.core();
    filler.remove_going();
    let finalized = core.session.borrow_mut().finalize();
    let Ok(submission) = finalized else {
        // Something came to be wrong meanwhile (a date passed): the list shows it.
        filler.structure.update(|n| *n += 1);
        return;
    };
    busy.set(true);
    failed.set(None);
    spawn_local(async move {
        // What goes to the outbox is what the store has: no late save may bring the draft back.
        let done = match filler.settle().await {
            Ok(()) => (core.hooks.finish)(submission).await,
            Err(why) => Err(why),
        };
        if let Err(why) = done {
            failed.try_set(Some(why));
        }
        busy.try_set(false);
    });
}
