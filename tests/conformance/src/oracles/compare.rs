//! Recorded against ours: values and relevance, submission, refusals.
//!
//! Numbers compare as numbers (`200.0`, `200`); a place of two numbers was recorded with height 0 and accuracy 5; start, end and instanceID
//! differ every time and must only be there.

use std::collections::BTreeMap;

use forms::Session;

use super::drive::Driver;

/// One difference.
pub(super) struct Difference {
    pub(super) at: String,
    pub(super) expected: String,
    pub(super) actual: String,
}

fn differ(at: &str, expected: impl Into<String>, actual: impl Into<String>) -> Difference {
    Difference { at: at.to_owned(), expected: expected.into(), actual: actual.into() }
}

/// The words of the log; the number of questions asked.
pub(super) fn log(recorded: &str, driver: &Driver) -> Vec<Difference> {
    let mut found = Vec::new();
    let (asked, words) = recorded.trim().split_once(' ').unwrap_or((recorded.trim(), ""));
    let mut expected: Vec<String> = words.split(" | ").map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect();
    let mut actual = driver.log.clone();
    expected.sort();
    actual.sort();
    if expected != actual {
        found.push(differ("log", expected.join(" | "), actual.join(" | ")));
    }
    let ours = format!("asked={}", driver.asked);
    if ours != asked && !(counted_zero(driver) && asked > ours.as_str()) {
        found.push(differ("log", asked, ours));
    }
    found
}

/// Whether a counted repeat has no instance: the recorded engine then shows one all the same.
fn counted_zero(driver: &Driver) -> bool {
    !empty_series(&driver.session).is_empty()
}

/// Paths of counted repeats without instances.
fn empty_series(session: &Session) -> Vec<String> {
    let mut found = Vec::new();
    let mut todo = vec![session.root()];
    while let Some(node) = todo.pop() {
        let Some(view) = session.view(node) else { continue };
        if let forms::engine::Body::Repeat { count: 0, counted: true } = view.body {
            found.push(session.path(node));
        }
        todo.extend(session.children(node));
    }
    found
}

/// Every node: relevance and value.
pub(super) fn values(recorded: &str, session: &Session, found: &mut Vec<Difference>) {
    let empty = empty_series(session);
    let mut ours: BTreeMap<String, (bool, String)> =
        session.values().into_iter().map(|(path, relevant, value)| (path, (relevant, value.to_string()))).collect();
    for line in recorded.lines() {
        let mut cells = line.split('\t');
        let (path, relevant, value) = (cells.next().unwrap_or_default(), cells.next() == Some("1"), cells.next().unwrap_or_default());
        let Some((now, actual)) = ours.remove(path) else {
            if !empty.iter().any(|series| path.starts_with(&format!("{series}[1]/"))) {
                found.push(differ(path, format!("{relevant} {value}"), "nothing"));
            }
            continue;
        };
        if relevant != now || (relevant && !same(path, value, &actual)) {
            found.push(differ(path, format!("{relevant} {value:?}"), format!("{now} {actual:?}")));
        }
    }
    for (path, (relevant, value)) in ours {
        found.push(differ(&path, "nothing", format!("{relevant} {value:?}")));
    }
}

/// The submission: elements in order, with their texts.
pub(super) fn submission(recorded: &str, session: &Session, found: &mut Vec<Difference>) -> Result<(), String> {
    let empty: Vec<String> = empty_series(session);
    let ours = session.submission().xml;
    let read = |xml: &str| roxmltree::Document::parse(xml).map(|d| flat(&d)).map_err(|e| e.to_string());
    let mut expected = read(recorded)?;
    expected.retain(|(path, _)| !empty.iter().any(|series| path == series || path.starts_with(&format!("{series}/"))));
    let actual = read(&ours)?;
    for n in 0..expected.len().max(actual.len()) {
        let nothing = (String::new(), String::new());
        let (e, a) = (expected.get(n).unwrap_or(&nothing), actual.get(n).unwrap_or(&nothing));
        if e.0 != a.0 || !same(&e.0, &e.1, &a.1) {
            found.push(differ("submission", format!("{} {:?}", e.0, e.1), format!("{} {:?}", a.0, a.1)));
            break;
        }
    }
    let root = |xml: &str| -> Result<Vec<String>, String> {
        let document = roxmltree::Document::parse(xml).map_err(|e| e.to_string())?;
        let mut names: Vec<String> = document.root_element().attributes().map(|a| format!("{}={}", a.name(), a.value())).collect();
        // A declaration that nothing uses says nothing.
        let used =
            |uri: &str| document.descendants().any(|n| n.tag_name().namespace() == Some(uri) || n.attributes().any(|a| a.namespace() == Some(uri)));
        let declared = document.root_element().namespaces().filter(|n| used(n.uri()));
        names.extend(declared.map(|n| format!("{}={}", n.name().unwrap_or_default(), n.uri())));
        names.sort();
        Ok(names)
    };
    let (expected, actual) = (root(recorded)?, root(&ours)?);
    if expected != actual {
        found.push(differ("submission root", expected.join(" "), actual.join(" ")));
    }
    Ok(())
}

fn flat(document: &roxmltree::Document<'_>) -> Vec<(String, String)> {
    document
        .descendants()
        .filter(roxmltree::Node::is_element)
        .map(|element| {
            let mut names: Vec<&str> = element.ancestors().filter(|a| a.is_element()).map(|a| a.tag_name().name()).collect();
            names.reverse();
            let leaf = !element.children().any(|c| c.is_element());
            (format!("/{}", names.join("/")), if leaf { element.text().unwrap_or_default().to_owned() } else { String::new() })
        })
        .collect()
}

/// Whether two stored texts say the same at a path.
fn same(path: &str, expected: &str, actual: &str) -> bool {
    if expected == actual {
        return true;
    }
    match path.rsplit('/').next().unwrap_or_default() {
        "start" | "end" => return !actual.is_empty(),
        "instanceID" => return actual.starts_with("uuid:"),
        _ => {}
    }
    if let (Ok(e), Ok(a)) = (expected.parse::<f64>(), actual.parse::<f64>()) {
        return (e - a).abs() < 1e-9;
    }
    expected.strip_suffix(" 0.0 5.0").is_some_and(|place| place == actual)
}
