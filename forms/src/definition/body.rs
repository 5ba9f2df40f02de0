//! The body: groups, repeats and questions as the person filling in meets them.

use serde::{Deserialize, Serialize};

use super::kinds::Control;
use super::text::TextId;

/// An element of the body.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ControlDef {
    pub(crate) kind: ControlKind,
    /// Its node; [`super::NONE`] for a group that only arranges.
    pub(crate) node: u32,
    /// The element around it; [`super::NONE`] at the top.
    pub(crate) parent: u32,
    /// Kind of frame it stands in (a repeat: in the frame around it).
    pub(crate) frame: u16,
    pub(crate) children: Vec<u32>,
    pub(crate) appearance: Vec<String>,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) label: Option<TextId>,
    pub(crate) hint: Option<TextId>,
    /// `guidance` given apart from the hint.
    pub(crate) guidance: Option<TextId>,
    pub(crate) itemset: Option<Itemset>,
}

/// What an element of the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ControlKind {
    Group,
    Repeat,
    Question(Control),
}

/// Where choices come from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Itemset {
    /// Written out in the body.
    Items(Vec<(String, Option<TextId>)>),
    /// Rows of a list: the query (without column), value and label columns.
    Rows {
        /// An operation that gives rows.
        query: u32,
        /// Column of what is stored.
        value: String,
        label: Labels,
        /// Whether the rows depend on anything (then answers may have to go).
        filtered: bool,
        /// Seed of `randomize(rows, seed)`; `Some(NONE)`: shuffled without a seed.
        shuffled: Option<u32>,
    },
    /// Nodes of the form itself (choices from a repeat): value and label are read below each.
    Nodes {
        /// An operation that gives nodes.
        nodes: u32,
        value: u32,
        label: u32,
    },
}

/// How a row is labelled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Labels {
    /// A column with the words.
    Words(String),
    /// A column with itext ids.
    Itext(String),
}
