//! Pages of the `field` bundle: staff (sign-in, home, household, forms, drafts, outbox, returned, me) and households (by link).
//! Filling itself is in `fill`, keeping and sending in `keep`.
//!
//! Invariant: every page works from what the phone has; the network only adds. No page shows a spinner in place of its rows.

pub mod begin;
pub mod context;
pub mod declare;
pub mod drafts;
pub mod fill_page;
pub mod form_list;
pub mod frame;
pub mod home;
pub mod household;
pub mod me;
pub mod outbox;
pub mod returned;
pub mod route;
pub mod sign_in;
pub mod standing;
pub mod trouble;
pub mod when;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::keep::{Keep, Trouble};
use crate::platform::page;
use crate::ui::later::later;
use crate::ui::look::{Look, follow_look};
use context::{Field, go};
use frame::Arrivals;
use me::InstallOffer;
use route::Route;

/// The root of the bundle: look and language first, then the keep, then the page of the address.
#[component]
pub fn App() -> impl IntoView {
    let (lang, size, theme) = me::recall_look();
    let lang = RwSignal::new(lang);
    let look = Look::new();
    look.size.set(size);
    look.theme.set(theme);
    provide_context(lang);
    provide_context(look);
    provide_context(Arrivals::default());
    follow_look(look, lang);
    #[cfg(feature = "parts")]
    crate::ui::later::keep_ready();
    let offer = InstallOffer(RwSignal::new_local(None));
    provide_context(offer);
    me::watch_install(offer);

    let route = RwSignal::new(Route::parse(&page::address()));
    page::on_move(move |address| route.set(Route::parse(&address)));
    page::on_link(move |path| go(route, Route::parse(&path), false));

    let opened = RwSignal::new(None::<Result<Field, Trouble>>);
    let open = move || {
        spawn_local(async move {
            opened.set(Some(Keep::open().await.map(|keep| Field::new(keep, route))));
        });
    };
    open();
    move || match opened.get() {
        None => ().into_any(),
        Some(Err(why)) => view! {
            <div class="screen"><main class="close">{trouble::trouble_card(why, Some(UnsyncCallback::new(move |()| open())))}</main></div>
        }
        .into_any(),
        Some(Ok(field)) => {
            provide_context(field);
            view! { <Pages field=field /> }.into_any()
        }
    }
}

/// The page of the address. Staff pages ask for the account first, in place, so that the address stays.
#[component]
fn Pages(field: Field) -> impl IntoView {
    let signed_in = Memo::new(move |_| me::signed_in(field));
    let token = Memo::new(move |_| field.route.get().token().map(str::to_owned));
    // Within a link the pages change inside `Declare`, which stays open.
    let shown = Memo::new(move |_| if token.get().is_some() { None } else { Some(field.route.get()) });
    move || {
        if let Some(token) = token.get() {
            return declared(token);
        }
        let Some(route) = shown.get() else { return ().into_any() };
        if !signed_in.get() || route == Route::SignIn {
            return view! { <sign_in::SignIn /> }.into_any();
        }
        staff_page(route)
    }
}

fn staff_page(route: Route) -> AnyView {
    match route {
        Route::Household(code) => view! { <household::HouseholdPage code=code /> }.into_any(),
        Route::Fill { draft, at, mends } => view! { <fill_page::FillPage draft=draft at=at mends=mends /> }.into_any(),
        Route::Forms | Route::Kept(_) | Route::Drafts | Route::Outbox | Route::Returned(_) | Route::Me => further_page(route),
        _ => view! { <home::Home /> }.into_any(),
    }
}

later! {
    more in Screen:
    /// Pages nobody needs before the first form can be filled.
    fn further_page(route: Route) -> AnyView {
        match route {
            Route::Forms => view! { <form_list::Forms /> }.into_any(),
            Route::Kept(id) => view! { <outbox::Kept id=id /> }.into_any(),
            Route::Drafts => view! { <drafts::Drafts /> }.into_any(),
            Route::Outbox => view! { <outbox::Outbox /> }.into_any(),
            Route::Returned(id) => view! { <returned::Returned id=id /> }.into_any(),
            _ => view! { <me::MePage /> }.into_any(),
        }
    }

    declare in Screen:
    /// The pages of a village's link.
    fn declared(token: String) -> AnyView {
        view! { <declare::Declare token=token /> }.into_any()
    }
}
