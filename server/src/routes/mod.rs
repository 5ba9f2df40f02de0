//! Handlers, each a recipe: extract, authorise, load, decide, store, reply. No SQL, no rule of the programme.

pub(crate) mod assignments;
pub(crate) mod declare;
pub(crate) mod forms;
pub(crate) mod media;
pub(crate) mod review;
pub(crate) mod session;
pub(crate) mod submissions;
mod wire;

pub(crate) use media::take_in;
