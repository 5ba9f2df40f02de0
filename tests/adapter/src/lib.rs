//! The engine behind the interface by which form engines are measured side by side: open a form, set, read, add, remove.
//!
//! What it is not: the app; it draws nothing. Invariant: whatever is measured natively and in a browser goes through [`Filled`], so both
//! do the same work.

mod filled;
mod surroundings;
#[cfg(target_arch = "wasm32")]
pub mod web;

pub use filled::{Filled, compile, with_expressions};
pub use surroundings::Surroundings;
