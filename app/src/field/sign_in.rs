//! Account and password. The only page of staff that needs the network; who is signed in stays so without it.
//!
//! Invariant: the password lives in this page's field only and is cleared when the page goes.

use api::{About, SignIn as Credentials};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::context::use_field;
use super::frame::{LanguageSwitch, arrive};
use super::route::Route;
use super::trouble::trouble_note;
use crate::keep::Trouble;
use crate::ui::{Tone, icon, note};
use crate::words::{Word, common, field as w, fill, pick, say};

/// Accounts and password that a server with made-up data opens with (its README names them too).
const DEMO_ACCOUNT: &str = "surveyor";
const DEMO_PASSWORD: &str = "ruhu-demo-2026";

/// The page; `again` when someone is signed in but the session ended.
#[component]
pub fn SignIn() -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_SIGN_IN);
    let known = field.keep().me().get_untracked().map(|me| me.account).unwrap_or_default();
    let again = !known.is_empty();
    let account = RwSignal::new(known);
    let password = RwSignal::new(String::new());
    let visible = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let missing = RwSignal::new(false);
    let about = RwSignal::new(None::<About>);
    spawn_local(async move {
        about.set(field.keep().about().await.ok());
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let who = Credentials { account: account.get_untracked().trim().to_owned(), password: password.get_untracked() };
        missing.set(who.account.is_empty() || who.password.is_empty());
        if missing.get_untracked() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let outcome = field.keep().sign_in(who).await;
            busy.set(false);
            match outcome {
                Ok(_) => {
                    password.set(String::new());
                    field.trouble.set(None);
                    field.refresh();
                    if field.route.get_untracked() == Route::SignIn {
                        field.go_instead(Route::Home);
                    }
                }
                Err(why) => trouble.set(Some(why)),
            }
        });
    };
    let entry = Entry { account, password, visible, busy, missing, trouble };
    let demo = move || about.get().filter(|about| about.demo).map(|_| view! { <Demo entry=entry /> });
    view! {
        <div class="screen">
            <main class="sign-in">
                <div class="brand">
                    <div class="mark">{icon::icon(icon::DOOR)}</div>
                    <h1 tabindex="-1">{move || say(common::APP)}</h1>
                    <p class="dim">{move || about.get().map_or_else(|| say(w::SIGN_IN_SUB).to_owned(), |about| pick(&about.name))}</p>
                </div>
                {again.then(|| note(Tone::Ok, icon::SHIELD, view! { {move || say(w::SIGN_IN_AGAIN)} }.into_any()))}
                <form class="sign-in-form" on:submit=submit><Fields entry=entry /></form>
                {demo}
                <p class="small dim foot-line">
                    {move || say(w::SIGN_IN_HELP)}" "
                    <a href="/desk">{move || say(w::TO_DESK)}</a>
                </p>
                <p class="foot-line"><LanguageSwitch /></p>
            </main>
        </div>
    }
}

/// What is typed on the page, and how it went.
#[derive(Clone, Copy)]
struct Entry {
    account: RwSignal<String>,
    password: RwSignal<String>,
    /// The password is readable.
    visible: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// One of the two is blank.
    missing: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

#[component]
fn Fields(entry: Entry) -> impl IntoView {
    let Entry { account, password, visible, busy, .. } = entry;
    view! {
        <div class="field">
            <label for="account">{move || say(w::ACCOUNT)}</label>
            <input id="account" class="input" name="username" autocomplete="username" autocapitalize="none" spellcheck="false"
                prop:value=move || account.get() on:input:target=move |e| account.set(e.target().value()) />
        </div>
        <div class="field">
            <label for="password">{move || say(w::PASSWORD)}</label>
            <div class="with-button">
                <input id="password" class="input" name="password" autocomplete="current-password" type=move || if visible.get() { "text" } else { "password" }
                    prop:value=move || password.get() on:input:target=move |e| password.set(e.target().value()) />
                <button type="button" class="quiet-link" aria-pressed=move || visible.get().to_string() on:click=move |_| visible.update(|v| *v = !*v)>
                    {icon::icon(icon::EYE)}{move || say(if visible.get() { w::HIDE } else { w::SHOW })}
                </button>
            </div>
        </div>
        {move || wrong(entry)}
        <button type="submit" class="button main" data-act="sign-in" aria-busy=move || busy.get().to_string()>
            {move || say(if busy.get() { w::SIGNING_IN } else { w::SIGN_IN })}
        </button>
    }
}

/// Why it did not go, in words; reactive.
fn wrong(entry: Entry) -> Option<AnyView> {
    let problem = |word: Word| view! { <p class="problem" role="alert">{icon::icon(icon::ALERT)}<span>{say(word)}</span></p> }.into_any();
    if entry.missing.get() {
        return Some(problem(w::SIGN_IN_BLANK));
    }
    entry.trouble.get().map(|why| match why {
        // Without a session there is none to have ended: the account or the password was wrong.
        Trouble::SignIn => problem(w::SIGN_IN_WRONG),
        why => trouble_note(why),
    })
}

/// What a server with made-up data opens with.
#[component]
fn Demo(entry: Entry) -> impl IntoView {
    let fill_in = move |_| {
        entry.account.set(DEMO_ACCOUNT.into());
        entry.password.set(DEMO_PASSWORD.into());
    };
    view! {
        <div class="note info">
            {icon::icon(icon::INFO)}
            <span>
                {move || fill(w::DEMO_HINT, &[DEMO_ACCOUNT, DEMO_PASSWORD])}
                <button type="button" class="quiet-link" data-act="demo" on:click=fill_in>{move || say(w::DEMO_FILL)}</button>
            </span>
        </div>
    }
}
