//! Handlers, each a recipe: extract, authorise, load, decide, store, reply. No SQL, no rule of the programme.

pub(crate) mod assignments;
pub(crate) mod forms;
pub(crate) mod session;
mod wire;
