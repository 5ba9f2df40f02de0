//! The recorded cases of the programme's forms give what was recorded: every value, every relevance, the submission, the refusals.

use std::path::{Path, PathBuf};

use conformance::oracles::{self, Sources};
use conformance::{SUITES, known};
use serde_json::Value as Json;

/// Suites whose every failure has its reason; those that take minutes where nothing is optimised wait for `cargo test --release`.
const EXPLAINED: &[&str] = if cfg!(debug_assertions) { &["xpath-webforms", "xpath-others"] } else { &["xpath", "scenario", "walks"] };

/// The recordings beside the repository; a clone without them says so and checks nothing.
fn recordings() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    if found.exists() {
        return Some(found);
    }
    println!("skipped: there are no recordings beside this repository");
    None
}

#[test]
fn each_recorded_case_gives_the_values_and_refusals_recorded() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases");
    let tally = oracles::run(&cases, &Sources::programme());
    let failures: Vec<String> = tally.unexplained().map(|f| format!("{}\nexpected {}\nactual   {}", f.id, f.expected, f.actual)).collect();
    assert!(failures.is_empty(), "{} passed, {} failed\n{}", tally.passed, failures.len(), failures.join("\n"));
    assert_eq!(tally.passed, 31);
}

#[test]
fn every_case_that_fails_has_its_reason() {
    let Some(recordings) = recordings() else { return };
    for suite in SUITES.iter().filter(|suite| EXPLAINED.iter().any(|wanted| suite.is_meant(wanted))) {
        let tally = suite.run(&suite.within(&recordings));
        let unexplained: Vec<&str> = tally.unexplained().map(|failure| failure.id.as_str()).collect();
        assert_eq!(unexplained, [""; 0], "{}: choices stand in known.toml", suite.name);
        assert!(tally.passed > 0, "{} ran", suite.name);
    }
}

#[test]
fn wherever_engines_disagree_it_is_decided_what_holds_here() {
    let Some(recordings) = recordings() else { return };
    let text = std::fs::read_to_string(recordings.join("xpath/disagreements.json")).expect("the recordings have them");
    let all: Vec<Json> = serde_json::from_str(&text).expect("a list");
    let decided = known::decided().expect("the choices are read");
    let open: Vec<&str> = all.iter().filter_map(|case| case["id"].as_str()).filter(|id| !decided.contains(&format!("xpath-others: {id}"))).collect();
    assert_eq!(open, [""; 0]);
}
