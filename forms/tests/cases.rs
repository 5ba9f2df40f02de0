//! The recorded cases of the programme's forms give what was recorded: every value, every relevance, the submission, the refusals.

#[path = "../../tests/src/conformance/files.rs"]
mod files;
#[allow(unreachable_pub)] // shared with the conformance runner, where it is reached
#[path = "../../tests/src/conformance/oracles/mod.rs"]
mod oracles;
#[path = "../../tests/src/conformance/seen.rs"]
#[allow(dead_code, unreachable_pub)] // what was seen is compared by the conformance runner
mod seen;

/// Counts cases as the conformance runner does; here a failed one is told in full.
#[derive(Default)]
pub struct Tally {
    passed: usize,
    failures: Vec<String>,
}

impl Tally {
    fn compare(&mut self, id: &str, expected: String, actual: String) {
        if expected == actual {
            self.passed += 1;
        } else {
            self.failures.push(format!("{id}\nexpected {expected}\nactual   {actual}"));
        }
    }
}

#[test]
fn each_recorded_case_gives_the_values_and_refusals_recorded() {
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let mut sources = oracles::Sources::programme();
    sources.forms = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/programme/forms");
    sources.lists = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/programme/lists");
    let tally = oracles::run(&cases, &sources);
    assert!(tally.failures.is_empty(), "{} passed, {} failed\n{}", tally.passed, tally.failures.len(), tally.failures.join("\n"));
    assert_eq!(tally.passed, 31);
}
