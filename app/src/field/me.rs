//! The person and this phone: role, language, size, theme, storage, the app itself, signing out.
//!
//! Invariant: signing out says what stays on the phone before it is done; every switch works at once and in place.

use api::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::context::{Field, use_field};
use super::frame::{StateStrip, Tabs, TopBar, arrive, place, unsent};
use super::outbox::size;
use super::route::Route;
use super::trouble::trouble_note;
use super::when;
use crate::keep::Trouble;
use crate::platform::{loader, page, space};
use crate::ui::look::{Size, Theme, lang_attribute, use_look};
use crate::ui::{Dialog, icon};
use crate::words::{Lang, Word, common, field as w, fill, say, use_lang};

const LANGS: [(Lang, Word); 2] = [(Lang::Zh, w::LANG_ZH), (Lang::En, w::LANG_EN)];
const SIZES: [(Size, Word); 3] = [(Size::Normal, w::SIZE_NORMAL), (Size::Large, w::SIZE_LARGE), (Size::Huge, w::SIZE_HUGE)];
const THEMES: [(Theme, Word); 3] = [(Theme::System, w::THEME_SYSTEM), (Theme::Light, w::THEME_LIGHT), (Theme::Dark, w::THEME_DARK)];

/// The event with which the browser offers to install the app, once it did.
#[derive(Clone, Copy)]
pub struct InstallOffer(pub RwSignal<Option<web_event::Offer>, LocalStorage>);

/// The offer as a value pages may hold.
pub mod web_event {
    use std::rc::Rc;

    /// Asks the browser's question when called.
    pub type Offer = Rc<dyn Fn()>;
}

/// The page.
#[component]
pub fn MePage() -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_ME);
    let sub = Signal::derive(move || {
        let me = field.keep().me().get();
        me.map(|me| me.area.iter().map(|area| place(&area.name)).collect::<Vec<_>>().join(say(common::DOT))).unwrap_or_default()
    });
    view! {
        <div class="screen">
            <TopBar title=w::TAB_ME sub=sub />
            <StateStrip />
            <main class="close flush">
                <Person />
                <LookChoices />
                <Phone />
                <TheApp />
                <SignOut />
            </main>
            <Tabs />
        </div>
    }
}

fn role(role: Role) -> Word {
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

#[component]
fn Person() -> impl IntoView {
    let field = use_field();
    move || {
        field.keep().me().get().map(|me| {
            let refreshed = field.keep().refreshed_at().get().map(|at| fill(w::REFRESHED, &[&when::moment(use_lang().get(), at, field.now())]));
            view! {
                <section class="card pad person">
                    <div class="who-line"><h2>{me.name}</h2><span class="chip">{say(role(me.role))}</span></div>
                    <p class="small dim">{fill(w::ACCOUNT_IS, &[&me.account])}</p>
                    <div class="mask">
                        <p class="small dim">{refreshed.unwrap_or_else(|| say(w::NOT_REFRESHED).to_owned())}</p>
                        <button type="button" class="quiet-link" data-act="refresh" on:click=move |_| field.refresh()>{icon::icon(icon::RETRY)}{say(w::REFRESH)}</button>
                    </div>
                    {me.demo.then(|| view! { <p class="note info">{icon::icon(icon::INFO)}<span>{say(w::DEMO_DATA)}</span></p> })}
                </section>
            }
        })
    }
}

/// A row of choices that work at once.
fn segment<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    legend: Word,
    choices: &'static [(T, Word)],
    value: RwSignal<T>,
    keep: impl Fn(T) + Copy + 'static,
) -> impl IntoView {
    let rows = choices.iter().map(move |(choice, word)| {
        let (choice, word) = (*choice, *word);
        view! {
            <label class="segment">
                <input type="radio" name=name prop:checked=move || value.get() == choice on:change=move |_| { value.set(choice); keep(choice); } />
                <span>{move || say(word)}</span>
            </label>
        }
    });
    view! {
        <fieldset class="segments" data-set=name>
            <legend>{move || say(legend)}</legend>
            <div class="row-of">{rows.collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn LookChoices() -> impl IntoView {
    let look = use_look();
    view! {
        <section class="card pad looks">
            {segment("lang", w::LANGUAGE, &LANGS, use_lang(), |lang| page::remember("lang", lang_attribute(lang)))}
            {segment("size", w::TEXT_SIZE, &SIZES, look.size, |size| page::remember("size", size.attribute().unwrap_or("")))}
            {segment("theme", w::THEME, &THEMES, look.theme, |theme| page::remember("theme", theme.attribute().unwrap_or("")))}
        </section>
    }
}

#[component]
fn Phone() -> impl IntoView {
    let kept = RwSignal::new(None::<bool>);
    let room = RwSignal::new(None::<space::Space>);
    spawn_local(async move {
        kept.set(Some(space::is_persistent().await));
        room.set(space::estimate().await);
    });
    let protect = move |_| {
        spawn_local(async move { kept.set(Some(space::persist().await)) });
    };
    view! {
        <dl class="card">
            <div class="line">
                <dt>{move || say(w::STORAGE)}</dt>
                <dd>
                    {move || kept.get().map(|kept| say(if kept { w::STORAGE_KEPT } else { w::STORAGE_NOT_KEPT }))}
                    {move || (kept.get() == Some(false)).then(|| view! {
                        <p class="small dim">{say(w::STORAGE_RISK)}</p>
                        <button type="button" class="button" data-act="protect" on:click=protect>{icon::icon(icon::SHIELD)}{say(w::PROTECT)}</button>
                    })}
                </dd>
            </div>
            {move || room.get().map(|room| view! {
                <div class="line"><dt>{say(w::ROOM)}</dt><dd>
                    {fill(w::ROOM_IS, &[&size(room.used), &size(room.quota.saturating_sub(room.used))])}
                    {(!room.takes_media()).then(|| view! { <p class="small why">{say(w::T_FULL_DO)}</p> })}
                </dd></div>
            })}
        </dl>
    }
}

/// Ways to put the app on the home screen, by what the browser offers.
fn install_words() -> Word {
    let agent = page::user_agent();
    match () {
        () if agent.contains("MicroMessenger") => w::INSTALL_WECHAT,
        () if agent.contains("iPhone") || agent.contains("iPad") => w::INSTALL_IOS,
        () => w::INSTALL_OTHER,
    }
}

#[component]
fn TheApp() -> impl IntoView {
    let field = use_field();
    let offer = use_context::<InstallOffer>();
    let offered = move || offer.and_then(|offer| offer.0.get());
    let installed = page::installed();
    let build = loader::build();
    let version = if build.is_empty() {
        env!("CARGO_PKG_VERSION").to_owned()
    } else {
        format!("{} ({})", env!("CARGO_PKG_VERSION"), build.get(..8).unwrap_or(&build))
    };
    view! {
        <dl class="card">
            {(!installed).then(|| view! {
                <div class="line"><dt>{move || say(w::INSTALL)}</dt><dd>
                    <p class="small dim">{move || say(if offered().is_some() { w::INSTALL_WHY } else { install_words() })}</p>
                    {move || offered().map(|ask| view! {
                        <button type="button" class="button" data-act="install" on:click=move |_| ask()>{icon::icon(icon::DOWNLOAD)}{say(w::INSTALL_DO)}</button>
                    })}
                </dd></div>
            })}
            <div class="line"><dt>{move || say(w::VERSION)}</dt><dd>
                {version}
                {move || field.update.get().then(|| view! {
                    <p class="small dim">{say(w::STRIP_UPDATE)}</p>
                    <button type="button" class="button" data-act="update" on:click=move |_| loader::apply_update()>{icon::icon(icon::DOWNLOAD)}{say(w::UPDATE)}</button>
                })}
            </dd></div>
        </dl>
    }
}

#[component]
fn SignOut() -> impl IntoView {
    let field = use_field();
    let open = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let stays = move || {
        let (unsent, _) = unsent(field);
        let drafts = field.keep().drafts().get().len();
        if unsent + drafts == 0 { say(w::SIGN_OUT_NOTHING).to_owned() } else { fill(w::SIGN_OUT_STAYS, &[&drafts.to_string(), &unsent.to_string()]) }
    };
    let leave = move |_| {
        open.set(false);
        spawn_local(async move {
            match field.keep().sign_out().await {
                Ok(()) => field.go_instead(Route::Home),
                Err(why) => trouble.set(Some(why)),
            }
        });
    };
    view! {
        {move || trouble.get().map(trouble_note)}
        <button type="button" class="button bad wide" data-act="sign-out" on:click=move |_| open.set(true)>{icon::icon(icon::LEAVE)}{move || say(w::SIGN_OUT)}</button>
        <Dialog open=open label=Signal::derive(|| say(w::SIGN_OUT).to_owned())>
            <h2>{move || say(w::SIGN_OUT_ASK)}</h2>
            <p>{stays}</p>
            <p class="small dim">{move || say(w::SIGN_OUT_NET)}</p>
            <div class="dialog-foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>{move || say(common::CANCEL)}</button>
                <button type="button" class="button bad" data-act="sign-out-sure" on:click=leave>{move || say(w::SIGN_OUT)}</button>
            </div>
        </Dialog>
    }
}

/// Hands over the offer to install, once the browser makes it.
pub fn watch_install(field: InstallOffer) {
    page::listen_on_window("beforeinstallprompt", move |event| {
        event.prevent_default();
        field.0.set(Some(std::rc::Rc::new(move || page::ask_install(&event))));
    });
}

/// Reads the kept look and language, before the first page.
pub fn recall_look() -> (Lang, Size, Theme) {
    let browser = page::browser_language();
    let lang = match page::recall("lang").as_deref() {
        Some("en") => Lang::En,
        Some(_) => Lang::Zh,
        None if browser.is_empty() || browser.starts_with("zh") => Lang::Zh,
        None => Lang::En,
    };
    (lang, Size::read(&page::recall("size").unwrap_or_default()), Theme::read(&page::recall("theme").unwrap_or_default()))
}

/// The signed-in person, or none.
pub fn signed_in(field: Field) -> bool {
    field.keep().me().get().is_some()
}
