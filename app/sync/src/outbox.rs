//! The sender as a state machine: events in, effects out. One sending at a time, texts before files, oldest first, small files before large.
//!
//! Invariants: each request is answered once, an unknown or second answer changes nothing and is counted; only a received item, or one the
//! person forgets after a refusal, is ever deleted; an item is sent only for its owner.

use std::collections::{BTreeMap, BTreeSet};

use crate::backoff::pause_ms;
use crate::item::{Hold, Item, Route, State};
use crate::limits::{BACKOFF_LONGEST_MS, DAY_MS, RECEIVED_DAYS, RETRY_AFTER_LONGEST_MS, STORE_RETRY_MS};
use crate::verdict::{Said, Verdict, verdict};

/// Id of a request; its answer carries it.
pub type Request = u64;

/// The moment of an event, and 64 random bits drawn for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The phone's clock, ms.
    pub now_ms: i64,
    /// Random bits.
    pub random: u64,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The XML with its list of files.
    Text,
    /// One file, by its place in [`Item::media`].
    Medium(usize),
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Time passed, or the page came to the front.
    Tick,
    /// The network seems to be back.
    Online,
    /// Someone signed in (or is, at start).
    SignedIn(String),
    /// Nobody is signed in.
    SignedOut,
    /// This item is in the store now.
    Finalized(Box<Item>),
    /// The store's items as they are now: another page of this phone may have finalized or forgotten some.
    Loaded(Vec<Item>),
    /// The person asks to try again: everything of theirs.
    Retry,
    /// The person does not want to see a refused or received item any more.
    Forget(String),
    /// Answer to [`Effect::Send`].
    Said(Request, Said),
    /// Answer to [`Effect::Send`]: the bytes are not in the store.
    Gone(Request),
    /// Answer to [`Effect::Put`] and [`Effect::Delete`]: done.
    StoreDone(Request),
    /// Answer to [`Effect::Put`] and [`Effect::Delete`]: not done.
    StoreFailed(Request),
    /// Answer to [`Effect::Wait`]: the moment has come.
    Waited(Request),
}

/// What to do. Each carries the id under which it is answered, exactly once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Keep the item, strictly; with `copy_to_draft` also make its frozen answers a draft again, in the same transaction.
    Put {
        /// Answer by.
        request: Request,
        /// As it is now.
        item: Box<Item>,
        /// Whether a draft comes of it.
        copy_to_draft: bool,
    },
    /// Take the item, its text and its files away, strictly.
    Delete {
        /// Answer by.
        request: Request,
        /// Which.
        id: String,
    },
    /// Send a part of an item.
    Send {
        /// Answer by.
        request: Request,
        /// Which.
        id: String,
        /// What of it.
        part: Part,
    },
    /// Wake the machine at a moment.
    Wait {
        /// Answer by.
        request: Request,
        /// The phone's clock, ms.
        until_ms: i64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Pending {
    Put(String),
    Delete(String),
    Send(String, Part),
    Wait(i64),
}

impl Pending {
    fn item(&self) -> Option<&str> {
        match self {
            Pending::Put(id) | Pending::Delete(id) | Pending::Send(id, _) => Some(id),
            Pending::Wait(_) => None,
        }
    }
}

struct Entry {
    item: Item,
    /// The store does not have it as it is here.
    unsaved: bool,
    /// The store still owes a draft of its refused answers.
    owes_draft: bool,
    deleting: bool,
}

/// The outbox of this phone: items of all owners, sent one owner at a time.
#[derive(Default)]
pub struct Outbox {
    entries: BTreeMap<String, Entry>,
    pending: BTreeMap<Request, Pending>,
    last_request: Request,
    ignored: u64,
    signed_in: Option<String>,
    /// Failures of the network in a row, of whatever item.
    silences: u32,
    /// Nothing is sent before this moment.
    quiet_until: i64,
    /// Failed writes are tried again at this moment.
    store_again_at: Option<i64>,
}

impl Outbox {
    /// As the store has it at start. Nothing is sent before the first event.
    pub fn new(items: Vec<Item>) -> Self {
        let entries = items.into_iter().map(|item| (item.id.clone(), Entry { item, unsaved: false, owes_draft: false, deleting: false })).collect();
        Outbox { entries, pending: BTreeMap::new(), last_request: 0, ignored: 0, signed_in: None, silences: 0, quiet_until: 0, store_again_at: None }
    }

    /// The items, by id.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.entries.values().filter(|e| !e.deleting).map(|e| &e.item)
    }

    /// One item.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.entries.get(id).filter(|e| !e.deleting).map(|e| &e.item)
    }

    /// What is on its way now.
    pub fn sending(&self) -> Option<(&str, Part)> {
        self.pending.values().find_map(|p| match p {
            Pending::Send(id, part) => Some((id.as_str(), *part)),
            _ => None,
        })
    }

    /// Answers that no request waited for.
    pub fn ignored(&self) -> u64 {
        self.ignored
    }

    /// Takes an event and says what to do now.
    pub fn on(&mut self, moment: Moment, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Tick => {}
            Event::Online => self.wake(moment.now_ms),
            Event::SignedIn(owner) => {
                self.signed_in = Some(owner);
                self.release(moment.now_ms, |hold| *hold == Hold::SignIn);
            }
            Event::SignedOut => self.signed_in = None,
            Event::Retry => self.release(moment.now_ms, |_| true),
            Event::Finalized(item) => self.finalized(*item),
            Event::Loaded(items) => self.loaded(items),
            Event::Forget(id) => self.forget(&id, &mut effects),
            Event::Said(request, said) => self.said(moment, request, &said),
            Event::Gone(request) => self.gone(request),
            Event::StoreDone(request) => self.stored(request),
            Event::StoreFailed(request) => self.store_failed(moment.now_ms, request),
            Event::Waited(request) => self.waited(request),
        }
        self.save(moment.now_ms, &mut effects);
        self.clear_old(moment.now_ms, &mut effects);
        self.send_next(moment.now_ms, &mut effects);
        self.wait(moment.now_ms, &mut effects);
        effects
    }

    fn request(&mut self, pending: Pending) -> Request {
        self.last_request += 1;
        self.pending.insert(self.last_request, pending);
        self.last_request
    }

    /// The network is back: pauses end, but not those the server asked for.
    fn wake(&mut self, now_ms: i64) {
        if self.silences > 0 {
            self.silences = 0;
            self.quiet_until = 0;
        }
        for entry in self.entries.values_mut().filter(|e| e.item.state == State::Waiting) {
            let item = &mut entry.item;
            item.not_before = item.not_before.min(now_ms);
            for medium in &mut item.media {
                medium.not_before = medium.not_before.min(now_ms);
            }
        }
    }

    /// Held items of the one signed in (and of links) wait again.
    fn release(&mut self, now_ms: i64, which: impl Fn(&Hold) -> bool) {
        self.silences = 0;
        self.quiet_until = 0;
        let signed_in = self.signed_in.clone();
        for entry in self.entries.values_mut().filter(|e| may_send(&e.item, signed_in.as_deref())) {
            if matches!(&entry.item.state, State::Held(hold) if which(hold)) {
                entry.item.state = State::Waiting;
                entry.unsaved = true;
            }
        }
        self.wake(now_ms);
    }

    /// A refused item may come again under its id, corrected; anything else keeps what it has.
    fn finalized(&mut self, item: Item) {
        let replaceable = self.entries.get(&item.id).is_none_or(|old| matches!(old.item.state, State::Refused(_)));
        if replaceable {
            self.entries.insert(item.id.clone(), Entry { item, unsaved: false, owes_draft: false, deleting: false });
        } else {
            self.ignored += 1;
        }
    }

    fn loaded(&mut self, items: Vec<Item>) {
        let there: BTreeSet<String> = items.iter().map(|i| i.id.clone()).collect();
        let busy: BTreeSet<String> = self.pending.values().filter_map(Pending::item).map(str::to_owned).collect();
        self.entries.retain(|id, e| there.contains(id) || busy.contains(id) || e.unsaved);
        for mut item in items {
            match self.entries.get_mut(&item.id) {
                Some(old) if old.unsaved || busy.contains(&item.id) => {}
                Some(old) => {
                    old.item.keep_pauses(&mut item);
                    old.item = item;
                }
                None => self.finalized(item),
            }
        }
    }

    fn forget(&mut self, id: &str, effects: &mut Vec<Effect>) {
        let forgettable =
            self.entries.get(id).is_some_and(|e| !e.deleting && !e.owes_draft && matches!(e.item.state, State::Refused(_) | State::Received));
        if forgettable {
            self.delete(id.to_owned(), effects);
        }
    }

    fn delete(&mut self, id: String, effects: &mut Vec<Effect>) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.deleting = true;
            let request = self.request(Pending::Delete(id.clone()));
            effects.push(Effect::Delete { request, id });
        }
    }

    fn said(&mut self, moment: Moment, request: Request, said: &Said) {
        let Some(Pending::Send(id, part)) = self.take(request, |p| matches!(p, Pending::Send(..))) else { return };
        let retry_after_ms = match said {
            Said::Nothing => {
                self.silences = self.silences.saturating_add(1);
                self.quiet_until = moment.now_ms + pause_ms(self.silences, moment.random);
                0
            }
            Said::Answer(reply) => {
                self.silences = 0;
                self.quiet_until = 0;
                let ms = (i64::from(reply.retry_after_s.unwrap_or(0)) * 1000).min(RETRY_AFTER_LONGEST_MS);
                // Asked of this client, not of this item.
                if matches!(reply.status, 429 | 503) && ms > 0 {
                    self.quiet_until = moment.now_ms + ms;
                }
                ms
            }
        };
        let verdict = verdict(part, said);
        let Some(entry) = self.entries.get_mut(&id) else { return };
        apply(entry, part, verdict, said, moment, retry_after_ms);
        if verdict == Verdict::SignIn {
            self.hold_all_for_sign_in();
        }
    }

    /// A session that ended for one item ended for all of them.
    fn hold_all_for_sign_in(&mut self) {
        let signed_in = self.signed_in.clone();
        for entry in self.entries.values_mut().filter(|e| e.item.route == Route::Staff && e.item.state == State::Waiting) {
            if signed_in.as_deref() == Some(entry.item.owner.as_str()) {
                entry.item.state = State::Held(Hold::SignIn);
                entry.unsaved = true;
            }
        }
    }

    fn gone(&mut self, request: Request) {
        let Some(Pending::Send(id, part)) = self.take(request, |p| matches!(p, Pending::Send(..))) else { return };
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let name = match part {
            Part::Text => String::new(),
            Part::Medium(index) => entry.item.media.get(index).map(|m| m.name.clone()).unwrap_or_default(),
        };
        entry.item.state = State::Held(Hold::MediaGone(name));
        entry.unsaved = true;
    }

    fn stored(&mut self, request: Request) {
        if let Some(Pending::Delete(id)) = self.take(request, |p| matches!(p, Pending::Put(_) | Pending::Delete(_))) {
            self.entries.remove(&id);
        }
    }

    fn store_failed(&mut self, now_ms: i64, request: Request) {
        let Some(pending) = self.take(request, |p| matches!(p, Pending::Put(_) | Pending::Delete(_))) else { return };
        self.store_again_at = Some(now_ms + STORE_RETRY_MS);
        match pending {
            Pending::Put(id) => {
                if let Some(entry) = self.entries.get_mut(&id) {
                    entry.unsaved = true;
                    entry.owes_draft = matches!(entry.item.state, State::Refused(_));
                }
            }
            Pending::Delete(id) => {
                if let Some(entry) = self.entries.get_mut(&id) {
                    entry.deleting = false;
                }
            }
            Pending::Send(..) | Pending::Wait(_) => {}
        }
    }

    fn waited(&mut self, request: Request) {
        self.take(request, |p| matches!(p, Pending::Wait(_)));
    }

    /// The request an answer belongs to, if it is of that kind; otherwise the answer is counted and changes nothing.
    fn take(&mut self, request: Request, fits: impl Fn(&Pending) -> bool) -> Option<Pending> {
        if self.pending.get(&request).is_some_and(fits) {
            return self.pending.remove(&request);
        }
        self.ignored += 1;
        None
    }

    fn save(&mut self, now_ms: i64, effects: &mut Vec<Effect>) {
        if self.store_again_at.is_some_and(|at| now_ms < at && at - now_ms <= STORE_RETRY_MS) {
            return;
        }
        self.store_again_at = None;
        let unsaved: Vec<String> = self.entries.iter().filter(|(_, e)| e.unsaved && !e.deleting).map(|(id, _)| id.clone()).collect();
        for id in unsaved {
            let Some(entry) = self.entries.get_mut(&id) else { continue };
            let copy_to_draft = std::mem::take(&mut entry.owes_draft);
            entry.unsaved = false;
            let item = Box::new(entry.item.clone());
            let request = self.request(Pending::Put(id));
            effects.push(Effect::Put { request, item, copy_to_draft });
        }
    }

    fn clear_old(&mut self, now_ms: i64, effects: &mut Vec<Effect>) {
        if self.store_again_at.is_some() {
            return;
        }
        let is_old = |e: &Entry| {
            !e.deleting && !e.unsaved && e.item.state == State::Received && e.item.done_at.is_some_and(|at| now_ms - at >= RECEIVED_DAYS * DAY_MS)
        };
        let old: Vec<String> = self.entries.iter().filter(|(_, e)| is_old(e)).map(|(id, _)| id.clone()).collect();
        for id in old {
            self.delete(id, effects);
        }
    }

    /// Sendable parts with the moment they are due: texts rank before files, then the one due first, oldest, smallest.
    fn candidates(&self) -> impl Iterator<Item = (bool, i64, i64, u64, &str, Part)> {
        let ready = |e: &&Entry| !e.deleting && e.item.state == State::Waiting && may_send(&e.item, self.signed_in.as_deref());
        self.entries.values().filter(ready).flat_map(|entry| {
            let item = &entry.item;
            let text = item.needs_receipt().then_some((false, item.not_before, item.finalized_at, 0, item.id.as_str(), Part::Text));
            let has_text = item.receipt.is_some();
            let media = item.media.iter().enumerate().filter(move |(_, m)| has_text && !m.sent);
            let media = media.map(|(index, m)| (true, m.not_before, item.finalized_at, m.size, item.id.as_str(), Part::Medium(index)));
            text.into_iter().chain(media)
        })
    }

    fn send_next(&mut self, now_ms: i64, effects: &mut Vec<Effect>) {
        if self.sending().is_some() || !is_due(self.quiet_until, now_ms) {
            return;
        }
        // Among the due, a failed one waits behind those that have not failed since: its moment is later.
        let next = self
            .candidates()
            .filter(|(_, at, ..)| is_due(*at, now_ms))
            .min_by_key(|&(medium, at, finalized_at, size, id, _)| (medium, at, if medium { size } else { 0 }, finalized_at, id))
            .map(|(.., id, part)| (id.to_owned(), part));
        if let Some((id, part)) = next {
            let request = self.request(Pending::Send(id.clone(), part));
            effects.push(Effect::Send { request, id, part });
        }
    }

    fn wait(&mut self, now_ms: i64, effects: &mut Vec<Effect>) {
        let idle = self.sending().is_none();
        let next_send = if idle { self.candidates().map(|(_, at, ..)| at.max(self.quiet_until)).min() } else { None };
        let Some(until_ms) = next_send.into_iter().chain(self.store_again_at).min() else { return };
        // A clock set back must not make a pause longer than any pause is.
        let until_ms = until_ms.clamp(now_ms, now_ms + RETRY_AFTER_LONGEST_MS.max(BACKOFF_LONGEST_MS));
        let sooner = self.pending.values().any(|p| matches!(p, Pending::Wait(at) if *at <= until_ms));
        if !sooner {
            let request = self.request(Pending::Wait(until_ms));
            effects.push(Effect::Wait { request, until_ms });
        }
    }
}

/// A moment further off than any pause is a clock that was set back.
fn is_due(at: i64, now_ms: i64) -> bool {
    at <= now_ms || at - now_ms > RETRY_AFTER_LONGEST_MS.max(BACKOFF_LONGEST_MS)
}

fn may_send(item: &Item, signed_in: Option<&str>) -> bool {
    match &item.route {
        Route::Link(_) => true,
        Route::Staff => signed_in == Some(item.owner.as_str()),
    }
}

fn apply(entry: &mut Entry, part: Part, verdict: Verdict, said: &Said, moment: Moment, retry_after_ms: i64) {
    let (receipt, visit_by, problem) = match said {
        Said::Nothing => (None, None, None),
        Said::Answer(reply) => (reply.receipt.as_ref(), reply.visit_by.clone(), reply.problem.clone()),
    };
    let item = &mut entry.item;
    let took = match verdict {
        Verdict::Receipt => receipt.is_some_and(|r| take(item, r, moment)),
        Verdict::Sent => sent(item, part, receipt, moment.now_ms),
        Verdict::SignIn => set(item, Some(State::Held(Hold::SignIn))),
        Verdict::Hold => set(item, problem.map(|p| State::Held(Hold::Server(p)))),
        Verdict::Refuse => {
            entry.owes_draft = true;
            set(item, problem.map(State::Refused))
        }
        Verdict::TextAgain => {
            item.receipt = None;
            false
        }
        Verdict::Later => false,
    };
    if took {
        item.visit_by = visit_by.or(item.visit_by.take());
        entry.unsaved = true;
    }
    pause(item, part, took, moment, retry_after_ms);
}

/// Takes a receipt. A file that was sent and is missing again pauses: a server that loses files must not be sent them in a loop.
fn take(item: &mut Item, receipt: &api::Receipt, moment: Moment) -> bool {
    let sent_before: Vec<bool> = item.media.iter().map(|m| m.sent).collect();
    let took = item.take(receipt, moment.now_ms);
    for (medium, was_sent) in item.media.iter_mut().zip(sent_before) {
        if was_sent && !medium.sent {
            medium.tries = medium.tries.saturating_add(1);
            medium.not_before = moment.now_ms + pause_ms(medium.tries, moment.random);
        }
    }
    took
}

/// A file arrived. The answer may carry the receipt as it stands now; else the text asks for it when all are there.
fn sent(item: &mut Item, part: Part, receipt: Option<&api::Receipt>, now_ms: i64) -> bool {
    if receipt.is_some_and(|r| item.take(r, now_ms)) {
        return true;
    }
    let Part::Medium(index) = part else { return false };
    let Some(medium) = item.media.get_mut(index) else { return false };
    medium.sent = true;
    true
}

fn set(item: &mut Item, state: Option<State>) -> bool {
    let known = state.is_some();
    if let Some(state) = state {
        item.state = state;
    }
    known
}

/// After a success the part starts afresh; after a failure it pauses, longer each time.
fn pause(item: &mut Item, part: Part, took: bool, moment: Moment, retry_after_ms: i64) {
    let (tries, not_before) = match part {
        Part::Text => (&mut item.tries, &mut item.not_before),
        Part::Medium(index) => match item.media.get_mut(index) {
            Some(medium) => (&mut medium.tries, &mut medium.not_before),
            None => return,
        },
    };
    if took {
        // A file keeps its count until all is received, see `take`.
        if part == Part::Text {
            *tries = 0;
        }
        *not_before = (*not_before).min(moment.now_ms);
    } else {
        *tries = tries.saturating_add(1);
        *not_before = moment.now_ms + pause_ms(*tries, moment.random).max(retry_after_ms);
    }
}
