//! Filling a draft: opens it, mounts `fill`, keeps every change, and moves it to the outbox when it is done.
//!
//! Invariant: one tab writes; what was answered is in the store before the page says so; leaving never discards.

use std::cell::RefCell;
use std::rc::Rc;

use api::{Household, Problem, Remark};
use forms::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::context::{Field, use_field};
use super::declare::start::answered_by;
use super::declare::{HELP_PHONE, use_link};
use super::frame::{arrive, form_title, other_language};
use super::route::Route;
use super::trouble::{trouble_card, whole, whole_in};
use crate::fill::{Hooks, Last, Setup, Snapshot, fill_form};
use crate::keep::{DraftInfo, Hold, Keep, Trouble};
use crate::ui::{Bar, Item, Strip, Tone, icon, strip};
use crate::words::{field as w, fill, say, t, use_lang};

/// Opens a kept draft as a session.
pub async fn open(keep: &Keep, draft: &str) -> Result<(DraftInfo, Session), Trouble> {
    let (info, snapshot) = keep.load(draft).await?;
    let form = keep.form(&info.form_hash).await?;
    let session = Session::restore(form, keep.env(), &snapshot).map_err(|d| Trouble::Damaged(d.message))?;
    Ok((info, session))
}

/// Finalizes a kept draft: true when it is in the outbox, false when something keeps it from being sent.
pub async fn finish(keep: &Keep, draft: &str) -> Result<bool, Trouble> {
    let (_, mut session) = open(keep, draft).await?;
    match session.finalize() {
        Ok(submission) => keep.finalize(draft, submission).await.map(|()| true),
        Err(_) => Ok(false),
    }
}

/// The page of staff.
#[component]
pub fn FillPage(
    /// instanceID.
    draft: String,
    /// Node path to open at.
    at: Option<String>,
    /// The returned submission it mends: back leads there.
    mends: Option<String>,
) -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_FILL);
    let back = mends.map_or(Route::Home, Route::Returned);
    let filling = Filling { field, keep: field.keep(), after: Rc::new(Route::Kept), back, at, given: Vec::new(), call: None };
    filling.view(draft)
}

/// The page of a household.
#[component]
pub fn DeclareFill(
    /// instanceID.
    draft: String,
) -> impl IntoView {
    let (field, link) = (use_field(), use_link());
    arrive(w::TITLE_DECLARE);
    let token = link.token.get_value();
    let filling = Filling {
        field,
        keep: link.keep(),
        back: Route::Declare(token.clone()),
        after: Rc::new(move |id| Route::DeclareReceipt { token: token.clone(), id }),
        at: None,
        given: answered_by(&link.invitation.get_value()),
        call: Some(HELP_PHONE),
    };
    filling.view(draft)
}

/// One draft being filled, by staff or a household.
#[derive(Clone)]
struct Filling {
    field: Field,
    keep: Keep,
    /// Where back leads when the app has no page of its own behind.
    back: Route,
    /// The page after finishing, by instanceID.
    after: Rc<dyn Fn(String) -> Route>,
    at: Option<String>,
    /// Questions answered before the form was opened.
    given: Vec<String>,
    call: Option<&'static str>,
}

/// An opened draft, taken once by the page that mounts it.
struct Opened {
    info: DraftInfo,
    session: RefCell<Option<Session>>,
    hold: Hold,
}

type Phase = Option<Result<Rc<Opened>, Trouble>>;

impl Filling {
    fn view(self, draft: String) -> AnyView {
        let phase = RwSignal::new_local(None as Phase);
        let this = StoredValue::new_local(self);
        let draft = StoredValue::new(draft);
        let start = move |take_over: bool| {
            let (keep, draft) = (this.with_value(|t| t.keep.clone()), draft.get_value());
            spawn_local(async move {
                // The claim comes before reading: what another tab wrote until now is then in the store.
                let hold = keep.hold(&draft, take_over).await;
                let opened = open(&keep, &draft).await;
                phase.set(Some(opened.map(|(info, session)| Rc::new(Opened { info, session: RefCell::new(Some(session)), hold }))));
            });
        };
        start(false);
        let take_over = UnsyncCallback::new(move |()| start(true));
        let retry = UnsyncCallback::new(move |()| start(false));
        (move || match phase.get() {
            None => this.with_value(Self::opening),
            Some(Err(why)) => this.with_value(|t| t.failed(why, retry)),
            Some(Ok(opened)) => this.with_value(|t| t.mount(&opened, take_over, retry)),
        })
        .into_any()
    }

    fn bar(&self) -> impl IntoView + use<> {
        let (field, back) = (self.field, self.back.clone());
        view! { <Bar title=Signal::derive(|| say(w::TITLE_FILL).to_owned()) on_back=UnsyncCallback::new(move |()| field.back(back.clone())) /> }
    }

    fn opening(&self) -> AnyView {
        view! { <div class="screen">{self.bar()}<main class="close"><p class="dim" role="status">{say(w::OPENING)}</p></main></div> }.into_any()
    }

    fn failed(&self, why: Trouble, retry: UnsyncCallback<()>) -> AnyView {
        view! { <div class="screen">{self.bar()}<main class="close">{trouble_card(why, Some(retry))}</main></div> }.into_any()
    }

    fn mount(&self, opened: &Rc<Opened>, take_over: UnsyncCallback<()>, again: UnsyncCallback<()>) -> AnyView {
        let writes = opened.hold.mine.get();
        // Only the claim draws the form anew: another language, or news of the server, must not take the session from under it.
        untrack(|| self.draw(opened, writes, take_over, again))
    }

    fn draw(&self, opened: &Rc<Opened>, writes: bool, take_over: UnsyncCallback<()>, again: UnsyncCallback<()>) -> AnyView {
        // Another tab took over (or let go): what it wrote is read anew.
        let Some(session) = opened.session.borrow_mut().take() else {
            again.run(());
            return self.opening();
        };
        let household = household(self.field, opened.info.household.as_deref());
        let setup = self.setup(&opened.info, household.as_ref(), !writes);
        let form = fill_form(session, setup, self.hooks(opened, household, opened.hold.mine));
        if writes {
            return form;
        }
        let elsewhere = move || {
            strip(Strip {
                tone: Tone::Warn,
                icon: icon::LOCK,
                text: say(w::ELSEWHERE).to_owned(),
                act: Some((say(w::TAKE_OVER).to_owned(), take_over)),
            })
        };
        view! { <div class="framed">{elsewhere}{form}</div> }.into_any()
    }

    fn setup(&self, info: &DraftInfo, household: Option<&Household>, read_only: bool) -> Setup {
        let (field, declared, form_id) = (self.field, self.call.is_some(), info.form_id.clone());
        let name = household.map_or_else(|| info.name.clone(), |h| h.head.clone());
        // A declaration, or a form without a household, is named after itself.
        let alone = declared || name.is_empty() || info.household.is_none();
        let mut setup = Setup::new(Signal::derive(move || {
            // A household's keep lists no forms.
            let title = if declared { say(w::D_NAME).to_owned() } else { form_title(field, &form_id) };
            if alone { title } else { fill(w::NAME_FORM, &[&name, &title]) }
        }));
        setup.saved_at = (info.saved_at > 0).then_some(info.saved_at);
        setup.remarks = remarks(&self.keep, info);
        setup.start.clone_from(&self.at);
        setup.read_only = read_only;
        let lang = use_lang();
        setup.menu = vec![Item::new("language", icon::TALK, w::D_OTHER_LANGUAGE, move || other_language(lang))];
        setup.call = self.call;
        setup.given.clone_from(&self.given);
        setup
    }

    fn hooks(&self, opened: &Rc<Opened>, household: Option<Household>, mine: Signal<bool>) -> Hooks {
        let (keep, info, head) = (self.keep.clone(), opened.info.clone(), household.as_ref().map(|h| h.head.clone()));
        let draft: Rc<str> = info.id.as_str().into();
        let (media, kept, done) = (self.keep.clone(), self.keep.clone(), self.keep.clone());
        let (id_put, id_url, id_done) = (draft.clone(), draft.clone(), draft);
        let (field, after, back) = (self.field, self.after.clone(), self.back.clone());
        let lang = use_lang();
        let told = move |why: Trouble| whole_in(lang.get_untracked(), &why);
        // Holding on to `opened` keeps the claim as long as the form is mounted.
        let claim = opened.clone();
        Hooks {
            save: Rc::new(move |shot: Snapshot| {
                let (keep, mut info, head, _claim) = (keep.clone(), info.clone(), head.clone(), claim.clone());
                Box::pin(async move {
                    if mine.try_get_untracked() == Some(false) {
                        return Err(t(lang.get_untracked(), w::ELSEWHERE).to_owned());
                    }
                    info.answered = shot.answered;
                    info.name = head.unwrap_or(if shot.name.is_empty() { info.name } else { shot.name });
                    keep.save(info, shot.bytes)
                        .await
                        .map_err(|why| if why == Trouble::Full { t(lang.get_untracked(), w::NOT_SAVED_FULL).to_owned() } else { told(why) })
                })
            }),
            put_media: Rc::new(move |name, content| {
                let (keep, draft) = (media.clone(), id_put.clone());
                Box::pin(async move { keep.put_media(&draft, &name, &content.kind, content.bytes).await.map_err(told) })
            }),
            media_url: Rc::new(move |name| {
                let (keep, draft) = (kept.clone(), id_url.clone());
                Box::pin(async move { keep.media_url(&draft, &name).await })
            }),
            finish: Rc::new(move |submission| {
                let (keep, draft, after) = (done.clone(), id_done.clone(), after.clone());
                Box::pin(async move {
                    let id = submission.instance_id.clone();
                    keep.finalize(&draft, submission).await.map_err(told)?;
                    field.go_instead(after(id));
                    Ok(())
                })
            }),
            leave: Rc::new(move || field.back(back.clone())),
            last: Rc::new(move |path| household.as_ref().and_then(|h| last(h, path))),
        }
    }
}

fn household(field: Field, code: Option<&str>) -> Option<Household> {
    let code = code?;
    field.keep().assignments().get_untracked().households.into_iter().find(|h| h.code == code)
}

/// What was known before the visit, under its question.
fn last(household: &Household, path: &str) -> Option<Last> {
    let leaf = path.rsplit('/').next()?;
    let visit = household.last_visit.as_ref()?;
    let (_, value) = household.prefill.iter().find(|(name, value)| name == leaf && !value.is_empty())?;
    Some(Last { value: value.clone(), when: visit.day.get(..7).unwrap_or_default().to_owned() })
}

/// Remarks to show at their questions: of the return this draft mends, or of the server's refusal.
fn remarks(keep: &Keep, info: &DraftInfo) -> Vec<Remark> {
    if let Some(problem) = &info.refused {
        return refusal(problem);
    }
    let Some(corrects) = &info.corrects else { return Vec::new() };
    let own = keep.own().get_untracked();
    own.into_iter().find(|s| s.receipt.instance_id == *corrects).map(|s| s.remarks).unwrap_or_default()
}

fn refusal(problem: &Problem) -> Vec<Remark> {
    let whole = whole(&Trouble::Refused(problem.clone()));
    let remark = |path: Option<String>, text: String| Remark { path, text, label: String::new(), value: String::new(), by: String::new(), at: 0 };
    if problem.places.is_empty() {
        return vec![remark(None, whole)];
    }
    problem
        .places
        .iter()
        .map(|place| remark(Some(place.path.clone()), if place.message.is_empty() { whole.clone() } else { place.message.clone() }))
        .collect()
}
