//! A signature by finger, kept as PNG when the finger has rested; or a photo of a fingerprint on paper.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::{ev, html, prelude::*};

use super::Asked;
use super::frame::{Around, frame};
use super::image::{keep, picture_of, say_trouble};
use crate::platform::files::{self, PHOTO_EDGE};
use crate::platform::ink::Ink;
use crate::ui::icon::{self, icon};
use crate::words::{self, Lang, say, t, use_lang};

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
        let now = lang.get_untracked();
        let made = async move {
            let content = files::image(&file, edge, &[]).await.map_err(|why| say_trouble(now, why))?;
            redo.try_set(false);
            Ok((content, "jpg".to_owned()))
        };
        keep(asked, trouble, made, || true);
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

/// What is on the surface, and how much of it is kept.
#[derive(Default)]
struct Pad {
    ink: RefCell<Option<Ink>>,
    /// Strokes begun, and up to which one the picture is (being) stored.
    strokes: Cell<u32>,
    kept: Cell<u32>,
}

/// Stores what is drawn and not stored yet, as work the page waits for. The surface stays as it is: a name may have one more character.
fn store(asked: Asked, pad: &Rc<Pad>, trouble: RwSignal<Option<String>>, lang: Lang) {
    let mine = pad.strokes.get();
    let Some(ink) = pad.ink.borrow().clone() else { return };
    if mine == pad.kept.get() {
        return;
    }
    let before = pad.kept.replace(mine);
    let (failing, later) = (pad.clone(), pad.clone());
    let made = async move {
        let content = ink.png().await;
        if content.is_none() {
            failing.kept.set(before);
        }
        content.map(|content| (content, "png".to_owned())).ok_or_else(|| t(lang, words::fill::SIGN_LOST).to_owned())
    };
    // A stroke begun meanwhile makes this picture stale; its own rest stores the whole.
    keep(asked, trouble, made, move || later.strokes.get() == mine);
}

fn pad(asked: Asked, redo: RwSignal<bool>, trouble: RwSignal<Option<String>>) -> AnyView {
    let lang = use_lang().get_untracked();
    let canvas = NodeRef::<html::Canvas>::new();
    let drawn = RwSignal::new(false);
    let pad = Rc::new(Pad::default());
    let (before, last) = (asked.given.with_value(|g| g.files.before.clone()), pad.clone());
    before(Rc::new(move || store(asked, &last, trouble, lang)));
    let pad = StoredValue::new_local(pad);
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            pad.with_value(|pad| *pad.ink.borrow_mut() = Ink::new(&canvas));
        }
    });
    let down = move |event: ev::PointerEvent| {
        if asked.view.with_untracked(|v| v.locked()) || asked.read_only {
            return;
        }
        event.prevent_default();
        pad.with_value(|pad| {
            pad.strokes.set(pad.strokes.get() + 1);
            pad.ink.borrow().iter().for_each(|ink| ink.down(&event));
        });
        drawn.set(true);
        // The surface stays until the page is turned.
        redo.set(true);
    };
    let moved = move |event: ev::PointerEvent| pad.with_value(|pad| pad.ink.borrow().iter().for_each(|ink| ink.stroke(&event)));
    let up = move |event: ev::PointerEvent| {
        let pad = pad.get_value();
        if !pad.ink.borrow().as_ref().is_some_and(|ink| ink.up(&event)) {
            return;
        }
        let mine = pad.strokes.get();
        set_timeout(
            move || {
                if pad.strokes.get() == mine {
                    store(asked, &pad, trouble, lang);
                }
            },
            std::time::Duration::from_millis(REST_MS),
        );
    };
    let clear = move |_| {
        pad.with_value(|pad| {
            // Nothing drawn is nothing to keep; what was kept of it is taken back.
            let strokes = pad.strokes.get() + 1;
            pad.strokes.set(strokes);
            pad.kept.set(strokes);
            pad.ink.borrow().iter().for_each(Ink::clear);
        });
        if drawn.get_untracked() {
            asked.answer(String::new());
        }
        drawn.set(false);
    };
    view! {
        <div class="pad-area">
            <canvas node_ref=canvas class="ink-pad" aria-label=move || say(words::fill::SIGN_HERE) on:pointerdown=down on:pointermove=moved on:pointerup=up on:pointercancel=up></canvas>
            {move || (!drawn.get()).then(|| view! { <span class="ink-hint dim">{say(words::fill::SIGN_HERE)}</span> })}
        </div>
        <button type="button" class="quiet-link" data-act="erase" on:click=clear>{icon(icon::ERASE)}{move || say(words::fill::SIGN_CLEAR)}</button>
    }
    .into_any()
}
