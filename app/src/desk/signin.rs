//! Signing in: the page, and the same fields as a dialog over a page whose session ended.
//!
//! One text for a wrong account and a wrong password: the server's. Never tells whether an account exists.

use api::SignIn;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::scene::Scene;
use super::server::{self, Failure};
use super::state::{Door, use_desk};
use crate::platform::page;
use crate::ui::icon::{self, icon};
use crate::words::{Lang, desk as w, say, t};

/// Demo accounts worth showing at the desk.
const DEMO_ACCOUNTS: [(&str, crate::words::Word); 3] = [("town", w::DEMO_TOWN), ("county", w::DEMO_COUNTY), ("supervisor", w::DEMO_SUPERVISOR)];
/// Password of all demo accounts; worth nothing without the demo data.
const DEMO_PASSWORD: &str = "ruhu-demo-2026";

/// Two buttons, one a language.
#[component]
pub(super) fn Languages() -> impl IntoView {
    let lang = use_desk().lang;
    let one = move |which: Lang, tag: &'static str, name: crate::words::Word| {
        view! { <button type="button" lang=tag aria-pressed=move || (lang.get() == which).to_string() on:click=move |_| lang.set(which)>{move || say(name)}</button> }
    };
    view! { <span class="seg" role="group" aria-label=move || say(w::LANGUAGE)>{one(Lang::Zh, "zh-CN", w::NAME_ZH)} {one(Lang::En, "en", w::NAME_EN)}</span> }
}

/// The sign-in page.
#[component]
pub(super) fn Page() -> impl IntoView {
    let desk = use_desk();
    Effect::new(move || page::set_title(t(desk.lang.get(), w::TITLE_SIGN_IN)));
    let about = RwSignal::new(None);
    spawn_local(async move {
        if let Ok(got) = server::about().await {
            about.set(Some(got));
        }
    });
    let office = move || about.with(|a| a.as_ref().map(|a| super::pick(desk.lang.get(), &a.name)));
    let foot = move || about.with(|a| a.as_ref().map(|a| [a.phone.clone(), a.version.clone()]));
    view! {
        <div class="signin">
            <section class="scene">
                <Scene/>
                <div class="say">
                    <div class="brand">{icon(icon::HOME)} {move || say(w::BRAND)}</div>
                    <p class="motto">{move || say(w::MOTTO)}</p>
                    <p>{move || say(w::MOTTO_SUB)} {move || office().map(|name| format!(" · {name}"))}</p>
                </div>
            </section>
            <main>
                <div class="top-right"><Languages/></div>
                <div class="box-in">
                    <h1>{move || say(w::SIGN_IN)}</h1>
                    <Fields/>
                    {move || about.with(|a| a.as_ref().is_some_and(|a| a.demo)).then(|| view! { <Demo/> })}
                    <p class="safe">{icon(icon::SHIELD)}<span>{move || say(w::SAFE)}</span></p>
                </div>
                <footer>
                    {move || say(w::FOOT_PHONE_APP)}
                    {move || foot().map(|[phone, version]| crate::words::fill(w::FOOT_HELP, &[&phone, &version]))}
                </footer>
            </main>
        </div>
    }
}

/// Account, password and the button; a failure is said above the button and takes no written text away.
#[component]
fn Fields(#[prop(optional)] fixed: Option<String>) -> impl IntoView {
    let desk = use_desk();
    let account = NodeRef::<html::Input>::new();
    let password = NodeRef::<html::Input>::new();
    let shown = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(desk.shut_by.get_untracked());
    let first = fixed.is_none();
    Effect::new(move || {
        let field = if first { account.get() } else { password.get() };
        if let Some(field) = field {
            drop(field.focus());
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let read = |field: NodeRef<html::Input>| field.get_untracked().map(|f| f.value()).unwrap_or_default();
        let who = SignIn { account: read(account).trim().to_owned(), password: read(password) };
        if busy.get_untracked() || who.account.is_empty() || who.password.is_empty() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = server::sign_in(&who).await;
            busy.set(false);
            match answer {
                Ok(me) => desk.enter(me),
                Err(failure) => {
                    trouble.set(Some(failure));
                    if let Some(field) = password.get_untracked() {
                        field.select();
                    }
                }
            }
        });
    };
    view! {
        <form class="fields" on:submit=submit>
            <div class="field">
                <label for="account">{move || say(w::ACCOUNT)}</label>
                <input id="account" class="input" node_ref=account autocomplete="username" autocapitalize="none" spellcheck="false" required value=fixed.clone().unwrap_or_default() readonly=!first/>
            </div>
            <div class="field">
                <label for="password">{move || say(w::PASSWORD)}</label>
                <div class="with-eye">
                    <input id="password" class="input" node_ref=password type=move || if shown.get() { "text" } else { "password" } autocomplete="current-password" required aria-describedby="sign-in-trouble"/>
                    <button type="button" class="eye" aria-pressed=move || shown.get().to_string() aria-label=move || say(w::SHOW_PASSWORD) on:click=move |_| shown.update(|s| *s = !*s)>{icon(icon::EYE)}</button>
                </div>
            </div>
            <div id="sign-in-trouble" role="alert">{move || trouble.get().map(|failure| view! { <Trouble failure/> })}</div>
            <button class="button main" aria-disabled=move || busy.get().to_string()>{move || say(if busy.get() { w::SIGNING_IN } else { w::SIGN_IN })}</button>
        </form>
    }
}

#[component]
fn Trouble(failure: Failure) -> impl IntoView {
    let lang = use_desk().lang;
    view! { <p class="problem">{icon(icon::WARN)}<span>{move || failure.say(lang.get())}</span></p> }
}

/// Accounts to try out, each one tap.
#[component]
fn Demo() -> impl IntoView {
    let desk = use_desk();
    let busy = RwSignal::new(false);
    let enter = move |account: &'static str| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = server::sign_in(&SignIn { account: account.to_owned(), password: DEMO_PASSWORD.to_owned() }).await;
            busy.set(false);
            match answer {
                Ok(me) => desk.enter(me),
                Err(failure) => desk.spoken.set(failure.say(desk.lang.get_untracked())),
            }
        });
    };
    let buttons = DEMO_ACCOUNTS.map(|(account, word)| {
        view! { <button type="button" class="button s" on:click=move |_| enter(account)><b>{account}</b><span class="dim">{move || say(word)}</span></button> }
    });
    view! {
        <div class="demo">
            <p class="small dim"><span class="chip info">{icon(icon::INFO)}{move || say(w::DEMO_DATA)}</span> {move || crate::words::fill(w::DEMO_HINT, &[DEMO_PASSWORD])}</p>
            <p class="demo-accounts">{buttons}</p>
        </div>
    }
}

/// The dialog over a page whose session ended. It cannot be waved away: without a session the page can do nothing, but all written there stays.
#[component]
pub(super) fn Again() -> impl IntoView {
    let desk = use_desk();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if desk.door.get() == Door::Lapsed {
            if !dialog.open() {
                drop(dialog.show_modal());
            }
        } else if dialog.open() {
            dialog.close();
            desk.spoken.set(t(desk.lang.get_untracked(), w::SIGNED_IN_AGAIN).to_owned());
        }
    });
    view! {
        <dialog class="again" node_ref=dialog aria-labelledby="again-name" on:cancel=|event: leptos::ev::Event| event.prevent_default()>
            {move || (desk.door.get() == Door::Lapsed).then(|| view! {
                <h2 id="again-name">{move || say(w::LAPSED_NAME)}</h2>
                <p class="small dim">{move || say(w::LAPSED_KEPT)}</p>
                <Fields fixed=desk.me.with_untracked(|me| me.as_ref().map(|me| me.account.clone()).unwrap_or_default())/>
                <p class="small"><button type="button" class="link" on:click=move |_| desk.leave()>{move || say(w::OTHER_PERSON)}</button></p>
            })}
        </dialog>
    }
}
