//! One suite run for comparison: its counts and the fingerprints of all the engine has said, as one line of JSON.

use std::path::PathBuf;

use super::{Suite, seen};

/// Runs a suite; equal engines give equal lines.
pub fn ran(suite: &Suite, places: &[PathBuf]) -> String {
    drop(seen::take());
    let tally = suite.run(places);
    let counts = [tally.passed, tally.failed, tally.skipped];
    serde_json::json!({ "counts": counts, "seen": seen::take() }).to_string()
}
