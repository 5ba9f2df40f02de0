//! The frame of every page: top bar with area, search and person; rail with the pages there are.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::format;
use super::keys;
use super::queue::PAGE;
use super::signin::Languages;
use super::state::{Desk, use_desk};
use super::{address, pick};
use crate::platform::{clock, view};
use crate::ui::icon::{self, icon};
use crate::words::{self, Word, desk as w, say};

/// Wait after the last typed letter before searching, ms: an input method sends several at once.
const SEARCH_WAIT_MS: u64 = 300;

/// The frame around a page.
#[component]
pub(super) fn Frame(children: Children) -> impl IntoView {
    let desk = use_desk();
    keys::listen(desk, |key| key == "/" && view::focus("find"));
    view! {
        <div class="desk">
            <a class="skip" href="#page" rel="external">{move || say(w::SKIP)}</a>
            <header class="top">
                <div class="brand">{icon(icon::HOME)} {move || say(w::BRAND)}</div>
                <Crumbs/>
                <span class="grow"></span>
                {move || desk.me.with(|me| me.as_ref().is_some_and(|me| me.demo)).then(|| view! { <span class="chip info">{icon(icon::INFO)}{say(w::DEMO_DATA)}</span> })}
                <span class="year"><span class="dim">{move || say(w::YEAR)}</span> <b>{format::this_year()}</b></span>
                <Find/>
                <Person/>
            </header>
            <Rail/>
            <main class="page" id=PAGE tabindex="-1">{children()}</main>
        </div>
    }
}

/// Where one is: the person's area, or that of the submission looked at. A level within one's own area is a link to its queue.
#[component]
fn Crumbs() -> impl IntoView {
    let desk = use_desk();
    let chain = move || {
        let own = desk.me.with(|me| me.as_ref().map(|me| me.area.clone()).unwrap_or_default());
        let place = desk.place.get();
        let chain = if place.is_empty() { own.clone() } else { place };
        let last = chain.len().saturating_sub(1);
        let own_level = own.last().map(|area| area.level);
        chain.into_iter().enumerate().map(|(index, area)| {
            let name = pick(desk.lang.get(), &area.name);
            let href = address::page(&api::QueueFilter { state: Some(api::SubmissionState::Received), area: Some(area.id.clone()), ..api::QueueFilter::default() });
            let inside = own_level.is_some_and(|own| area.level >= own);
            view! {
                {(index > 0).then(|| icon(icon::NEXT))}
                {if inside { view! { <a href=href aria-current=(index == last).then_some("true")>{name}</a> }.into_any() } else { view! { <span class="crumb">{name}</span> }.into_any() }}
            }
        }).collect_view()
    };
    view! { <nav class="crumbs" aria-label=move || say(w::AREA)><span class="pin">{icon(icon::PIN)}</span>{chain}</nav> }
}

/// Search by code, name or receipt number. The words stay in memory.
#[component]
fn Find() -> impl IntoView {
    let desk = use_desk();
    let field = NodeRef::<html::Input>::new();
    let location = use_location();
    let go = use_navigate();
    let search = move |text: String| {
        if desk.search.with_untracked(|now| *now != text) {
            desk.search.set(text);
        }
    };
    let mut later = leptos::leptos_dom::helpers::debounce(std::time::Duration::from_millis(SEARCH_WAIT_MS), search);
    // The field follows the words when another place empties them.
    Effect::new(move || {
        let words = desk.search.get();
        if let Some(field) = field.get().filter(|field| field.value().trim() != words) {
            field.set_value(&words);
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        search(field.get_untracked().map(|f| f.value().trim().to_owned()).unwrap_or_default());
        if location.pathname.get_untracked() != "/desk" {
            go("/desk", plain());
        }
    };
    view! {
        <form class="find" role="search" on:submit=submit>
            {icon(icon::SEARCH)}
            <input id="find" type="search" node_ref=field aria-label=move || say(w::FIND) placeholder=move || say(w::FIND) autocomplete="off" spellcheck="false"
                on:input=move |event| later(event_target_value(&event).trim().to_owned())/>
            <kbd>"/"</kbd>
        </form>
    }
}

/// Navigation by our own full paths.
pub(super) fn plain() -> NavigateOptions {
    NavigateOptions { resolve: false, scroll: false, ..NavigateOptions::default() }
}

/// Words of a role.
fn role_word(role: api::Role) -> Word {
    use api::Role;
    match role {
        Role::Surveyor => w::ROLE_SURVEYOR,
        Role::Village => w::ROLE_VILLAGE,
        Role::Supervisor => w::ROLE_SUPERVISOR,
        Role::Helper => w::ROLE_HELPER,
        Role::Town => w::ROLE_TOWN,
        Role::County => w::ROLE_COUNTY,
        Role::Dept => w::ROLE_DEPT,
        Role::Auditor => w::ROLE_AUDITOR,
        Role::Third => w::ROLE_THIRD,
        Role::Admin => w::ROLE_ADMIN,
    }
}

/// Who is signed in, with the menu: language, single keys, signing out.
#[component]
fn Person() -> impl IntoView {
    let desk = use_desk();
    let menu = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let keys = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            close();
        }
    });
    on_cleanup(move || keys.remove());
    let me = move || desk.me.get();
    let area = move |me: &api::Me| me.area.last().map(|area| pick(desk.lang.get(), &area.name)).unwrap_or_default();
    view! {
        <details class="who" node_ref=menu>
            <summary aria-label=move || say(w::PERSON_MENU)>
                <i aria-hidden="true">{move || me().and_then(|me| me.name.chars().next())}</i>
                <span>{move || me().map(|me| view! { <b>{me.name.clone()}</b><small>{area(&me)} " · " {say(role_word(me.role))}</small> })}</span>
            </summary>
            <div class="menu">
                <p class="menu-name">{move || me().map(|me| view! { <b>{me.name.clone()}</b> <span class="dim">{me.account.clone()} " · " {area(&me)} " · " {say(role_word(me.role))}</span> })}</p>
                <p><Languages/></p>
                <label class="tick"><input type="checkbox" prop:checked=move || desk.letters.get() on:change=move |event| desk.letters.set(event_target_checked(&event))/>{move || say(w::LETTERS)}</label>
                <button type="button" class="button" on:click=move |_| { close(); desk.leave(); }>{icon(icon::LEAVE)}{move || say(w::SIGN_OUT)}</button>
            </div>
        </details>
    }
}

/// The pages there are. One so far; more come as they are built.
#[component]
fn Rail() -> impl IntoView {
    let desk = use_desk();
    view! {
        <nav class="rail" aria-label=move || say(w::MENU)>
            <a href="/desk" aria-current="page">{icon(icon::INBOX)}<span>{move || say(w::MY_WORK)}</span>{move || waiting(desk)}</a>
            <div class="state">{move || {
                let away = desk.list.failure.with(|failure| failure.as_ref().is_some_and(|f| !f.is_signed_out()));
                match (away, desk.list.came.get()) {
                    (true, came) => view! { <span class="warned">{icon(icon::WARN)}</span><span>{say(w::NOT_CONNECTED)}<br/>{came.map(|at| words::fill(w::AS_OF, &[&clock::hours_minutes(at)]))}</span> }.into_any(),
                    (false, Some(at)) => view! { {icon(icon::CHECK)}<span>{say(w::CONNECTED)}<br/>{words::fill(w::AS_OF, &[&clock::hours_minutes(at)])}</span> }.into_any(),
                    (false, None) => ().into_any(),
                }
            }}</div>
        </nav>
    }
}

fn waiting(desk: Desk) -> Option<impl IntoView> {
    let waiting = desk.waiting();
    (waiting > 0).then(|| view! { <span class="no"><span class="unseen">{say(w::WAITING)}</span>{waiting}</span> })
}

/// An address without a page.
#[component]
pub(super) fn Lost() -> impl IntoView {
    Effect::new(move || {
        view::focus("heading");
    });
    view! {
        <div class="head"><h1 id="heading" tabindex="-1">{move || say(w::LOST)}</h1></div>
        <p><a class="go" href="/desk">{move || say(w::TO_WORK)}</a></p>
    }
}
