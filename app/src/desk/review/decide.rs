//! The decision bar: accept, or return with remarks. One filled button; one that cannot be used says why beside it.

use api::{Decision, Detail, SubmissionState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Review;
use crate::desk::queue::{Gone, StateChip, state_word};
use crate::desk::{address, format, pick, server};
use crate::platform::{clock, view};
use crate::ui::icon::{self, icon};
use crate::words::{self, desk as w, say, t};

/// Whether the submission waits and this person may decide it.
pub(super) fn is_open(review: Review) -> bool {
    review.detail.with_untracked(|d| d.as_ref().is_some_and(|d| d.row.state == SubmissionState::Received && d.may_decide.is_ok()))
}

/// Why it cannot be accepted yet though it may be decided on: files that it names are still to come.
fn awaited(detail: &Detail) -> Option<api::Words> {
    detail.row.flags.iter().find(|flag| flag.code == "media-missing").map(|flag| flag.words.clone())
}

/// Accepts, when the button would; tells whether it did.
pub(super) fn accept(review: Review) -> bool {
    let here = review.detail.with_untracked(|d| d.as_ref().is_some_and(|d| awaited(d).is_none()));
    let may = is_open(review) && here && untrack(|| review.written().count) == 0;
    if may {
        send(review, Decision::Accept);
    }
    may
}

/// Returns with what is written, or opens a remark on the whole form when nothing is; tells whether it may be returned at all.
pub(super) fn start_return(review: Review) -> bool {
    if !is_open(review) {
        return false;
    }
    let written = untrack(|| review.written());
    if written.count == 0 {
        review.open_remark(None);
        view::reveal("heading", false);
    } else if written.unfinished > 0 {
        review.refused.set(Some(t(review.desk.lang.get_untracked(), w::REMARK_EMPTY).to_owned()));
        view::focus_first(".remark-text:placeholder-shown");
    } else {
        send(review, Decision::Return { remarks: review.new_remarks() });
    }
    true
}

fn send(review: Review, decision: Decision) {
    if review.sending.get_untracked() {
        return;
    }
    review.sending.set(true);
    review.refused.set(None);
    spawn_local(async move {
        let id = review.id.get_value();
        let answer = server::decide(&id, &decision, review.language()).await;
        review.sending.set(false);
        match answer {
            Ok(detail) => done(review, &id, detail),
            Err(failure) if failure.is_decided() => lost(review, &id).await,
            Err(failure) => {
                let lang = review.desk.lang.get_untracked();
                let kept = if matches!(decision, Decision::Return { .. }) { t(lang, w::REMARKS_KEPT) } else { "" };
                review.refused.set(Some(format!("{} {kept}", failure.say(lang))));
                drop(review.desk.note(failure));
            }
        }
    });
}

/// It went through: the page shows what it is now, the list greys the row, the way on has the focus.
fn done(review: Review, id: &str, detail: Detail) {
    let desk = review.desk;
    let state = detail.row.state;
    let by = desk.me.with_untracked(|me| me.as_ref().map(|me| me.name.clone()).unwrap_or_default());
    review.drop_remarks();
    desk.list.mark(id, Gone { by, state, seen: false });
    desk.list.moved(SubmissionState::Received, state);
    desk.spoken.set(t(desk.lang.get_untracked(), if state == SubmissionState::Accepted { w::DONE_ACCEPTED } else { w::DONE_RETURNED }).to_owned());
    review.detail.set(Some(detail));
    request_animation_frame(|| {
        view::focus("way-on");
    });
}

/// Another decided first: what is so now is shown, and nothing of what was written goes.
async fn lost(review: Review, id: &str) {
    let desk = review.desk;
    let lang = desk.lang.get_untracked();
    let text = match server::detail(id, 0).await {
        Ok(detail) => {
            let last = detail.history.last().map(|last| (last.by.clone(), clock::hours_minutes(last.at))).unwrap_or_default();
            let state = t(lang, state_word(detail.row.state));
            desk.list.mark(id, Gone { by: last.0.clone(), state: detail.row.state, seen: false });
            desk.list.moved(SubmissionState::Received, detail.row.state);
            review.take(detail, 0);
            let told = [last.0.as_str(), last.1.as_str(), state]
                .into_iter()
                .fold(t(lang, w::DECIDED_BY).to_owned(), |text, value| text.replacen("{}", value, 1));
            if untrack(|| review.written().count) > 0 { format!("{told} {}", t(lang, w::DECIDED_KEPT)) } else { told }
        }
        Err(failure) => failure.say(lang),
    };
    review.refused.set(Some(text));
}

/// The bar.
#[component]
pub(super) fn Bar(detail: StoredValue<Detail>) -> impl IntoView {
    let review = expect_context::<Review>();
    let (state, may, awaited) = detail.with_value(|d| (d.row.state, d.may_decide.clone(), awaited(d)));
    view! {
        <div class="deciding">
            {move || review.refused.get().map(|text| view! { <p class="problem" role="alert">{icon(icon::WARN)}<span>{text}</span></p> })}
            {if state == SubmissionState::Received { view! { <Open may awaited/> }.into_any() } else { view! { <Decided detail/> }.into_any() }}
        </div>
    }
}

/// Still to be decided.
#[component]
fn Open(may: Result<(), api::Words>, awaited: Option<api::Words>) -> impl IntoView {
    let review = expect_context::<Review>();
    let desk = review.desk;
    let written = Memo::new(move |_| review.written());
    let barred = StoredValue::new(may.err());
    let is_barred = barred.with_value(Option::is_some);
    let is_awaited = awaited.is_some();
    let awaited = StoredValue::new(awaited);
    let why = move || {
        let reason = match (barred.get_value(), written.get().count) {
            (Some(words), _) => pick(desk.lang.get(), &words),
            (None, 0) => words::fill(w::AWAITED_BAR, &[&pick(desk.lang.get(), &awaited.get_value()?)]),
            (None, _) => say(w::REMARKS_BAR).to_owned(),
        };
        Some(view! { <span class="why row-flex" id="why-not">{icon(icon::LOCK)}{reason}</span> })
    };
    let no_accept = move || is_barred || is_awaited || written.get().count > 0 || review.sending.get();
    let no_return = move || is_barred || review.sending.get();
    let return_words = move || match written.get().count {
        0 => say(w::RETURN).to_owned(),
        n => words::fill(w::RETURN_N, &[&n.to_string()]),
    };
    view! {
        <div class="decide">
            <div class="told">{move || match written.get().count {
                0 => view! { <span class="why">{say(w::HOW_TO_RETURN)}</span> }.into_any(),
                n => view! { <b>{words::fill(w::REMARKS_N, &[&n.to_string()])}</b> " " <span class="why">{say(w::REMARKS_HERE)}</span> }.into_any(),
            }}</div>
            <span class="grow"></span>
            {why}
            <button type="button" class="button" class:main=move || written.get().count == 0 && !is_barred && !is_awaited disabled=no_accept aria-describedby="why-not" on:click=move |_| { accept(review); }>
                {icon(icon::CHECK)}{move || say(if review.sending.get() && written.get().count == 0 { w::SENDING } else { w::ACCEPT })}
            </button>
            <button type="button" class="button" class:main=move || { written.get().count > 0 && !is_barred } disabled=no_return aria-describedby="why-not" on:click=move |_| { start_return(review); }>
                {icon(icon::BACK)}{return_words}
            </button>
        </div>
    }
}

/// Decided: what, by whom, when, and the way on.
#[component]
fn Decided(detail: StoredValue<Detail>) -> impl IntoView {
    let review = expect_context::<Review>();
    let list = review.desk.list;
    let (state, last, newer) = detail.with_value(|d| {
        let place = d.versions.iter().position(|version| version.instance_id == d.row.instance_id);
        let newer = place.and_then(|at| d.versions.get(at + 1..)).and_then(<[_]>::last).map(|version| version.instance_id.clone());
        (d.row.state, d.history.last().cloned(), newer)
    });
    let written = Memo::new(move |_| review.written().count);
    let way_on = move || {
        let after = list.around(&review.id.get_value()).and_then(|(before, _, after)| after.or(before));
        match after {
            Some(id) => view! { <a class="button main" id="way-on" href=address::review(&id)>{say(w::NEXT_ONE)}{icon(icon::NEXT)}</a> }.into_any(),
            None => view! { <a class="button main" id="way-on" href="/desk">{say(w::TO_WORK)}</a> }.into_any(),
        }
    };
    view! {
        <div class="decide">
            <div class="told row-flex"><StateChip state/> {last.map(|last| view! { <span class="why">{last.by.clone()} " · " {format::moment(last.at)}</span> })}
                {move || (written.get() > 0).then(|| view! { <span class="why">{words::fill(w::REMARKS_UNSENT, &[&written.get().to_string()])} " " <button type="button" class="link" on:click=move |_| review.drop_remarks()>{say(w::TAKE_BACK)}</button></span> })}
            </div>
            <span class="grow"></span>
            {newer.map(|id| view! { <a class="button" href=address::review(&id)>{move || say(w::NEWER)}</a> })}
            {way_on}
        </div>
    }
}
