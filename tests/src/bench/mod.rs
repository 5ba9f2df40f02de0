//! `bench`: figures of the engine, natively and in Chromium, and of the app's pages, beside goals and peers.
//!
//! What it is not: what measures. That is `tests/adapter`, natively by its program and in the browser by `play.js`.

mod chromium;
mod figures;
mod goals;

pub use chromium::{APP, ENGINE, Play, measure};
pub use figures::{Figure, Measured, Run, figures, print};
pub use goals::{APP_GOALS, ENGINE_GOALS, Goal};
