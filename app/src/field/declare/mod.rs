//! A household's own pages, by the village's link: start, questions, receipt, progress. No account, large and plain.
//!
//! Invariant: nothing on the receipt or in an address says who declared; without the server's number no number is shown.

pub mod receipt;
pub mod start;
pub mod status;

use api::Invitation;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::context::{Field, use_field};
use super::fill_page::DeclareFill;
use super::frame::{arrive, place};
use super::route::Route;
use super::trouble::trouble_card;
use crate::keep::{Keep, Trouble};
use crate::platform::page;
use crate::ui::icon;
use crate::ui::look::{Size, use_look};
use crate::words::{field as w, fill, say};

/// Telephone for questions of the poverty-relief service, shown where the link itself gives none.
pub const HELP_PHONE: &str = "12317";

/// An open link: what its pages share.
#[derive(Clone, Copy)]
pub struct Link {
    keep: StoredValue<Keep, LocalStorage>,
    /// What the link opens.
    pub invitation: StoredValue<Invitation>,
    /// The link's token.
    pub token: StoredValue<String>,
}

impl Link {
    /// The household's keep.
    pub fn keep(self) -> Keep {
        self.keep.get_value()
    }
    /// Telephone of the link.
    pub fn phone(self) -> String {
        self.invitation.with_value(|i| if i.phone.is_empty() { HELP_PHONE.to_owned() } else { i.phone.clone() })
    }
    /// 本县凌笪乡侯村村.
    pub fn village(self) -> String {
        let names: Vec<String> = self.invitation.with_value(|i| i.village.iter().map(place).collect());
        names.join(if say(w::LANG_CODE) == "zh" { "" } else { ", " })
    }
}

/// The open link of the page.
pub fn use_link() -> Link {
    expect_context::<Link>()
}

/// Opens the link, then shows the page asked for.
#[component]
pub fn Declare(
    /// Token of the link.
    token: String,
) -> impl IntoView {
    let field = use_field();
    let look = use_look();
    let before = look.size.get_untracked();
    look.plain.set(true);
    if before == Size::Normal {
        look.size.set(Size::Large);
    }
    on_cleanup(move || {
        look.plain.set(false);
        look.size.set(before);
    });
    let token = StoredValue::new(token);
    let opened = RwSignal::new_local(None::<Result<Link, Trouble>>);
    let open = move || {
        spawn_local(async move {
            let found = field.keep().by_link(&token.get_value()).await;
            opened.set(Some(found.map(|(keep, invitation)| Link {
                keep: StoredValue::new_local(keep),
                invitation: StoredValue::new(invitation),
                token,
            })));
        });
    };
    open();
    move || match opened.get() {
        None => view! { <div class="screen"><Bar0 /><main class="close"><p class="dim" role="status">{say(w::OPENING)}</p></main></div> }.into_any(),
        Some(Err(why)) => view! { <NotOpen why=why retry=UnsyncCallback::new(move |()| open()) /> }.into_any(),
        Some(Ok(link)) => {
            provide_context(link);
            view! { <Pages field=field /> }.into_any()
        }
    }
}

#[component]
fn Pages(field: Field) -> impl IntoView {
    move || match field.route.get() {
        Route::DeclareFill { draft, .. } => view! { <DeclareFill draft=draft /> }.into_any(),
        Route::DeclareReceipt { id, .. } => view! { <receipt::ReceiptPage id=id /> }.into_any(),
        Route::DeclareStatus(_) => view! { <status::StatusPage /> }.into_any(),
        _ => view! { <start::Start /> }.into_any(),
    }
}

#[component]
fn Bar0() -> impl IntoView {
    view! { <header class="bar top"><div class="name"><b>{move || say(w::D_NAME)}</b></div>{call(HELP_PHONE.to_owned())}</header> }
}

/// The telephone of every page.
pub fn call(number: String) -> impl IntoView {
    let (label, shown) = (number.clone(), number.clone());
    view! {
        <a class="button call" href=format!("tel:{number}") aria-label=move || fill(crate::words::ui::CALL, &[&label])>{icon::icon(icon::CALL)}{shown}</a>
    }
}

/// The bar of the link's pages without a back button.
#[component]
pub fn LinkBar() -> impl IntoView {
    let link = use_link();
    view! {
        <header class="bar top">
            <div class="name"><b>{move || say(w::D_NAME)}</b><span class="sub">{move || link.village()}</span></div>
            {call(link.phone())}
        </header>
    }
}

/// A link that does not open: wrong, closed, or no network at the first time. A telephone number in any case.
#[component]
fn NotOpen(why: Trouble, retry: UnsyncCallback<()>) -> impl IntoView {
    arrive(w::TITLE_DECLARE);
    let refused = matches!(why, Trouble::Refused(_) | Trouble::Missing);
    let card = match why {
        // Never on this phone and no network: the words for staff ("sync first") would not help here.
        Trouble::Missing => trouble_card(Trouble::Offline, Some(retry)),
        other => trouble_card(other, (!refused).then_some(retry)),
    };
    view! {
        <div class="screen">
            <Bar0 />
            <main class="close">
                <h1 tabindex="-1">{move || say(w::D_NOT_OPEN)}</h1>
                {card}
                <p>{move || fill(w::D_CALL_US, &[HELP_PHONE])}</p>
                <WeChatHint />
            </main>
            <footer class="foot one"><a class="button main" href=format!("tel:{HELP_PHONE}")>{icon::icon(icon::CALL)}{move || fill(w::D_CALL_DO, &[HELP_PHONE])}</a></footer>
        </div>
    }
}

/// One line for browsers inside other apps, which may forget what was filled in.
#[component]
pub fn WeChatHint() -> impl IntoView {
    let inside = ["MicroMessenger", "DingTalk", "QQ/", "AliApp"].iter().any(|name| page::user_agent().contains(name));
    inside.then(|| view! { <p class="note warn">{icon::icon(icon::INFO)}<span>{move || say(w::D_WECHAT)}</span></p> })
}
