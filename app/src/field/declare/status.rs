//! Where a declaration stands, in a neighbour's words: by receipt number and the last four digits of the telephone.
//!
//! Invariant: the tail of the telephone is never kept; only what the server says of this one number is shown.

use api::{DeclareStatus, StatusStep};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{call, use_link};
use crate::field::context::{Field, use_field};
use crate::field::frame::arrive;
use crate::field::household::day_words;
use crate::field::route::Route;
use crate::field::trouble::trouble_note;
use crate::field::when;
use crate::keep::{OutboxState, Trouble};
use crate::ui::icon;
use crate::words::{common, field as w, fill, pick, say, use_lang};

/// The page.
#[component]
pub fn StatusPage() -> impl IntoView {
    let (field, link) = (use_field(), use_link());
    arrive(w::TITLE_STATUS);
    let kept = link.keep().outbox().get_untracked().into_iter().find_map(|item| match item.state {
        OutboxState::Received(receipt) => Some(receipt.number),
        _ => None,
    });
    let number = RwSignal::new(kept.unwrap_or_default());
    let tail = RwSignal::new(String::new());
    let found = RwSignal::new(None::<(DeclareStatus, i64)>);
    let trouble = RwSignal::new(None::<Trouble>);
    let ask = move || {
        spawn_local(async move {
            let outcome = link.keep().status(number.get_untracked().trim(), tail.get_untracked().trim()).await;
            match outcome {
                Ok(status) => {
                    found.set(Some((status, field.now().unix_ms)));
                    trouble.set(None);
                }
                Err(why) => trouble.set(Some(why)),
            }
        });
    };
    let sub = move || found.get().map_or_else(|| link.village(), |(status, _)| fill(w::D_NUMBER_IS, &[&status.number]));
    view! {
        <div class="screen">
            <header class="bar">
                <button type="button" class="button" data-act="back" aria-label=move || say(common::BACK) on:click=move |_| field.back(Route::Declare(link.token.get_value()))>{icon::icon(icon::BACK)}</button>
                <div class="name"><h1 class="bar-head" tabindex="-1">{move || say(w::D_STATUS_HEAD)}</h1><span class="sub">{sub}</span></div>
                {call(link.phone())}
            </header>
            <main class="close">
                {move || match found.get() {
                    None => view! { <Ask number=number tail=tail go=UnsyncCallback::new(move |()| ask()) /> }.into_any(),
                    Some((status, at)) => view! {
                        <div class="card pad status-card"><ol class="line-of">{steps(field, status.steps)}</ol></div>
                        <div class="card asks"><p>
                            <span>{fill(w::D_UPDATED, &[&when::moment(use_lang().get(), at, field.now())])}</span>
                            <button type="button" class="quiet-link" data-act="refresh" on:click=move |_| ask()>{icon::icon(icon::RETRY)}{say(w::D_REFRESH)}</button>
                        </p></div>
                    }.into_any(),
                }}
                {move || trouble.get().map(trouble_note)}
            </main>
        </div>
    }
}

fn steps(field: Field, steps: Vec<StatusStep>) -> impl IntoView {
    steps
        .into_iter()
        .map(|step| {
            let done = step.day.is_some() && !step.now;
            let class = if step.now {
                "now"
            } else if done {
                "done"
            } else {
                "next"
            };
            let day = step.day.map(|day| day_words(field, &day));
            view! {
                <li class=class aria-current=step.now.then_some("step")>
                    <i>{done.then(|| icon::icon(icon::CHECK))}</i>
                    <b>{pick(&step.name)}</b>
                    <p class="small">{day.unwrap_or_else(|| say(if step.now { w::D_NOW } else { w::D_TO_COME }).to_owned())}</p>
                </li>
            }
        })
        .collect_view()
}

#[component]
fn Ask(number: RwSignal<String>, tail: RwSignal<String>, go: UnsyncCallback<()>) -> impl IntoView {
    view! {
        <form class="sign-in-form" on:submit=move |event| { event.prevent_default(); go.run(()); }>
            <div class="field">
                <label for="number">{move || say(w::D_NUMBER_LABEL)}</label>
                <input id="number" class="input" autocomplete="off" autocapitalize="characters" required prop:value=move || number.get() on:input:target=move |e| number.set(e.target().value()) />
            </div>
            <div class="field">
                <label for="tail">{move || say(w::D_TAIL)}</label>
                <input id="tail" class="input" inputmode="numeric" pattern="[0-9]{4}" maxlength="4" autocomplete="off" required prop:value=move || tail.get() on:input:target=move |e| tail.set(e.target().value()) />
            </div>
            <button type="submit" class="button main" data-act="ask">{move || say(w::D_PROGRESS)}</button>
        </form>
    }
}
