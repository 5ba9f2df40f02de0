//! Conformance runner, browser stories, benches.

pub mod browser;
pub mod conformance;
