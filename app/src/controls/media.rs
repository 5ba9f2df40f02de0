//! Sound, film and other files: recorded (sound, at most three minutes) or chosen.

use forms::engine::MediaKind;
use leptos::{ev, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::Asked;
use super::frame::{Around, frame};
use super::image::{file_line, flush, keep, picture_of, say_trouble};
use crate::platform::files;
use crate::platform::voice::{RECORD_LIMIT_S, Recording, VoiceTrouble, can_record, record};
use crate::ui::icon::{self, icon};
use crate::words::{self, say, t, use_lang};

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
        {kept(asked, kind)}
        {(kind == MediaKind::Audio && can_record()).then(|| recorder(asked, trouble))}
        {chooser(asked, accept, trouble)}
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

fn chooser(asked: Asked, accept: &'static str, trouble: RwSignal<Option<String>>) -> AnyView {
    let lang = use_lang();
    let take = move |event: ev::Event| {
        let Some(file) = files::chosen(&event).into_iter().next() else { return };
        let ending = file.name().rsplit_once('.').map_or_else(|| "bin".to_owned(), |(_, e)| e.to_lowercase());
        spawn_local(async move {
            let kept = match files::read(&file).await {
                Ok(content) => keep(asked, &ending, content).await,
                Err(why) => Err(say_trouble(lang.get_untracked(), why)),
            };
            trouble.try_set(kept.err());
        });
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

fn recorder(asked: Asked, trouble: RwSignal<Option<String>>) -> AnyView {
    let lang = use_lang();
    let running: StoredValue<Option<Recording>, LocalStorage> = StoredValue::new_local(None);
    let on = RwSignal::new(false);
    let seconds = RwSignal::new(0_u32);
    let stop = move || {
        on.set(false);
        let Some(recording) = running.try_update_value(Option::take).flatten() else { return };
        spawn_local(async move {
            if let Some(content) = recording.finish().await {
                let ending = if content.kind.contains("mp4") { "m4a" } else { "webm" };
                trouble.try_set(keep(asked, ending, content).await.err());
            }
        });
    };
    let begin = move || {
        flush(asked);
        trouble.set(None);
        spawn_local(async move {
            match record().await {
                Ok(recording) => {
                    seconds.try_set(0);
                    running.try_update_value(|r| *r = Some(recording));
                    on.try_set(true);
                }
                Err(why) => {
                    let word = if why == VoiceTrouble::Denied { words::fill::VOICE_DENIED } else { words::fill::VOICE_NONE };
                    trouble.try_set(Some(t(lang.get_untracked(), word).to_owned()));
                }
            }
        });
    };
    let tick = set_interval_with_handle(
        move || {
            if on.try_get_untracked() == Some(true) {
                seconds.update(|s| *s += 1);
                if seconds.get_untracked() >= RECORD_LIMIT_S {
                    stop();
                }
            }
        },
        std::time::Duration::from_secs(1),
    );
    on_cleanup(move || {
        if let Ok(tick) = tick {
            tick.clear();
        }
        running.try_update_value(Option::take);
    });
    let words = move || {
        if on.get() {
            let s = seconds.get();
            format!("{} {}:{:02}", say(words::fill::VOICE_STOP), s / 60, s % 60)
        } else {
            say(if asked.value().is_empty() { words::fill::VOICE_START } else { words::fill::VOICE_AGAIN }).to_owned()
        }
    };
    view! {
        <button
            type="button" class="button wide" class:main=move || on.get() data-act="record" disabled=move || asked.locked()
            on:click=move |_| if on.get_untracked() { stop() } else { begin() }
        >
            {move || icon(if on.get() { icon::STOP } else { icon::MIC })}
            {words}
        </button>
    }
    .into_any()
}
