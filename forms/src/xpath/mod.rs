//! XPath 1.0 with the ODK functions, over any document behind [`Host`]. It knows no form.
//!
//! Invariant: parsing and evaluating never panic and never recurse deeper than [`crate::limits::EXPRESSION_DEPTH`].

mod ast;
mod host;
mod value;

pub use ast::*;
pub use host::{Axis, Host, Node, NodeKind};
pub use value::{Fault, Value};
