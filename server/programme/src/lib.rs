//! The default programme pack: forms, lists, areas and demonstration data, as files inside the binary.
//!
//! What it is not: it knows no engine, no database, no HTTP. It reads its own tables into plain types and hands out bytes.
//! Invariant: whatever is not in the files is not in the pack; no form id, node name or amount stands in Rust.
#![warn(missing_docs)]

mod demo;
mod pack;

pub use demo::{Demo, DemoHousehold, DemoLink, DemoMember, DemoSubmission};
pub use pack::{AreaRow, Fact, FormMeta, Line, Pack, PackError, Term};
