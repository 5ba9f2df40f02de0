//! Choices: where the recorded engines disagree with each other, with the specification or with what ours does on purpose.
//!
//! Invariant: a choice turns no failure into a pass; it only says why it is one.

use serde::Deserialize;

use super::Tally;

/// `tests/conformance/known.toml`.
#[derive(Debug, Deserialize)]
struct Known {
    choice: Vec<Choice>,
}

/// One choice.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    /// What holds here, in one sentence.
    here: String,
    /// Why.
    because: String,
    /// Cases it fails, as `suite: id`.
    #[serde(default)]
    cases: Vec<String>,
    /// Cases recorded as engines disagree in which ours is as recorded, as `suite: id`.
    #[serde(default)]
    agrees: Vec<String>,
}

/// Notes the reason at each failure that follows from a choice.
pub fn explain(tally: &mut Tally, suite: &str) {
    let choices = match read() {
        Ok(known) => known.choice,
        Err(error) => {
            eprintln!("tests/conformance/known.toml: {error}");
            return;
        }
    };
    for failure in &mut tally.failures {
        let id = failure.id.split_whitespace().next().unwrap_or_default();
        let named = format!("{suite}: {id}");
        let choice = choices.iter().find(|choice| choice.cases.contains(&named));
        failure.chosen = choice.map(|choice| format!("{} Because {}", choice.here, choice.because));
    }
}

/// All cases that a choice names, as `suite: id`, whether it fails them or not.
pub fn decided() -> Result<std::collections::HashSet<String>, String> {
    Ok(read()?.choice.into_iter().flat_map(|choice| choice.cases.into_iter().chain(choice.agrees)).collect())
}

fn read() -> Result<Known, String> {
    toml::from_str(include_str!("../known.toml")).map_err(|error| error.to_string())
}
