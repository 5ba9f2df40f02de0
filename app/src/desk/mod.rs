//! The desk: where supervisors see what was sent, and accept or return it.
//!
//! Pages, top down: [`signin`], [`frame`], [`queue`], [`review`]. What they share is in [`state`]; all questions to the server are in [`server`].
//! Not here: a way to change an answer. A reviewer accepts or returns; the answers stay the surveyor's.
#![allow(unreachable_pub)] // the component macro makes its property types `pub`

mod address;
mod format;
mod frame;
mod keys;
mod queue;
mod review;
mod scene;
mod server;
mod signin;
mod state;

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::platform::{page, view};
use crate::ui::look::lang_attribute;
use crate::words::{Lang, desk as w, t};
use frame::plain;
use state::{Desk, Door};

/// Name under which the language is kept on this device, as in the `field` bundle.
const LANGUAGE: &str = "lang";

/// Mounts the desk into the page.
pub fn start() {
    leptos::mount::mount_to_body(Root);
}

#[component]
fn Root() -> impl IntoView {
    let desk = Desk::new(if page::recall(LANGUAGE).as_deref() == Some("en") { Lang::En } else { Lang::Zh });
    provide_context(desk.lang);
    provide_context(desk);
    Effect::new(move || {
        let tag = lang_attribute(desk.lang.get());
        view::set_language(tag);
        page::remember(LANGUAGE, tag);
    });
    desk.ask_who();
    // The session lapsing must not tear the page down: what is written there stays.
    let inside = Memo::new(move |_| match desk.door.get() {
        Door::Asking => None,
        Door::Shut => Some(false),
        Door::Open | Door::Lapsed => Some(true),
    });
    view! {
        <Router>
            {move || match inside.get() {
                None => view! { <p class="waiting" aria-busy="true">{move || t(desk.lang.get(), w::CONNECTING)}</p> }.into_any(),
                Some(false) => view! { <signin::Page/> }.into_any(),
                Some(true) => view! {
                    <frame::Frame>
                        <FlatRoutes fallback=|| view! { <frame::Lost/> }>
                            <Route path=path!("/desk") view=queue::Page/>
                            <Route path=path!("/desk/review/:id") view=review::Page/>
                        </FlatRoutes>
                    </frame::Frame>
                    <signin::Again/>
                }.into_any(),
            }}
        </Router>
        <p class="unseen" role="status" aria-live="polite">{move || desk.spoken.get()}</p>
    }
}

/// Picks the words of a text the server sent.
fn pick(lang: Lang, words: &api::Words) -> String {
    match lang {
        Lang::En if !words.en.is_empty() => words.en.clone(),
        _ => words.zh.clone(),
    }
}
