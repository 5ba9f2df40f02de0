//! The start of a declaration: the sentence, read aloud, who looks, what is agreed, what is never posted, how long.
//!
//! Invariant: nothing is begun before the person has tapped the button that says what it agrees to.

use api::Invitation;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Link, LinkBar, WeChatHint, use_link};
use crate::field::begin::{Beginning, begin};
use crate::field::context::{Field, use_field};
use crate::field::frame::{LanguageSwitch, arrive, place};
use crate::field::route::Route;
use crate::field::trouble::trouble_note;
use crate::keep::{OutboxState, Trouble};
use crate::platform::voice;
use crate::ui::Dialog;
use crate::ui::icon::{self, Icon};
use crate::ui::look::lang_attribute;
use crate::words::{Word, common, field as w, fill, pick, say, use_lang};

/// Leaf names of the declaration form that this page answers itself: who fills in, and the helper's name.
const WHO: &str = "a_who";
const WHO_SELF: &str = "self";
const WHO_FAMILY: &str = "kin";
const HELPER: &str = "a_proxy";

const FACTS: [(Icon, Word); 3] = [(icon::SHIELD, w::D_AGREE), (icon::LOCK, w::D_NEVER), (icon::CLOCK, w::D_LONG)];

/// Names of the questions that are answered when the form opens: those of this page, and what the link says of the village.
pub fn answered_by(invitation: &Invitation) -> Vec<String> {
    let of_link = invitation.prefill.iter().map(|(name, _)| name.clone());
    [WHO.to_owned(), HELPER.to_owned()].into_iter().chain(of_link).collect()
}

/// What the page shares with its parts.
#[derive(Clone, Copy)]
struct Starting {
    field: Field,
    link: Link,
    /// Name of the helper, as typed.
    helper: RwSignal<String>,
    /// The helper's name is being asked for.
    asking: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

impl Starting {
    /// Begins a declaration and goes to its first question.
    fn start(self, who: &'static str) {
        let Starting { field, link, helper, trouble, .. } = self;
        spawn_local(async move {
            let invitation = link.invitation.get_value();
            let mut values = vec![(WHO.to_owned(), who.to_owned())];
            if who != WHO_SELF {
                values.push((HELPER.to_owned(), helper.get_untracked().trim().to_owned()));
            }
            values.extend(invitation.prefill.clone());
            let name = invitation.form.title.zh.clone();
            let beginning = Beginning { form: &invitation.form, household: None, name: &name, prefill: &values };
            match begin(&link.keep(), beginning).await {
                Ok(draft) => field.go(Route::DeclareFill { token: link.token.get_value(), draft }),
                Err(why) => trouble.set(Some(why)),
            }
        });
    }
}

/// Who looks at it: the village and the office; reactive in the language.
fn office(link: Link) -> String {
    link.invitation.with_value(|i| fill(w::D_WHO_SAYS, &[&i.village.last().map(place).unwrap_or_default(), &pick(&i.office)]))
}

/// The words beside a fact; reactive in the language.
fn detail(link: Link, word: Word) -> String {
    match word {
        w::D_LONG => fill(w::D_LONG_SAYS, &[&link.invitation.with_value(|i| i.visit_days).to_string()]),
        w::D_AGREE => say(w::D_AGREE_SAYS).to_owned(),
        _ => say(w::D_NEVER_SAYS).to_owned(),
    }
}

/// All of the page as it is read aloud.
fn spoken(link: Link) -> String {
    let stop = say(w::STOP_BETWEEN);
    let mut said: Vec<String> = vec![say(w::D_HEAD).to_owned(), say(w::D_WHO).to_owned(), office(link)];
    said.extend(FACTS.iter().flat_map(|(_, word)| [say(*word).to_owned(), detail(link, *word)]));
    said.join(stop)
}

/// The page.
#[component]
pub fn Start() -> impl IntoView {
    let (field, link) = (use_field(), use_link());
    arrive(w::TITLE_DECLARE);
    let starting = Starting { field, link, helper: RwSignal::new(String::new()), asking: RwSignal::new(false), trouble: RwSignal::new(None) };
    let read = move |_| voice::speak(&spoken(link), lang_attribute(use_lang().get_untracked()));
    view! {
        <div class="screen">
            <LinkBar />
            <main class="close">
                <h1 tabindex="-1">{move || say(w::D_HEAD)}</h1>
                <WeChatHint />
                {move || voice::can_speak(lang_attribute(use_lang().get())).then(|| view! {
                    <button type="button" class="talk" data-act="read" on:click=read>{icon::icon(icon::SPEAK)}{say(w::D_READ)}</button>
                })}
                <Earlier />
                {move || starting.trouble.get().map(trouble_note)}
                <ul class="facts card pad">
                    <li>{icon::icon(icon::PEOPLE)}<span><b>{move || say(w::D_WHO)}</b>{move || office(link)}</span></li>
                    {FACTS.into_iter().map(|(mark, word)| view! { <li>{icon::icon(mark)}<span><b>{move || say(word)}</b>{move || detail(link, word)}</span></li> }).collect_view()}
                </ul>
                <div class="card asks">
                    <p><span>{move || say(w::D_HAVE_NUMBER)}</span><a class="quiet-link" href=Route::DeclareStatus(link.token.get_value()).path()>{move || say(w::D_PROGRESS)}{icon::icon(icon::NEXT)}</a></p>
                    <p><span>{move || say(w::LANGUAGE)}</span><LanguageSwitch /></p>
                </div>
            </main>
            <footer class="foot one">
                <button type="button" class="button" data-act="for-family" on:click=move |_| starting.asking.set(true)>{move || say(w::D_FOR_FAMILY)}</button>
                <button type="button" class="button main" data-act="for-self" on:click=move |_| starting.start(WHO_SELF)>{move || say(w::D_FOR_SELF)}</button>
            </footer>
            <Helper starting=starting />
        </div>
    }
}

/// Asks whoever fills in for somebody else for a name, before anything is begun.
#[component]
fn Helper(starting: Starting) -> impl IntoView {
    let Starting { asking, helper, .. } = starting;
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !helper.get_untracked().trim().is_empty() {
            asking.set(false);
            starting.start(WHO_FAMILY);
        }
    };
    view! {
        <Dialog open=asking class="sheet" label=Signal::derive(|| say(w::D_FOR_FAMILY).to_owned())>
            <form on:submit=go>
                <div class="field">
                    <label for="helper">{move || say(w::D_HELPER)}</label>
                    <p class="hint">{move || say(w::D_HELPER_SAYS)}</p>
                    <input id="helper" class="input" autocomplete="name" required prop:value=move || helper.get() on:input:target=move |e| helper.set(e.target().value()) />
                </div>
                <div class="dialog-foot">
                    <button type="button" class="button" on:click=move |_| asking.set(false)>{move || say(common::CANCEL)}</button>
                    <button type="submit" class="button main" data-act="helper-go">{move || say(w::D_HELPER_GO)}</button>
                </div>
            </form>
        </Dialog>
    }
}

/// What this phone already has under the link: a draft to go on with, or a receipt.
#[component]
fn Earlier() -> impl IntoView {
    let link = use_link();
    let token = move || link.token.get_value();
    move || {
        let draft = link.keep().drafts().get().into_iter().next();
        let sent = link.keep().outbox().get().into_iter().next();
        let (word, go, route) = match (draft, sent) {
            (Some(draft), _) => (w::D_UNFINISHED, w::D_GO_ON, Route::DeclareFill { token: token(), draft: draft.id }),
            (None, Some(item)) if matches!(item.state, OutboxState::Received(_)) => {
                (w::D_SENT, w::D_SEE_RECEIPT, Route::DeclareReceipt { token: token(), id: item.id })
            }
            (None, Some(item)) => (w::D_UNSENT, w::SEE, Route::DeclareReceipt { token: token(), id: item.id }),
            (None, None) => return None,
        };
        Some(
            view! { <div class="card asks"><p><span>{say(word)}</span><a class="quiet-link" data-act="earlier" href=route.path()>{say(go)}{icon::icon(icon::NEXT)}</a></p></div> },
        )
    }
}
