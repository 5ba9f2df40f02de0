//! The tree of one parsed expression. Spans are byte ranges in the source text, for diagnostics.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Byte range in the source of the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One after the last byte.
    pub end: u32,
}

/// An expression with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stood.
    pub span: Span,
}

/// The forms of an expression (XPath 1.0 §3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ExprKind {
    /// `'text'`.
    Literal(Arc<str>),
    /// `12.5`.
    Number(f64),
    /// `$name`.
    Variable(QName),
    /// `or and = != < <= > >= + - * div mod |`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `-x`.
    Negate(Box<Expr>),
    /// `f(a, b)`; the name is checked against the function table by the caller.
    Call(QName, Vec<Expr>),
    /// A location path, absolute or relative, possibly starting from an expression: `instance('x')/root/item[…]`.
    Path(Path),
}

/// A location path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Path {
    /// Where it starts.
    pub start: PathStart,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// Where a path starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PathStart {
    /// `/a/b`.
    Root,
    /// `a/b`, `./a`, `../a`.
    Context,
    /// `instance('x')/…`, `(a | b)[1]/…`, `current()/…`; the predicates of the filter expression come first.
    Expr(Box<Expr>, Vec<Expr>),
}

/// One step: axis, node test, predicates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The axis; `@x` is `Attribute`, `..` is `Parent` with `Test::Node`, `//` inserts `DescendantOrSelf` with `Test::Node`.
    pub axis: super::Axis,
    /// What it selects.
    pub test: Test,
    /// `[…]` in order.
    pub predicates: Vec<Expr>,
    /// Where it stood.
    pub span: Span,
}

/// A node test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// `name` or `prefix:name`.
    Name(QName),
    /// `*`, or `prefix:*`.
    Any(Option<Arc<str>>),
    /// `node()`.
    Node,
    /// `text()`.
    Text,
    /// `comment()`.
    Comment,
    /// `processing-instruction()`, perhaps with a target.
    ProcessingInstruction(Option<Arc<str>>),
}

/// A name as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QName {
    /// Prefix before the colon.
    pub prefix: Option<Arc<str>>,
    /// Local part.
    pub local: Arc<str>,
}

/// Binary operators, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Union,
}
