//! Recorded cases of other engines, run against ours: what passes, what fails, what cannot be compared.
//!
//! Invariant: a case is skipped for a kind of reason, never by its name.

pub mod xpath;

/// Result of one suite.
#[derive(Debug, Default)]
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
#[derive(Debug)]
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
}
