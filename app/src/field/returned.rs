//! What the township wants changed: each remark with the value as it is, a way to the question, and sending again.
//!
//! Invariant: the reviewer's words are shown as written; the older version stays at the server untouched, the mended draft is another instance.

use std::sync::Arc;

use api::{OwnSubmission, Remark};
use forms::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::context::{Field, use_field};
use super::frame::{StateStrip, arrive, form_title};
use super::household::day_words;
use super::route::Route;
use super::trouble::{trouble_card, trouble_note};
use super::when;
use crate::keep::Trouble;
use crate::ui::{Bar, Tone, chip::chip_with, icon, meter};
use crate::words::{field as w, fill, say, use_lang};

/// The page.
#[component]
pub fn Returned(
    /// instanceID of the returned version.
    id: String,
) -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_RETURNED);
    let id = StoredValue::new(id);
    let found = Memo::new(move |_| field.keep().own().get().into_iter().find(|s| id.with_value(|id| s.receipt.instance_id == *id)));
    let draft =
        Memo::new(move |_| field.keep().drafts().get().into_iter().find(|d| id.with_value(|id| d.corrects.as_ref() == Some(id))).map(|d| d.id));
    let now = values_now(field, draft, found);
    let title = move || {
        found
            .get()
            .map(|s| {
                let household = field.keep().assignments().get().households.into_iter().find(|h| s.household.as_ref() == Some(&h.code));
                fill(w::NAME_FORM, &[&household.map_or(s.name, |h| h.head), &form_title(field, &s.form_id)])
            })
            .unwrap_or_default()
    };
    let sub = move || {
        let s = found.get()?;
        let by = s.remarks.first().map(|r| r.by.clone()).unwrap_or_default();
        let at = s.remarks.first().map_or(s.changed_at, |r| r.at);
        Some(fill(w::RETURNED_BY, &[&by, &when::moment(use_lang().get(), at, field.now())]))
    };
    let trouble = RwSignal::new(None::<Trouble>);
    view! {
        <div class="screen">
            <Bar title=Signal::derive(title) on_back=UnsyncCallback::new(move |()| field.back(Route::Home))><span class="sub">{sub}</span></Bar>
            <StateStrip />
            {move || match found.get() {
                Some(submission) => {
                    let page = Page { field, submission: Arc::new(submission), draft, now, trouble };
                    page.view().into_any()
                }
                None => view! { <main class="close">{trouble_card(Trouble::Missing, Some(UnsyncCallback::new(move |()| field.refresh())))}</main> }.into_any(),
            }}
        </div>
    }
}

/// The value at each remark as the mended draft has it; none: no draft, or nothing at that path.
type Values = Memo<Vec<Option<String>>>;

/// Reads the mended draft's values at the remarks, each time the draft was saved.
fn values_now(field: Field, draft: Memo<Option<String>>, found: Memo<Option<OwnSubmission>>) -> Values {
    let read = RwSignal::new(Vec::<Option<String>>::new());
    Effect::new(move |_| {
        let (Some(draft), Some(submission)) = (draft.get(), found.get()) else { return };
        spawn_local(async move {
            let keep = field.keep();
            let Ok((info, snapshot)) = keep.load(&draft).await else { return };
            let Ok(form) = keep.form(&info.form_hash).await else { return };
            let Ok(session) = Session::restore(form, keep.env(), &snapshot) else { return };
            let value = |remark: &Remark| remark.path.as_ref().and_then(|path| session.find(path)).map(|node| shown(&session, node));
            read.set(submission.remarks.iter().map(value).collect());
        });
    });
    Memo::new(move |_| read.get())
}

/// An answer as people read it: labels of what was chosen, or the text.
fn shown(session: &Session, node: forms::NodeId) -> String {
    let labels: Vec<String> = session.chosen(node).into_iter().map(|text| text.text).collect();
    if labels.is_empty() { session.view(node).map(|view| view.value.to_string()).unwrap_or_default() } else { labels.join("、") }
}

/// Whether a remark is answered by a value: another one than the reviewer saw. Masked values cannot be compared by the eye: seen counts.
fn changed(remark: &Remark, now: Option<&String>) -> bool {
    match (remark.path.is_some(), now) {
        (true, Some(now)) => *now != remark.value && !remark.value.contains("**") && !same_number(now, &remark.value),
        _ => false,
    }
}

fn same_number(a: &str, b: &str) -> bool {
    let number = |text: &str| forms::decimal::parse(&text.replace(',', ""));
    number(a).is_some() && number(a) == number(b)
}

#[derive(Clone)]
struct Page {
    field: Field,
    submission: Arc<OwnSubmission>,
    draft: Memo<Option<String>>,
    now: Values,
    trouble: RwSignal<Option<Trouble>>,
}

impl Page {
    fn view(self) -> impl IntoView {
        let field = self.field;
        let all = self.submission.remarks.len();
        let due = self.submission.due.clone();
        let (received, number) = (self.submission.receipt.received_at, self.submission.receipt.number.clone());
        let done = {
            let page = self.clone();
            move || page.done()
        };
        let cards = {
            let page = self.clone();
            move || (0..all).map(|index| page.remark(index)).collect_view()
        };
        let trouble = self.trouble;
        view! {
            <main class="close">
                <div>
                    <h1 tabindex="-1">{move || fill(w::RETURNED_HEAD, &[&all.to_string()])}</h1>
                    <p class="small dim">{move || due.as_deref().map_or_else(|| say(w::RETURNED_KEEP).to_owned(), |due| fill(w::RETURNED_DUE, &[&day_words(field, due)]))}</p>
                </div>
                {move || {
                    let done = done();
                    meter(u32::try_from(done * 100 / all.max(1)).unwrap_or(0), fill(w::RETURNED_DONE, &[&all.to_string(), &done.to_string()]))
                }}
                {move || trouble.get().map(trouble_note)}
                {cards}
                <p class="note">{icon::icon(icon::CLOCK)}<span>{move || {
                    fill(w::VERSION_KEPT, &[&number, &when::moment(use_lang().get(), received, field.now())])
                }}</span></p>
            </main>
            {self.foot()}
        }
    }

    fn done(&self) -> usize {
        let now = self.now.get();
        self.submission.remarks.iter().enumerate().filter(|(i, remark)| changed(remark, now.get(*i).and_then(Option::as_ref))).count()
    }

    fn remark(&self, index: usize) -> Option<AnyView> {
        let remark = self.submission.remarks.get(index)?.clone();
        let now = self.now.get().get(index).cloned().flatten();
        let changed = changed(&remark, now.as_ref());
        let chip = if changed { (Tone::Ok, icon::CHECK, w::R_CHANGED) } else { (Tone::Warn, icon::RETURN, w::R_OPEN) };
        let whole = remark.path.is_none();
        let label = if remark.label.is_empty() { say(w::WHOLE_FORM).to_owned() } else { remark.label.clone() };
        let value = match (changed, now) {
            (true, Some(now)) => {
                view! { {fill(w::WAS, &[&blank(&remark.value)])}<span class="ink">{fill(w::NOW_IS, &[&blank(&now)])}</span> }.into_any()
            }
            _ if whole => ().into_any(),
            _ => view! { {say(w::AS_IS)}<span class="ink">{blank(&remark.value)}</span> }.into_any(),
        };
        let page = self.clone();
        let path = remark.path.clone();
        let go = move |_| page.mend_at(path.clone());
        Some(view! {
            <section class="card remark" data-remark=index.to_string()>
                <div class="top"><b>{label}</b>{chip_with(chip.0, Some(chip.1), say(chip.2).to_owned())}</div>
                <blockquote>{remark.text}</blockquote>
                <div class="now">
                    <p class="small dim">{value}</p>
                    <button type="button" class="quiet-link" data-act="mend" on:click=go>{say(if changed { w::LOOK_AGAIN } else { w::FIX })}{icon::icon(icon::NEXT)}</button>
                </div>
            </section>
        }.into_any())
    }

    /// The mended draft (made at the first tap, then kept) at a question.
    fn mend_at(&self, at: Option<String>) {
        let page = self.clone();
        spawn_local(async move {
            let id = page.submission.receipt.instance_id.clone();
            let draft = match page.draft.get_untracked() {
                Some(draft) => Ok(draft),
                None => page.field.keep().mend(&id).await,
            };
            match draft {
                Ok(draft) => page.field.go(Route::Fill { draft, at, mends: Some(id) }),
                Err(why) => page.trouble.set(Some(why)),
            }
        });
    }

    /// Sends the mended draft; what keeps it from being sent is shown at its questions.
    fn send_again(&self) {
        let page = self.clone();
        spawn_local(async move {
            let Some(draft) = page.draft.get_untracked() else { return };
            match super::fill_page::finish(&page.field.keep(), &draft).await {
                Ok(true) => page.field.go_instead(Route::Kept(draft)),
                Ok(false) => page.field.go(Route::Fill { draft, at: None, mends: Some(page.submission.receipt.instance_id.clone()) }),
                Err(why) => page.trouble.set(Some(why)),
            }
        });
    }

    fn foot(&self) -> impl IntoView + use<> {
        let page = self.clone();
        move || {
            let now = page.now.get();
            let remarks = &page.submission.remarks;
            let left = remarks.len() - page.done();
            let next = remarks
                .iter()
                .enumerate()
                .find(|(i, r)| !changed(r, now.get(*i).and_then(Option::as_ref)))
                .map(|(_, r)| (r.label.clone(), r.path.clone()));
            let begun = page.draft.get().is_some();
            let (go, again) = (page.clone(), page.clone());
            let resend = move |main: bool| {
                let again = again.clone();
                view! { <button type="button" class="button" class:main=main data-act="resend" on:click=move |_| again.send_again()>{say(w::RESEND)}</button> }
            };
            match next {
                Some((label, path)) => {
                    let word = if label.is_empty() { say(w::FIX).to_owned() } else { fill(w::GO_FIX, &[&label]) };
                    view! {
                        <footer class="foot one">
                            <p class="hint">{fill(w::LEFT_N, &[&left.to_string()])}</p>
                            {begun.then(|| resend(false))}
                            <button type="button" class="button main" data-act="primary" on:click=move |_| go.mend_at(path.clone())>{word}</button>
                        </footer>
                    }
                    .into_any()
                }
                None => view! { <footer class="foot one"><p class="hint">{say(w::LEFT_NONE)}</p>{resend(true)}</footer> }.into_any(),
            }
        }
    }
}

fn blank(value: &str) -> String {
    if value.is_empty() { say(w::BLANK).to_owned() } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remark(path: Option<&str>, value: &str) -> Remark {
        Remark { path: path.map(str::to_owned), text: "请核对".into(), label: "工资".into(), value: value.into(), by: "town".into(), at: 0 }
    }

    #[test]
    fn a_remark_is_answered_by_another_value_only() {
        let wage = remark(Some("/data/wage"), "4,200");
        assert!(!changed(&wage, None));
        assert!(!changed(&wage, Some(&"4200".into())));
        assert!(changed(&wage, Some(&"200".into())));
        assert!(!changed(&remark(None, ""), Some(&"x".into())));
        assert!(!changed(&remark(Some("/data/id"), "990000********0114"), Some(&"990000200001010114".into())));
    }
}
