//! Drafts of this person on this phone.
//!
//! Invariant: a draft goes only after a second question that names it; nothing else here removes one.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::context::{Field, use_field};
use super::frame::{StateStrip, Tabs, TopBar, arrive, form_title};
use super::route::Route;
use super::trouble::trouble_note;
use super::when;
use crate::keep::{DraftInfo, Trouble};
use crate::ui::{Dialog, Tone, chip::chip_with, icon};
use crate::words::{field as w, fill, fill_in, pick, say, use_lang};

/// The page.
#[component]
pub fn Drafts() -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_DRAFTS);
    let trouble = RwSignal::new(None::<Trouble>);
    let asked = RwSignal::new(None::<DraftInfo>);
    let asking = RwSignal::new(false);
    Effect::new(move |_| asking.set(asked.with(Option::is_some)));
    let drafts = Memo::new(move |_| field.keep().drafts().get());
    let discard = move |_| {
        asking.set(false);
        let Some(draft) = asked.get_untracked() else { return };
        asked.set(None);
        spawn_local(async move { trouble.set(field.keep().discard(&draft.id).await.err()) });
    };
    let name = move || asked.get().map(|d| d.name).unwrap_or_default();
    view! {
        <div class="screen">
            <TopBar title=w::TAB_DRAFTS sub=Signal::derive(|| say(w::DRAFTS_SUB).to_owned()) />
            <StateStrip />
            <main class="close flush">
                {move || trouble.get().map(trouble_note)}
                {move || drafts.with(Vec::is_empty).then(|| view! { <div class="card pad empty"><p>{say(w::DRAFTS_NONE)}</p></div> })}
                <div class="cards" data-list="drafts">
                    {move || drafts.get().into_iter().map(|draft| row(field, draft, asked)).collect_view()}
                </div>
            </main>
            <Dialog open=asking label=Signal::derive(|| say(w::DISCARD_HEAD).to_owned())>
                <h2>{move || fill(w::DISCARD_ASK, &[&name()])}</h2>
                <p>{move || say(w::DISCARD_SAYS)}</p>
                <div class="dialog-foot">
                    <button type="button" class="button bad" data-act="discard" on:click=discard>{icon::icon(icon::TRASH)}{move || say(w::DISCARD)}</button>
                    <button type="button" class="button main" data-act="keep" on:click=move |_| { asking.set(false); asked.set(None); }>{move || say(w::DISCARD_NOT)}</button>
                </div>
            </Dialog>
            <Tabs />
        </div>
    }
}

fn row(field: Field, draft: DraftInfo, asked: RwSignal<Option<DraftInfo>>) -> impl IntoView {
    let lang = use_lang();
    let (done, all) = draft.answered;
    let (title, name) = (form_title(field, &draft.form_id), draft.name.clone());
    let chip = match (&draft.refused, &draft.corrects) {
        (Some(_), _) => Some((Tone::Bad, icon::ALERT, say(w::S_REFUSED).to_owned())),
        (None, Some(_)) => Some((Tone::Warn, icon::RETURN, say(w::S_MENDING).to_owned())),
        _ if all > done => Some((Tone::Warn, icon::PEN, fill(w::S_DRAFT_N, &[&(all - done).to_string()]))),
        _ if all > 0 => Some((Tone::Ok, icon::CHECK, say(w::S_FILLED).to_owned())),
        _ => None,
    };
    let saved = fill_in(lang.get(), w::SAVED_AT, &[&when::moment(lang.get(), draft.saved_at, field.now())]);
    let reason = draft.refused.as_ref().map(|problem| pick(&problem.message));
    let href = Route::Fill { draft: draft.id.clone(), at: None, mends: None }.path();
    let label = fill(w::DISCARD_NAMED, &[&name]);
    let id = draft.id.clone();
    let code = draft.household.clone().unwrap_or_default();
    view! {
        <div class="card member" data-draft=id>
            <a class="open" href=href>
                <span class="who"><b>{name}</b>{chip.map(|(tone, mark, text)| chip_with(tone, Some(mark), text))}</span>
                <span class="small dim">{title}" "{code}</span>
                {reason.map(|reason| view! { <span class="small why">{reason}</span> })}
                <span class="small dim">{saved}</span>
            </a>
            <button type="button" class="button" data-act="ask-discard" aria-label=label on:click=move |_| asked.set(Some(draft.clone()))>{icon::icon(icon::TRASH)}</button>
        </div>
    }
}
