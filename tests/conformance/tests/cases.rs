//! The recorded cases of the programme's forms give what was recorded: every value, every relevance, the submission, the refusals.

use std::path::Path;

use conformance::oracles::{self, Sources};

#[test]
fn each_recorded_case_gives_the_values_and_refusals_recorded() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases");
    let tally = oracles::run(&cases, &Sources::programme());
    let failures: Vec<String> = tally.unexplained().map(|f| format!("{}\nexpected {}\nactual   {}", f.id, f.expected, f.actual)).collect();
    assert!(failures.is_empty(), "{} passed, {} failed\n{}", tally.passed, failures.len(), failures.join("\n"));
    assert_eq!(tally.passed, 31);
}
