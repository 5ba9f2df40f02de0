//! One submission: what was answered, what stands out, and the decision.
//!
//! Invariant: answers are read only here. What a reviewer writes stays until it is sent or taken back, also when the session ends or another decides first.

mod answers;
mod decide;
mod evidence;
mod head;
mod place;
mod remarks;
mod side;

use api::Detail;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

pub(super) use remarks::DraftRemark;

use super::address;
use super::keys;
use super::server::{self, Failure};
use super::state::{Desk, use_desk};
use crate::platform::{page, view};
use crate::ui::icon::{self, icon};
use crate::words::{self, Lang, desk as w, say, t};

/// What the parts of the page share; a handle of signals.
#[derive(Clone, Copy)]
pub(super) struct Review {
    pub(super) desk: Desk,
    pub(super) id: StoredValue<String>,
    pub(super) detail: RwSignal<Option<Detail>>,
    pub(super) failure: RwSignal<Option<Failure>>,
    /// A decision is on its way.
    pub(super) sending: RwSignal<bool>,
    /// Why a decision did not go through.
    pub(super) refused: RwSignal<Option<String>>,
}

/// The page; built anew for each submission.
#[component]
pub(super) fn Page() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get("id")).unwrap_or_default());
    move || view! { <One id=id.get()/> }
}

/// Index of the form's language nearest to that of the screens; the first when none is.
fn language(languages: &[String], lang: Lang) -> usize {
    let wanted: &[&str] = match lang {
        Lang::Zh => &["zh", "chinese"],
        Lang::En => &["en", "english"],
    };
    let is = |name: &String| {
        let name = name.to_ascii_lowercase();
        wanted
            .iter()
            .any(|w| name == *w || name.contains(&format!("({w}")) || name.starts_with(&format!("{w}-")) || (w.len() > 2 && name.contains(w)))
    };
    languages.iter().position(is).unwrap_or(0)
}

impl Review {
    fn load(self, index: usize) {
        spawn_local(async move {
            match server::detail(&self.id.get_value(), index).await {
                Ok(detail) => self.take(detail, index),
                Err(failure) => self.failure.set(Some(self.desk.note(failure))),
            }
        });
    }

    /// Shows an answer of the server; asks again when the form has the language of the screens and this is another.
    pub(super) fn take(self, detail: Detail, index: usize) {
        let wanted = language(&detail.languages, self.desk.lang.get_untracked());
        self.failure.set(None);
        self.desk.place.set(detail.row.area.clone());
        self.detail.set(Some(detail));
        if wanted != index {
            self.load(wanted);
        }
    }

    /// Index of the form's language that the screens have.
    pub(super) fn language(self) -> usize {
        let lang = self.desk.lang.get_untracked();
        self.detail.with_untracked(|d| d.as_ref().map_or(0, |d| language(&d.languages, lang)))
    }

    /// Loads again, in the language of the screens.
    pub(super) fn reload(self) {
        self.load(self.language());
    }
}

#[component]
fn One(id: String) -> impl IntoView {
    let desk = use_desk();
    let review = Review {
        desk,
        id: StoredValue::new(id.clone()),
        detail: RwSignal::new(None),
        failure: RwSignal::new(None),
        sending: RwSignal::new(false),
        refused: RwSignal::new(None),
    };
    provide_context(review);
    Effect::new(move || page::set_title(t(desk.lang.get(), w::TITLE_REVIEW)));
    Effect::new(move || {
        desk.epoch.get();
        desk.lang.get();
        review.refused.set(None);
        review.reload();
    });
    if desk.list.asked.with_untracked(Option::is_none) {
        // Opened by its address: the list is loaded beside it, for the counts and the way on.
        desk.list.show(desk, address::read(|_| None));
    }
    desk.list.at.set(Some(id));
    view::scroll_to(super::queue::PAGE, 0);
    let came = Memo::new(move |_| review.detail.with(Option::is_some));
    Effect::new(move || {
        if came.get() {
            view::focus("heading");
        }
    });
    let go = leptos_router::hooks::use_navigate();
    keys::listen(desk, move |key| match key {
        "a" => decide::accept(review),
        "r" => decide::start_return(review),
        "n" | "j" | "p" | "k" => {
            let around = desk.list.around(&review.id.get_value());
            let to = around.and_then(|(before, _, after)| if matches!(key, "n" | "j") { after } else { before });
            to.is_some_and(|to| {
                go(&address::review(&to), super::plain());
                true
            })
        }
        _ => false,
    });
    view! {
        {move || review.failure.get().filter(|failure| !failure.is_signed_out()).map(|failure| view! { <Failed failure/> })}
        {move || match review.detail.get() {
            None => (review.failure.with(Option::is_none)).then(|| view! { <Waiting/> }).into_any(),
            Some(detail) => view! { <Whole detail/> }.into_any(),
        }}
    }
}

/// The loaded page.
#[component]
fn Whole(detail: Detail) -> impl IntoView {
    let kept = StoredValue::new(detail.clone());
    view! {
        <head::Head detail=detail.clone()/>
        <div class="cols review">
            <answers::Answers detail=kept/>
            <div class="col side">
                <side::Flags detail=kept/>
                <evidence::Photos detail=kept/>
                <place::Places places=detail.places.clone()/>
                <side::Versions detail=kept/>
                <side::History events=detail.history.clone()/>
            </div>
        </div>
        <decide::Bar detail=kept/>
        <div class="foot-note keys">
            <super::queue::Key key="A" word=w::KEY_ACCEPT/>
            <super::queue::Key key="R" word=w::KEY_RETURN/>
            <super::queue::Key key="J"/><super::queue::Key key="K" word=w::KEY_NEIGHBOURS/>
        </div>
    }
}

/// Grey lines while it loads.
#[component]
fn Waiting() -> impl IntoView {
    view! {
        <p class="unseen" role="status">{move || say(w::LOADING)}</p>
        <div class="panel grey-lines" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i><i></i></div>
    }
}

/// It did not come: in words, with the code and the way on.
#[component]
fn Failed(failure: Failure) -> impl IntoView {
    let review = expect_context::<Review>();
    let lang = review.desk.lang;
    let code = failure.code().to_owned();
    view! {
        <div class="problem" role="alert">
            {icon(icon::WARN)}
            <span class="grow">{move || failure.say(lang.get())} " " <small>{move || words::fill(w::CODE, &[&code])}</small></span>
            <a class="button s" href="/desk">{move || say(w::TO_WORK)}</a>
            <button type="button" class="button s" on:click=move |_| { review.failure.set(None); review.reload(); }>{move || say(w::TRY_AGAIN)}</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_shown_in_the_language_of_the_screens_where_it_has_it() {
        let names = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(language(&names(&["中文 (zh)", "English (en)"]), Lang::En), 1);
        assert_eq!(language(&names(&["English (en)", "中文 (zh)"]), Lang::Zh), 1);
        assert_eq!(language(&names(&["zh", "en"]), Lang::En), 1);
        assert_eq!(language(&names(&["default"]), Lang::En), 0);
    }
}
