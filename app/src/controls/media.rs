//! Sound, film and other files: recorded (sound, at most three minutes) or chosen.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use forms::engine::MediaKind;
use leptos::{ev, html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::Asked;
use super::frame::{Around, frame};
use super::image::{file_line, flush, keep, picture_of, say_trouble};
use crate::platform::voice::{RECORD_LIMIT_S, Recording, VoiceTrouble, can_record, record};
use crate::platform::{clock, files};
use crate::ui::icon::{self, icon};
use crate::ui::look::use_look;
use crate::words::{self, Lang, say, t, use_lang};

/// Asks for a file of a kind.
pub(super) fn media(asked: Asked, kind: MediaKind) -> AnyView {
    let trouble = RwSignal::new(None::<String>);
    let accept = match kind {
        MediaKind::Audio => "audio/*",
        MediaKind::Video => "video/*",
        MediaKind::Image => "image/*",
        MediaKind::File => "",
    };
    let body = view! {
        {(kind == MediaKind::Audio && can_record()).then(|| recorder(asked, trouble))}
        {kept(asked, kind)}
        {(!(kind == MediaKind::Audio && can_record() && use_look().plain.get_untracked())).then(|| chooser(asked, accept, trouble))}
        {move || trouble.get().map(|why| view! { <p class="note bad" role="alert">{icon(icon::ALERT)}<span>{why}</span></p> })}
    };
    frame(asked, Around::Set, body.into_any())
}

fn kept(asked: Asked, kind: MediaKind) -> AnyView {
    let address = picture_of(asked);
    let shown = move || {
        let name = asked.value();
        if name.is_empty() {
            return ().into_any();
        }
        let player = match (kind, address.get()) {
            (MediaKind::Audio, Some(address)) if use_look().plain.get_untracked() => player(address),
            (MediaKind::Audio, Some(address)) => view! { <audio controls=true src=address></audio> }.into_any(),
            (MediaKind::Video, Some(address)) => view! { <video controls=true src=address></video> }.into_any(),
            _ => view! { <span class="small">{file_line(&name)}</span> }.into_any(),
        };
        view! {
            <div class="card clip">
                {player}
                <button type="button" class="button" aria-label=move || say(words::fill::FILE_DROP) disabled=move || asked.locked() on:click=move |_| asked.answer(String::new())>{icon(icon::TRASH)}</button>
            </div>
        }
        .into_any()
    };
    view! { {shown} }.into_any()
}

/// One large button to listen to what was said.
fn player(address: String) -> AnyView {
    let node = NodeRef::<html::Audio>::new();
    let on = RwSignal::new(false);
    let tap = move |_| {
        let Some(audio) = node.get_untracked() else { return };
        if on.get_untracked() {
            let _ = audio.pause();
        } else {
            let _ = audio.play();
        }
    };
    view! {
        <button type="button" class="button main" data-act="listen" aria-label=move || say(if on.get() { words::fill::VOICE_PAUSE } else { words::fill::VOICE_PLAY }) on:click=tap>
            {move || icon(if on.get() { icon::STOP } else { icon::PLAY })}
        </button>
        <span>{move || say(if on.get() { words::fill::VOICE_PAUSE } else { words::fill::VOICE_PLAY })}</span>
        <audio node_ref=node src=address hidden=true on:play=move |_| on.set(true) on:pause=move |_| on.set(false) on:ended=move |_| on.set(false)></audio>
    }
    .into_any()
}

fn chooser(asked: Asked, accept: &'static str, trouble: RwSignal<Option<String>>) -> AnyView {
    let lang = use_lang();
    let take = move |event: ev::Event| {
        let Some(file) = files::chosen(&event).into_iter().next() else { return };
        let ending = file.name().rsplit_once('.').map_or_else(|| "bin".to_owned(), |(_, e)| e.to_ascii_lowercase());
        let now = lang.get_untracked();
        let made = async move { files::read(&file).await.map(|content| (content, ending)).map_err(|why| say_trouble(now, why)) };
        keep(asked, trouble, made, || true);
    };
    view! {
        <label class="button file wide" class:locked=move || asked.locked()>
            {icon(icon::FILE)}
            <span>{move || say(words::fill::FILE_CHOOSE)}</span>
            <input type="file" accept=accept disabled=move || asked.locked() aria-describedby=asked.described() on:click=move |_| flush(asked) on:change=take />
        </label>
    }
    .into_any()
}

/// What a recorder shows and does; the sound itself stays with the browser until it is stopped.
#[derive(Clone)]
struct Recorder {
    asked: Asked,
    running: Rc<RefCell<Option<Recording>>>,
    on: RwSignal<bool>,
    seconds: RwSignal<u32>,
    trouble: RwSignal<Option<String>>,
    /// When the finger came down to begin; none when it came down to end.
    pressed: Rc<Cell<Option<i64>>>,
    now: Lang,
}

impl Recorder {
    /// Stops and keeps what was said; nothing where none runs. Also done when the page is turned.
    fn stop(&self) {
        self.on.try_set(false);
        let Some(recording) = self.running.borrow_mut().take() else { return };
        let lang = self.now;
        let made = async move {
            let content = recording.finish().await.ok_or_else(|| t(lang, words::fill::VOICE_NOTHING).to_owned())?;
            let ending = if content.kind.contains("mp4") { "m4a" } else { "webm" };
            Ok((content, ending.to_owned()))
        };
        keep(self.asked, self.trouble, made, || true);
    }

    fn begin(&self) {
        flush(self.asked);
        self.trouble.set(None);
        let this = self.clone();
        spawn_local(async move {
            match record().await {
                Ok(recording) if this.on.try_get_untracked().is_some() => {
                    this.seconds.set(0);
                    *this.running.borrow_mut() = Some(recording);
                    this.on.set(true);
                }
                // The page was left while the browser asked for the microphone: dropping it stops it.
                Ok(_) => {}
                Err(why) => {
                    let word = if why == VoiceTrouble::Denied { words::fill::VOICE_DENIED } else { words::fill::VOICE_NONE };
                    this.trouble.try_set(Some(t(this.now, word).to_owned()));
                }
            }
        });
    }

    fn toggle(&self) {
        if self.on.get_untracked() { self.stop() } else { self.begin() }
    }

    /// Held: recording ends with the finger. Tapped: it goes on until the next tap.
    fn press(&self) {
        self.pressed.set((!self.on.get_untracked()).then(clock::now_ms));
        self.toggle();
    }

    fn release(&self) {
        if self.pressed.take().is_some_and(|at| clock::now_ms() - at >= HELD_MS) && self.on.get_untracked() {
            self.stop();
        }
    }

    fn tick(&self) {
        if self.on.try_get_untracked() == Some(true) {
            self.seconds.update(|s| *s += 1);
            if self.seconds.get_untracked() >= RECORD_LIMIT_S {
                self.stop();
            }
        }
    }
}

/// A finger that stays so long holds; shorter is a tap.
const HELD_MS: i64 = 600;

fn recorder(asked: Asked, trouble: RwSignal<Option<String>>) -> AnyView {
    let recorder = Recorder {
        asked,
        running: Rc::default(),
        on: RwSignal::new(false),
        seconds: RwSignal::new(0),
        trouble,
        pressed: Rc::default(),
        now: use_lang().get_untracked(),
    };
    let (on, seconds) = (recorder.on, recorder.seconds);
    let before = asked.given.with_value(|g| g.files.before.clone());
    let (last, ticking) = (recorder.clone(), recorder.clone());
    before(Rc::new(move || last.stop()));
    if let Ok(tick) = set_interval_with_handle(move || ticking.tick(), std::time::Duration::from_secs(1)) {
        on_cleanup(move || tick.clear());
    }
    let words = move || {
        if on.get() {
            let s = seconds.get();
            format!("{} {}:{:02}", say(words::fill::VOICE_STOP), s / 60, s % 60)
        } else {
            say(if asked.value().is_empty() { words::fill::VOICE_START } else { words::fill::VOICE_AGAIN }).to_owned()
        }
    };
    let plain = use_look().plain.get_untracked();
    let class = if plain { "mic" } else { "button wide" };
    let recorder = StoredValue::new_local(recorder);
    // Keys make a click without a pointer.
    let keyed = move |event: ev::MouseEvent| {
        if event.detail() == 0 {
            recorder.with_value(Recorder::toggle)
        }
    };
    view! {
        <div class:talking=plain>
            <button
                type="button" class=class class:main=move || on.get() class:on=move || on.get() class:had=move || plain && !on.get() && !asked.value().is_empty()
                data-act="record" disabled=move || asked.locked() aria-label=words
                on:pointerdown=move |_| recorder.with_value(Recorder::press) on:pointerup=move |_| recorder.with_value(Recorder::release)
                on:contextmenu=move |event: ev::MouseEvent| event.prevent_default() on:click=keyed
            >
                {move || icon(if on.get() { icon::STOP } else { icon::MIC })}
                {(!plain).then_some(words)}
            </button>
            {plain.then(|| view! { <p class="mic-word" aria-hidden="true">{words}</p> })}
        </div>
    }
    .into_any()
}
