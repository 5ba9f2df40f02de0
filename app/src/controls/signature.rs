//! A signature by finger, kept as PNG when the finger has rested; or a photo of a fingerprint on paper.

use leptos::{ev, html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::Asked;
use super::frame::{Around, frame};
use super::image::{keep, picture_of, say_trouble};
use crate::platform::files::{self, PHOTO_EDGE};
use crate::platform::ink::Ink;
use crate::ui::icon::{self, icon};
use crate::words::{self, say, use_lang};

/// Rest of the finger after which the strokes are kept: between two characters of a name it is shorter.
const REST_MS: u64 = 900;

/// Asks for a signature.
pub(super) fn signature(asked: Asked) -> AnyView {
    let trouble = RwSignal::new(None::<String>);
    let redo = RwSignal::new(false);
    let picture = picture_of(asked);
    let lang = use_lang();
    let chosen = move |event: ev::Event| {
        let Some(file) = files::chosen(&event).into_iter().next() else { return };
        let edge = asked.parameter("max-pixels").and_then(|p| p.parse().ok()).unwrap_or(PHOTO_EDGE);
        spawn_local(async move {
            let kept = match files::image(&file, edge, &[]).await {
                Ok(content) => keep(asked, "jpg", content).await,
                Err(why) => Err(say_trouble(lang.get_untracked(), why)),
            };
            if kept.is_ok() {
                redo.try_set(false);
            }
            trouble.try_set(kept.err());
        });
    };
    let drawing = Memo::new(move |_| redo.get() || asked.value().is_empty());
    let surface = move || {
        if drawing.get() {
            pad(asked, redo, trouble)
        } else {
            view! {
                <figure class="shot ink">
                    {move || picture.get().map(|address| view! { <img src=address alt=move || say(words::fill::SIGNATURE) /> })}
                </figure>
                <button type="button" class="button wide" data-act="redo" disabled=move || asked.locked() on:click=move |_| redo.set(true)>{icon(icon::RETRY)}{move || say(words::fill::SIGN_AGAIN)}</button>
            }
            .into_any()
        }
    };
    let body = view! {
        {surface}
        <label class="button file wide" class:locked=move || asked.locked()>
            {icon(icon::CAMERA)}
            <span>{move || say(words::fill::SIGN_PHOTO)}</span>
            <input type="file" accept="image/*" disabled=move || asked.locked() aria-describedby=asked.described() on:change=chosen />
        </label>
        {move || trouble.get().map(|why| view! { <p class="note bad" role="alert">{icon(icon::ALERT)}<span>{why}</span></p> })}
    };
    frame(asked, Around::Set, body.into_any())
}

fn pad(asked: Asked, redo: RwSignal<bool>, trouble: RwSignal<Option<String>>) -> AnyView {
    let canvas = NodeRef::<html::Canvas>::new();
    let ink: StoredValue<Option<Ink>, LocalStorage> = StoredValue::new_local(None);
    let drawn = RwSignal::new(false);
    // Only the last rest counts: a stroke begun meanwhile makes the earlier one stale.
    let strokes = StoredValue::new(0_u32);
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            ink.set_value(Ink::new(&canvas));
        }
    });
    let save = move || {
        let Some(Some(ink)) = ink.try_get_value() else { return };
        spawn_local(async move {
            let Some(content) = ink.png().await else { return };
            let kept = keep(asked, "png", content).await;
            if kept.is_ok() {
                redo.try_set(false);
            }
            trouble.try_set(kept.err());
        });
    };
    let down = move |event: ev::PointerEvent| {
        if asked.view.with_untracked(|v| v.readonly) || asked.read_only {
            return;
        }
        event.prevent_default();
        strokes.update_value(|s| *s += 1);
        ink.with_value(|i| i.iter().for_each(|i| i.down(&event)));
        drawn.set(true);
    };
    let moved = move |event: ev::PointerEvent| ink.with_value(|i| i.iter().for_each(|i| i.stroke(&event)));
    let up = move |event: ev::PointerEvent| {
        if !ink.with_value(|i| i.as_ref().is_some_and(|i| i.up(&event))) {
            return;
        }
        let mine = strokes.get_value();
        set_timeout(
            move || {
                if strokes.try_get_value() == Some(mine) {
                    save();
                }
            },
            std::time::Duration::from_millis(REST_MS),
        );
    };
    let clear = move |_| {
        strokes.update_value(|s| *s += 1);
        ink.with_value(|i| i.iter().for_each(Ink::clear));
        drawn.set(false);
    };
    view! {
        <div class="pad-area">
            <canvas node_ref=canvas class="ink-pad" aria-label=move || say(words::fill::SIGN_HERE) on:pointerdown=down on:pointermove=moved on:pointerup=up on:pointercancel=up></canvas>
            {move || (!drawn.get()).then(|| view! { <span class="ink-hint dim">{say(words::fill::SIGN_HERE)}</span> })}
        </div>
        <button type="button" class="quiet-link" on:click=clear>{icon(icon::ERASE)}{move || say(words::fill::SIGN_CLEAR)}</button>
    }
    .into_any()
}
