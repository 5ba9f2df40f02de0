//! Recorded cases of other engines, run against ours: what passes, what fails, what cannot be compared.
//!
//! Invariant: a case is skipped for a kind of reason, never by its name.

pub mod oracles;
pub mod xpath;

use std::path::{Path, PathBuf};

use serde::Serialize;

/// One suite of recordings.
pub struct Suite {
    /// Its name.
    pub name: &'static str,
    /// Where its recordings are, beside the repository or in it, best first.
    places: &'static [&'static str],
    /// Runs it over a file or folder.
    pub run: fn(&Path) -> Tally,
}

impl Suite {
    /// The first place that exists.
    pub fn place(&self, root: &Path) -> Option<PathBuf> {
        self.places.iter().map(|place| root.join(place)).find(|place| place.exists())
    }
}

/// Suites that can run.
pub const SUITES: &[Suite] = &[
    Suite { name: "oracles", places: &["../shared/domain", "tests/cases"], run: |path| oracles::run(path, &oracles::Sources::programme()) },
    Suite {
        name: "xpath-webforms",
        places: &["../shared/conformance/xpath/webforms.json"],
        run: |path| xpath::run(path, "xpath-webforms"),
    },
    Suite {
        name: "xpath-others",
        places: &["../shared/conformance/xpath/enketo_javarosa.json"],
        run: |path| xpath::run(path, "xpath-others"),
    },
];

/// Result of one suite.
#[derive(Debug, Default, Serialize)]
pub struct Tally {
    /// Cases that gave what was recorded.
    pub passed: usize,
    /// Cases that gave something else.
    pub failed: usize,
    /// Cases of a kind that cannot be compared.
    pub skipped: usize,
    /// The failed ones.
    pub failures: Vec<Failure>,
}

/// One failed case.
#[derive(Debug, Serialize)]
pub struct Failure {
    /// Its name in the suite.
    pub id: String,
    /// What was recorded.
    pub expected: String,
    /// What came out.
    pub actual: String,
}

impl Tally {
    /// Counts one case: equal texts pass.
    pub fn compare(&mut self, id: &str, expected: String, actual: String) {
        if expected == actual {
            self.passed += 1;
        } else {
            self.failed += 1;
            self.failures.push(Failure { id: id.to_owned(), expected, actual });
        }
    }

    /// Writes the result with all failures to `folder/name.json`.
    pub fn write(&self, folder: &Path, name: &str) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(format!("{name}.json")), serde_json::to_string_pretty(self)?)
    }
}
