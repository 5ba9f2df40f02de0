//! Head of a review: whose household, which form, who came when, and the neighbours in the queue.

use api::{Detail, Level, SubmissionState};
use leptos::prelude::*;

use super::Review;
use crate::desk::queue::{DueChip, StateChip};
use crate::desk::{address, format, pick};
use crate::ui::icon::{self, icon};
use crate::words::{self, Lang, desk as w, say, t};

/// The head.
#[component]
pub(super) fn Head(detail: Detail) -> impl IntoView {
    let desk = expect_context::<Review>().desk;
    let row = detail.row.clone();
    let places: Vec<_> = row.area.iter().filter(|area| area.level >= Level::Village).map(|area| area.name.clone()).collect();
    let household = row.household.clone();
    let number = row.number.clone();
    let under = move || {
        let place = places.iter().map(|name| pick(desk.lang.get(), name)).collect::<String>();
        [household.clone().unwrap_or_default(), place, number.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let form = row.form.clone();
    let skew = detail.clock_skew_ms;
    let declared = row.source == api::Source::Household;
    let back = move || desk.list.asked.with(|asked| asked.as_ref().map_or_else(|| "/desk".to_owned(), address::page));
    view! {
        <div class="head">
            <a class="button icon-only" href=back aria-label=move || say(w::BACK_TO_LIST)>{icon(icon::BACK)}</a>
            <h1 id="heading" tabindex="-1">{row.name.clone()} <span class="under">{under}</span></h1>
            <div class="acts"><Neighbours/></div>
        </div>
        <div class="foot-note facts">
            <StateChip state=row.state/>
            <span>{move || pick(desk.lang.get(), &form)}</span>
            <span>{if declared { view! { <span class="chip info">{icon(icon::HOME)}{move || say(w::BY_HOUSEHOLD)}</span> }.into_any() } else { row.by.clone().into_any() }}</span>
            {detail.minutes.map(|minutes| view! { <span>{move || words::fill(w::MINUTES, &[&minutes.to_string()])}</span> })}
            <span>{move || words::fill(w::RECEIVED_AT, &[&format::moment(row.received_at)])} {move || skew_words(desk.lang.get(), skew)}</span>
            {(row.state == SubmissionState::Received).then(|| view! { <span>{move || say(w::COL_DUE)} " " <DueChip day=row.due.clone()/></span> })}
        </div>
    }
}

/// The clock of the phone against the server's, when they differ by a second or more.
fn skew_words(lang: Lang, ms: i64) -> String {
    let (minutes, seconds, ahead) = format::skew(ms);
    let word = if ahead { w::CLOCK_AHEAD } else { w::CLOCK_BEHIND };
    let amount = match (minutes, seconds) {
        (0, 0) => return String::new(),
        (0, seconds) => t(lang, w::SECONDS).replace("{}", &seconds.to_string()),
        (minutes, _) => t(lang, w::MINUTES_SHORT).replace("{}", &format::grouped(&minutes.to_string())),
    };
    t(lang, word).replace("{}", &amount)
}

/// Previous, place in the list, next.
#[component]
fn Neighbours() -> impl IntoView {
    let review = expect_context::<Review>();
    let list = review.desk.list;
    let link = |to: Option<String>, word: words::Word, rel: &'static str| match to {
        Some(id) => view! { <a href=address::review(&id) data-rel=rel>{say(word)}</a> }.into_any(),
        None => view! { <span class="off">{say(word)}</span> }.into_any(),
    };
    move || {
        list.around(&review.id.get_value()).map(|(before, place, after)| {
            view! {
                <nav class="seg" aria-label=say(w::NEIGHBOURS)>
                    {link(before, w::PREVIOUS, "previous")}
                    <span><b>{place}</b> " / " {list.total.get()}</span>
                    {link(after, w::NEXT, "next")}
                </nav>
            }
        })
    }
}
