//! A form being filled: pages of questions, rosters, contents, the list of problems. Drives [`forms::Session`]; knows no store and no network:
//! what must be kept or sent goes out through [`Hooks`].
//!
//! Invariant: the bar says 已存 only after the hook's own `Ok`; an answer once taken by the session is in the next snapshot.

mod contents;
mod figures;
mod filler;
mod gate;
mod hands;
mod naming;
mod paging;
mod panels;
mod parts;
mod problems;
mod question;
mod roster;
mod screen;
mod turning;
mod villager;
mod work;

use std::rc::Rc;

use api::Remark;
use forms::{Session, Submission};
use leptos::prelude::*;

pub use hands::{Hands, fill_form_by_hand};

pub use crate::controls::{Content, FileUrl, Last, PutFile, Task};
use crate::ui::Item;

/// A draft to be kept, taken at the moment of saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// `uuid:…` of the instance.
    pub instance_id: String,
    /// `instanceName` as it stands; empty where the form has none.
    pub name: String,
    /// Relevant questions answered, and all relevant questions.
    pub answered: (u32, u32),
    /// Bytes for [`Session::restore`].
    pub bytes: Vec<u8>,
}

/// Keeps a draft; `Ok` with the time (ms) when it is in the store for good.
pub type Save = Rc<dyn Fn(Snapshot) -> Task<Result<i64, String>>>;
/// Takes a finished instance.
pub type Finish = Rc<dyn Fn(Submission) -> Task<Result<(), String>>>;

/// What the page around gives to a filling form. Errors are sentences for the person: what is wrong and what to do.
#[derive(Clone)]
pub struct Hooks {
    /// Keeps a draft; `Ok` with the time (ms) when it is in the store for good. Called ≤ 300 ms after the last key, on leaving a field, at
    /// page change, when hidden, before a camera opens, and before finishing. Never twice at once.
    pub save: Save,
    /// Keeps a file under a name.
    pub put_media: PutFile,
    /// Address of a kept file for `<img src>`; none if it is not here.
    pub media_url: FileUrl,
    /// The person finishes and everything holds: to the outbox. On `Ok` the page goes elsewhere by itself.
    pub finish: Finish,
    /// The person leaves; the draft was saved before.
    pub leave: Rc<dyn Fn()>,
    /// Answer of the last visit for an element path (`/data/g/x`, positions included), if there is one.
    pub last: Rc<dyn Fn(&str) -> Option<Last>>,
}

impl Hooks {
    /// Hooks that keep nothing: for reading only.
    pub fn reading(leave: Rc<dyn Fn()>, media_url: FileUrl) -> Self {
        Hooks {
            save: Rc::new(|_| Box::pin(async { Ok(0) })),
            put_media: Rc::new(|_, _| Box::pin(async { Ok(()) })),
            media_url,
            finish: Rc::new(|_| Box::pin(async { Ok(()) })),
            leave,
            last: Rc::new(|_| None),
        }
    }
}

/// What a filling form is about.
#[derive(Clone)]
pub struct Setup {
    /// Shown in the bar: whose form (`测试甲·入户调查`).
    pub title: Signal<String>,
    /// Time of the last save (ms) of a draft opened again.
    pub saved_at: Option<i64>,
    /// Remarks of a return: amber quotes above their fields.
    pub remarks: Vec<Remark>,
    /// Node path to open at (`/data/g/x`); none: the first page.
    pub start: Option<String>,
    /// No edits, no finish.
    pub read_only: bool,
    /// Rows for ⋮ besides one's own (contents, check, size of text, language).
    pub menu: Vec<Item>,
    /// Names of questions the page around has answered already (the link says which village): not asked again.
    pub given: Vec<String>,
    /// Telephone on every page, in the villagers' mode.
    pub call: Option<&'static str>,
    /// Words of the button that finishes; none: 提交.
    pub finish_word: Option<crate::words::Word>,
}

impl Setup {
    /// The least: a title.
    pub fn new(title: Signal<String>) -> Self {
        Setup {
            title,
            saved_at: None,
            remarks: Vec::new(),
            start: None,
            read_only: false,
            menu: Vec::new(),
            given: Vec::new(),
            call: None,
            finish_word: None,
        }
    }
}

/// Mounts a session: `fill_form(session, setup, hooks)` is a whole screen (`<div class="screen">`). The form's language follows
/// `RwSignal<Lang>`; one question a page when [`crate::ui::look::Look`] says so. Call it once per opened draft; its owner's cleanup ends it.
pub fn fill_form(session: Session, setup: Setup, hooks: Hooks) -> AnyView {
    fill_form_by_hand(session, setup, hooks).1
}
