//! Photos, signatures and sounds of a submission. A missing one keeps its frame, with the reason in it.

use api::{Detail, Evidence};
use leptos::prelude::*;

use super::Review;
use crate::desk::server;
use crate::ui::Dialog;
use crate::ui::icon::{self, icon};
use crate::words::{self, desk as w, say};

/// The thumbs; a tap shows one large.
#[component]
pub(super) fn Photos(detail: StoredValue<Detail>) -> impl IntoView {
    let media = detail.with_value(|d| d.media.clone());
    let large = RwSignal::new(None::<usize>);
    let open = RwSignal::new(false);
    Effect::new(move || {
        if !open.get() {
            large.set(None);
        }
    });
    let missing = media.iter().filter(|evidence| !evidence.here).count();
    let count = media.len();
    let kept = StoredValue::new(media.clone());
    (count > 0).then(|| view! {
        <section class="panel">
            <header><h2>{move || say(w::PHOTOS)}</h2><span class="end">{count}{(missing > 0).then(|| view! { <span class="warned">{move || words::fill(w::PHOTOS_MISSING, &[&missing.to_string()])}</span> })}</span></header>
            <div class="thumbs pad">
                {media.into_iter().enumerate().map(|(index, evidence)| view! { <Thumb evidence on_open=move || { large.set(Some(index)); open.set(true); }/> }).collect_view()}
            </div>
            <Dialog open class="light" label=Signal::derive(move || say(w::PHOTOS).to_owned())>
                {move || large.get().and_then(|index| kept.with_value(|media| media.get(index).cloned())).map(|evidence| view! { <Large evidence open large count/> })}
            </Dialog>
        </section>
    })
}

fn address_of(evidence: &Evidence) -> String {
    server::media(
        &expect_context::<Review>().detail.with_untracked(|d| d.as_ref().map(|d| d.row.instance_id.clone()).unwrap_or_default()),
        &evidence.info.sha256,
    )
}

#[component]
fn Thumb(evidence: Evidence, on_open: impl Fn() + 'static) -> impl IntoView {
    let broken = RwSignal::new(false);
    let src = address_of(&evidence);
    let label = evidence.label.clone();
    let frame = if !evidence.here {
        view! { <span class="frame">{icon(icon::CAMERA)}<small>{move || say(w::NOT_HERE_YET)}</small></span> }.into_any()
    } else if evidence.info.kind.starts_with("audio/") {
        view! { <audio class="frame" controls preload="none" src=src></audio> }.into_any()
    } else {
        view! {
            <button type="button" class="frame" aria-label=move || words::fill(w::SHOW_LARGE, &[&label]) on:click=move |_| on_open() hidden=move || broken.get()>
                <img src=src alt="" loading="lazy" decoding="async" on:error=move |_| broken.set(true)/>
            </button>
            <span class="frame" hidden=move || !broken.get()>{icon(icon::CAMERA)}<small>{move || say(w::NOT_SHOWN)}</small></span>
        }.into_any()
    };
    view! { <figure>{frame}<figcaption title=evidence.label.clone()>{evidence.label.clone()}</figcaption></figure> }
}

/// One photo large, with its neighbours.
#[component]
fn Large(evidence: Evidence, open: RwSignal<bool>, large: RwSignal<Option<usize>>, count: usize) -> impl IntoView {
    let step = move |by: isize| large.update(|at| *at = at.map(|at| at.saturating_add_signed(by).min(count - 1)));
    let place = move || large.get().map_or(0, |at| at + 1);
    view! {
        <figure class="large">
            {if evidence.here { view! { <img src=address_of(&evidence) alt=evidence.label.clone()/> }.into_any() } else { view! { <p class="nothing">{move || say(w::NOT_HERE_YET)}</p> }.into_any() }}
            <figcaption>
                <b class="grow">{evidence.label.clone()}</b> <span class="dim">{move || place().to_string()} " / " {count}</span>
                <button type="button" class="button s" disabled=move || { place() <= 1 } on:click=move |_| step(-1)>{move || say(w::PHOTO_BEFORE)}</button>
                <button type="button" class="button s" disabled=move || { place() >= count } on:click=move |_| step(1)>{move || say(w::PHOTO_AFTER)}</button>
                <button type="button" class="button s" on:click=move |_| open.set(false)>{icon(icon::CLOSE)}{move || say(w::CLOSE)}</button>
            </figcaption>
        </figure>
    }
}
