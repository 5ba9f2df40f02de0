//! A photo: the camera, or one that is there already (then the picture says so). Made small before it is kept; the draft is kept before the
//! camera opens, since the browser may be thrown out meanwhile.

use leptos::{ev, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::frame::{Around, frame};
use super::{Asked, Files};
use crate::platform::clock;
use crate::platform::files::{self, FileTrouble, PHOTO_EDGE};
use crate::ui::icon::{self, Icon, icon};
use crate::words::{self, Lang, Word, fill, say, t, use_lang};

/// Asks for a photo.
pub(super) fn image(asked: Asked) -> AnyView {
    let trouble = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let lang = use_lang();
    let take = move |event: ev::Event, camera: bool| {
        let Some(file) = files::chosen(&event).into_iter().next() else { return };
        let edge = asked.parameter("max-pixels").and_then(|p| p.parse().ok()).unwrap_or(PHOTO_EDGE);
        let now = lang.get_untracked();
        let stamp = stamp(now, camera);
        busy.set(true);
        let made = async move {
            let made = files::image(&file, edge, &stamp).await;
            busy.try_set(false);
            made.map(|content| (content, "jpg".to_owned())).map_err(|e| say_trouble(now, e))
        };
        keep(asked, trouble, made, || true);
    };
    let picture = picture_of(asked);
    let has = Memo::new(move |_| !asked.value().is_empty());
    let button = move |camera: bool, mark: Icon, first: Word, again: Word| {
        view! {
            <label class="button file" class:locked=move || asked.locked()>
                {icon(mark)}
                <span>{move || say(if has.get() { again } else { first })}</span>
                <input
                    type="file" accept="image/*" capture=camera.then_some("environment") disabled=move || asked.locked()
                    aria-describedby=asked.described() on:click=move |_| flush(asked) on:change=move |event| take(event, camera)
                />
            </label>
        }
    };
    let body = view! {
        {move || picture.get().map(|address| view! { <figure class="shot"><img src=address alt=move || say(words::fill::PICTURE) /></figure> })}
        <div class="pair">
            {button(true, icon::CAMERA, words::fill::PICTURE_TAKE, words::fill::PICTURE_AGAIN)}
            {button(false, icon::PICTURE, words::fill::PICTURE_CHOOSE, words::fill::PICTURE_CHOOSE)}
        </div>
        {move || busy.get().then(|| view! { <p class="hint" role="status">{say(words::fill::PICTURE_BUSY)}</p> })}
        {move || trouble.get().map(|why| view! { <p class="note bad" role="alert">{icon(icon::ALERT)}<span>{why}</span></p> })}
        {move || (has.get() && !busy.get()).then(|| view! { <p class="hint">{say(words::fill::PICTURE_STAMPED)}</p> })}
    };
    frame(asked, Around::Set, body.into_any())
}

/// What is printed into the picture: when it was taken, or that it was not taken here.
fn stamp(lang: Lang, camera: bool) -> Vec<String> {
    let now = clock::now_ms();
    let (year, month, day) = clock::day(now);
    let when = format!("{year}-{month:02}-{day:02} {}", clock::hours_minutes(now));
    if camera { vec![when] } else { vec![format!("{}  {when}", t(lang, words::fill::PICTURE_NOT_HERE))] }
}

/// Why a file was not taken, in words.
pub(super) fn say_trouble(lang: Lang, trouble: FileTrouble) -> String {
    let word = match trouble {
        FileTrouble::TooLarge => words::fill::FILE_TOO_LARGE,
        FileTrouble::NotAnImage => words::fill::FILE_NOT_IMAGE,
        FileTrouble::Unreadable => words::fill::FILE_UNREADABLE,
    };
    t(lang, word).to_owned()
}

/// Keeps the draft now.
pub(super) fn flush(asked: Asked) {
    (asked.given.with_value(|g| g.files.flush.clone()))();
}

/// Makes a file and keeps it as the answer, as work the page waits for; its trouble in words goes to `trouble`.
///
/// Each taking has a name of its own: the one before stays until the draft is cleared up, so a failed write never leaves an answer without
/// its file. `still` tells at the end whether the file is still wanted.
pub(super) fn keep(
    asked: Asked,
    trouble: RwSignal<Option<String>>,
    made: impl Future<Output = Result<(files::Content, String), String>> + 'static,
    still: impl Fn() -> bool + 'static,
) {
    let (Some(name), Some(files)) = (asked.view.try_with_untracked(|v| v.name.to_string()), asked.given.try_with_value(|g| g.files.clone())) else {
        return;
    };
    let Files { put, answer, work, .. } = files;
    work(Box::pin(async move {
        let kept = match made.await {
            Ok((content, ending)) => {
                let file = format!("{name}-{}.{ending}", clock::now_ms());
                put(file.clone(), content).await.map(|()| file)
            }
            Err(why) => Err(why),
        };
        let good = kept.is_ok();
        match kept {
            Ok(file) if still() => {
                asked.typing.try_set(false);
                trouble.try_set(None);
                answer(file);
            }
            Ok(_) => {}
            Err(why) => {
                trouble.try_set(Some(why));
            }
        }
        good
    }));
}

/// Address of the file that is the answer; follows it.
pub(super) fn picture_of(asked: Asked) -> RwSignal<Option<String>> {
    let address = RwSignal::new(None);
    Effect::new(move |_| {
        let name = asked.value().to_string();
        if name.is_empty() {
            address.set(None);
            return;
        }
        let url = asked.given.with_value(|g| g.files.url.clone());
        spawn_local(async move {
            let found = url(name.clone()).await;
            // The answer may have changed meanwhile.
            if asked.view.try_with_untracked(|v| *v.value == *name).unwrap_or(false) {
                address.try_set(found);
            }
        });
    });
    address
}

/// The words for a file name where there is no picture of it.
pub(super) fn file_line(name: &str) -> String {
    fill(words::fill::FILE_KEPT, &[name])
}
