//! Expressions recorded from Web Forms (`xpath/webforms.json`) and from Enketo and JavaRosa (`xpath/enketo_javarosa.json`).
//!
//! The document is plain XML behind [`Host`]; results are compared as the suites say: exactly, rounded, by pattern, as sets.

mod document;

use std::collections::HashMap;
use std::path::Path;

use forms::Instant;
use forms::xpath::date::{self, Stamp};
use forms::xpath::{Context, Host, Node, Value, evaluate, parse};
use regex_lite::Regex;
use serde_json::Value as Json;

use super::{Skip, Tally};
use document::{Document, Surroundings, Xml};

/// Minutes east of UTC in America/Phoenix, where the suites were recorded (no daylight saving).
const PHOENIX_MIN: i32 = -420;
/// The clock of the suite of Enketo and JavaRosa was real: 2026-11-23T11:47:35-07:00.
const RECORDED_MS: i64 = 1_795_459_655_000;

/// Runs one suite: `xpath-webforms` or `xpath-others`.
pub fn run(path: &Path, suite: &str) -> Tally {
    let mut tally = Tally::default();
    let read = super::files::text(path);
    match read.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string())) {
        Err(error) => tally.compare(suite, "a readable suite".to_owned(), error),
        Ok(json) if suite == "xpath-webforms" => run_webforms(&json, &mut tally),
        Ok(json) => run_others(&json, &mut tally),
    }
    tally
}

fn documents(json: &Json) -> HashMap<String, Xml> {
    let texts = json.as_object().into_iter().flatten();
    texts.filter_map(|(id, text)| Some((id.clone(), Xml::parse(text.as_str()?).ok()?))).collect()
}

fn text<'a>(json: &'a Json, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_default()
}

fn prefixes(json: &Json) -> Vec<(String, String)> {
    let pairs = json.as_object().into_iter().flatten();
    pairs.map(|(prefix, uri)| (prefix.clone(), uri.as_str().unwrap_or_default().to_owned())).collect()
}

fn outcome(expression: &str, document: &Document, node: Node) -> Result<Value, String> {
    let expr = parse(expression).map_err(|found| format!("error: {found}"))?;
    evaluate(&expr, document, Context::of(node)).map_err(|fault| format!("error: {fault}"))
}

fn run_webforms(json: &Json, tally: &mut Tally) {
    let documents = documents(&json["docs"]);
    let frozen_ms = json["clock"]["epochMs"].as_i64().unwrap_or_default();
    for case in json["cases"].as_array().into_iter().flatten() {
        let Some(xml) = documents.get(text(case, "doc")) else {
            tally.skip(Skip::NotWellFormed);
            continue;
        };
        let unix_ms = case["now"].as_i64().unwrap_or(frozen_ms);
        let surroundings = Surroundings::new(Instant { unix_ms, offset_min: PHOENIX_MIN });
        let mut document = Document::new(xml, surroundings, prefixes(&case["namespaces"]));
        document.language = text(case, "language").to_owned();
        if text(case, "evaluator") == "xforms" {
            document.use_default_namespace();
        }
        if let Some(root) = case["root"].as_str() {
            document.root = document.by_path(root).unwrap_or(document.root);
        }
        let Some(node) = document.by_path(text(case, "context")) else {
            tally.skip(Skip::JoinedText);
            continue;
        };
        let actual = outcome(text(case, "expression"), &document, node);
        compare_webforms(case, &document, actual, tally);
    }
}

fn compare_webforms(case: &Json, document: &Document, actual: Result<Value, String>, tally: &mut Tally) {
    let id = format!("{} {}", text(case, "id"), text(case, "expression"));
    if case.get("error").is_some() {
        return tally.compare(&id, "an error".to_owned(), actual.map_or("an error".to_owned(), |value| format!("{value:?}")));
    }
    let value = match actual {
        Ok(value) => value,
        Err(error) => return tally.compare(&id, case["value"].to_string(), error),
    };
    let assertion = &case["assertion"];
    let random = case["random"] == Json::Bool(true);
    let (expected, actual) = match text(case, "resultType") {
        "number" => numbers(&case["value"], value.number(document), assertion, random),
        "string" => {
            let actual = value.text(document).to_string();
            match text(assertion, "kind") {
                _ if random => same(),
                "string-length" => (text(case, "value").chars().count().to_string(), actual.chars().count().to_string()),
                "string-matches" if matches(text(assertion, "pattern"), text(assertion, "flags"), &actual) => same(),
                _ => (text(case, "value").to_owned(), actual),
            }
        }
        "boolean" => (case["value"].to_string(), value.boolean().to_string()),
        kind => nodes(case, kind, document, &value),
    };
    tally.compare(&id, expected, actual);
}

fn same() -> (String, String) {
    (String::new(), String::new())
}

fn matches(pattern: &str, flags: &str, text: &str) -> bool {
    let flags = if flags.contains('i') { "(?i)" } else { "" };
    Regex::new(&format!("{flags}{pattern}")).is_ok_and(|pattern| pattern.is_match(text))
}

fn number_of(json: &Json) -> f64 {
    match json {
        Json::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Json::String(text) => text.parse().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

/// Within two units in the last place: the suite went through decimal text.
fn close(left: f64, right: f64) -> bool {
    left == right || (left.is_nan() && right.is_nan()) || (left - right).abs() <= 2.0 * f64::EPSILON * left.abs().max(right.abs())
}

fn numbers(recorded: &Json, actual: f64, assertion: &Json, random: bool) -> (String, String) {
    let agrees = match assertion["factor"].as_f64() {
        _ if random => true,
        Some(factor) => close((actual * factor).round() / factor, number_of(&assertion["expected"])),
        None => close(number_of(recorded), actual),
    };
    if agrees { same() } else { (recorded.to_string(), actual.to_string()) }
}

fn nodes(case: &Json, kind: &str, document: &Document, value: &Value) -> (String, String) {
    let Value::Nodes(found) = value else { return (case["value"].to_string(), format!("{value:?}")) };
    let mut paths: Vec<String> = found.iter().map(|node| document.path(*node)).collect();
    let recorded = match &case["value"] {
        Json::Array(all) => all.clone(),
        Json::Null => Vec::new(),
        one => vec![one.clone()],
    };
    let mut expected: Vec<String> = recorded.iter().map(|node| text(node, "path").to_owned()).collect();
    if kind == "first-ordered-node" || kind == "any-unordered-node" {
        paths.truncate(1);
    }
    if text(&case["assertion"], "kind") == "nodeset-unordered" {
        paths.sort();
        expected.sort();
    }
    (expected.join(" "), paths.join(" "))
}

fn run_others(json: &Json, tally: &mut Tally) {
    let documents = documents(&json["documents"]);
    for case in json["cases"].as_array().into_iter().flatten() {
        let Some(xml) = documents.get(text(case, "doc")) else {
            tally.skip(Skip::NotWellFormed);
            continue;
        };
        if text(case, "message").contains("Unsupported") {
            tally.skip(Skip::NotSupportedThere);
            continue;
        }
        let offset_min = if text(case, "timezone") == "UTC" { 0 } else { PHOENIX_MIN };
        let surroundings = Surroundings::new(Instant { unix_ms: RECORDED_MS, offset_min });
        let document = Document::new(xml, surroundings, prefixes(&case["ns"]));
        let Some(node) = document.by_address(text(case, "context")) else {
            tally.skip(Skip::JoinedText);
            continue;
        };
        let actual = outcome(text(case, "expr"), &document, node);
        compare_others(case, &document, actual, tally);
    }
}

fn compare_others(case: &Json, document: &Document, actual: Result<Value, String>, tally: &mut Tally) {
    let id = format!("{} {}", text(case, "id"), text(case, "expr"));
    if text(case, "kind") == "error" {
        return tally.compare(&id, "an error".to_owned(), actual.map_or("an error".to_owned(), |value| format!("{value:?}")));
    }
    let value = match actual {
        Ok(value) => value,
        Err(error) => return tally.compare(&id, case["expected"].to_string(), error),
    };
    let (recorded, how) = (&case["expected"], &case["compare"]);
    // Drawn by chance while recording: the kind is all there is to compare.
    let drawn = case["volatile"] == Json::Bool(true) && ["random", "uuid"].iter().any(|name| text(case, "expr").starts_with(name)) && how.is_null();
    let (expected, actual) = match text(case, "kind") {
        "number" if drawn => (true.to_string(), matches!(value, Value::Number(_)).to_string()),
        "nodeset" if drawn => (true.to_string(), matches!(value, Value::Nodes(_)).to_string()),
        "number" => {
            let actual = value.number(document);
            let factor = how["round_factor"].as_f64();
            let tolerance = how["tolerance"].as_f64();
            let recorded_number = number_of(recorded);
            let agrees = close(recorded_number, actual)
                || factor.is_some_and(|factor| close((actual * factor).round() / factor, recorded_number))
                || tolerance.is_some_and(|tolerance| (actual - recorded_number).abs() <= tolerance);
            if agrees { same() } else { (recorded.to_string(), actual.to_string()) }
        }
        "boolean" => (recorded.to_string(), value.boolean().to_string()),
        "date" => (recorded.as_str().unwrap_or_default().to_owned(), java_date(&value.text(document), document)),
        "string" => {
            let (recorded, actual) = (recorded.as_str().unwrap_or_default(), value.text(document).to_string());
            if how["length"] == Json::Bool(true) {
                (case["expected"].to_string(), actual.chars().count().to_string())
            } else if how["regex_flags"].as_str().is_some_and(|flags| matches(recorded, flags, &actual)) {
                same()
            } else {
                (recorded.to_owned(), actual)
            }
        }
        _ => addresses(recorded, how, document, &value),
    };
    tally.compare(&id, expected, actual);
}

/// A moment as Java prints it.
fn java_date(text: &str, document: &Document) -> String {
    let Some(stamp) = Stamp::parse(text) else { return text.to_owned() };
    let local = date::Local::at(stamp.unix_ms(document.env()), document.env());
    date::format(&local, "%a %b %d %H:%M:%S GMT %Y").unwrap_or_default()
}

fn addresses(recorded: &Json, how: &Json, document: &Document, value: &Value) -> (String, String) {
    let Value::Nodes(found) = value else { return (recorded.to_string(), format!("{value:?}")) };
    let mut actual: Vec<String> = found.iter().map(|node| document.address(*node)).collect();
    let recorded = recorded.as_array().into_iter().flatten().filter_map(Json::as_str);
    // The document type is a node of browsers, not of XPath.
    let mut expected: Vec<String> = recorded.filter(|address| !(document.has_doctype && *address == "0")).map(str::to_owned).collect();
    if how["first"] == Json::Bool(true) || how["any"] == Json::Bool(true) {
        actual.truncate(1);
    }
    if how["unordered"] == Json::Bool(true) {
        actual.sort();
        expected.sort();
    }
    (expected.join(" "), actual.join(" "))
}
