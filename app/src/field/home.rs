//! What to do today: assigned households with one state each, and the newest draft at the thumb.
//!
//! Invariant: a household is never missing because it was sent; rows come from what the phone has, there is nothing to wait for.

use api::Household;
use leptos::prelude::*;

use super::context::{Field, use_field};
use super::frame::{StateStrip, Tabs, TopBar, arrive, form_title, place};
use super::route::Route;
use super::standing::{Known, Standing};
use super::when;
use crate::ui::later::later;
use crate::ui::{Dialog, Tone, chip::chip_with, icon};
use crate::words::{self, Word, field as w, fill, say, use_lang};

/// Rows in the page at once; more on asking. 40 rows are about eight screens.
const SHOWN: usize = 40;
/// From so many households on there is a search field.
const SEARCH_FROM: usize = 12;

/// Which rows to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    All,
    Open,
    Returned,
    Sent,
}

const FILTERS: [(Filter, Word); 4] =
    [(Filter::All, w::FILTER_ALL), (Filter::Open, w::FILTER_OPEN), (Filter::Returned, w::FILTER_RETURNED), (Filter::Sent, w::FILTER_SENT)];

impl Filter {
    fn takes(self, standing: &Standing) -> bool {
        match self {
            Self::All => true,
            Self::Open => standing.open(),
            Self::Returned => matches!(standing, Standing::Returned { .. } | Standing::Refused { .. }),
            Self::Sent => !standing.open(),
        }
    }
}

/// One row, compared to redraw only on change.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    household: Household,
    standing: Standing,
    form: String,
}

/// The chip of a state: tone, icon, words.
pub fn standing_chip(standing: &Standing) -> impl IntoView + use<> {
    let n = |word: Word, n: usize| fill(word, &[&n.to_string()]);
    let (tone, mark, text) = match standing {
        Standing::NotBegun => (Tone::Plain, icon::CIRCLE, say(w::S_NOT_BEGUN).to_owned()),
        Standing::Refused { .. } => (Tone::Bad, icon::ALERT, say(w::S_REFUSED).to_owned()),
        Standing::Returned { remarks, .. } => (Tone::Bad, icon::RETURN, n(w::S_RETURNED, *remarks)),
        Standing::Draft { open: 0, .. } => (Tone::Warn, icon::PEN, say(w::S_DRAFT).to_owned()),
        Standing::Draft { open, .. } => (Tone::Warn, icon::PEN, fill(w::S_DRAFT_N, &[&open.to_string()])),
        Standing::Waiting => (Tone::Info, icon::CLOCK, say(w::S_WAITING).to_owned()),
        Standing::Sending => (Tone::Info, icon::SHARE, say(w::S_SENDING).to_owned()),
        Standing::Held => (Tone::Warn, icon::WARN, say(w::S_HELD).to_owned()),
        Standing::Received => (Tone::Ok, icon::CHECK, say(w::S_RECEIVED).to_owned()),
        Standing::Accepted => (Tone::Ok, icon::SHIELD, say(w::S_ACCEPTED).to_owned()),
    };
    chip_with(tone, Some(mark), text)
}

/// The page.
#[component]
pub fn Home() -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_HOME);
    field.refresh();
    let search = RwSignal::new(String::new());
    let filter = RwSignal::new(Filter::All);
    let shown = RwSignal::new(SHOWN);
    let rows = Memo::new(move |_| all_rows(field));
    let matching = Memo::new(move |_| {
        let wanted = search.get();
        let wanted = wanted.trim();
        let hit = |row: &Row| words::holds(&row.household.head, wanted) || words::holds(&row.household.code, wanted);
        rows.get().into_iter().filter(|row| filter.get().takes(&row.standing) && hit(row)).collect::<Vec<_>>()
    });
    let sub = Signal::derive(move || {
        let me = field.keep().me().get();
        let village = me.and_then(|me| me.area.last().map(|area| place(&area.name))).unwrap_or_default();
        fill(w::TODAY_IN, &[&when::today(use_lang().get(), field.now()), &village])
    });
    view! {
        <div class="screen">
            <TopBar title=w::HOME_HEAD sub=sub><FilterButton filter=filter /></TopBar>
            <StateStrip />
            <main class="close flush">
                {move || (rows.with(Vec::len) > SEARCH_FROM).then(|| view! { <Search text=search /> })}
                {move || {
                    let (all, found) = (rows.with(Vec::len), matching.with(Vec::len));
                    if all == 0 { return empty(field).into_any(); }
                    if found == 0 { return view! { <p class="note">{icon::icon(icon::SEARCH)}<span>{say(w::NO_HIT)}</span></p> }.into_any(); }
                    let limit = shown.get();
                    view! {
                        <div class="head"><h2>{fill(w::HOUSEHOLDS_N, &[&found.to_string()])}</h2></div>
                        <div class="card" data-list="households">
                            {matching.get().into_iter().take(limit).map(|row| household_row(field, row)).collect_view()}
                        </div>
                        {(found > limit).then(|| view! {
                            <button type="button" class="button add" on:click=move |_| shown.update(|n| *n += SHOWN)>
                                {fill(w::SHOW_MORE, &[&(found - limit).min(SHOWN).to_string()])}
                            </button>
                        })}
                    }.into_any()
                }}
                <a class="card more-link" href=Route::Forms.path()>
                    <span>{move || say(w::OTHER_FORMS)}</span>{icon::icon(icon::NEXT)}
                </a>
            </main>
            <Primary rows=rows />
            <Tabs />
        </div>
    }
}

fn all_rows(field: Field) -> Vec<Row> {
    let keep = field.keep();
    let (drafts, outbox, own) = (keep.drafts().get(), keep.outbox().get(), keep.own().get());
    let known = Known { drafts: &drafts, outbox: &outbox, own: &own };
    let households = keep.assignments().get().households;
    let row = |household: Household| {
        let (standing, form) = known.of_household(&household.code, &household.forms);
        let form = form.or_else(|| household.forms.first().cloned()).map(|id| form_title(field, &id)).unwrap_or_default();
        Row { household, standing, form }
    };
    households.into_iter().map(row).collect()
}

fn household_row(field: Field, row: Row) -> impl IntoView {
    let Row { household, standing, form } = row;
    let group = fill(w::GROUP_FORM_PERSONS, &[&household.group.to_string(), &form, &household.persons.to_string()]);
    let (today, _) = when::local(field.now().unix_ms, field.now().offset_min);
    let due = household.due.as_deref().and_then(when::parse).filter(|_| standing.open());
    let due = due.map(|day| (day < today, when::day(use_lang().get(), day, today)));
    let due = due.map(|(late, day)| view! { <span class:late=late>{fill(if late { w::OVERDUE } else { w::BY_DAY }, &[&day])}</span> });
    view! {
        <a class="row" href=Route::Household(household.code.clone()).path() data-household=household.code>
            <b>{household.head}</b>
            {standing_chip(&standing)}
            <span class="meta"><span>{group}</span>{due}</span>
        </a>
    }
}

fn empty(field: Field) -> impl IntoView {
    let never = move || field.keep().refreshed_at().get().is_none();
    view! {
        <div class="card pad empty">
            <p>{move || say(if never() { w::HOME_NEVER } else { w::HOME_EMPTY })}</p>
            <button type="button" class="button" data-act="refresh" on:click=move |_| field.refresh()>{icon::icon(icon::RETRY)}{move || say(w::REFRESH)}</button>
        </div>
    }
}

/// The primary: the newest draft goes on; without one the first return, then the first household not begun.
#[component]
fn Primary(rows: Memo<Vec<Row>>) -> impl IntoView {
    let field = use_field();
    move || {
        let draft = field.keep().drafts().get().into_iter().next();
        let next = || rows.get().into_iter().find(|r| r.standing == Standing::NotBegun && r.household.blocked.is_none());
        let returned = || {
            rows.get().into_iter().find_map(|r| match r.standing {
                Standing::Returned { id, .. } => Some((r.household.head, id)),
                _ => None,
            })
        };
        let (word, name, route) = if let Some(draft) = draft {
            (w::CONTINUE, draft.name.clone(), Route::Fill { draft: draft.id, at: None, mends: None })
        } else if let Some((head, id)) = returned() {
            (w::SEE_RETURNED, head, Route::Returned(id))
        } else {
            let row = next()?;
            (w::START_WITH, row.household.head.clone(), Route::Household(row.household.code))
        };
        Some(view! { <footer class="foot one"><a class="button main" data-act="primary" href=route.path()>{fill(word, &[&name])}</a></footer> })
    }
}

#[component]
fn Search(text: RwSignal<String>) -> impl IntoView {
    view! {
        <label class="search">
            {icon::icon(icon::SEARCH)}
            <input class="input" type="search" autocomplete="off" placeholder=move || say(w::SEARCH) aria-label=move || say(w::SEARCH)
                prop:value=move || text.get() on:input:target=move |event| text.set(event.target().value()) />
        </label>
    }
}

#[component]
fn FilterButton(filter: RwSignal<Filter>) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="button" data-act="filter" aria-haspopup="dialog" aria-label=move || say(w::FILTER) on:click=move |_| open.set(true)>
            {icon::icon(icon::FILTER)}
        </button>
        <Dialog open=open class="sheet" label=Signal::derive(|| say(w::FILTER).to_owned())>
            {filters(filter, open)}
        </Dialog>
    }
}

later! {
    more in Page:
    /// What to choose from.
    fn filters(filter: RwSignal<Filter>, open: RwSignal<bool>) -> AnyView {
        let row = |(which, word): (Filter, Word)| view! {
            <button type="button" class="pick" aria-pressed=move || (filter.get() == which).to_string()
                on:click=move |_| { filter.set(which); open.set(false); }>
                <span>{move || say(word)}</span>
                {move || (filter.get() == which).then(|| icon::icon(icon::CHECK))}
            </button>
        };
        view! {
            {FILTERS.into_iter().map(row).collect_view()}
            <button type="button" class="button" on:click=move |_| open.set(false)>{move || say(words::ui::CLOSE)}</button>
        }
        .into_any()
    }
}
