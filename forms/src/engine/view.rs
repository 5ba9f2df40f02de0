//! What a client sees of a node. Values only: a view never changes; ask again when [`super::Changes`] names the node.

use std::rc::Rc;

pub use crate::definition::{Control, DataType, MediaKind};

/// A node of a running form.
///
/// `frame` is the repeat instance it stands in (0 = the form itself), never reused within a session, so a late event of a
/// removed member finds nothing rather than a stranger. A *repeat range* (the series) is the repeat's node in the frame around
/// it; a *repeat instance* is the repeat's node in its own frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    /// The repeat instance.
    pub frame: u32,
    /// The node of the form's schema.
    pub node: u32,
}

/// A text of the form in the language chosen, `${}` filled in, with its media (file names, `jr://` stripped).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// The words. Markdown as ODK allows it is kept as written; [`super::markdown`] reads it.
    pub text: String,
    /// Byte ranges of `text` that come from answers (`output`), in order.
    pub filled: Vec<(u32, u32)>,
    /// `jr://images/x.png`.
    pub image: Option<String>,
    /// `jr://audio/x.mp3`.
    pub audio: Option<String>,
    /// `jr://video/x.mp4`.
    pub video: Option<String>,
}

/// What kind of node this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// A group; `field_list` = its questions stand on one page (appearance `field-list`).
    Group {
        /// Appearance `field-list`.
        field_list: bool,
    },
    /// A repeat's series.
    Repeat {
        /// Number of instances now.
        count: usize,
        /// The number comes from the form (`jr:count`): no adding or removing by hand.
        counted: bool,
    },
    /// One instance of a repeat.
    Instance {
        /// 1-based position among its siblings.
        position: usize,
        /// How many siblings there are, itself included.
        of: usize,
    },
    /// A question.
    Question(Control),
}

/// All a control needs to draw one node.
// Relevant, readonly, required and the rest are independent facts of a node, each asked for by its own name.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, PartialEq)]
pub struct NodeView {
    /// Which node.
    pub id: NodeId,
    /// Element name, for keys and diagnostics.
    pub name: Rc<str>,
    /// What it is.
    pub body: Body,
    /// `type` of the bind.
    pub data_type: DataType,
    /// Appearance words in order (`minimal`, `multiline`, `numbers`, `signature`, …).
    pub appearance: Rc<[Rc<str>]>,
    /// Body attributes that shape the control: `max-pixels`, `rows`, `start`, `end`, `step`, `accuracyThreshold`, ….
    pub parameters: Rc<[(Rc<str>, Rc<str>)]>,
    /// `bind::app:pii` (`id`, `bank`, `health`, `phone`, `name`, …): drives masking and reveal.
    pub pii: Option<Rc<str>>,
    /// Label, if the node has one.
    pub label: Option<Text>,
    /// Hint, if it has one.
    pub hint: Option<Text>,
    /// Guidance hint (`form="guidance"`).
    pub guidance: Option<Text>,
    /// Whether it and all around it are relevant.
    pub relevant: bool,
    /// Readonly, own or inherited.
    pub readonly: bool,
    /// Readonly whatever happens (`readonly="true()"`).
    pub fixed: bool,
    /// Its value comes from a calculation: nobody answers it.
    pub computed: bool,
    /// The body has an element for it.
    pub asked: bool,
    /// Required now.
    pub required: bool,
    /// The answer as stored (ODK text form): choices by value separated by spaces, dates ISO, `lat lon alt acc`.
    pub value: Rc<str>,
    /// What is wrong with the answer now (constraint or type; never "required": that is told by [`super::Session::validate`]).
    pub problem: Option<Problem>,
}

impl NodeView {
    /// What it is called: its label, or its name where it has none or one that says nothing.
    pub fn title(&self) -> &str {
        self.label.as_ref().map(|label| label.text.as_str()).filter(|text| !text.trim().is_empty()).unwrap_or(&self.name)
    }

    /// Whether nobody can answer it now: readonly, or computed.
    pub fn locked(&self) -> bool {
        self.readonly || self.computed
    }
}

/// One choice of a select, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub value: Rc<str>,
    /// What is shown.
    pub label: Text,
}

/// One thing that keeps the form from being finalized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which node.
    pub node: NodeId,
    /// What kind.
    pub kind: ProblemKind,
    /// The form's own message in the language chosen; none: the client says it in its own words by `kind`.
    pub message: Option<String>,
}

/// Kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// Required and blank.
    Required,
    /// The constraint does not hold.
    Constraint,
    /// Not of the question's type (`abc` for a whole number).
    Type,
    /// Not among the choices.
    Choice,
    /// An expression could not be evaluated.
    Expression,
}
