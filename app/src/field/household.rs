//! The card of one household before knocking: who, where it stands, last visit, forms to fill. No identity number, bank or illness.
//!
//! Invariant: whoever may not survey this household sees the reason in place of the button.

use api::{Household, LastVisit};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::begin::{Beginning, begin, carried};
use super::context::{Field, use_field};
use super::frame::{StateStrip, arrive, form_title};
use super::home::standing_chip;
use super::route::Route;
use super::standing::{Known, Standing};
use super::trouble::{trouble_card, trouble_note};
use super::when;
use crate::keep::Trouble;
use crate::ui::{Bar, Tone, icon, note};
use crate::words::{common, field as w, fill, pick, say, use_lang};

/// From so many members on the list is cut.
const MEMBERS_SHOWN: usize = 6;
/// What is left of a cut list.
const MEMBERS_CUT: usize = 3;

/// The page.
#[component]
pub fn HouseholdPage(
    /// Household code.
    code: String,
) -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_HOUSEHOLD);
    let code = StoredValue::new(code);
    let found = Memo::new(move |_| field.keep().assignments().get().households.into_iter().find(|h| code.with_value(|c| h.code == *c)));
    let sub = move || {
        let place = found.get().map(|h| {
            let village = h.area.last().map(|area| pick(&area.name)).unwrap_or_default();
            fill(w::PLACE_GROUP, &[&village, &h.group.to_string()])
        });
        [code.get_value(), place.unwrap_or_default()].join(say(common::DOT))
    };
    let trouble = RwSignal::new(None::<Trouble>);
    view! {
        <div class="screen">
            <Bar title=Signal::derive(|| say(w::CARD).to_owned()) on_back=UnsyncCallback::new(move |()| field.back(Route::Home))>
                <span class="sub">{sub}</span>
            </Bar>
            <StateStrip />
            {move || match found.get() {
                Some(household) => view! { <Card household=household.clone() trouble=trouble /><Foot household=household trouble=trouble /> }.into_any(),
                None => view! { <main class="close"><h1 tabindex="-1" class="away">{say(w::CARD)}</h1>{trouble_card(Trouble::Missing, Some(UnsyncCallback::new(move |()| field.refresh())))}</main> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Card(household: Household, trouble: RwSignal<Option<Trouble>>) -> impl IntoView {
    let Household { head, category, state, phone_masked, members, persons, last_visit, code, forms, .. } = household.clone();
    let words = move || {
        // 「一般贫困户」 says more than a state alone; both only where they differ.
        let (category, state) = (pick(&category), pick(&state));
        if state.is_empty() || state == category { category } else { [category, state].join(say(common::DOT)) }
    };
    view! {
        <main class="close">
            <section class="card pad who">
                <div class="who-line"><h1 tabindex="-1">{head}</h1><span class="chip">{words}</span></div>
                {(!phone_masked.is_empty()).then(|| view! { <p class="small dim">{move || say(w::PHONE)}" "{phone_masked}</p> })}
            </section>
            {move || trouble.get().map(trouble_note)}
            <dl class="card">
                <div class="line"><dt>{move || say(w::MEMBERS)}</dt><dd>{members_lines(members, persons)}</dd></div>
                {visit_lines(last_visit)}
            </dl>
            <FormList code=code forms=forms household=household trouble=trouble />
        </main>
    }
}

fn members_lines(members: Vec<api::Member>, persons: u32) -> impl IntoView {
    let cut = if members.len() > MEMBERS_SHOWN { MEMBERS_CUT } else { members.len() };
    let more = members.len() > cut;
    let rows = members.into_iter().take(cut).map(|m| {
        let (relation, age, name) = (m.relation, m.age.to_string(), m.name);
        view! { <li><span>{name}</span><span>{move || pick(&relation)}</span><span>{move || fill(w::AGE, &[&age])}</span></li> }
    });
    view! {
        {move || fill(w::PERSONS, &[&persons.to_string()])}
        <ul class="people small dim">{rows.collect_view()}</ul>
        {more.then(|| view! { <p class="small dim">{move || say(w::AND_MORE)}</p> })}
    }
}

fn visit_lines(visit: Option<LastVisit>) -> AnyView {
    let Some(LastVisit { day, income_per_head, by }) = visit else {
        return view! { <div class="line"><dt>{move || say(w::LAST_VISIT)}</dt><dd>{move || say(w::FIRST_TIME)}</dd></div> }.into_any();
    };
    let income = thousands(&income_per_head);
    let has_income = !income.is_empty();
    view! {
        <div class="line"><dt>{move || say(w::LAST_VISIT)}</dt><dd>{move || fill(w::DAY_BY, &[&day, &by])}</dd></div>
        {has_income.then(|| view! { <div class="line"><dt>{move || say(w::LAST_INCOME)}</dt><dd>{move || fill(w::PER_HEAD, &[&income])}</dd></div> })}
    }
    .into_any()
}

/// `2101.5` → `2,101.5`; anything but a plain number stays as it is.
pub fn thousands(number: &str) -> String {
    let (whole, rest) = number.split_once('.').map_or((number, ""), |(w, r)| (w, r));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut out = String::from(if whole.starts_with('-') { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// The forms to fill with this household, each with its own state.
#[component]
fn FormList(code: String, forms: Vec<String>, household: Household, trouble: RwSignal<Option<Trouble>>) -> impl IntoView {
    let field = use_field();
    let household = StoredValue::new(household);
    let blocked = household.with_value(|h| h.blocked.is_some());
    let rows = Memo::new(move |_| {
        let keep = field.keep();
        let (drafts, outbox, own) = (keep.drafts().get(), keep.outbox().get(), keep.own().get());
        let known = Known { drafts: &drafts, outbox: &outbox, own: &own };
        forms.iter().map(|id| (id.clone(), known.standing(&code, Some(id)).0)).collect::<Vec<_>>()
    });
    view! {
        <div class="head"><h2>{move || say(w::FORMS_HERE)}</h2></div>
        <div class="card" data-list="forms">
            {move || rows.get().into_iter().map(|(id, standing)| {
                let title = form_title(field, &id);
                let open = { let (id, standing) = (id.clone(), standing.clone()); move |_| if !blocked || standing != Standing::NotBegun { open(field, household.get_value(), id.clone(), &standing, trouble) } };
                view! {
                    <button type="button" class="row as-row" data-form=id disabled=blocked && standing == Standing::NotBegun on:click=open>
                        <b>{title}</b>{standing_chip(&standing)}
                    </button>
                }
            }).collect_view()}
        </div>
    }
}

/// Opens what a state leads to: the draft, the remarks, the outbox, or a new draft.
fn open(field: Field, household: Household, form: String, standing: &Standing, trouble: RwSignal<Option<Trouble>>) {
    match standing {
        Standing::Draft { id, .. } | Standing::Refused { draft: Some(id) } => field.go(Route::Fill { draft: id.clone(), at: None, mends: None }),
        Standing::Returned { id, .. } => field.go(Route::Returned(id.clone())),
        Standing::NotBegun => start(field, household, form, trouble),
        _ => field.go(Route::Outbox),
    }
}

fn start(field: Field, household: Household, form: String, trouble: RwSignal<Option<Trouble>>) {
    spawn_local(async move {
        let keep = field.keep();
        let info = keep.forms().get_untracked().into_iter().find(|f| f.id == form);
        let outcome = match &info {
            Some(info) => begin(&keep, Beginning::with(info, &household)).await,
            None => Err(Trouble::Missing),
        };
        match outcome {
            Ok(draft) => field.go(Route::Fill { draft, at: None, mends: None }),
            Err(why) => trouble.set(Some(why)),
        }
    });
}

/// The primary of the card: the form that comes next, or why there is none.
#[component]
fn Foot(household: Household, trouble: RwSignal<Option<Trouble>>) -> impl IntoView {
    let field = use_field();
    if let Some(reason) = household.blocked.clone() {
        return view! { <footer class="foot one"><div role="note">{note(Tone::Warn, icon::LOCK, view! { {move || pick(&reason)} }.into_any())}</div></footer> }.into_any();
    }
    let carried = carried(&household).to_string();
    let household = StoredValue::new(household);
    let next = Memo::new(move |_| {
        let keep = field.keep();
        let (drafts, outbox, own) = (keep.drafts().get(), keep.outbox().get(), keep.own().get());
        let known = Known { drafts: &drafts, outbox: &outbox, own: &own };
        let household = household.get_value();
        let (standing, form) = known.of_household(&household.code, &household.forms);
        if standing.open() && standing != Standing::NotBegun {
            return form.map(|form| (form, standing));
        }
        let todo = |form: &&String| known.standing(&household.code, Some(form)).0 == Standing::NotBegun;
        household.forms.iter().find(todo).map(|form| (form.clone(), Standing::NotBegun))
    });
    (move || {
        let (form, standing) = next.get()?;
        let title = form_title(field, &form);
        let word = match standing {
            Standing::NotBegun => w::BEGIN_FORM,
            Standing::Returned { .. } => w::SEE_REMARKS,
            _ => w::CONTINUE_FORM,
        };
        let hint = (standing == Standing::NotBegun && carried != "0").then(|| view! { <p class="hint">{fill(w::CARRIED, &[&carried])}</p> });
        let act = move |_| open(field, household.get_value(), form.clone(), &standing, trouble);
        Some(view! {
            <footer class="foot one">{hint}<button type="button" class="button main" data-act="primary" on:click=act>{fill(word, &[&title])}</button></footer>
        })
    })
    .into_any()
}

/// Today of the phone, for words that leave the year out.
pub fn today(field: Field) -> when::Day {
    let now = field.now();
    when::local(now.unix_ms, now.offset_min).0
}

/// A day as the server writes it, in words; as it is when it is no day.
pub fn day_words(field: Field, iso: &str) -> String {
    when::parse(iso).map_or_else(|| iso.to_owned(), |day| when::day(use_lang().get(), day, today(field)))
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn figures_get_commas_and_words_stay() {
        assert_eq!(thousands("2101.5"), "2,101.5");
        assert_eq!(thousands("-1234567"), "-1,234,567");
        assert_eq!(thousands("980"), "980");
        assert_eq!(thousands("暂无"), "暂无");
    }
}
