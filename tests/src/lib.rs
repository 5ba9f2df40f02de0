//! Conformance runner, browser stories, benches.

pub mod bench;
pub mod browser;
pub mod conformance;
pub mod equal;
