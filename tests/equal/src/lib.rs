//! The conformance suites as a page runs them: files are given, a suite is run, and what it has seen of the engine comes back.
//!
//! What it is not: a runner of its own; the suites are those of `conformance`, compiled for wasm. Invariant: the page adds nothing.
#![cfg(target_arch = "wasm32")]

use std::path::{Path, PathBuf};

use wasm_bindgen::prelude::*;

/// Puts a file of recordings where the suites look for it.
#[wasm_bindgen]
pub fn give(path: &str, bytes: Vec<u8>) {
    conformance::files::give(path, bytes);
}

/// Runs a suite over places; what it came to, and the fingerprints of all it has seen, as JSON.
#[wasm_bindgen]
pub fn run(suite: &str, places: Vec<String>) -> String {
    let places: Vec<PathBuf> = places.iter().map(|place| Path::new(place).to_owned()).collect();
    let Some(suite) = conformance::SUITES.iter().find(|known| known.name == suite) else { return "null".to_owned() };
    conformance::equal::ran(suite, &places)
}
