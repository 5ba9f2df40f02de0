//! Assertions of the recorded tests, on what ours gives.
//!
//! What it is not: complete; an assertion on what the test itself made up says nothing of the engine and is passed over.

use serde_json::Value as Json;

use super::drive::Driver;
use super::{list, text};

/// Checks one assertion.
pub(super) fn check(driver: &mut Driver<'_>, step: &Json) {
    let Some(ours) = ours(driver, &step["actual"]) else {
        return;
    };
    let expected = list(&step["expected"]).first().unwrap_or(&Json::Null).clone();
    let matcher = text(step, "matcher");
    let Some(holds) = holds(driver, matcher, &ours, &expected) else {
        return;
    };
    // In a passing case an assertion that did not pass was meant not to; in a failing one it is what is right.
    let not = step["not"] == Json::Bool(true);
    let meant = (step["pass"] != Json::Bool(false) || !driver.strict) != not;
    if holds != meant {
        driver.differ(matcher, format!("{}{expected}", if meant { "" } else { "not " }), ours.to_string());
    }
}

/// What ours has in place of the value asserted on; none where the value is not of the engine.
fn ours(driver: &Driver<'_>, actual: &Json) -> Option<Json> {
    let reads = || driver.read.iter().rev();
    match text(actual, "$") {
        "answer" | "node" => {
            let reference = text(actual, "ref");
            let read = reads().find(|(step, _)| text(step, "ref") == reference && text(step, "session") == text(actual, "session"));
            read.map(|(_, ours)| ours.clone()).filter(|_| !reference.is_empty())
        }
        "session" => Some(driver.sessions.get(text(actual, "session"))?.session.submission().xml.into()),
        "payload" => driver.sessions.values().find(|f| !f.prepared.is_empty()).map(|f| f.prepared.clone().into()),
        "choices" => reads().find(|(step, _)| text(step, "what") == "choices").map(|(_, ours)| ours["choices"].clone()),
        "" if !driver.strict => {
            let field = |(step, ours): &(&Json, Json)| {
                let Json::Object(step) = step else {
                    return None;
                };
                let key = step.iter().find(|(key, value)| *value == actual && !matches!(key.as_str(), "op" | "session" | "what" | "via"))?.0;
                Some(ours[key].clone())
            };
            reads().find_map(field)
        }
        _ => None,
    }
}

/// Whether a value is as a matcher asks; none for matchers about the test itself.
fn holds(driver: &mut Driver<'_>, matcher: &str, ours: &Json, expected: &Json) -> Option<bool> {
    let flag = |key: &str| ours[key] == Json::Bool(true);
    let status = match text(&ours["violation"], "condition") {
        "" => "OK",
        "required" => "REQUIRED_BUT_EMPTY",
        _ => "CONSTRAINT_VIOLATED",
    };
    Some(match matcher {
        "toEqualAnswer" => match expected["boolean"].as_bool() {
            Some(truth) => (!matches!(text(ours, "value"), "" | "0" | "false")) == truth,
            // What is not relevant reads as blank there; a test that went wrong there may mean the answer that is kept.
            None => ["value", "kept"].iter().any(|key| driver.placeholders.same_text(text(expected, "value"), text(ours, key))),
        },
        "toHaveAnswerCloseTo" => {
            let number = |json: &Json| json["value"].as_str().and_then(|v| v.parse::<f64>().ok());
            let tolerance = expected["tolerance"].as_f64().unwrap_or(0.0);
            matches!((number(ours), number(expected)), (Some(o), Some(e)) if (o - e).abs() <= tolerance)
        }
        "toBeRelevant" => flag("relevant"),
        "toBeNonRelevant" => !flag("relevant"),
        "toBeReadonly" => flag("readonly"),
        "toBeEnabled" => !flag("readonly"),
        "toBeRequired" => flag("required"),
        "toBeOptional" => !flag("required"),
        "toHaveValidityStatus" => expected == status,
        "toStartWith" => text(ours, "value").starts_with(expected.as_str()?),
        "toContainChoices" | "toContainChoicesInAnyOrder" => contains(ours, expected, matcher == "toContainChoices"),
        "toHaveSerializedSubmissionXML" | "toHavePreparedSubmissionXML" => driver.placeholders.same_xml(expected.as_str()?, ours.as_str()?),
        "toBe" | "toEqual" | "equal" if text(expected, "$") == "event" => ours == &expected["ref"],
        "toBe" | "toEqual" | "equal" if expected.get("$").is_none() && ours.get("choices").is_none() && !ours.is_array() => {
            driver.placeholders.same(expected, ours)
        }
        "toBeNull" => ours.is_null(),
        _ => return None,
    })
}

/// Whether all choices listed are there, in order where that is asked. A choice without a label stands for any label.
fn contains(ours: &Json, listed: &Json, in_order: bool) -> bool {
    let mut places = Vec::new();
    for wanted in list(listed) {
        let is = |choice: &Json| choice["value"] == wanted["value"] && (wanted["label"].is_null() || choice["label"] == wanted["label"]);
        match list(ours).iter().position(is) {
            Some(place) => places.push(place),
            None => return false,
        }
    }
    !in_order || places.is_sorted()
}

/// At the end of a case that fails there: what should have been refused, or walked otherwise, and what should not have been refused.
pub(super) fn refusals(driver: &mut Driver<'_>) {
    let mut refused = false;
    for expectation in list(&driver.case["failedExpectations"]) {
        match text(expectation, "matcher") {
            "rejects" => {
                refused = true;
                if driver.refused.is_empty() {
                    driver.differ("rejects", text(expectation, "expected"), "accepted");
                }
            }
            "event" => {
                let walked = driver.read.last().map(|(_, ours)| text(ours, "ref").to_owned()).unwrap_or_default();
                if walked != text(expectation, "expected") {
                    driver.differ("event", text(expectation, "expected"), walked);
                }
            }
            _ => {}
        }
    }
    if !refused {
        for refusal in std::mem::take(&mut driver.refused) {
            driver.differ("", "accepted", refusal);
        }
    }
}
