//! A form being filled: [`Session`] takes edits, gives changes and views. Plain data in and out; no DOM, no Leptos, no JSON.
//!
//! Invariant: after every edit all values, relevances and constraints equal those of a full recalculation.

mod act;
mod entities;
mod eval;
mod fitting;
mod glance;
mod host;
mod look;
mod markdown;
mod nodes;
mod queue;
mod read;
mod run;
mod session;
mod show;
mod submit;
mod told;
mod types;
mod view;

pub use entities::{Entity, EntityAction};
pub use glance::{Shape, Tally};
pub use markdown::{Element, Mark, markdown};
pub use session::{Changes, Difference, Edit, Recheck, Refusal, Session, Submission, What};
pub use view::{Body, Choice, Control, DataType, MediaKind, NodeId, NodeView, Problem, ProblemKind, Text};
