//! Browser stories, benches, measuring.

pub mod bench;
pub mod browser;
pub mod equal;
