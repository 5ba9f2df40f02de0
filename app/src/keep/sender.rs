//! Drives the pure outbox: carries its effects out over store and network and answers each once. One page of this phone does it, under a lock.
//!
//! Invariant: only the page that holds the lock feeds events; the others read the store and tell it.

use std::rc::Rc;

use api::{Declared, MediaInfo, Receipt, Submit};
use leptos::prelude::GetUntracked as _;
use leptos::prelude::WithUntracked as _;
use leptos::task::spawn_local;
use sync::{Effect, Event, Item, Moment, Part, Reply, Route, Said, State, Table};

use super::Trouble;
use super::core::Core;
use super::records::{DraftRecord, draft_key, media_key, media_prefix, unpack, was_draft_key, xml_key};
use super::shelf::Sheet;
use crate::platform::net::{self, Answer, Method, path_part};
use crate::platform::part::apart;
use crate::platform::{clock, json, loader, lock, random};

const LOCK: &str = "ruhu-outbox";
/// Largest pause given to one timer: browsers count in 32 bits and sleep with the phone; the machine looks again anyway.
const TIMER_MS: i64 = 10 * 60 * 1000;

/// Tells the outbox something, taking the lead first if no page has it.
pub(super) fn kick(core: &Rc<Core>, event: Event) {
    let core = core.clone();
    spawn_local(async move { kick_now(&core, event).await });
}

/// As [`kick`], done when the event has been taken.
pub(super) async fn kick_now(core: &Rc<Core>, event: Event) {
    let leads = core.leads.borrow().is_some();
    // Nothing to send needs no sender.
    if !leads && core.outbox.borrow().items().next().is_none() && !matches!(event, Event::Finalized(_)) {
        return;
    }
    if !leads {
        if let Some(lock) = lock::try_take(LOCK).await {
            core.leads.replace(Some(lock));
            let _ = reload(core.clone()).await;
            tell(core, who(core)).await;
        }
    }
    if core.leads.borrow().is_some() {
        tell(core, event).await;
    } else {
        let _ = reload(core.clone()).await;
        core.say("outbox");
    }
}

/// Who is signed in, as an event.
pub(super) fn who(core: &Core) -> Event {
    core.me.with_untracked(|me| me.as_ref().map_or(Event::SignedOut, |me| Event::SignedIn(me.id.clone())))
}

/// Tells the outbox. What cannot be told now is found in the store at the next look.
async fn tell(core: &Rc<Core>, event: Event) {
    let _ = drive(core.clone(), event).await;
}

apart! {
    more:
    /// Reads the items again: another page may have changed them.
    pub(super) async fn reload(core: Rc<Core>) -> Result<(), Trouble> {
        let items = core.shelf.records::<Item>(Table::Outbox, "").await?;
        if core.leads.borrow().is_some() {
            dispatch(&core, Event::Loaded(items));
        } else {
            core.outbox.replace(sync::Outbox::new(items));
            core.show_outbox();
        }
        Ok(())
    }

    more:
    /// The outbox's answer to an event, and all that follows from it.
    async fn drive(core: Rc<Core>, event: Event) -> Result<(), Trouble> {
        dispatch(&core, event);
        Ok(())
    }
}

fn dispatch(core: &Rc<Core>, event: Event) {
    let moment = Moment { now_ms: clock::now_ms(), random: random::bits() };
    let effects = core.outbox.borrow_mut().on(moment, event);
    for effect in effects {
        let core = core.clone();
        spawn_local(async move {
            let answer = carry_out(&core, effect).await;
            dispatch(&core, answer);
        });
    }
    core.show_outbox();
}

async fn carry_out(core: &Rc<Core>, effect: Effect) -> Event {
    match effect {
        Effect::Put { request, item, copy_to_draft } => stored(core, request, put(core, &item, copy_to_draft).await, copy_to_draft),
        Effect::Delete { request, id } => stored(core, request, delete(core, &id).await, false),
        Effect::Send { request, id, part } => {
            let item = core.outbox.borrow().item(&id).cloned();
            let said = match item {
                Some(item) => send(core, &item, part).await,
                None => None,
            };
            said.map_or(Event::Gone(request), |said| Event::Said(request, said))
        }
        Effect::Wait { request, until_ms } => {
            let ms = (until_ms - clock::now_ms()).clamp(0, TIMER_MS);
            net::pause(u32::try_from(ms).unwrap_or(0)).await;
            Event::Waited(request)
        }
    }
}

fn stored(core: &Core, request: sync::Request, outcome: Result<(), Trouble>, drafts_too: bool) -> Event {
    if outcome.is_err() {
        return Event::StoreFailed(request);
    }
    core.say("outbox");
    if drafts_too {
        core.say("drafts");
    }
    Event::StoreDone(request)
}

async fn put(core: &Rc<Core>, item: &Item, copy_to_draft: bool) -> Result<(), Trouble> {
    let mut sheet = Sheet::strict().record(Table::Outbox, &item.id, item)?;
    if let (true, State::Refused(problem)) = (copy_to_draft, &item.state) {
        let was: Option<DraftRecord> = core.shelf.record(Table::Bodies, &was_draft_key(&item.id)).await?;
        let mut draft = was.ok_or_else(|| Trouble::Store("draft".into()))?;
        draft.info.refused = Some(problem.clone());
        draft.info.saved_at = clock::now_ms();
        sheet = sheet.record(Table::Drafts, draft_key(&item.owner, &item.id), &draft)?;
    }
    core.shelf.write(sheet).await?;
    if copy_to_draft {
        for view in core.views() {
            view.read_drafts().await?;
        }
    }
    Ok(())
}

/// Takes an item away; answers and files stay if they belong to a draft again.
async fn delete(core: &Core, id: &str) -> Result<(), Trouble> {
    let Some(item) = core.shelf.record::<Item>(Table::Outbox, id).await? else { return Ok(()) };
    let mut sheet = Sheet::strict().delete(Table::Outbox, id).delete_under(Table::Bodies, format!("{id}/"));
    let key = draft_key(&item.owner, id);
    if core.shelf.bytes(Table::Drafts, &key).await?.is_none() {
        sheet = sheet.delete(Table::Snapshots, key).delete_under(Table::Media, media_prefix(&item.owner, id));
    }
    core.shelf.write(sheet).await
}

/// One exchange; none if the bytes are not in the store.
async fn send(core: &Rc<Core>, item: &Item, part: Part) -> Option<Said> {
    let answer = match part {
        Part::Text => {
            let xml = core.shelf.bytes(Table::Bodies, &xml_key(&item.id)).await.ok()??;
            let body = json::write(&submit(item, String::from_utf8(xml).ok()?))?;
            net::exchange(Method::Put, &text_path(item), Some(("application/json", &body))).await
        }
        Part::Medium(index) => {
            let medium = item.media.get(index)?;
            let kept = core.shelf.bytes(Table::Media, &media_key(&item.owner, &item.id, &medium.name)).await.ok()??;
            let (_, bytes) = unpack(kept)?;
            net::exchange(Method::Put, &medium_path(item, &medium.sha256), Some((&medium.kind, &bytes))).await
        }
    };
    let said = answer.as_ref().map_or(Said::Nothing, |answer| read(answer, &item.route));
    let reached = matches!(&said, Said::Answer(reply) if reply.ours);
    if core.online.get_untracked() != reached {
        use leptos::prelude::Set as _;
        core.online.set(reached);
    }
    Some(said)
}

/// The frozen XML with its files. Only the phone's clock is of the moment, or the server would take days offline for a wrong clock.
fn submit(item: &Item, xml: String) -> Submit {
    let media = item.media.iter().map(|m| MediaInfo { name: m.name.clone(), sha256: m.sha256.clone(), size: m.size, kind: m.kind.clone() });
    Submit { xml, media: media.collect(), household: item.household.clone(), phone_at: clock::now_ms(), app_version: loader::build() }
}

fn text_path(item: &Item) -> String {
    match &item.route {
        Route::Staff => format!("/v1/submissions/{}", path_part(&item.id)),
        Route::Link(token) => format!("/v1/declare/{}/{}", path_part(token), path_part(&item.id)),
    }
}

fn medium_path(item: &Item, sha256: &str) -> String {
    match &item.route {
        Route::Staff => format!("/v1/media/{}/{sha256}", path_part(&item.id)),
        Route::Link(token) => format!("/v1/declare/{}/media/{}/{sha256}", path_part(token), path_part(&item.id)),
    }
}

fn read(answer: &Answer, route: &Route) -> Said {
    let (mut receipt, mut visit_by) = (None, None);
    if answer.kind == "application/json" && (200..300).contains(&answer.status) {
        receipt = json::read::<Receipt>(&answer.body);
        if let (Route::Link(_), None) = (route, &receipt) {
            if let Some(declared) = json::read::<Declared>(&answer.body) {
                receipt = Some(declared.receipt);
                visit_by = Some(declared.visit_by);
            }
        }
    }
    let problem = net::problem(answer);
    Said::Answer(Box::new(Reply {
        status: answer.status,
        ours: receipt.is_some() || problem.is_some() || answer.status == 204,
        receipt,
        visit_by,
        problem,
        retry_after_s: answer.retry_after_s,
    }))
}
