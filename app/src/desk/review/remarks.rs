//! Remarks: being written (in memory, by question) and written before.

use std::collections::BTreeSet;

use api::{NewRemark, Remark};
use leptos::html;
use leptos::prelude::*;

use super::Review;
use crate::desk::format;
use crate::ui::icon::{self, icon};
use crate::words::{self, Lang, Word, desk as w, say, t};

/// Reasons to pick from; the text says the rest.
const REASONS: [Word; 6] = [w::REASON_DIFFERS, w::REASON_PHOTO, w::REASON_NUMBER, w::REASON_MISSING, w::REASON_RULE, w::REASON_OTHER];

/// Longest text of one remark, in characters: it is read on a phone.
const TEXT_MAX: &str = "500";

/// A remark being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::desk) struct DraftRemark {
    /// Node path; none: the whole form.
    pub(in crate::desk) path: Option<String>,
    /// Place in [`REASONS`].
    pub(in crate::desk) reason: Option<usize>,
    /// What to change and why.
    pub(in crate::desk) text: String,
}

impl DraftRemark {
    /// Says something.
    fn is_written(&self) -> bool {
        self.reason.is_some() || !self.text.trim().is_empty()
    }

    /// As sent: the reason first, then the text.
    fn to_new(&self, lang: Lang) -> NewRemark {
        let reason = self.reason.and_then(|index| REASONS.get(index)).map(|word| t(lang, *word));
        let text = self.text.trim();
        let text = match (reason, text.is_empty()) {
            (Some(reason), true) => reason.to_owned(),
            (Some(reason), false) => format!("{reason}{}{text}", if lang == Lang::Zh { "：" } else { ": " }),
            (None, _) => text.to_owned(),
        };
        NewRemark { path: self.path.clone(), text }
    }
}

/// What the decision bar needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) count: usize,
    pub(super) unfinished: usize,
}

impl Review {
    fn with_drafts<R>(self, read: impl FnOnce(&[DraftRemark]) -> R) -> R {
        let id = self.id.get_value();
        self.desk.remarks.with(|all| read(all.get(&id).map_or(&[], Vec::as_slice)))
    }

    /// Paths with a remark being written.
    pub(super) fn open_paths(self) -> BTreeSet<Option<String>> {
        self.with_drafts(|drafts| drafts.iter().map(|draft| draft.path.clone()).collect())
    }

    /// How many are written.
    pub(super) fn written(self) -> Written {
        self.with_drafts(|drafts| Written { count: drafts.len(), unfinished: drafts.iter().filter(|draft| !draft.is_written()).count() })
    }

    /// The remarks as sent.
    pub(super) fn new_remarks(self) -> Vec<NewRemark> {
        let lang = self.desk.lang.get_untracked();
        untrack(|| self.with_drafts(|drafts| drafts.iter().map(|draft| draft.to_new(lang)).collect()))
    }

    /// Opens a remark on a question or on the whole form, and takes the focus there.
    pub(super) fn open_remark(self, path: Option<String>) {
        self.desk.remarks.update(|all| {
            let drafts = all.entry(self.id.get_value()).or_default();
            if !drafts.iter().any(|draft| draft.path == path) {
                drafts.push(DraftRemark { path: path.clone(), ..DraftRemark::default() });
            }
        });
    }

    fn change_remark(self, path: Option<&String>, change: impl FnOnce(&mut DraftRemark)) {
        self.desk.remarks.update(|all| {
            let drafts = all.entry(self.id.get_value()).or_default();
            if let Some(draft) = drafts.iter_mut().find(|draft| draft.path.as_ref() == path) {
                change(draft);
            }
        });
    }

    /// Takes a remark back.
    fn drop_remark(self, path: Option<&String>) {
        self.desk.remarks.update(|all| {
            if let Some(drafts) = all.get_mut(&self.id.get_value()) {
                drafts.retain(|draft| draft.path.as_ref() != path);
            }
        });
    }

    /// All are sent.
    pub(super) fn drop_remarks(self) {
        self.desk.remarks.update(|all| drop(all.remove(&self.id.get_value())));
    }
}

/// One line to write a remark: reason, text, take back. The fields are not driven by the signal while typing, so the cursor never jumps.
#[component]
pub(super) fn RemarkLine(path: Option<String>) -> impl IntoView {
    let review = expect_context::<Review>();
    let start = untrack(|| review.with_drafts(|drafts| drafts.iter().find(|draft| draft.path == path).cloned())).unwrap_or_default();
    let field = NodeRef::<html::Input>::new();
    let is_new = !start.is_written();
    Effect::new(move || {
        if let Some(field) = field.get().filter(|_| is_new) {
            drop(field.focus());
        }
    });
    let path = StoredValue::new(path);
    let pick_reason = move |event| {
        let reason = event_target_value(&event).parse().ok();
        path.with_value(|path| review.change_remark(path.as_ref(), |draft| draft.reason = reason));
    };
    let write = move |event| {
        let text = event_target_value(&event);
        path.with_value(|path| review.change_remark(path.as_ref(), |draft| draft.text = text));
    };
    view! {
        <div class="line">
            <b>{move || say(w::REMARK)}</b>
            <label class="pick">
                <span class="unseen">{move || say(w::REASON)}</span>
                <select on:change=pick_reason>
                    <option value="" selected=start.reason.is_none()>{move || say(w::REASON)}</option>
                    {REASONS.iter().enumerate().map(|(index, word)| view! { <option value=index selected=start.reason == Some(index)>{move || say(*word)}</option> }).collect_view()}
                </select>
                {icon(icon::DOWN)}
            </label>
            <input class="in grow remark-text" node_ref=field maxlength=TEXT_MAX value=start.text.clone() aria-label=move || say(w::REMARK_TEXT) placeholder=move || say(w::REMARK_TEXT) autocomplete="off" on:input=write/>
            <button type="button" class="link" on:click=move |_| path.with_value(|path| review.drop_remark(path.as_ref()))>{move || say(w::TAKE_BACK)}</button>
        </div>
    }
}

/// A remark of before.
#[component]
pub(super) fn Said(remark: Remark) -> impl IntoView {
    let at = format::moment(remark.at);
    view! { <p class="said">{icon(icon::TALK)}<span><b>{remark.text}</b> <span class="dim">{move || words::fill(w::SAID_BY, &[&remark.by, &at])}</span></span></p> }
}
