//! The driver of a filling form: one session, one signal per node in the page, edits in, changed nodes out, the draft kept.
//!
//! Invariant: after an edit exactly the mounted signals of changed nodes are set, and only where the view differs; no borrow of the session is
//! held while a signal is set.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use forms::engine::{Body, Shape, What};
use forms::{Changes, Choice, Edit, NodeId, NodeView, Session};
use leptos::prelude::*;

use wasm_bindgen_futures::spawn_local;

use super::paging::{self, Page, Tree};
use super::work::Work;
use super::{Hooks, Setup, Snapshot};
use crate::platform::clock;
use crate::ui::Saved;
use crate::words::Lang;

/// Quiet after the last key before a draft is kept.
const SAVE_AFTER: Duration = Duration::from_millis(300);
/// Only a slow save is worth a word.
const SLOW_SAVE: Duration = Duration::from_secs(1);
/// How often finishing looks whether a running save has ended.
const SETTLE_MS: u32 = 20;
/// How long a removed instance can be taken back.
pub(super) const UNDO_FOR: Duration = Duration::from_secs(8);

type View = RwSignal<NodeView, LocalStorage>;
type Choices = RwSignal<Vec<Choice>, LocalStorage>;

/// Where one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Spot {
    /// A page, by its key.
    Page(NodeId),
    /// The contents.
    Contents,
    /// The list before finishing.
    Problems,
}

struct Mounted {
    serial: u32,
    view: View,
    choices: Choices,
}

/// What is in the page, by node in order: some dozens, of thousands that may change.
#[derive(Default)]
struct OnPage(Vec<(NodeId, Mounted)>);

impl OnPage {
    fn find(&self, node: NodeId) -> Result<usize, usize> {
        self.0.binary_search_by_key(&node, |(n, _)| *n)
    }
    fn get(&self, node: NodeId) -> Option<&Mounted> {
        let at = self.find(node).ok()?;
        self.0.get(at).map(|(_, mounted)| mounted)
    }
    fn remove(&mut self, node: NodeId) {
        if let Ok(at) = self.find(node) {
            self.0.remove(at);
        }
    }
    fn put(&mut self, node: NodeId, mounted: Mounted) {
        self.remove(node);
        if let Err(at) = self.find(node) {
            self.0.insert(at, (node, mounted));
        }
    }
}

/// What lives as long as the form is open; saving holds on to it.
pub(super) struct Core {
    pub(super) session: RefCell<Session>,
    pub(super) hooks: Hooks,
    pub(super) setup: Setup,
    mounted: RefCell<OnPage>,
    serial: Cell<u32>,
    /// Nodes seen in a page.
    pub(super) visited: RefCell<BTreeSet<NodeId>>,
    /// Edits so far, and up to which one the store has them.
    edits: Cell<u64>,
    kept: Cell<u64>,
    saving: Cell<bool>,
    answered: Cell<(u32, u32)>,
    /// Pages as last cut, and whether one question each; none once the form's tree has changed.
    pages: RefCell<Option<(bool, Rc<[Page]>)>>,
    /// What must end before a page is turned.
    pub(super) work: Rc<Work>,
}

/// Handle of an open form; copy freely.
#[derive(Clone, Copy)]
pub(super) struct Filler {
    core: StoredValue<Rc<Core>, LocalStorage>,
    /// Bumped when nodes came, went, or changed relevance.
    pub(super) structure: RwSignal<u32>,
    /// Bumped at every edit.
    pub(super) changed: RwSignal<u32>,
    /// Blanks are told: the person has seen the list.
    pub(super) checked: RwSignal<bool>,
    /// Where the draft stands.
    pub(super) saved: RwSignal<Saved>,
    /// Where one is.
    pub(super) spot: RwSignal<Spot>,
    /// An instance that will be gone in a moment, and its name.
    pub(super) going: RwSignal<Option<(NodeId, String)>>,
    /// One question a page.
    pub(super) one_by_one: Signal<bool>,
    /// Node to bring into view after the next page change.
    pub(super) target: StoredValue<Option<NodeId>>,
}

impl Tree for Session {
    fn children(&self, of: NodeId) -> Vec<NodeId> {
        Session::children(self, of)
    }
    fn shape(&self, of: NodeId) -> Option<Shape> {
        Session::shape(self, of)
    }
}

impl Filler {
    /// Takes a session over.
    pub(super) fn new(session: Session, setup: Setup, hooks: Hooks, one_by_one: Signal<bool>) -> Self {
        let saved = setup.saved_at.map_or(Saved::Nothing, |at| Saved::Kept(clock::hours_minutes(at)));
        let start = setup.start.as_deref().and_then(|path| session.find(path));
        let root = session.root();
        let core = Core {
            session: RefCell::new(session),
            hooks,
            setup,
            mounted: RefCell::default(),
            serial: Cell::new(0),
            visited: RefCell::default(),
            edits: Cell::new(0),
            kept: Cell::new(0),
            saving: Cell::new(false),
            answered: Cell::new((0, 0)),
            pages: RefCell::default(),
            work: Rc::default(),
        };
        let filler = Filler {
            core: StoredValue::new_local(Rc::new(core)),
            structure: RwSignal::new(0),
            changed: RwSignal::new(0),
            checked: RwSignal::new(false),
            saved: RwSignal::new(saved),
            spot: RwSignal::new(Spot::Page(root)),
            going: RwSignal::new(None),
            one_by_one,
            target: StoredValue::new(start),
        };
        let pages = filler.pages();
        let first = || filler.read(|s| pages.iter().find(|p| super::turning::asks(s, p, &filler.core().setup.given))).or(pages.first());
        let at = start.and_then(|node| pages.iter().find(|p| p.holds(node))).or_else(first).and_then(Page::key);
        filler.spot.set(Spot::Page(at.unwrap_or(root)));
        filler.recount();
        filler
    }

    /// What lives as long as the form.
    pub(super) fn core(self) -> Rc<Core> {
        self.core.get_value()
    }

    /// Reads the session.
    pub(super) fn read<T>(self, look: impl FnOnce(&Session) -> T) -> T {
        look(&self.core().session.borrow())
    }

    /// Signals of a node, for as long as the present owner lives.
    pub(super) fn mount(self, node: NodeId) -> Option<(View, Choices)> {
        let core = self.core();
        let (view, choices) = {
            let session = core.session.borrow();
            (session.view(node)?, offered(&session, node))
        };
        let serial = core.serial.get() + 1;
        core.serial.set(serial);
        let signals = (RwSignal::new_local(view), RwSignal::new_local(choices));
        core.mounted.borrow_mut().put(node, Mounted { serial, view: signals.0, choices: signals.1 });
        core.visited.borrow_mut().insert(node);
        let core = StoredValue::new_local(core);
        on_cleanup(move || {
            // A later mount of the same node may have taken the place already.
            let _ = core.try_with_value(|core| {
                let mut mounted = core.mounted.borrow_mut();
                if mounted.get(node).is_some_and(|m| m.serial == serial) {
                    mounted.remove(node);
                }
            });
        });
        Some(signals)
    }

    /// Does an edit; mounted signals follow; the draft is kept in a moment.
    pub(super) fn apply(self, edit: Edit) -> bool {
        self.apply_in(&self.core(), edit)
    }

    /// The same when the page, or the whole screen, may be gone: work begun there still brings its answer.
    pub(super) fn apply_in(self, core: &Rc<Core>, edit: Edit) -> bool {
        if core.setup.read_only && !matches!(edit, Edit::Language(_)) {
            return false;
        }
        let language = matches!(edit, Edit::Language(_));
        let applied = core.session.borrow_mut().apply(edit);
        let Ok(changes) = applied else { return false };
        self.follow(core, &changes);
        if !language {
            core.edits.set(core.edits.get() + 1);
            self.save_soon(core.clone());
        }
        true
    }

    fn follow(self, core: &Core, changes: &Changes) {
        let mut structure = changes.everything;
        let mut views: Vec<(View, NodeView)> = Vec::new();
        let mut choices: Vec<(Choices, Vec<Choice>)> = Vec::new();
        {
            let session = core.session.borrow();
            let mounted = core.mounted.borrow();
            let mut renew = |node: NodeId, what: What, m: &Mounted| {
                if let Some(view) = session.view(node)
                    && m.view.with_untracked(|v| *v != view)
                {
                    views.push((m.view, view));
                }
                if what.has(What::CHOICES) {
                    choices.push((m.choices, offered(&session, node)));
                }
            };
            if changes.everything {
                mounted.0.iter().for_each(|(node, m)| renew(*node, What::CHOICES, m));
            }
            for (node, what) in &changes.nodes {
                structure |= what.has(What::RELEVANT) || what.has(What::INSTANCES);
                if what.has(What::INSTANCES) {
                    *core.pages.borrow_mut() = None;
                }
                if let Some(m) = mounted.get(*node) {
                    renew(*node, *what, m);
                }
            }
        }
        // Choices first: a value is drawn with its label.
        for (signal, new) in choices {
            if signal.with_untracked(|old| *old != new) {
                signal.set(new);
            }
        }
        for (signal, new) in views {
            signal.set(new);
        }
        if structure {
            self.structure.try_update(|n| *n += 1);
        }
        self.changed.try_update(|n| *n += 1);
    }

    /// All pages as they stand. Cut anew only when instances came or went, or the manner of cutting changed.
    pub(super) fn pages(self) -> Rc<[Page]> {
        let one_by_one = self.one_by_one.get_untracked();
        let core = self.core();
        let known = core.pages.borrow().clone().filter(|(manner, _)| *manner == one_by_one);
        let (_, pages) = known.unwrap_or_else(|| (one_by_one, self.read(|s| paging::pages(s, s.root(), one_by_one)).into()));
        *core.pages.borrow_mut() = Some((one_by_one, pages.clone()));
        pages
    }

    /// The form's language follows the screen's, where it has it.
    pub(super) fn follow_language(self, lang: Lang) {
        let mark = match lang {
            Lang::Zh => "(zh)",
            Lang::En => "(en)",
        };
        let (wanted, now) = self.read(|s| (s.form().languages().iter().position(|l| l.contains(mark)), s.language()));
        if let Some(wanted) = wanted.filter(|w| *w != now) {
            self.apply(Edit::Language(wanted));
        }
    }

    /// Counts answers for the lists of drafts.
    pub(super) fn recount(self) {
        let core = self.core();
        let session = core.session.borrow();
        let tally = session.tally(&[session.root()]);
        core.answered.set((tally.answered, tally.asked));
    }

    /// Keeps the draft when the keys have been quiet for a moment.
    fn save_soon(self, core: Rc<Core>) {
        let mine = core.edits.get();
        set_timeout(
            move || {
                if core.edits.get() == mine {
                    save(core.clone(), self.saved);
                }
            },
            SAVE_AFTER,
        );
    }

    /// Keeps the draft now, if there is something to keep.
    pub(super) fn save_now(self) {
        if let Some(core) = self.core.try_get_value() {
            save(core, self.saved);
        }
    }

    /// Waits until the store has everything, or says why not.
    pub(super) async fn settle(self) -> Result<(), String> {
        let core = self.core();
        // Finalizing has set the end.
        core.edits.set(core.edits.get() + 1);
        save(core.clone(), self.saved);
        while core.saving.get() {
            clock::pause(SETTLE_MS).await;
        }
        match self.saved.try_get_untracked() {
            Some(Saved::Failed(why)) => Err(why),
            _ => Ok(()),
        }
    }

    /// Keeps the draft again after a failure.
    pub(super) fn save_again(self) {
        let core = self.core();
        core.edits.set(core.edits.get() + 1);
        save(core, self.saved);
    }

    /// What `save_now` does, without the owner: for hiding and the end.
    pub(super) fn saver(self) -> impl Fn() + Clone + 'static {
        let (core, saved) = (self.core(), self.saved);
        move || {
            core.work.wrap_up();
            save(core.clone(), saved);
        }
    }

    /// Marks an instance to go; it can be taken back for a while.
    pub(super) fn remove_soon(self, instance: NodeId, name: String) {
        self.remove_going();
        self.going.set(Some((instance, name)));
        set_timeout(
            move || {
                if self.going.try_get_untracked().flatten().is_some_and(|(node, _)| node == instance) {
                    self.remove_going();
                }
            },
            UNDO_FOR,
        );
    }

    /// What is marked to go goes.
    pub(super) fn remove_going(self) {
        if let Some((instance, _)) = self.going.get_untracked() {
            self.going.set(None);
            self.apply(Edit::Remove { instance });
        }
    }

    /// Leaves a page: what waits is done.
    fn leave_page(self) {
        self.remove_going();
        self.core().work.wrap_up();
        self.recount();
        self.save_now();
    }

    /// Goes to a spot, when what the page still does is done.
    pub(super) fn go(self, spot: Spot) {
        self.leave_page();
        self.core().work.then(move || {
            self.spot.try_set(spot);
        });
    }

    /// Leaves the form, when what the page still does is done.
    pub(super) fn leave(self) {
        self.leave_page();
        let core = self.core();
        let leave = core.hooks.leave.clone();
        core.work.then(move || leave());
    }

    /// What a question of the present page does before it is turned.
    pub(super) fn before_turning(self, wrap: Rc<dyn Fn()>) {
        let work = self.core().work.clone();
        let serial = work.before(wrap);
        let work = StoredValue::new_local(work);
        on_cleanup(move || {
            if let Some(work) = work.try_get_value() {
                work.forget(serial);
            }
        });
    }

    /// Goes to the page of a node and brings it into view.
    pub(super) fn go_to(self, node: NodeId) {
        let inner = |s: &Session, node: NodeId| match s.shape(node).map(|x| x.body) {
            Some(Body::Question(_) | Body::Repeat { .. }) | None => node,
            Some(_) => paging::pages(s, node, false).first().and_then(Page::key).unwrap_or(node),
        };
        let node = self.read(|s| inner(s, node));
        self.target.set_value(Some(node));
        if let Some(key) = self.pages().iter().find(|p| p.holds(node)).and_then(Page::key) {
            self.go(Spot::Page(key));
        }
    }
}

/// Keeps the draft until nothing is new; never two at once.
fn save(core: Rc<Core>, saved: RwSignal<Saved>) {
    if core.saving.get() || core.kept.get() == core.edits.get() || core.setup.read_only {
        return;
    }
    core.saving.set(true);
    let slow = core.clone();
    set_timeout(
        move || {
            if slow.saving.get() {
                saved.try_set(Saved::Writing);
            }
        },
        SLOW_SAVE,
    );
    spawn_local(async move {
        while core.kept.get() != core.edits.get() {
            let edits = core.edits.get();
            let snapshot = snapshot(&core);
            match (core.hooks.save)(snapshot).await {
                Ok(at) => {
                    core.kept.set(edits);
                    saved.try_set(Saved::Kept(clock::hours_minutes(at)));
                }
                Err(why) => {
                    saved.try_set(Saved::Failed(why));
                    break;
                }
            }
        }
        core.saving.set(false);
    });
}

fn snapshot(core: &Core) -> Snapshot {
    let session = core.session.borrow();
    Snapshot {
        instance_id: session.instance_id().to_owned(),
        name: session.instance_name(),
        answered: core.answered.get(),
        bytes: session.snapshot(),
    }
}

/// The choices a person can take: one without a value (a member whose name is not typed yet) would only clear the answer.
fn offered(session: &Session, node: NodeId) -> Vec<Choice> {
    let mut choices = session.choices(node);
    choices.retain(|choice| !choice.value.is_empty());
    choices
}
