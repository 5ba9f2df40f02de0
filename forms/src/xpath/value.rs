//! Values of expressions, and the conversions between them.

use std::sync::Arc;

use super::host::Node;

/// The result of an expression (XPath 1.0 §1). Dates are texts in ISO form; their number is days since 1970-01-01 (ODK).
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// true or false.
    Bool(bool),
    /// An IEEE double.
    Number(f64),
    /// Characters.
    Text(Arc<str>),
    /// Nodes in document order, without doubles.
    Nodes(Vec<Node>),
}

/// Why an expression has no value: stable code and a sentence. Reported as a problem of the node, never a crash.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Stable code, such as `bad-regex`.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
}
