//! What has really arrived: refused, sending, held, waiting, received, in this order, each with what to do.
//!
//! Invariant: "received" is said only with the server's receipt number; a failure stands at its row, not in passing.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::context::{Field, use_field};
use super::frame::{StateStrip, Tabs, TopBar, arrive, form_title};
use super::route::Route;
use super::trouble;
use super::when;
use crate::keep::{OutboxItem, OutboxState, Trouble};
use crate::ui::{Tone, chip::chip_with, icon};
use crate::words::{field as w, fill, fill_in, say, use_lang};

/// So many files have a line of their own; the rest fold into one.
const FILES_SHOWN: usize = 5;

/// The page.
#[component]
pub fn Outbox() -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_OUTBOX);
    let busy = RwSignal::new(false);
    let items = Memo::new(move |_| {
        let mut items = field.keep().outbox().get();
        items.sort_by_key(|item| (rank(&item.state), -item.finalized_at));
        items
    });
    let send = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let sent = field.keep().send_now().await;
            // Asking for news tells why nothing goes: no signal, a portal's page, an ended session.
            let news = field.keep().refresh().await;
            field.trouble.set(sent.and(news).err());
            busy.set(false);
        });
    };
    let waits = move || items.with(|items| items.iter().any(|i| !matches!(i.state, OutboxState::Received(_) | OutboxState::Refused(_))));
    view! {
        <div class="screen">
            <TopBar title=w::TAB_OUTBOX sub=Signal::derive(|| say(w::OUTBOX_SUB).to_owned()) />
            <StateStrip />
            <main class="close flush">
                {move || items.with(Vec::is_empty).then(|| view! {
                    <div class="card pad empty"><p>{say(w::OUTBOX_NONE)}</p><p class="small dim">{say(w::OUTBOX_NONE_SAYS)}</p></div>
                })}
                <div class="cards" data-list="outbox">{move || items.get().into_iter().map(|item| parcel(field, item)).collect_view()}</div>
                {move || items.with(|items| !items.is_empty() && items.iter().all(|i| matches!(i.state, OutboxState::Received(_)))).then(|| view! { <p class="note ok">{icon::icon(icon::CHECK)}<span>{say(w::ALL_SENT)}</span></p> })}
            </main>
            {move || waits().then(|| view! {
                <footer class="foot one">
                    <button type="button" class="button main" data-act="send" aria-busy=move || busy.get().to_string() on:click=send>
                        {move || say(if busy.get() { w::S_SENDING } else { w::SEND_NOW })}
                    </button>
                </footer>
            })}
            <Tabs />
        </div>
    }
}

fn rank(state: &OutboxState) -> u8 {
    match state {
        OutboxState::Refused(_) => 0,
        OutboxState::Sending => 1,
        OutboxState::Held(_) => 2,
        OutboxState::Waiting => 3,
        OutboxState::Received(_) => 4,
    }
}

fn parcel(field: Field, item: OutboxItem) -> impl IntoView {
    let online = field.keep().online().get();
    let (tone, mark, word) = match &item.state {
        OutboxState::Refused(_) => (Tone::Bad, icon::ALERT, w::S_REFUSED),
        OutboxState::Sending => (Tone::Info, icon::SHARE, w::S_SENDING),
        OutboxState::Held(_) => (Tone::Warn, icon::WARN, w::S_HELD),
        OutboxState::Waiting if online => (Tone::Info, icon::CLOCK, w::S_WAITING),
        OutboxState::Waiting => (Tone::Plain, icon::CLOCK, w::S_NO_SIGNAL),
        OutboxState::Received(receipt) if !receipt.missing.is_empty() => (Tone::Info, icon::SHARE, w::S_MEDIA_LEFT),
        OutboxState::Received(_) => (Tone::Ok, icon::CHECK, w::S_RECEIVED),
    };
    let title = fill(w::NAME_FORM, &[&item.name, &form_title(field, &item.form_id)]);
    let (id, state) = (item.id.clone(), state_name(&item.state));
    view! {
        <section class="card parcel" data-parcel=id data-state=state>
            <div class="top"><b>{title}</b>{chip_with(tone, Some(mark), say(word).to_owned())}</div>
            {body(field, item)}
        </section>
    }
}

fn state_name(state: &OutboxState) -> &'static str {
    match state {
        OutboxState::Refused(_) => "refused",
        OutboxState::Sending => "sending",
        OutboxState::Held(_) => "held",
        OutboxState::Waiting => "waiting",
        OutboxState::Received(_) => "received",
    }
}

fn body(field: Field, item: OutboxItem) -> AnyView {
    let lang = use_lang().get();
    match item.state.clone() {
        OutboxState::Refused(problem) => {
            let place = problem.places.first().map(|p| p.message.clone()).filter(|m| !m.is_empty());
            let words = trouble::whole(&Trouble::Refused(problem.clone()));
            let draft =
                field.keep().drafts().get().into_iter().find(|d| d.refused.is_some() && d.form_id == item.form_id && d.household == item.household);
            let at = problem.places.first().map(|p| p.path.clone());
            view! {
                <div class="fix">
                    <p class="small">{words}{place.map(|place| view! { <br />{place} })}</p>
                    {draft.map(|draft| view! {
                        <a class="quiet-link" href=Route::Fill { draft: draft.id, at, mends: None }.path()>{say(w::FIX)}{icon::icon(icon::NEXT)}</a>
                    })}
                </div>
            }
            .into_any()
        }
        OutboxState::Held(why) => {
            let go = match &why {
                Trouble::SignIn => Some((w::SIGN_IN, Route::SignIn)),
                Trouble::Full | Trouble::Store(_) => Some((w::SEE, Route::Me)),
                _ => None,
            };
            view! {
                <div class="fix">
                    <p class="small">{trouble::whole(&why)}</p>
                    {go.map(|(word, route)| view! { <a class="quiet-link" href=route.path()>{say(word)}{icon::icon(icon::NEXT)}</a> })}
                </div>
                {files(&item, true)}
            }
            .into_any()
        }
        OutboxState::Sending => files(&item, false).into_any(),
        OutboxState::Waiting if item.media.iter().any(|(.., sent)| *sent) => files(&item, true).into_any(),
        OutboxState::Waiting => {
            let bytes: u64 = item.media.iter().map(|(_, size, _)| size).sum();
            let what = match item.media.len() {
                0 => say(w::TEXT_ONLY).to_owned(),
                n => fill_in(lang, w::TEXT_AND_FILES, &[&n.to_string(), &size(bytes)]),
            };
            let then = say(if field.keep().online().get() { w::SENDS_SOON } else { w::SENDS_ITSELF });
            view! { <p class="small dim">{what}{say(w::STOP_BETWEEN)}{then}</p> }.into_any()
        }
        OutboxState::Received(receipt) => {
            let at = when::moment(lang, receipt.received_at, field.now());
            let left = !receipt.missing.is_empty();
            view! {
                <p class="small dim">{fill_in(lang, w::RECEIPT_AT, &[&at])}" "<span class="receipt-no">{receipt.number}</span></p>
                {left.then(|| files(&item, true))}
            }
            .into_any()
        }
    }
}

/// The text and each file: arrived or queueing; more than [`FILES_SHOWN`] fold into one line.
fn files(item: &OutboxItem, queued: bool) -> impl IntoView + use<> {
    let any_sent = item.media.iter().any(|(.., sent)| *sent);
    let text_arrived = any_sent || matches!(item.state, OutboxState::Received(_));
    let line = move |name: String, arrived: bool| {
        let state = if arrived {
            view! { <span class="ok">{icon::icon(icon::CHECK)}{say(w::ARRIVED)}</span> }.into_any()
        } else {
            view! { <span>{say(w::QUEUED)}</span> }.into_any()
        };
        view! { <li>{name}{state}</li> }
    };
    let mut media = item.media.clone();
    media.sort_by_key(|(.., sent)| *sent);
    let folded = media.len().saturating_sub(FILES_SHOWN);
    let rows: Vec<_> = media.into_iter().take(FILES_SHOWN).map(|(name, bytes, sent)| line(file_words(&name, bytes), sent)).collect();
    (!(rows.is_empty() && queued)).then(|| {
        view! {
            <ul class="blobs">
                {line(say(w::TEXT).to_owned(), text_arrived)}
                {rows}
                {(folded > 0).then(|| view! { <li>{fill(w::FILES_MORE, &[&folded.to_string()])}</li> })}
            </ul>
        }
    })
}

/// A kept file is named by a random id: people read its kind and size.
fn file_words(name: &str, bytes: u64) -> String {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let kind = match ending.as_str() {
        "jpg" | "jpeg" | "webp" | "heic" => w::KIND_PHOTO,
        "png" => w::KIND_DRAWN,
        "m4a" | "mp3" | "ogg" | "webm" | "wav" => w::KIND_SOUND,
        "mp4" | "mov" => w::KIND_VIDEO,
        _ => w::KIND_FILE,
    };
    format!("{} {}", say(kind), size(bytes))
}

/// 90 KB, 1.4 MB.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// After finalizing: kept on this phone, and how far it is on its way.
#[component]
pub fn Kept(
    /// instanceID.
    id: String,
) -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_KEPT);
    let id = StoredValue::new(id);
    let item = Memo::new(move |_| field.keep().outbox().get().into_iter().find(|item| id.with_value(|id| item.id == *id)));
    let heading = move || match item.get().map(|i| i.state) {
        Some(OutboxState::Received(_)) => say(w::KEPT_RECEIVED),
        Some(OutboxState::Refused(_)) => say(w::S_REFUSED),
        _ => say(w::KEPT_HEAD),
    };
    view! {
        <div class="screen">
            <header class="bar top"><div class="name"><b>{move || item.get().map(|i| form_title(field, &i.form_id)).unwrap_or_default()}</b></div></header>
            <StateStrip />
            <main class="close">
                <div class="kept"><div class="mark">{icon::icon(icon::CHECK)}</div><h1 tabindex="-1">{heading}</h1></div>
                {move || item.get().map(|item| parcel(field, item))}
                {move || (!matches!(item.get().map(|i| i.state), Some(OutboxState::Received(_)))).then(|| view! {
                    <p class="note">{icon::icon(icon::SHIELD)}<span>{say(w::KEPT_SAYS)}</span></p>
                })}
            </main>
            <footer class="foot duo">
                <a class="button" href=Route::Outbox.path()>{move || say(w::TO_OUTBOX)}</a>
                <a class="button main" data-act="home" href=Route::Home.path()>{move || say(w::TO_HOME)}</a>
            </footer>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!(size(812), "812 B");
        assert_eq!(size(90_000), "90 KB");
        assert_eq!(size(1_430_000), "1.4 MB");
    }
}
