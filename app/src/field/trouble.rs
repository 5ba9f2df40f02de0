//! The words for each [`Trouble`], and what to do about it: the one place where failure becomes language. No logic of its own.
//!
//! Invariant: every trouble has a sentence that says what is wrong and one that says what to do; nothing is shown as a code.

use leptos::prelude::*;

use crate::keep::Trouble;
use crate::ui::{Tone, icon, note};
use crate::words::{self, Lang, Word, pick_in, say, t, use_lang};

/// What is wrong, and what to do.
fn both(trouble: &Trouble) -> (Word, Word) {
    use words::field as w;
    match trouble {
        Trouble::Offline => (w::T_OFFLINE, w::T_OFFLINE_DO),
        Trouble::SignIn => (w::T_SIGN_IN, w::T_SIGN_IN_DO),
        Trouble::Refused(_) => (w::T_REFUSED, w::T_REFUSED_DO),
        Trouble::Nonsense => (w::T_NONSENSE, w::T_NONSENSE_DO),
        Trouble::Full => (w::T_FULL, w::T_FULL_DO),
        Trouble::Store(_) => (w::T_STORE, w::T_STORE_DO),
        Trouble::Damaged(_) => (w::T_DAMAGED, w::T_DAMAGED_DO),
        Trouble::Missing => (w::T_MISSING, w::T_MISSING_DO),
    }
}

/// What is wrong, in one sentence.
fn what(lang: Lang, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Refused(problem) if !problem.message.zh.is_empty() => pick_in(lang, &problem.message),
        other => t(lang, both(other).0).to_owned(),
    }
}

/// What to do, in one sentence. Empty when the server's own words say it.
fn remedy(lang: Lang, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Refused(problem) if !problem.message.zh.is_empty() => String::new(),
        other => t(lang, both(other).1).to_owned(),
    }
}

/// Both sentences in one, in the language in use; reactive.
pub fn whole(trouble: &Trouble) -> String {
    whole_in(use_lang().get(), trouble)
}

/// Both sentences in one. For answers that come when no page is being drawn.
pub fn whole_in(lang: Lang, trouble: &Trouble) -> String {
    let (what, remedy) = (what(lang, trouble), remedy(lang, trouble));
    // Full stops of Chinese need no space after them.
    let gap = if lang == Lang::En && !remedy.is_empty() { " " } else { "" };
    format!("{what}{gap}{remedy}")
}

/// A note on a page that goes on working.
pub fn trouble_note(trouble: Trouble) -> AnyView {
    let (tone, mark) = if trouble == Trouble::Offline { (Tone::Warn, icon::CLOUD_OFF) } else { (Tone::Bad, icon::ALERT) };
    let detail = detail(&trouble);
    let words = move || whole(&trouble);
    view! { <div role="alert">{note(tone, mark, view! { {words}{detail} }.into_any())}</div> }.into_any()
}

/// The reason for the help desk, behind a word.
fn detail(trouble: &Trouble) -> Option<AnyView> {
    let reason = match trouble {
        Trouble::Store(reason) | Trouble::Damaged(reason) => reason.clone(),
        _ => return None,
    };
    Some(view! { <details><summary>{move || say(words::field::FOR_HELP)}</summary><span class="reason">{reason}</span></details> }.into_any())
}

/// The whole of a page that cannot show its own content.
pub fn trouble_card(trouble: Trouble, on_retry: Option<UnsyncCallback<()>>) -> AnyView {
    let detail = detail(&trouble);
    let lang = use_lang();
    let (first, second) = (trouble.clone(), trouble);
    view! {
        <section class="card pad trouble" role="alert">
            <h2 tabindex="-1">{icon::icon(icon::ALERT)}{move || what(lang.get(), &first)}</h2>
            <p>{move || remedy(lang.get(), &second)}</p>
            {detail}
            {on_retry.map(|retry| view! {
                <button type="button" class="button" data-act="retry" on:click=move |_| retry.run(())>
                    {icon::icon(icon::RETRY)}{move || say(words::field::TRY_AGAIN)}
                </button>
            })}
        </section>
    }
    .into_any()
}
