//! The state a recording says an instance has, and how ours differs from it.
//!
//! Values compare as JavaRosa writes them: numbers as numbers, null as the empty text. It makes the instances of a counted repeat while walking
//! and keeps one where the count is 0 or has gone down: such an instance may be missing on either side. It drops choices that a filter no longer
//! offers when the question is next shown. While such differences last, calculations may differ too.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::surroundings::PHOENIX_MIN;
use forms::engine::{Body, Control, NodeView};
use forms::xpath::date::{DAY_MS, Stamp, parse_time};
use forms::{NodeId, Session};
use serde_json::Value as Json;

/// Value and flags of a node.
type Entry = (String, String);

/// What was recorded so far.
pub(crate) struct Recorded {
    nodes: BTreeMap<String, Entry>,
    /// References whose values depend on the hour or on chance.
    pub(crate) volatile: HashSet<String>,
    /// Moments compare by their shape alone: it was another day then.
    any_hour: bool,
}

impl Recorded {
    pub(crate) fn new(volatile: HashSet<String>) -> Self {
        Self { nodes: BTreeMap::new(), volatile, any_hour: false }
    }

    /// Whether the form asks for the hour, so that moments compare by their shape alone.
    pub(crate) fn of_any_hour(self, any_hour: bool) -> Self {
        Self { any_hour, ..self }
    }

    /// The recorded name of a path: elements which only the form doubles have no position on their first.
    fn known_as(&self, path: String) -> String {
        let first = if self.nodes.contains_key(&path) { None } else { Some(path.replacen("[1]", "", 1)) };
        first.filter(|first| self.nodes.contains_key(first)).unwrap_or(path)
    }

    /// Whether chance or the hour makes a node's value, of whatever instance.
    fn is_volatile(&self, path: &str) -> bool {
        let plain = || path.split('/').map(|step| step.split('[').next().unwrap_or_default()).collect::<Vec<_>>().join("/");
        self.volatile.contains(path) || self.volatile.contains(&plain())
    }

    /// Whether two texts are moments written alike, where the hour says nothing.
    pub(crate) fn is_other_hour(&self, expected: &str, actual: &str) -> bool {
        // Up to the second: zeros at the end of a fraction are left out.
        let shape = |text: &str| text.chars().take(19).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
        self.any_hour && expected.starts_with("20") && expected.len() >= 10 && shape(expected) == shape(actual)
    }

    /// Takes in the changes of a step.
    pub(crate) fn follow(&mut self, delta: &Json) {
        for (path, entry) in delta.as_object().into_iter().flatten() {
            match entry.as_array() {
                Some(entry) => drop(self.nodes.insert(path.clone(), read(entry))),
                None => drop(self.nodes.remove(path)),
            }
        }
    }

    /// Differences of our state from the recorded one, with what is right where the recorded engine was not.
    pub(crate) fn differences(&self, session: &Session, right: &Json) -> Vec<String> {
        let counted = counted(session);
        let ours: BTreeMap<String, NodeView> = session
            .nodes()
            .into_iter()
            .filter_map(|node| Some((self.known_as(plain(&session.path(node))), session.view(node)?)))
            .filter(|(_, view)| !matches!(view.body, Body::Repeat { .. }))
            .collect();
        let right: BTreeMap<&String, Entry> =
            right.as_object().into_iter().flatten().filter_map(|(path, entry)| Some((path, read(entry.as_array()?)))).collect();
        let paths: BTreeSet<&String> = self.nodes.keys().chain(ours.keys()).collect();
        let mut ahead = false;
        let mut found: Vec<(bool, String)> = Vec::new();
        for path in paths {
            let recorded = right.get(path).or(self.nodes.get(path));
            match (recorded, ours.get(path)) {
                (Some((value, flags)), Some(state)) => {
                    let (our_value, our_flags) = (&*state.value, flags_of(path, state));
                    let same_value =
                        self.is_volatile(path) || self.is_other_hour(value, our_value) || same(value, our_value) || given_id(path, value, our_value);
                    if !same_value && *flags == our_flags && vanished(session, state, value) {
                        ahead = true;
                    } else if !same_value || *flags != our_flags {
                        found.push((state.computed, format!("{path}: expected {value:?} {flags}, found {our_value:?} {our_flags}")));
                    }
                }
                _ if counted.iter().any(|series| inside(path, series)) => ahead = true,
                (Some((value, flags)), None) => found.push((false, format!("{path}: expected {value:?} {flags}, found no such node"))),
                (None, Some(_)) if is_attribute(path) || is_identity(path) => {}
                (None, Some(state)) => {
                    found.push((false, format!("{path}: expected no such node, found {:?} {}", state.value, flags_of(path, state))))
                }
                (None, None) => {}
            }
        }
        found.into_iter().filter(|(calculated, _)| !(ahead && *calculated)).map(|(_, text)| text).collect()
    }
}

fn read(entry: &[Json]) -> Entry {
    let part = |at: usize| entry.get(at).and_then(Json::as_str).unwrap_or_default().to_owned();
    (part(0), part(1))
}

fn is_attribute(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|step| step.starts_with('@'))
}

/// What ours gives a form that does not have it, and that engine does not.
fn is_identity(path: &str) -> bool {
    path.trim_start_matches('/').split_once('/').is_some_and(|(_, below)| matches!(below, "meta" | "meta/instanceID"))
}

/// A path without prefixes: that engine writes none.
pub(crate) fn plain(path: &str) -> String {
    let steps = path.split('/').map(|step| match (step.strip_prefix('@'), step.rsplit_once(':')) {
        (Some(_), Some((_, local))) => format!("@{local}"),
        (None, Some((_, local))) => local.to_owned(),
        _ => step.to_owned(),
    });
    steps.collect::<Vec<_>>().join("/")
}

/// r relevant, e enabled, q required; a: an attribute.
fn flags_of(path: &str, state: &NodeView) -> String {
    if is_attribute(path) {
        return "a".to_owned();
    }
    let flag = |on: bool, sign: char| if on { sign } else { '-' };
    [flag(state.relevant, 'r'), flag(!state.readonly, 'e'), flag(state.required, 'q')].iter().collect()
}

/// Whether a path leads to an instance of a series or into it.
fn inside(path: &str, series: &str) -> bool {
    path.strip_prefix(series).is_some_and(|rest| rest.starts_with('['))
}

/// Whether ours dropped just those choices that are no longer offered; that engine drops them when the question is next shown.
fn vanished(session: &Session, state: &NodeView, recorded: &str) -> bool {
    let offered = session.choices(state.id);
    let kept: Vec<&str> = recorded.split(' ').filter(|word| offered.iter().any(|choice| &*choice.value == *word)).collect();
    session.view(state.id).is_some_and(|view| matches!(view.body, Body::Question(Control::SelectOne | Control::SelectMultiple | Control::Rank)))
        && kept.join(" ") == *state.value
}

/// Counted repeats with the number of their instances; of each path every step but the root's carries a position.
pub(crate) fn counts(session: &Session) -> Vec<(String, usize)> {
    let full = |path: String| {
        let mut steps = path.split('/').map(|step| if step.is_empty() || step.ends_with(']') { step.to_owned() } else { format!("{step}[1]") });
        let root = path.split('/').nth(1).unwrap_or_default();
        let below: Vec<String> = steps.by_ref().skip(2).collect();
        let joined = below.iter().fold(format!("/{root}"), |all, step| all + "/" + step.as_str());
        joined.strip_suffix("[1]").map_or(joined.clone(), str::to_owned)
    };
    series(session).into_iter().map(|(path, count)| (full(path), count)).collect()
}

/// Paths of counted repeats.
pub(crate) fn counted(session: &Session) -> Vec<String> {
    series(session).into_iter().map(|(path, _)| path).collect()
}

fn series(session: &Session) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut todo: Vec<NodeId> = vec![session.root()];
    while let Some(node) = todo.pop() {
        let Some(view) = session.view(node) else {
            continue;
        };
        if let Body::Repeat { count, counted: true } = view.body {
            found.push((plain(&session.path(node)), count));
        }
        todo.extend(session.children(node));
    }
    found
}

/// Whether two stored texts say the same: as texts, or word by word as numbers (`1.0E7`, `10000000`; places and traces), or as two identifiers
/// made by chance.
pub(crate) fn same(expected: &str, actual: &str) -> bool {
    let shape = |text: &str| text.strip_prefix("uuid:").unwrap_or(text).split('-').map(str::len).collect::<Vec<_>>();
    // Where it has no device to ask it writes so; ours writes nothing.
    if expected == "no client implementation" && actual.is_empty() {
        return true;
    }
    if expected == actual || (shape(expected) == [8, 4, 4, 4, 12] && shape(actual) == [8, 4, 4, 4, 12]) {
        return true;
    }
    // It writes moments in its own zone, and of a day its midnight.
    if let (Some(expected), Some(actual)) = (moment(expected), moment(actual)) {
        return expected == actual;
    }
    let words = |text: &str| text.split([' ', ';']).filter(|word| !word.is_empty()).map(str::parse::<f64>).collect::<Result<Vec<f64>, _>>();
    match (words(expected), words(actual)) {
        (Ok(e), Ok(a)) => !e.is_empty() && e.len() == a.len() && e.iter().zip(&a).all(|(e, a)| e == a || (e - a).abs() <= 1e-9 * e.abs().max(1.0)),
        _ => false,
    }
}

/// The moment of a date or a time of day, ms in UTC, as the recorded zone has it.
fn moment(text: &str) -> Option<i64> {
    let zone = |offset: Option<i32>| i64::from(offset.unwrap_or(PHOENIX_MIN)) * 60_000;
    match Stamp::parse(text) {
        Some(stamp) => Some(stamp.days * DAY_MS + stamp.time_ms.unwrap_or(0) - zone(stamp.offset_min)),
        None => parse_time(text).map(|(ms, offset)| (ms - zone(offset)).rem_euclid(DAY_MS)),
    }
}

/// Whether an instance's id is there though the form asks for none: that engine leaves the place blank, OpenRosa wants it filled.
pub(crate) fn given_id(path: &str, expected: &str, actual: &str) -> bool {
    expected.is_empty() && path.trim_end_matches("[1]").ends_with("instanceID") && actual.starts_with("uuid:")
}
