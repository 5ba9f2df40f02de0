//! Conformance runner, browser stories, benches.
