//! XPath 1.0 with the ODK functions, over any document behind [`Host`]. It knows no form.
//!
//! Where the engines that people know differ, this is what holds here:
//!
//! | what | here | because |
//! |---|---|---|
//! | `0.1 + 0.2 = 0.3` | true (within 1e-12) | JavaRosa; a total must equal the total that a person reads |
//! | `'2016-02-29' = '2016-02-29T00:00…'` | false; two moments compare as moments | a day is not its midnight |
//! | blank in `sum`, `min`, `max` | does not count; text that is no number gives NaN | JavaRosa; an unanswered row must not erase a total |
//! | `regex` | fits the whole text | ODK documentation, JavaRosa |
//! | `round` of a half | up (−2.5 gives −2), on the digits as written | XPath 1.0 §4.4 and Collect |
//! | number of a date text | days since 1970-01-01T00:00:00Z with a fraction; `int` gives the local day | Web Forms; the day must not depend on the zone |
//! | `date('nonsense')` | blank | the question stays open instead of stopping the visit |
//! | `number('1e3')`, `number('1,5')` | NaN | XPath 1.0; a comma means two things |
//! | `true() < path` | each node as a number | all engines of forms |
//! | `area` of fewer than three points | 0 | Web Forms |
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
