//! Compiled expressions: one array of operations for the whole form; an expression is the id of its last one.
//!
//! Invariant: operands come before the operation that uses them, so no expression can contain itself.

use serde::{Deserialize, Serialize};

use crate::xpath::BinaryOp;

/// An operation of [`Code::ops`].
pub(crate) type OpId = u32;

/// All expressions of a form.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Code {
    pub(crate) ops: Vec<Op>,
    pub(crate) args: Vec<OpId>,
    pub(crate) strings: Vec<String>,
    pub(crate) paths: Vec<PathDef>,
    pub(crate) queries: Vec<Query>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Op {
    /// A text of `strings`.
    Text(u32),
    Number(f64),
    Bool(bool),
    And(OpId, OpId),
    Or(OpId, OpId),
    /// A comparison.
    Compare(BinaryOp, OpId, OpId),
    /// `+ - * div mod`.
    Arithmetic(BinaryOp, OpId, OpId),
    Union(OpId, OpId),
    Negate(OpId),
    If(OpId, OpId, OpId),
    /// A function by name, with `args[first..first + len]`.
    Call {
        name: u32,
        first: u32,
        len: u16,
    },
    /// Text of the one node a path leads to.
    Value(u32),
    /// All nodes a path leads to.
    Nodes(u32),
    /// Position of a repeat instance among its siblings.
    PositionOf(u32),
    /// `indexed-repeat`: a path whose open repeats are indexed by `args[first..first + len]`.
    Indexed {
        path: u32,
        first: u32,
        len: u16,
    },
    /// `position()` in a predicate.
    Position,
    /// `last()` in a predicate.
    Last,
    /// As a predicate: the instance at this position, which is the same whichever instance is tried.
    At(OpId),
    /// `.`: the context node itself, whatever it is.
    Here,
    /// Cells or rows of a list.
    Query(u32),
    /// A cell of the row in whose predicate we stand, by column name.
    Column(u32),
    /// `once(x)`: the node's own value unless blank.
    Once(OpId),
    /// `pulldata(list, column, key column, key)`, list fixed.
    PullData {
        list: u32,
        column: OpId,
        key: OpId,
        value: OpId,
    },
    /// `jr:choice-name(value, path)` for a select: `control`, value.
    ChoiceName {
        control: u32,
        value: OpId,
    },
    /// `jr:itext(id)`.
    Itext(OpId),
    /// An expression of [`super::Form::general`].
    General(u32),
}

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Origin {
    /// The context node: in a predicate, the node being tried.
    Context,
    /// The node whose expression this is.
    Current,
}

/// A path into the primary instance, resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PathDef {
    pub(crate) origin: Origin,
    /// Depth of the frame it starts from: that many repeats of the origin are shared.
    pub(crate) join: u8,
    /// Repeats all of whose instances are visited, outermost first.
    pub(crate) open: Vec<Open>,
    pub(crate) target: u32,
}

/// A repeat on the way, with its predicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Open {
    pub(crate) repeat: u16,
    pub(crate) predicates: Vec<OpId>,
}

/// `instance('x')/root/item[key = value and rest][more]/column`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Query {
    pub(crate) list: u32,
    /// What the root element and the rows are to be called (of `strings`).
    pub(crate) names: (u32, u32),
    /// The same as an expression of [`super::Form::general`], for a list that lies deeper than its columns tell; [`super::NONE`]: it cannot.
    pub(crate) general: u32,
    /// Column (of `strings`) and what its cell must equal.
    pub(crate) keys: Vec<(u32, OpId)>,
    /// What else the first predicate asks.
    pub(crate) rest: Vec<OpId>,
    /// Predicates after the first, in order.
    pub(crate) more: Vec<OpId>,
    /// The cells wanted; [`super::NONE`]: the rows.
    pub(crate) column: u32,
}
