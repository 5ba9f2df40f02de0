//! `bench engine`: figures taken natively and in Chromium, beside goals and peers.
//!
//! What it is not: what measures. That is `tests/adapter`, natively by its program and in the browser by `play.js`.

mod chromium;
mod figures;
mod goals;

pub use chromium::measure;
pub use figures::{Figure, Measured, Run, figures, print};
