//! Beside the answers: quality flags, versions, history.

use api::{Detail, Flag, Happened};
use leptos::prelude::*;

use super::Review;
use super::answers::answer_id;
use crate::desk::queue::{StateChip, flag_look};
use crate::desk::{address, format, pick};
use crate::platform::view;
use crate::ui::icon::{self, icon};
use crate::words::{self, desk as w, say};

/// The flags; what the server computed differently stands above all others.
#[component]
pub(super) fn Flags(detail: StoredValue<Detail>) -> impl IntoView {
    let differences = detail.with_value(|d| d.differences.clone());
    // The list's own flag for differences is told by the lines below.
    let flags: Vec<_> =
        detail.with_value(|d| d.row.flags.iter().filter(|flag| flag.code != "differs" || d.differences.is_empty()).cloned().collect());
    let count = flags.len() + usize::from(!differences.is_empty());
    let lines = differences
        .into_iter()
        .map(|differing| {
            let to = answer_id(&differing.path);
            let show = |value: &str| if value.is_empty() { "—".to_owned() } else { format::grouped(value) };
            let values = [show(&differing.sent), show(&differing.computed)];
            view! {
                <li><button type="button" class="link" on:click=move |_| view::reveal(&to, false)>{differing.label}</button>
                <span>{move || words::fill(w::SENT_COMPUTED, &[&values[0], &values[1]])}</span></li>
            }
        })
        .collect::<Vec<_>>();
    let computed = detail.with_value(|d| d.sections.iter().flat_map(|section| &section.answers).any(|answer| answer.computed));
    view! {
        <section class="panel">
            <header><h2>{move || say(w::FLAGS)}</h2><span class="end">{move || words::fill(w::FLAGS_N, &[&count.to_string()])}</span></header>
            {if lines.is_empty() {
                computed.then(|| view! { <div class="flag ok">{icon(icon::CHECK)}<b>{move || say(w::SERVER_AGREES_ALL)}</b></div> }.into_any())
            } else {
                let count = lines.len().to_string();
                Some(view! {
                    <div class="flag bad" role="alert">{icon(icon::CALC)}<b>{move || words::fill(w::SERVER_DIFFERS_N, &[&count])}</b><ul class="differing">{lines}</ul></div>
                }.into_any())
            }}
            {flags.into_iter().map(|flag| view! { <FlagLine flag/> }).collect_view()}
            {(count == 0).then(|| view! { <div class="flag ok">{icon(icon::CHECK)}<b>{move || say(w::NO_FLAGS)}</b></div> })}
        </section>
    }
}

#[component]
fn FlagLine(flag: Flag) -> impl IntoView {
    let desk = expect_context::<Review>().desk;
    let (tone, sign) = flag_look(&flag.code);
    view! { <div class=format!("flag {tone}")>{icon(sign)}<b>{move || pick(desk.lang.get(), &flag.words)}</b></div> }
}

/// The versions, when there are several: each can be read.
#[component]
pub(super) fn Versions(detail: StoredValue<Detail>) -> impl IntoView {
    let (versions, here) = detail.with_value(|d| (d.versions.clone(), d.row.instance_id.clone()));
    (versions.len() > 1).then(|| view! {
        <section class="panel">
            <header><h2>{move || say(w::VERSIONS)}</h2><span class="end">{versions.len()}</span></header>
            <ol class="versions">
                {versions.into_iter().enumerate().map(|(index, version)| {
                    let number = (index + 1).to_string();
                    view! {
                        <li><a href=address::review(&version.instance_id) aria-current=(version.instance_id == here).then_some("true")>
                            <b>{move || words::fill(w::VERSION_N, &[&number])}</b> <span class="dim">{format::moment(version.received_at)}</span> <StateChip state=version.state/>
                        </a></li>
                    }
                }).collect_view()}
            </ol>
        </section>
    })
}

/// What happened so far.
#[component]
pub(super) fn History(events: Vec<Happened>) -> impl IntoView {
    let desk = expect_context::<Review>().desk;
    (!events.is_empty()).then(|| view! {
        <section class="panel">
            <header><h2>{move || say(w::HISTORY)}</h2></header>
            <ol class="line-list pad">
                {events.into_iter().map(|event| view! {
                    <li><time>{format::moment(event.at)}</time><i></i><span>{move || pick(desk.lang.get(), &event.what)}</span><span class="by">{event.by.clone()}</span></li>
                }).collect_view()}
            </ol>
        </section>
    })
}
