//! XPath 1.0 with the ODK functions, over any document behind [`Host`]. It knows no form.
//!
//! Invariant: parsing and evaluating never panic and never recurse deeper than [`crate::limits::EXPRESSION_DEPTH`].
// Tables of operators and tokens read better with bare names.
#![allow(clippy::enum_glob_use)]

mod ast;
mod axes;
pub mod date;
mod eval;
pub mod functions;
mod host;
mod lexer;
mod lookalike;
mod parser;
#[cfg(test)]
mod tests;
pub mod value;

pub use ast::*;
pub use eval::{Context, arithmetic, evaluate, evaluate_path, in_document_order};
pub use host::{Axis, Host, Node, NodeKind};
pub use parser::parse;
pub use value::{Fault, Value};
