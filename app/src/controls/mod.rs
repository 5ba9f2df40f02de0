//! One file per way of asking. A control draws what a [`NodeView`] says and tells the new answer in stored form; it never sees the engine.
//!
//! What tests and style rely on: the wrapper of every question carries `data-name` (element name) and `data-path`; inside are the browser's
//! own controls (`input`, `textarea`, radios and boxes whose `value` is the choice's value, `type=date`, `type=file`), rows of a picker are
//! buttons with `data-value`. Invariant: no control drops an answer it cannot show; what it does not know it asks as plain text.

mod choice;
mod date;
mod frame;
mod image;
mod label;
mod line;
mod media;
mod note;
mod number;
mod picker;
mod place;
mod range;
mod rank;
mod shape;
mod signature;
mod text;
mod trigger;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use forms::engine::{Body, Control, DataType, MediaKind};
use forms::{Choice, NodeView};
use leptos::prelude::*;

use crate::ui::later::later;

pub use crate::platform::files::Content;
pub use frame::words_of_problem;
pub use label::{rich, width};
pub use number::with_commas;

/// A future that stays on this thread.
pub type Task<T> = Pin<Box<dyn Future<Output = T>>>;

/// An answer of the last visit, shown under its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// Stored form (choices by value); the question shows it with its labels.
    pub value: String,
    /// When, for people (`2015-11`); empty if not known.
    pub when: String,
}

/// Keeps a file under a name; the error is a sentence for the person.
pub type PutFile = Rc<dyn Fn(String, Content) -> Task<Result<(), String>>>;
/// Gives the address of a kept file; none if it is not here.
pub type FileUrl = Rc<dyn Fn(String) -> Task<Option<String>>>;

/// Where files of answers go and come from.
#[derive(Clone)]
pub struct Files {
    /// Keeps a file under a name; the error is a sentence for the person.
    pub put: PutFile,
    /// Address of a kept file.
    pub url: FileUrl,
    /// Keeps the draft now: before a camera opens, which may end the page.
    pub flush: Rc<dyn Fn()>,
    /// Takes the answer in stored form, also when the question has left the page meanwhile.
    pub answer: Rc<dyn Fn(String)>,
    /// Does work the page waits for before it is turned; `false` from it: it failed, and the page stays.
    pub work: Rc<dyn Fn(Task<bool>)>,
    /// What to do when the page is about to be turned, while the question is in it. It must not touch signals: they may be gone.
    pub before: Rc<dyn Fn(Rc<dyn Fn()>)>,
}

/// A choice that cannot be taken now, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Value of the choice.
    pub value: String,
    /// Reasons for the person.
    pub why: String,
}

/// What does not change about a question while it is in the page.
#[derive(Clone)]
pub struct Given {
    /// Path of the node.
    pub path: String,
    /// Answer of the last visit.
    pub last: Option<Last>,
    /// Remarks of a return on this question.
    pub remarks: Vec<api::Remark>,
    /// Files.
    pub files: Files,
    /// Reads the page aloud: a large button between the question and its answer.
    pub aloud: Option<Rc<dyn Fn()>>,
    /// A choice closed by the page around (never by the form's constraint: that is shown, not forbidden).
    pub closed: Option<Signal<Option<Closed>>>,
}

/// One question in the page: handles only, copy freely.
#[derive(Clone, Copy)]
pub struct Asked {
    /// What to draw.
    pub view: RwSignal<NodeView, LocalStorage>,
    /// Choices offered; empty for other questions.
    pub choices: RwSignal<Vec<Choice>, LocalStorage>,
    /// Takes the new answer in stored form.
    pub set: UnsyncCallback<String>,
    /// The person is typing: what is wrong waits until the field is left.
    pub typing: RwSignal<bool>,
    /// The person has asked what is missing: blanks are told too.
    pub checked: RwSignal<bool>,
    /// No edits at all.
    pub read_only: bool,
    /// The rest.
    pub given: StoredValue<Given, LocalStorage>,
}

impl Asked {
    /// Id of the input (or of the set of inputs) in the page.
    pub fn id(self) -> String {
        let id = self.view.with_untracked(|v| v.id);
        format!("q{}-{}", id.frame, id.node)
    }
    /// Ids of hint and problem, for `aria-describedby`.
    pub fn described(self) -> String {
        let id = self.id();
        format!("{id}-hint {id}-problem")
    }
    /// The answer as it stands; reactive.
    pub fn value(self) -> Rc<str> {
        self.view.with(|v| v.value.clone())
    }
    /// Whether an edit is out of question; reactive.
    pub fn locked(self) -> bool {
        self.read_only || self.view.with(NodeView::locked)
    }
    /// Whether the appearance has a word.
    pub fn looks(self, word: &str) -> bool {
        self.view.with_untracked(|v| v.appearance.iter().any(|a| &**a == word))
    }
    /// A body parameter (`max-pixels`, `rows`, …).
    pub fn parameter(self, name: &str) -> Option<String> {
        self.view.with_untracked(|v| v.parameters.iter().find(|(k, _)| &**k == name).map(|(_, value)| value.to_string()))
    }
    /// The answer the person just gave by a single act (tap, choice): nothing waits.
    pub fn answer(self, value: String) {
        self.typing.set(false);
        self.set.run(value);
    }
    /// The answer while it is typed.
    pub fn typed(self, value: String) {
        self.typing.set(true);
        self.set.run(value);
    }
    /// What is wrong, if it is to be said now; reactive.
    pub fn wrong(self) -> bool {
        !self.typing.get() && self.view.with(|v| v.problem.is_some() || (self.checked.get() && v.required && v.value.is_empty()))
    }
}

/// Draws a question by its type; once, the type does not change.
pub fn control(asked: Asked) -> AnyView {
    let (body, data_type) = asked.view.with_untracked(|v| (v.body, v.data_type));
    let Body::Question(control) = body else { return ().into_any() };
    match (control, data_type) {
        (Control::Note, _) => note::note(asked),
        (Control::SelectOne | Control::SelectMultiple, _) => choice::choice(asked, control == Control::SelectMultiple),
        (Control::Input, DataType::Int) => number::number(asked, true),
        (Control::Input, DataType::Decimal) => number::number(asked, false),
        (Control::Input, DataType::Date) => date::date(asked),
        (Control::Input, DataType::Time | DataType::DateTime | DataType::Geopoint | DataType::Geotrace | DataType::Geoshape) => {
            rarer(asked, control, data_type)
        }
        (Control::Input, _) => text::text(asked),
        _ => rarer(asked, control, data_type),
    }
}

later! {
    more in Page:
    /// Controls that no form begins with.
    fn rarer(asked: Asked, control: Control, data_type: DataType) -> AnyView {
        match (control, data_type) {
            (Control::Trigger, _) => trigger::trigger(asked),
            (Control::Rank, _) => rank::rank(asked),
            (Control::Range, _) => range::range(asked),
            (Control::Upload(MediaKind::Image), _) if asked.looks("signature") || asked.looks("draw") => signature::signature(asked),
            (Control::Upload(MediaKind::Image), _) => image::image(asked),
            (Control::Upload(kind), _) => media::media(asked, kind),
            (_, DataType::Time) => date::time(asked),
            (_, DataType::DateTime) => date::date_time(asked),
            (_, DataType::Geopoint) => place::place(asked),
            (_, shape) => shape::shape(asked, shape == DataType::Geoshape),
        }
    }
}
