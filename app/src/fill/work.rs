//! Work that ends before the page is turned: a signature being stored, a photo made small, a recording stopped. Not the saving of drafts.
//!
//! Invariant: a page turns, and the form is left, only when nothing of it is under way; when some of it failed the page stays, so that the
//! reason stands where the person can see it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::controls::Task;

/// What a page does before it is turned: it starts its last work.
type Wrap = Rc<dyn Fn()>;

/// The work of the pages of one form.
#[derive(Default)]
pub(super) struct Work {
    running: Cell<u32>,
    failed: Cell<bool>,
    next: RefCell<Option<Box<dyn FnOnce()>>>,
    wraps: RefCell<Vec<(u32, Wrap)>>,
    serial: Cell<u32>,
}

impl Work {
    /// Remembers what a question does before its page turns, under a number to forget it by.
    pub(super) fn before(&self, wrap: Wrap) -> u32 {
        let serial = self.serial.get() + 1;
        self.serial.set(serial);
        self.wraps.borrow_mut().push((serial, wrap));
        serial
    }

    /// Forgets it, done once more: the page may go without having been turned.
    pub(super) fn forget(&self, serial: u32) {
        let at = self.wraps.borrow().iter().position(|(number, _)| *number == serial);
        if let Some(at) = at {
            let (_, wrap) = self.wraps.borrow_mut().remove(at);
            wrap();
        }
    }

    /// Lets every question of the page start its last work.
    pub(super) fn wrap_up(&self) {
        let wraps: Vec<Wrap> = self.wraps.borrow().iter().map(|(_, wrap)| wrap.clone()).collect();
        wraps.iter().for_each(|wrap| wrap());
    }

    /// Does a piece of work; `false` from it: it failed.
    pub(super) fn run(self: &Rc<Self>, task: Task<bool>) {
        self.running.set(self.running.get() + 1);
        let this = self.clone();
        spawn_local(async move {
            if !task.await {
                this.failed.set(true);
            }
            this.ended();
        });
    }

    fn ended(&self) {
        self.running.set(self.running.get().saturating_sub(1));
        if self.running.get() > 0 {
            return;
        }
        let failed = self.failed.replace(false);
        let next = self.next.borrow_mut().take();
        if let Some(next) = next.filter(|_| !failed) {
            next();
        }
    }

    /// Does `next` when no work is under way: at once, or later. A later call takes the place of one that still waits.
    pub(super) fn then(&self, next: impl FnOnce() + 'static) {
        if self.running.get() == 0 {
            next();
        } else {
            *self.next.borrow_mut() = Some(Box::new(next));
        }
    }
}
