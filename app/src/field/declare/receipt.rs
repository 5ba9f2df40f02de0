//! The receipt in the hand: the number large, dates, telephone, a picture of it, clearing a borrowed phone.
//!
//! Invariant: no name, identity number or illness here or in the picture; no number before the server gave one.

use api::Receipt;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{LinkBar, use_link};
use crate::field::context::use_field;
use crate::field::frame::arrive;
use crate::field::route::Route;
use crate::field::trouble::{trouble_note, whole};
use crate::field::when::{self, Day};
use crate::keep::{OutboxState, Trouble};
use crate::platform::page;
use crate::ui::{Dialog, icon};
use crate::words::{common, field as w, fill, say, use_lang};

/// Working days until the office answers (outside rule: 20 working days; the server's own word is not in the receipt).
const ANSWER_WORKING_DAYS: u32 = 20;

/// The page.
#[component]
pub fn ReceiptPage(
    /// instanceID.
    id: String,
) -> impl IntoView {
    let (field, link) = (use_field(), use_link());
    arrive(w::TITLE_RECEIPT);
    let id = StoredValue::new(id);
    let item = Memo::new(move |_| link.keep().outbox().get().into_iter().find(|item| id.with_value(|id| item.id == *id)));
    let receipt = Memo::new(move |_| match item.get().map(|i| i.state) {
        Some(OutboxState::Received(receipt)) => Some(receipt),
        _ => None,
    });
    let gone = move || item.get().is_none();
    let trouble = RwSignal::new(None::<Trouble>);
    let send = move |_| spawn_local(async move { trouble.set(link.keep().send_now().await.err()) });
    view! {
        <div class="screen">
            <LinkBar />
            <main class="close">
                {move || match receipt.get() {
                    Some(receipt) => ticket(&receipt).into_any(),
                    None if gone() => view! { <section class="ticket unsent"><h1 tabindex="-1">{say(w::D_GONE)}</h1></section> }.into_any(),
                    None => unsent(item.get().map(|i| i.state)).into_any(),
                }}
                {move || trouble.get().map(trouble_note)}
                {move || receipt.get().map(|receipt| { let (visit, answer) = days(link, &receipt); next_steps(field.now(), visit, answer, link) })}
                <div class="card asks">
                    {move || receipt.get().map(|_| view! {
                        <p><span>{say(w::D_BY_NUMBER)}</span><a class="quiet-link" href=Route::DeclareStatus(link.token.get_value()).path()>{say(w::D_PROGRESS)}{icon::icon(icon::NEXT)}</a></p>
                    })}
                    <p><span>{move || say(w::D_BORROWED)}</span><Clear sent=Signal::derive(move || receipt.get().is_some()) /></p>
                </div>
            </main>
            {move || match receipt.get() {
                Some(receipt) => view! {
                    <footer class="foot duo">
                        <button type="button" class="button" data-act="print" on:click=move |_| page::print()>{icon::icon(icon::PRINT)}{say(w::PRINT)}</button>
                        <button type="button" class="button main" data-act="picture" on:click=move |_| picture(link, &receipt, field.now())>{icon::icon(icon::PICTURE)}{say(w::SAVE_PICTURE)}</button>
                    </footer>
                }.into_any(),
                None if gone() => ().into_any(),
                None => view! { <footer class="foot one"><button type="button" class="button main" data-act="send" on:click=send>{say(w::SEND_NOW)}</button></footer> }.into_any(),
            }}
        </div>
    }
}

/// The last digits stand apart, so that they can be read out and copied.
fn ticket(receipt: &Receipt) -> impl IntoView + use<> {
    let number = receipt.number.clone();
    let shown = number.clone();
    let long = number.chars().count() > 9;
    view! {
        <section class="ticket">
            <h1 tabindex="-1" class="ticket-state">{icon::icon(icon::CHECK)}{move || say(w::S_RECEIVED)}</h1>
            <p class="no" class:long=long data-number=number>{shown}</p>
            <p class="dim">{move || say(w::D_NUMBER)}</p>
        </section>
    }
}

fn unsent(state: Option<OutboxState>) -> impl IntoView {
    let reason = match state {
        Some(OutboxState::Held(why)) => Some(why),
        Some(OutboxState::Refused(problem)) => Some(Trouble::Refused(problem)),
        _ => None,
    };
    view! {
        <section class="ticket unsent">
            <h1 tabindex="-1" class="ticket-state">{icon::icon(icon::CLOCK)}{move || say(w::D_UNSENT)}</h1>
            <p>{move || reason.as_ref().map_or_else(|| say(w::D_UNSENT_SAYS).to_owned(), whole)}</p>
            <p class="dim">{move || say(w::D_UNSENT_STAY)}</p>
        </section>
    }
}

fn days(link: super::Link, receipt: &Receipt) -> (Day, Day) {
    let offset = crate::platform::clock::offset_at(receipt.received_at);
    let visit = link.keep().visit_by(&receipt.instance_id).as_deref().and_then(when::parse);
    let working = link.invitation.with_value(|i| i.visit_days);
    let visit = visit.unwrap_or_else(|| when::working_days_after(receipt.received_at, offset, working));
    (visit, when::working_days_after(receipt.received_at, offset, ANSWER_WORKING_DAYS))
}

fn next_steps(now: forms::Instant, visit: Day, answer: Day, link: super::Link) -> impl IntoView {
    let lang = use_lang().get();
    let (today, _) = when::local(now.unix_ms, now.offset_min);
    let working = link.invitation.with_value(|i| i.visit_days).to_string();
    view! {
        <h2 class="next-head">{say(w::D_NEXT)}</h2>
        <ol class="line-of">
            <li class="now"><i></i><b>{fill(w::BY_DAY, &[&when::day(lang, visit, today)])}</b><p class="small">{fill(w::D_VISIT, &[&working])}</p></li>
            <li class="next"><i></i><b class="firm">{fill(w::BY_DAY, &[&when::day(lang, answer, today)])}</b><p class="small">{fill(w::D_ANSWER, &[&ANSWER_WORKING_DAYS.to_string()])}</p></li>
        </ol>
    }
}

fn picture(link: super::Link, receipt: &Receipt, now: forms::Instant) {
    let lang = use_lang().get_untracked();
    let (today, _) = when::local(now.unix_ms, now.offset_min);
    let (visit, answer) = days(link, receipt);
    let (visit, answer) = (fill(w::BY_DAY, &[&when::day(lang, visit, today)]), fill(w::BY_DAY, &[&when::day(lang, answer, today)]));
    let working = link.invitation.with_value(|i| i.visit_days).to_string();
    let visit = format!("{visit} {}", fill(w::D_VISIT, &[&working]));
    let answer = format!("{answer} {}", fill(w::D_ANSWER, &[&ANSWER_WORKING_DAYS.to_string()]));
    let head = format!("{} {}", say(w::D_NAME), link.village());
    let received = fill(w::RECEIVED_AT, &[&when::moment(lang, receipt.received_at, now)]);
    let phone = fill(crate::words::ui::CALL, &[&link.phone()]);
    let line = |text, size, bold, above| page::Line { text, size, bold, above };
    let lines = [
        line(&head, 44, false, 0),
        line(&received, 44, false, 24),
        line(&receipt.number, 110, true, 40),
        line(say(w::D_NUMBER), 40, false, 8),
        line(&visit, 44, false, 56),
        line(&answer, 44, false, 20),
        line(&phone, 44, true, 56),
    ];
    page::save_picture(&format!("{}.png", receipt.number), &lines);
}

/// Clearing a borrowed phone, after a second question that says what stays at the office. Before it is sent it cannot be cleared.
#[component]
fn Clear(sent: Signal<bool>) -> impl IntoView {
    let (field, link) = (use_field(), use_link());
    let open = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let clear = move |_| {
        open.set(false);
        spawn_local(async move {
            match link.keep().forget().await {
                Ok(()) => field.go_instead(Route::Declare(link.token.get_value())),
                Err(why) => trouble.set(Some(why)),
            }
        });
    };
    view! {
        <button type="button" class="quiet-link bad" data-act="clear" on:click=move |_| open.set(true)>{icon::icon(icon::TRASH)}{move || say(w::D_CLEAR)}</button>
        <Dialog open=open label=Signal::derive(|| say(w::D_CLEAR).to_owned())>
            <h2>{move || say(if sent.get() { w::D_CLEAR_ASK } else { w::D_CLEAR_NOT })}</h2>
            <p>{move || say(if sent.get() { w::D_CLEAR_SAYS } else { w::D_CLEAR_NOT_SAYS })}</p>
            <div class="dialog-foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>{move || say(if sent.get() { common::CANCEL } else { crate::words::ui::CLOSE })}</button>
                {move || sent.get().then(|| view! { <button type="button" class="button bad" data-act="clear-sure" on:click=clear>{say(w::D_CLEAR)}</button> })}
            </div>
        </Dialog>
        {move || trouble.get().map(|why| view! { <span class="why small">{whole(&why)}</span> })}
    }
}
