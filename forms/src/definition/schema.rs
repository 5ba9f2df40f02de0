//! The primary instance as tables: nodes, kinds of frames, what is computed for each node and in which order.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::code::OpId;
use super::kinds::DataType;
use super::text::TextId;

/// "No such id" in tables of `u32`.
pub(crate) const NONE: u32 = u32::MAX;

/// What a node of the primary instance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Group,
    Repeat,
    Field,
    Attribute,
}

/// A node of the primary instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SchemaNode {
    pub(crate) name: String,
    /// Prefix as written, empty where there is none.
    pub(crate) prefix: String,
    pub(crate) kind: Kind,
    /// Parent node, [`NONE`] for the root.
    pub(crate) parent: u32,
    /// One after the last node of its subtree.
    pub(crate) end: u32,
    /// Kind of the frame it lives in; a repeat lives in its own.
    pub(crate) frame: u16,
    /// Slot in that frame.
    pub(crate) slot: u32,
    /// One after the last slot of its subtree in that frame.
    pub(crate) slot_end: u32,
    /// Of a repeat: the slot of its series in the frame around it.
    pub(crate) range_slot: u32,
    /// The value a new instance starts with.
    pub(crate) default: String,
    pub(crate) data_type: DataType,
    pub(crate) preload: Option<Preload>,
    /// `app:pii`.
    pub(crate) pii: Option<String>,
    /// Its control in the body, [`NONE`] for none.
    pub(crate) control: u32,
    /// Rules by kind, [`NONE`] for none.
    pub(crate) calculate: u32,
    pub(crate) constraint: u32,
    pub(crate) choices: u32,
    /// `readonly`, where it is the same always.
    pub(crate) always_readonly: bool,
    pub(crate) constraint_message: Option<TextId>,
    pub(crate) required_message: Option<TextId>,
}

impl SchemaNode {
    /// The name with its prefix, as XML has it.
    pub(crate) fn qualified(&self) -> Cow<'_, str> {
        if self.prefix.is_empty() { Cow::Borrowed(&self.name) } else { Cow::Owned(format!("{}:{}", self.prefix, self.name)) }
    }

    /// Where an id leads that no table has.
    pub(crate) const NOWHERE: Self = Self {
        name: String::new(),
        prefix: String::new(),
        kind: Kind::Field,
        parent: NONE,
        end: 0,
        frame: 0,
        slot: 0,
        slot_end: 0,
        range_slot: NONE,
        default: String::new(),
        data_type: DataType::String,
        preload: None,
        pii: None,
        control: NONE,
        calculate: NONE,
        constraint: NONE,
        choices: NONE,
        always_readonly: false,
        constraint_message: None,
        required_message: None,
    };
}

/// `jr:preload` and its parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Preload {
    /// `timestamp` `start`.
    Start,
    /// `timestamp` `end`.
    End,
    /// `date` `today`.
    Today,
    /// `property`.
    Property(String),
    /// `uid`.
    Uid,
}

/// A kind of frame: the form itself (0) or a repeat.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RepeatDef {
    pub(crate) node: u32,
    /// Kind of the frame around; its own id for 0.
    pub(crate) outer: u16,
    /// Number of repeats around and including it; 0 for the form.
    pub(crate) depth: u8,
    /// Node of each slot in order. A nested repeat stands for its series.
    pub(crate) slots: Vec<u32>,
    /// Kinds of the repeats directly inside, in document order.
    pub(crate) nested: Vec<u16>,
    /// Which of `nested` of the frame around it is this one.
    pub(crate) series: u16,
    /// The count rule (`jr:count`), [`NONE`] for an open repeat.
    pub(crate) count: u32,
    /// `jr:noAddRemove`.
    pub(crate) fixed: bool,
    /// Inner series of a new instance.
    pub(crate) template: InitialFrame,
}

impl RepeatDef {
    /// Where a kind leads that no table has.
    pub(crate) const NOWHERE: Self = Self {
        node: NONE,
        outer: 0,
        depth: 0,
        slots: Vec::new(),
        nested: Vec::new(),
        series: 0,
        count: NONE,
        fixed: false,
        template: InitialFrame { values: Vec::new(), series: Vec::new() },
    };

    /// Whether it has as many instances as the form gives it, and nobody and nothing changes that.
    pub(crate) fn is_fixed(&self) -> bool {
        self.fixed && self.count == NONE
    }
}

/// What a frame holds when the form opens, beside the nodes' defaults.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct InitialFrame {
    /// Values other than the default, by slot.
    pub(crate) values: Vec<(u32, String)>,
    /// Instances of the nested repeats, by kind.
    pub(crate) series: Vec<(u16, Vec<InitialFrame>)>,
}

/// What a rule computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RuleKind {
    Calculate,
    /// Of a node in its own frame (a repeat: of each instance).
    Relevant,
    /// Of a repeat's series in the frame around it.
    RangeRelevant,
    Readonly,
    Required,
    Constraint,
    /// Number of instances of a repeat, in the frame around it.
    Count,
    /// Choices offered; drops an answer no longer offered.
    Choices,
    /// Texts shown.
    Text,
}

/// One thing computed in each frame of one kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) kind: RuleKind,
    pub(crate) node: u32,
    /// The expression; [`NONE`] for `Choices` and `Text`, which only watch.
    pub(crate) code: OpId,
    /// Kind of frame it runs in.
    pub(crate) frame: u16,
    /// Place in the order of running.
    pub(crate) rank: u32,
    /// It is in a circle that is let run until it comes to rest.
    pub(crate) circles: bool,
}

/// A reader of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Dep {
    pub(crate) rule: u32,
    /// How many repeats reader and node share: the reader's frames to run again are those below the frame at that depth.
    pub(crate) join: u8,
    /// Where it reads the instance so many places after its own (before: negative): then only one instance reads a value.
    pub(crate) shift: Option<i16>,
}

/// When an action runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Event {
    FirstLoad,
    /// Each opening, also of a draft or an edit (`odk-instance-load`).
    Load,
    /// A new instance of the repeat of that frame kind.
    NewRepeat(u16),
    /// The value of that node changed.
    ValueChanged(u32),
}

/// `setvalue`, `odk:setgeopoint`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Action {
    pub(crate) event: Event,
    pub(crate) target: u32,
    /// Frame kind whose frames the value is computed in.
    pub(crate) frame: u16,
    /// The instances of the target meant, where its reference has predicates; [`NONE`]: those at and around the event.
    pub(crate) only: OpId,
    pub(crate) gives: Gives,
}

/// What an action sets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Gives {
    Code(OpId),
    Text(String),
    /// Where the device is.
    Location,
}
