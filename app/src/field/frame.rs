//! The frame of the field pages: top bar with the page's heading, the strip of state, the tabs, and what happens on arrival.
//! No page content.
//!
//! Invariant: the strip tells one state at a time, the most pressing one; titles hold no personal value.

use leptos::prelude::*;

use super::context::{Field, use_field};
use super::route::Route;
use super::standing::Known;
use crate::keep::{OutboxState, Trouble};
use crate::platform::{loader, page};
use crate::ui::look::lang_attribute;
use crate::ui::{Strip, Tone, icon, strip};
use crate::words::{self, Lang, Word, fill, say, use_lang};

/// Title of the window and focus on the heading once the page is there. Call once in each page, with a word without personal data.
pub fn arrive(title: Word) {
    let lang = use_lang();
    Effect::new(move |_| {
        let name = words::t(lang.get(), title);
        page::set_title(&format!("{}·{name}", words::t(lang.get(), words::common::APP)));
    });
    // The first page keeps the focus where the browser put it.
    if use_context::<Arrivals>().is_some_and(Arrivals::again) {
        page::after_mount(|| page::focus("h1"));
    }
}

/// Counts pages shown since the start.
#[derive(Clone, Copy, Default)]
pub struct Arrivals(StoredValue<u32>);

impl Arrivals {
    fn again(self) -> bool {
        let shown = self.0.get_value();
        self.0.set_value(shown + 1);
        shown > 0
    }
}

/// The bar of a page that has tabs: heading and a line under it.
#[component]
pub fn TopBar(
    /// The heading.
    title: Word,
    /// Line under it.
    #[prop(into)]
    sub: Signal<String>,
    /// A button on the right.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="bar top">
            <div class="name"><h1 tabindex="-1">{move || say(title)}</h1><p class="small dim">{move || sub.get()}</p></div>
            {children.map(|c| c())}
        </header>
    }
}

/// Number of things in the outbox that have not arrived, and whether one of them was refused.
pub fn unsent(field: Field) -> (usize, bool) {
    let outbox = field.keep().outbox().get();
    let open = outbox.iter().filter(|o| !matches!(o.state, OutboxState::Received(_)));
    (open.clone().count(), open.clone().any(|o| matches!(o.state, OutboxState::Refused(_))))
}

/// The four tabs.
#[component]
pub fn Tabs() -> impl IntoView {
    let field = use_field();
    let todo = Memo::new(move |_| {
        let keep = field.keep();
        let (drafts, outbox, own) = (keep.drafts().get(), keep.outbox().get(), keep.own().get());
        let known = Known { drafts: &drafts, outbox: &outbox, own: &own };
        keep.assignments().get().households.iter().filter(|h| known.of_household(&h.code, &h.forms).0.open()).count()
    });
    let drafts = Memo::new(move |_| field.keep().drafts().get().len());
    let outbox = Memo::new(move |_| unsent(field));
    let tab = move |route: Route, mark, word: Word, count: Signal<usize>, bad: Signal<bool>| {
        let path = route.path();
        let here = move || (field.route.get() == route).then_some("page");
        view! {
            <a href=path aria-current=here>
                {icon::icon(mark)}{move || say(word)}
                {move || (count.get() > 0).then(|| view! { <span class="n" class:bad=bad.get()>{count.get()}</span> })}
            </a>
        }
    };
    let none = Signal::derive(|| 0);
    let fine = Signal::derive(|| false);
    view! {
        <nav class="tabs" aria-label=move || say(words::field::PAGES)>
            {tab(Route::Home, icon::CLIPBOARD, words::field::TAB_HOME, todo.into(), fine)}
            {tab(Route::Drafts, icon::PEN, words::field::TAB_DRAFTS, drafts.into(), fine)}
            {tab(Route::Outbox, icon::SHARE, words::field::TAB_OUTBOX, Signal::derive(move || outbox.get().0), Signal::derive(move || outbox.get().1))}
            {tab(Route::Me, icon::PERSON, words::field::TAB_ME, none, fine)}
        </nav>
    }
}

/// What the strip tells now.
#[derive(Debug, Clone, PartialEq, Eq)]
enum News {
    SignIn,
    Update,
    Space(Trouble),
    Offline(usize),
    Nonsense,
    Sending,
}

fn news(field: Field) -> Option<News> {
    let keep = field.keep();
    let outbox = keep.outbox().get();
    let waiting = outbox.iter().filter(|o| matches!(o.state, OutboxState::Waiting | OutboxState::Held(_) | OutboxState::Sending)).count();
    match field.trouble.get() {
        Some(Trouble::SignIn) => return Some(News::SignIn),
        Some(trouble @ (Trouble::Full | Trouble::Store(_))) => return Some(News::Space(trouble)),
        // There is a signal, but what answers is not the server: other words, other remedy.
        Some(Trouble::Nonsense) => return Some(News::Nonsense),
        _ => {}
    }
    if outbox.iter().any(|o| o.state == OutboxState::Held(Trouble::SignIn)) {
        return Some(News::SignIn);
    }
    if !keep.online().get() {
        return Some(News::Offline(waiting));
    }
    if outbox.iter().any(|o| o.state == OutboxState::Sending) {
        return Some(News::Sending);
    }
    field.update.get().then_some(News::Update)
}

/// The strip under the bar; nothing when all is well.
#[component]
pub fn StateStrip() -> impl IntoView {
    let field = use_field();
    let news = Memo::new(move |_| news(field));
    move || news.get().map(|news| draw(field, news))
}

fn draw(field: Field, news: News) -> AnyView {
    use words::field as w;
    let to = move |route: Route| UnsyncCallback::new(move |()| field.go(route.clone()));
    let (tone, mark, text, act) = match news {
        News::SignIn => (Tone::Warn, icon::LOCK, say(w::STRIP_SIGN_IN).to_owned(), Some((w::SIGN_IN, to(Route::SignIn)))),
        News::Update => {
            (Tone::Ok, icon::DOWNLOAD, say(w::STRIP_UPDATE).to_owned(), Some((w::UPDATE, UnsyncCallback::new(|()| loader::apply_update()))))
        }
        News::Space(trouble) => (Tone::Bad, icon::ALERT, super::trouble::whole(&trouble), Some((w::SEE, to(Route::Me)))),
        News::Offline(0) => (Tone::Warn, icon::CLOUD_OFF, say(w::STRIP_OFFLINE).to_owned(), None),
        News::Offline(n) => (Tone::Warn, icon::CLOUD_OFF, fill(w::STRIP_OFFLINE_N, &[&n.to_string()]), Some((w::SEE, to(Route::Outbox)))),
        News::Nonsense => {
            (Tone::Warn, icon::WARN, say(w::T_NONSENSE).to_owned(), Some((w::TRY_AGAIN, UnsyncCallback::new(move |()| field.refresh()))))
        }
        News::Sending => (Tone::Ok, icon::CLOUD_UP, say(w::STRIP_SENDING).to_owned(), None),
    };
    strip(Strip { tone, icon: mark, text, act: act.map(|(word, run)| (say(word).to_owned(), run)) })
}

/// Short title of a form by its id, in the language in use (入户调查 of 入户调查·农户信息采集表); the id itself when the form is not known.
pub fn form_title(field: Field, id: &str) -> String {
    let title = field.keep().forms().get().iter().find(|f| f.id == id).map_or_else(|| id.to_owned(), |f| words::pick(&f.title));
    title.split(['·', '(', '（']).next().unwrap_or_default().trim().to_owned()
}

/// A place without its explanation: 本县 of 本县(侯村所在县).
pub fn place(name: &api::Words) -> String {
    words::pick(name).split(['(', '（']).next().unwrap_or_default().trim().to_owned()
}

/// Goes to the other language, for good.
pub fn other_language(lang: RwSignal<Lang>) {
    let next = if lang.get_untracked() == Lang::Zh { Lang::En } else { Lang::Zh };
    page::remember("lang", lang_attribute(next));
    lang.set(next);
}

/// The other language, by its own name: for pages before anybody is known.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let lang = use_lang();
    let switch = move |_| other_language(lang);
    view! { <button type="button" class="quiet-link" data-act="language" on:click=switch>{move || say(words::field::D_OTHER_LANGUAGE)}</button> }
}
