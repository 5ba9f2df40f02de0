//! What a suite came to, and its record as JSON.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

/// Why a case cannot be compared at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Skip {
    /// The document of an expression is not well-formed XML.
    NotWellFormed,
    /// The context is a text node which our parser joins with its neighbour.
    JoinedText,
    /// What that engine does not support, XPath 1.0 defines.
    NotSupportedThere,
    /// The form is deliberately in JavaRosa's looser dialect; its strict sibling is a case of its own.
    LooseDialect,
    /// The recorded engine broke down over a sound form.
    BrokeDown,
    /// The form is an XLSX or XLS file, not an XForm.
    Xlsform,
    /// The test asks an interface that only the recorded engine has.
    InnerInterface,
}

/// Result of one suite.
#[derive(Debug, Default, Serialize)]
pub struct Tally {
    /// Cases that gave what was recorded.
    pub passed: usize,
    /// Cases that gave something else.
    pub failed: usize,
    /// Cases of a kind that cannot be compared.
    pub skipped: usize,
    /// How many were skipped for which reason.
    pub skips: BTreeMap<Skip, usize>,
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
    /// Why ours differs on purpose, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<String>,
}

impl Tally {
    /// Counts one case: equal texts pass.
    pub fn compare(&mut self, id: &str, expected: String, actual: String) {
        super::seen::note(&format!("{id}\n{actual}"));
        if expected == actual {
            self.passed += 1;
        } else {
            self.failed += 1;
            self.failures.push(Failure { id: id.to_owned(), expected, actual, chosen: None });
        }
    }

    /// Counts one case that cannot be compared.
    pub fn skip(&mut self, reason: Skip) {
        self.skipped += 1;
        *self.skips.entry(reason).or_default() += 1;
    }

    /// Takes in another tally.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        for (reason, count) in other.skips {
            *self.skips.entry(reason).or_default() += count;
        }
        self.failures.extend(other.failures);
    }

    /// Failures nobody has chosen.
    pub fn unexplained(&self) -> impl Iterator<Item = &Failure> {
        self.failures.iter().filter(|failure| failure.chosen.is_none())
    }

    /// Writes the result with all failures to `folder/name.json`.
    pub fn write(&self, folder: &Path, name: &str) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(format!("{name}.json")), serde_json::to_string_pretty(self)?)
    }
}
