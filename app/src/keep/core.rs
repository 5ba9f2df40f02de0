//! What all keeps of one page share: the store, the outbox, who is signed in; and the [`View`] each keep has of it.
//!
//! Invariant: signals show what the store holds; they change after the store did, never before.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use api::{Assignments, FormInfo, Invitation, Me, OwnSubmission};
use forms::{Form, List};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::{Outbox, Route, Table};

use super::env::Lists;
use super::records::{DraftRecord, link_owner};
use super::sender;
use super::shelf::{Sheet, Shelf};
use super::show;
use super::{DraftInfo, OutboxItem, Trouble};
use crate::platform::lock::Lock;
use crate::platform::news::News;
use crate::platform::{listen, loader, net, random};

/// Pages are told of changes by this channel; a word says what changed.
const CHANNEL: &str = "ruhu";
/// The sender looks again this often while the page is open.
const TICK_MS: u32 = 5 * 60 * 1000;

/// Shared by all keeps of a page.
pub(super) struct Core {
    pub(super) shelf: Shelf,
    pub(super) device: String,
    pub(super) me: ArcRwSignal<Option<Me>>,
    pub(super) online: ArcRwSignal<bool>,
    pub(super) update: ArcRwSignal<bool>,
    pub(super) outbox: RefCell<Outbox>,
    /// Held by the one page that sends.
    pub(super) leads: RefCell<Option<Lock>>,
    pub(super) forms: RefCell<HashMap<String, Arc<Form>>>,
    pub(super) lists_by_hash: RefCell<HashMap<String, Arc<List>>>,
    pub(super) lists: Lists,
    pub(super) urls: RefCell<HashMap<String, String>>,
    pub(super) persist_asked: Cell<bool>,
    news: RefCell<Option<News>>,
    views: RefCell<Vec<Weak<View>>>,
}

/// One keep's own: staff, or a link's household.
pub(super) struct View {
    pub(super) core: Rc<Core>,
    pub(super) route: Route,
    pub(super) forms: ArcRwSignal<Vec<FormInfo>>,
    pub(super) assignments: ArcRwSignal<Assignments>,
    pub(super) own: ArcRwSignal<Vec<OwnSubmission>>,
    pub(super) drafts: ArcRwSignal<Vec<DraftInfo>>,
    pub(super) outbox: ArcRwSignal<Vec<OutboxItem>>,
    pub(super) refreshed_at: ArcRwSignal<Option<i64>>,
    pub(super) invitation: RefCell<Option<Invitation>>,
}

impl Core {
    pub(super) async fn open() -> Result<Rc<Self>, Trouble> {
        let shelf = Shelf::open().await?;
        let device = match shelf.record::<String>(Table::Meta, "device").await? {
            Some(device) => device,
            None => {
                let device = random::id();
                shelf.write(Sheet::strict().record(Table::Meta, "device", &device)?).await?;
                device
            }
        };
        let me: Option<Me> = shelf.record(Table::Meta, "me").await?;
        let core = Rc::new(Core {
            shelf,
            device,
            me: ArcRwSignal::new(me),
            online: ArcRwSignal::new(net::seems_online()),
            update: ArcRwSignal::new(loader::update_ready()),
            outbox: RefCell::default(),
            leads: RefCell::default(),
            forms: RefCell::default(),
            lists_by_hash: RefCell::default(),
            lists: Lists::default(),
            urls: RefCell::default(),
            persist_asked: Cell::new(false),
            news: RefCell::default(),
            views: RefCell::default(),
        });
        if core.shelf.holds_any(Table::Outbox).await? {
            sender::reload(core.clone()).await?;
        }
        core.listen();
        Ok(core)
    }

    /// Wakes the sender when something may have changed, and hears the other pages.
    fn listen(self: &Rc<Self>) {
        let core = self.clone();
        let network = listen::on_network(move |up| {
            core.online.set(up);
            if up {
                sender::kick(&core, sync::Event::Online);
            }
        });
        network.into_iter().for_each(listen::Listener::forever);
        let core = self.clone();
        if let Some(shown) = listen::on_show(move || sender::kick(&core, sync::Event::Tick)) {
            shown.forever();
        }
        let core = self.clone();
        if let Some(update) = listen::on_window("ruhu-update", move || core.update.set(loader::update_ready())) {
            update.forever();
        }
        let core = self.clone();
        self.news.replace(Some(News::join(CHANNEL, move |word| {
            let core = core.clone();
            spawn_local(async move { core.heard(&word).await });
        })));
        let core = self.clone();
        spawn_local(async move {
            core.shelf.ballast().await;
            loop {
                net::pause(TICK_MS).await;
                sender::kick(&core, sync::Event::Tick);
            }
        });
    }

    async fn heard(self: &Rc<Self>, word: &str) {
        match word {
            "outbox" => {
                let _ = sender::reload(self.clone()).await;
            }
            "drafts" => {
                for view in self.views() {
                    let _ = view.read_drafts().await;
                }
            }
            "me" => {
                if let Ok(me) = self.shelf.record(Table::Meta, "me").await {
                    self.me.set(me);
                    let _ = self.reread().await;
                    sender::kick(self, sender::who(self));
                }
            }
            _ => {}
        }
    }

    /// Tells the other pages.
    pub(super) fn say(&self, word: &str) {
        if let Some(news) = self.news.borrow().as_ref() {
            news.say(word);
        }
    }

    /// Notes whether a request reached our server.
    pub(super) fn note<T>(&self, outcome: Result<T, Trouble>) -> Result<T, Trouble> {
        let reached = !matches!(outcome, Err(Trouble::Offline | Trouble::Nonsense));
        if self.online.get_untracked() != reached {
            self.online.set(reached);
        }
        outcome
    }

    pub(super) fn views(&self) -> Vec<Rc<View>> {
        let mut views = self.views.borrow_mut();
        views.retain(|v| v.strong_count() > 0);
        views.iter().filter_map(Weak::upgrade).collect()
    }

    /// All views read anew, after another person signed in or out.
    pub(super) async fn reread(&self) -> Result<(), Trouble> {
        for view in self.views() {
            view.read_all().await?;
        }
        Ok(())
    }

    /// The outbox as it stands now, in every view.
    pub(super) fn show_outbox(&self) {
        let outbox = self.outbox.borrow();
        for view in self.views() {
            let list = view.owner().map(|owner| show::items(&outbox, &owner)).unwrap_or_default();
            if view.outbox.with_untracked(|old| *old != list) {
                view.outbox.set(list);
            }
        }
    }
}

impl View {
    pub(super) fn new(core: &Rc<Core>, route: Route) -> Rc<Self> {
        let view = Rc::new(View {
            core: core.clone(),
            route,
            forms: ArcRwSignal::default(),
            assignments: ArcRwSignal::default(),
            own: ArcRwSignal::default(),
            drafts: ArcRwSignal::default(),
            outbox: ArcRwSignal::default(),
            refreshed_at: ArcRwSignal::default(),
            invitation: RefCell::default(),
        });
        core.views.borrow_mut().push(Rc::downgrade(&view));
        view
    }

    /// Whose drafts and submissions these are; none when nobody is signed in.
    pub(super) fn owner(&self) -> Option<String> {
        match &self.route {
            Route::Link(token) => Some(link_owner(token)),
            Route::Staff => self.core.me.with_untracked(|me| me.as_ref().map(|me| me.id.clone())),
        }
    }

    /// The owner, or the need to sign in.
    pub(super) fn owned(&self) -> Result<String, Trouble> {
        self.owner().ok_or(Trouble::SignIn)
    }

    pub(super) async fn read_drafts(&self) -> Result<(), Trouble> {
        let records = match self.owner() {
            Some(owner) => self.core.shelf.records::<DraftRecord>(Table::Drafts, &format!("{owner}/")).await?,
            None => Vec::new(),
        };
        self.drafts.set(show::newest_first(records.into_iter().map(|r| r.info), |draft| (draft.saved_at, &draft.id)));
        Ok(())
    }

    /// Everything lists show, from the store.
    pub(super) async fn read_all(&self) -> Result<(), Trouble> {
        if self.route == Route::Staff {
            let shelf = &self.core.shelf;
            let owner = self.owner().unwrap_or_default();
            self.forms.set(shelf.record(Table::Meta, &format!("forms/{owner}")).await?.unwrap_or_default());
            self.assignments.set(shelf.record(Table::Meta, &format!("assignments/{owner}")).await?.unwrap_or_default());
            self.own.set(shelf.record(Table::Meta, &format!("own/{owner}")).await?.unwrap_or_default());
            self.refreshed_at.set(shelf.record(Table::Meta, &format!("refreshed/{owner}")).await?);
        }
        self.read_drafts().await?;
        self.core.show_outbox();
        Ok(())
    }
}
