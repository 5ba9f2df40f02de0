//! All forms this person can reach, for what is not about an assigned household.
//!
//! Invariant: a form starts only when it is on this phone or can be fetched; otherwise the reason is said at once.

use api::{FormInfo, FormSubject};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::begin::{Beginning, begin};
use super::context::{Field, use_field};
use super::frame::{StateStrip, arrive};
use super::route::Route;
use super::trouble::trouble_note;
use crate::keep::Trouble;
use crate::ui::{Bar, icon};
use crate::words::{Word, field as w, pick, say};

const PARTS: [(FormSubject, Word); 3] =
    [(FormSubject::Household, w::FORMS_HOUSEHOLD), (FormSubject::Village, w::FORMS_VILLAGE), (FormSubject::Other, w::FORMS_OTHER)];

/// The page.
#[component]
pub fn Forms() -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_FORMS);
    let trouble = RwSignal::new(None::<Trouble>);
    let forms = Memo::new(move |_| field.keep().forms().get());
    view! {
        <div class="screen">
            <Bar title=Signal::derive(|| say(w::OTHER_FORMS).to_owned()) on_back=UnsyncCallback::new(move |()| field.back(Route::Home)) />
            <StateStrip />
            <main class="close">
                <h1 tabindex="-1" class="page-head">{move || say(w::FORMS_HEAD)}</h1>
                <p class="note">{icon::icon(icon::INFO)}<span>{move || say(w::FORMS_HINT)}</span></p>
                {move || trouble.get().map(trouble_note)}
                {move || forms.with(Vec::is_empty).then(|| view! { <p class="card pad">{say(w::FORMS_NONE)}</p> })}
                {move || PARTS.into_iter().map(|(part, word)| {
                    let rows: Vec<FormInfo> = forms.get().into_iter().filter(|f| f.about == part).collect();
                    (!rows.is_empty()).then(|| view! {
                        <div class="head"><h2>{say(word)}</h2></div>
                        <div class="card">{rows.into_iter().map(|form| row(field, form, trouble)).collect_view()}</div>
                    })
                }).collect_view()}
            </main>
        </div>
    }
}

fn row(field: Field, form: FormInfo, trouble: RwSignal<Option<Trouble>>) -> impl IntoView {
    let (title, id) = (form.title.clone(), form.id.clone());
    let start = move |_| {
        let form = form.clone();
        let name = pick(&form.title);
        spawn_local(async move {
            let start = Beginning { form: &form, household: None, name: &name, prefill: &[] };
            match begin(&field.keep(), start).await {
                Ok(draft) => field.go(Route::Fill { draft, at: None, mends: None }),
                Err(why) => trouble.set(Some(why)),
            }
        });
    };
    view! {
        <button type="button" class="row as-row" data-form=id on:click=start>
            <b>{move || pick(&title)}</b><span class="go">{move || say(w::FILL_IN)}{icon::icon(icon::NEXT)}</span>
        </button>
    }
}
