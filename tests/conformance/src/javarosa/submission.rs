//! Submissions side by side: elements with their texts and attributes; prefixes and white space between elements say nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use forms::Session;
use roxmltree::{Document, Node};

use super::state::{counts, given_id, same};

/// The first difference between two submissions. Elements at `volatile` paths must be there; what lies beyond a count is not ours to send.
/// `actual` is ours as it stood and computed anew: before sending, that engine computes anew what reads an answer, and nothing else.
/// `right` gives the value to expect where the recorded one is known to be wrong.
pub(crate) fn difference(
    expected: &str,
    actual: [&str; 2],
    volatile: &dyn Fn(&str) -> bool,
    right: &dyn Fn(&str) -> Option<String>,
    session: &Session,
) -> Option<String> {
    let read = |xml: &str| Document::parse(xml).map(|document| flat(&document)).map_err(|error| format!("submission: {error}"));
    let [before, after] = actual.map(read);
    let (mut expected, mut actual, before) = match (read(expected), after, before) {
        (Ok(expected), Ok(after), Ok(before)) => (expected, after, before),
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => return Some(error),
    };
    let counts = counts(session);
    expected.retain(|(path, _)| !counts.iter().any(|(series, count)| beyond(path, series, *count)));
    for (path, value) in &mut expected {
        if let Some(known) = right(path) {
            *value = known;
        }
    }
    // That engine adds no `meta` to a form without one.
    let known: HashSet<&String> = expected.iter().map(|(path, _)| path).collect();
    actual.retain(|(path, _)| known.contains(path) || !is_meta(path));
    // New instances of a repeat without any go to the end of its parent there: order between names is that of the form here.
    let map = |list: Vec<(String, String)>| list.into_iter().collect::<BTreeMap<_, _>>();
    let (expected, actual, before) = (map(expected), map(actual), map(before));
    let paths: BTreeSet<&String> = expected.keys().chain(actual.keys()).collect();
    paths.into_iter().find_map(|path| {
        let (e, a) = (expected.get(path), actual.get(path));
        let agrees =
            matches!((e, a), (Some(e), Some(a)) if volatile(path) || same(e, a) || given_id(path, e, a) || before.get(path).is_some_and(|b| same(e, b)));
        (!agrees).then(|| format!("submission: {path}: expected {e:?}, found {a:?}"))
    })
}

/// Whether a path leads to an instance of a series behind the first `count`.
fn beyond(path: &str, series: &str, count: usize) -> bool {
    let position = path.strip_prefix(series).and_then(|rest| rest.strip_prefix('[')?.split(']').next()?.parse::<usize>().ok());
    position.is_some_and(|position| position > count)
}

fn is_meta(path: &str) -> bool {
    let mut steps = path.trim_start_matches('/').split('/').skip(1);
    steps.next().is_some_and(|step| step.starts_with("meta[")) && steps.next().is_none_or(|step| step == "instanceID[1]")
}

/// Elements and attributes by path, repeated elements with their position.
fn flat(document: &Document<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut todo = vec![(document.root_element(), format!("/{}", document.root_element().tag_name().name()))];
    while let Some((element, path)) = todo.pop() {
        let leaf = !element.children().any(|c| c.is_element());
        found.push((path.clone(), if leaf { element.text().unwrap_or_default().to_owned() } else { String::new() }));
        let mut attributes: Vec<_> = element.attributes().map(|a| (format!("{path}/@{}", a.name()), a.value().to_owned())).collect();
        attributes.sort();
        found.extend(attributes);
        let children: Vec<Node<'_, '_>> = element.children().filter(Node::is_element).collect();
        let named = |at: usize| {
            let name = children.get(at).map(|c| c.tag_name().name()).unwrap_or_default();
            let like = |all: &[Node<'_, '_>]| all.iter().filter(|c| c.tag_name().name() == name).count();
            let position = like(children.get(..=at).unwrap_or_default());
            format!("{path}/{name}[{position}]")
        };
        todo.extend(children.iter().enumerate().rev().map(|(at, child)| (*child, named(at))));
    }
    found
}
