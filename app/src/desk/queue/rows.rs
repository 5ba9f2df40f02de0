//! The table of the queue; folded to cards on a phone by the style sheet alone.

use api::{Flag, QueueFilter, QueueRow, SubmissionState};
use leptos::prelude::*;

use super::listing::{Shown, row_id};
use super::{Gone, state_word};
use crate::desk::format::{self, Due};
use crate::desk::state::use_desk;
use crate::desk::{address, pick};
use crate::platform::clock;
use crate::ui::icon::{self, Icon, icon};
use crate::words::{self, Word, desk as w, say, t};

/// Grey lines shown while the first rows come.
const WAITING_LINES: usize = 8;

const WEEKDAYS: [Word; 7] = [w::SUNDAY, w::MONDAY, w::TUESDAY, w::WEDNESDAY, w::THURSDAY, w::FRIDAY, w::SATURDAY];

/// The list with its states: loading, failed, empty, rows, more.
#[component]
pub(super) fn List(filter: Memo<QueueFilter>) -> impl IntoView {
    let desk = use_desk();
    let list = desk.list;
    let waits = move || list.came.get().is_none() && list.busy.get();
    let is_empty = move || list.came.get().is_some() && list.rows.with(Vec::is_empty);
    view! {
        {move || list.failure.get().filter(|failure| !failure.is_signed_out()).map(|failure| view! {
            <div class="problem" role="alert">
                {icon(icon::WARN)}<span class="grow">{failure.say(desk.lang.get())} {move || list.came.get().map(|at| words::fill(w::SHOWING_OF, &[&clock::hours_minutes(at)]))} <small>{words::fill(w::CODE, &[failure.code()])}</small></span>
                <button type="button" class="button s" on:click=move |_| list.again(desk)>{say(w::TRY_AGAIN)}</button>
            </div>
        })}
        <section class="panel list" aria-busy=move || list.busy.get().to_string()>
            <table class="t">
                <thead><tr>
                    <th>{move || say(w::COL_NAME)}</th><th>{move || say(w::COL_AREA)}</th><th>{move || say(w::COL_FORM)}</th><th>{move || say(w::COL_BY)}</th>
                    <th>{move || say(w::COL_RECEIVED)}</th><th class="sort" aria-sort="ascending">{move || say(w::COL_DUE)} " ↑"</th>
                    <th class="n">{move || say(w::COL_FACT)}</th><th>{move || say(w::COL_FLAGS)}</th>
                </tr></thead>
                <tbody>
                    <For each=move || list.rows.get() key=|shown| (shown.row.instance_id.clone(), shown.row.state, shown.gone.clone()) children=|shown| view! { <Row shown/> }/>
                    {move || waits().then(|| (0..WAITING_LINES).map(|_| view! { <tr class="grey-line" aria-hidden="true"><td colspan="8"><i></i></td></tr> }).collect_view())}
                </tbody>
            </table>
            {move || is_empty().then(|| view! { <Empty filter/> })}
        </section>
        {move || list.next.get().is_some().then(|| view! {
            <p class="more"><button type="button" class="button" aria-disabled=move || list.busy.get().to_string() on:click=move |_| if !list.busy.get_untracked() { list.more(desk) }>
                {move || say(if list.busy.get() { w::LOADING } else { w::MORE })}
            </button></p>
        })}
    }
}

/// Nothing found: one sentence and one way on.
#[component]
fn Empty(filter: Memo<QueueFilter>) -> impl IntoView {
    let desk = use_desk();
    let narrowed = move || filter.with(|f| f.form.is_some() || f.area.is_some() || f.source.is_some() || f.flagged.is_some() || f.q.is_some());
    view! {
        <p class="nothing">
            {move || if narrowed() {
                let loose = QueueFilter { state: filter.with(|f| f.state), ..QueueFilter::default() };
                view! { <span>{say(w::EMPTY_FILTER)}</span> <a class="go" href=address::page(&loose) on:click=move |_| desk.search.set(String::new())>{say(w::LOOSEN)}</a> }.into_any()
            } else if filter.with(|f| f.state) == Some(SubmissionState::Received) {
                let done = QueueFilter { state: Some(SubmissionState::Accepted), ..QueueFilter::default() };
                view! { <span>{say(w::EMPTY_QUEUE)}</span> <a class="go" href=address::page(&done)>{say(w::SEE_DONE)}</a> }.into_any()
            } else {
                view! { <span>{say(w::EMPTY_STATE)}</span> <a class="go" href="/desk">{say(w::SEE_WAITING)}</a> }.into_any()
            }}
        </p>
    }
}

#[component]
fn Row(shown: Shown) -> impl IntoView {
    let desk = use_desk();
    let list = desk.list;
    let Shown { row, gone } = shown;
    let is_gone = gone.is_some();
    let id = row.instance_id.clone();
    let at = Memo::new({
        let id = id.clone();
        move |_| list.at.with(|at| at.as_deref() == Some(&id))
    });
    let href = address::review(&id);
    let place = place_names(&row);
    let place = move || place.iter().map(|name| pick(desk.lang.get(), name)).collect::<String>();
    let (form, flags, facts) = (row.form.clone(), row.flags.clone(), row.facts.clone());
    let household = row.source == api::Source::Household;
    let (due, state, missing) = (row.due.clone(), row.state, row.media_missing);
    view! {
        <tr class:focus=at class:gone=is_gone>
            <td class="c-name nowrap">
                <a class="plain strong row-link" id=row_id(&id) href=href on:focus=move |_| list.at.set(Some(id.clone()))>{row.name.clone()}</a>
                " " <span class="sub">{row.household.clone().unwrap_or_else(|| row.number.clone())}</span>
            </td>
            <td class="c-area nowrap">{place}</td>
            <td class="c-form">{move || pick(desk.lang.get(), &form)}</td>
            <td class="c-by nowrap">{if household { view! { <span class="chip info">{icon(icon::HOME)}{move || say(w::BY_HOUSEHOLD)}</span> }.into_any() } else { row.by.clone().into_any() }}</td>
            <td class="c-received nowrap">{format::moment(row.received_at)}</td>
            <td class="c-due nowrap">{match gone {
                Some(gone) => view! { <GoneChip gone/> }.into_any(),
                None if state == SubmissionState::Received => view! { <DueChip day=due/> }.into_any(),
                None => view! { <StateChip state/> }.into_any(),
            }}</td>
            <td class="c-fact n nowrap">{fact(facts)}</td>
            <td class="c-flags"><span class="flags">
                {flags.into_iter().map(|flag| view! { <FlagChip flag/> }).collect_view()}
                {(missing > 0).then(|| view! { <span class="chip warn">{icon(icon::CAMERA)}{move || words::fill(w::MEDIA_MISSING, &[&missing.to_string()])}</span> })}
            </span></td>
        </tr>
    }
}

/// Village and group of a row, or the lowest areas there are.
fn place_names(row: &QueueRow) -> Vec<api::Words> {
    let low = row.area.iter().filter(|area| area.level >= api::Level::Village).map(|area| area.name.clone()).collect::<Vec<_>>();
    if low.is_empty() { row.area.last().map(|area| area.name.clone()).into_iter().collect() } else { low }
}

/// The first figure of a row; its name stands beside it, for forms differ.
fn fact(facts: Vec<(api::Words, String)>) -> impl IntoView {
    let lang = use_desk().lang;
    match facts.into_iter().next() {
        None => view! { <span class="empty">"—"</span> }.into_any(),
        Some((name, value)) => view! { <span class="sub">{move || pick(lang.get(), &name)}</span> " " {format::grouped(&value)} }.into_any(),
    }
}

/// Tone and sign of a flag.
pub(in crate::desk) fn flag_look(code: &str) -> (&'static str, Icon) {
    match code {
        "differs" => ("bad", icon::CALC),
        "below-line" => ("bad", icon::WARN),
        "near-line" => ("warn", icon::TARGET),
        "own" | "kin" => ("info", icon::PEOPLE),
        "media-missing" => ("warn", icon::CAMERA),
        "clock" | "short" => ("warn", icon::CLOCK),
        "place" => ("warn", icon::PIN),
        "insurance" => ("warn", icon::SHIELD),
        _ => ("warn", icon::DELTA),
    }
}

#[component]
fn FlagChip(flag: Flag) -> impl IntoView {
    let lang = use_desk().lang;
    let (tone, sign) = flag_look(&flag.code);
    view! { <span class=format!("chip {tone}")>{icon(sign)}{move || pick(lang.get(), &flag.words)}</span> }
}

/// The day by which a row should be decided.
#[component]
pub(in crate::desk) fn DueChip(day: String) -> impl IntoView {
    let lang = use_desk().lang;
    let place = format::due(&day, &format::today());
    move || match place {
        Some(Due::Late(days)) => {
            view! { <span class="chip bad">{icon(icon::WARN)}{words::fill(w::LATE_DAYS, &[&days.to_string()])}</span> }.into_any()
        }
        Some(Due::Today) => view! { <span class="chip warn">{icon(icon::CLOCK)}{say(w::TODAY)}</span> }.into_any(),
        Some(Due::Tomorrow) => view! { <span class="dim">{say(w::TOMORROW)}</span> }.into_any(),
        Some(Due::Weekday(day)) => view! { <span class="dim">{WEEKDAYS.get(usize::from(day)).map(|word| t(lang.get(), *word))}</span> }.into_any(),
        Some(Due::Later) | None => view! { <span class="dim">{short_day(&day)}</span> }.into_any(),
    }
}

/// `12-03` of `2026-12-03` in this year, else the whole day.
fn short_day(day: &str) -> String {
    day.strip_prefix(&format!("{}-", format::this_year())).unwrap_or(day).to_owned()
}

/// Where a submission stands.
#[component]
pub(in crate::desk) fn StateChip(state: SubmissionState) -> impl IntoView {
    let (tone, sign) = match state {
        SubmissionState::Received => ("info", icon::INBOX),
        SubmissionState::Returned => ("warn", icon::TALK),
        SubmissionState::Accepted => ("ok", icon::CHECK),
        SubmissionState::Replaced => ("", icon::SYNC),
    };
    view! { <span class=format!("chip {tone}")>{icon(sign)}{move || say(state_word(state))}</span> }
}

/// A row decided meanwhile: by whom and how.
#[component]
fn GoneChip(gone: Gone) -> impl IntoView {
    let text = move || {
        let state = say(state_word(gone.state));
        let known = gone.state != SubmissionState::Received;
        match (known, gone.by.is_empty()) {
            (true, false) => words::fill(w::GONE_BY, &[&gone.by, state]),
            (true, true) => state.to_owned(),
            (false, _) => say(w::GONE).to_owned(),
        }
    };
    view! { <span class="chip">{icon(icon::CHECK)}{text}</span> }
}
