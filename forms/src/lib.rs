//! The form engine: any ODK XForm, compiled once, run anywhere, with equal answers.
//!
//! What it is not: it does no IO, knows no clock, no randomness, no browser; whatever comes from outside comes through [`Env`].
//! Invariant: native and wasm32 give byte-equal results for the same form, edits and `Env` answers.
//!
//! Layers, each may use only those before it:
//! `diag`, `limits` → `xml` → `value` → `list` → `xpath` → `definition` → `xform` (builds a [`Form`]) → `instance` → `engine` ([`Session`]).
#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod decimal;
pub mod definition;
pub mod diag;
pub mod engine;
pub mod env;
mod instance;
pub mod limits;
pub mod list;
pub mod xform;
mod xml;
pub mod xpath;

pub use definition::Form;
pub use diag::{Diagnostic, Place, Severity};
pub use engine::{Changes, Choice, Edit, NodeId, NodeView, Problem, Refusal, Session, Submission};
pub use env::{Env, Instant};
pub use list::List;
