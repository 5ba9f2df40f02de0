//! Recorded and actual values compared: placeholders of identifiers, XML without regard to what XML leaves open.

use std::collections::HashMap;

use roxmltree::{Document, Node};
use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization as _;

/// What placeholders stand for in one case.
#[derive(Default)]
pub(super) struct Placeholders {
    bound: HashMap<String, String>,
}

/// Characters of a UUID.
const UUID: usize = 36;

impl Placeholders {
    /// Whether a text is what was recorded.
    pub(super) fn same_text(&mut self, recorded: &str, actual: &str) -> bool {
        if recorded == "__RANDOM__" {
            return true;
        }
        let Some((before, name, after)) = placeholder(recorded) else {
            return recorded == actual || spelled(recorded) == spelled(actual);
        };
        let Some(rest) = actual.strip_prefix(before) else {
            return false;
        };
        let Some((id, rest)) = rest.split_at_checked(UUID) else {
            return false;
        };
        let known = self.bound.get(name).cloned();
        is_uuid(id) && known.as_deref().is_none_or(|known| known.eq_ignore_ascii_case(id)) && self.same_text(after, rest) && {
            self.bound.entry(name.to_owned()).or_insert_with(|| id.to_owned());
            true
        }
    }

    /// Whether a value is what was recorded; of lists and objects everything in them.
    pub(super) fn same(&mut self, recorded: &Json, actual: &Json) -> bool {
        match (recorded, actual) {
            (Json::String(r), Json::String(a)) => self.same_text(r, a),
            (Json::String(r), _) if r == "__RANDOM__" => true,
            (Json::Array(r), Json::Array(a)) => r.len() == a.len() && r.iter().zip(a).all(|(r, a)| self.same(r, a)),
            (Json::Object(r), Json::Object(a)) => r.len() == a.len() && r.iter().all(|(key, r)| a.get(key).is_some_and(|a| self.same(r, a))),
            _ => recorded == actual,
        }
    }

    /// Whether two documents say the same.
    pub(super) fn same_xml(&mut self, recorded: &str, actual: &str) -> bool {
        match (plain(recorded), plain(actual)) {
            (Some(recorded), Some(actual)) => self.same_text(&recorded, &actual),
            _ => false,
        }
    }

    /// A recorded input with identifiers in it: those known, fresh ones for the rest.
    pub(super) fn filled(&self, input: &str) -> String {
        let mut out = String::new();
        let mut rest = input;
        while let Some((before, name, after)) = placeholder(rest) {
            out.push_str(before);
            let fresh = || format!("00000000-0000-4000-8000-{:012}", name.bytes().map(usize::from).sum::<usize>());
            out.push_str(&self.bound.get(name).cloned().unwrap_or_else(fresh));
            rest = after;
        }
        out + rest
    }
}

/// One spelling for texts that say the same: letters composed (Unicode canonical equivalence), numbers without an exponent, as XPath has them.
fn spelled(text: &str) -> String {
    let number = text.split_once('e').filter(|(digits, power)| digits.parse::<f64>().is_ok() && power.parse::<i32>().is_ok());
    match number.and_then(|_| text.parse::<f64>().ok()) {
        Some(number) => number.to_string(),
        None => text.nfc().collect(),
    }
}

/// The first placeholder of a text, with what is around it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find("__UUID_")?;
    let name = text.get(start..)?;
    let end = name.get(7..)?.find("__")? + 9;
    Some((text.get(..start)?, name.get(..end)?, name.get(end..)?))
}

fn is_uuid(text: &str) -> bool {
    text.len() == UUID && text.bytes().enumerate().all(|(at, b)| if matches!(at, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// One spelling for all documents that say the same: no declaration, no white space between elements, attributes and namespaces sorted.
pub(super) fn plain(xml: &str) -> Option<String> {
    let document = Document::parse(xml).ok()?;
    let mut out = String::new();
    element(document.root_element(), &mut out);
    Some(out)
}

fn element(node: Node<'_, '_>, out: &mut String) {
    let name = qualified(node, node.tag_name().namespace(), node.tag_name().name(), true);
    out.push('<');
    out.push_str(&name);
    let around: Vec<(Option<&str>, &str)> = node.parent_element().map(|p| p.namespaces().map(|n| (n.name(), n.uri())).collect()).unwrap_or_default();
    let mut words: Vec<String> = node
        .namespaces()
        .filter(|n| !around.contains(&(n.name(), n.uri())))
        .map(|n| format!("{}={:?}", n.name().map_or_else(|| "xmlns".to_owned(), |p| format!("xmlns:{p}")), n.uri()))
        .collect();
    words.extend(node.attributes().map(|a| format!("{}={:?}", qualified(node, a.namespace(), a.name(), false), a.value())));
    words.sort();
    for word in words {
        out.push(' ');
        out.push_str(&word);
    }
    out.push('>');
    let inner = node.children().any(|c| c.is_element());
    for child in node.children() {
        if child.is_element() {
            element(child, out);
        } else if let Some(text) = child.text().filter(|t| child.is_text() && !(inner && t.trim().is_empty())) {
            out.push_str(&spelled(text).replace('&', "&amp;").replace('<', "&lt;"));
        }
    }
    out.push_str("</");
    out.push_str(&name);
    out.push('>');
}

/// The name with the prefix in force.
fn qualified(node: Node<'_, '_>, namespace: Option<&str>, name: &str, element: bool) -> String {
    let default = node.default_namespace();
    match namespace {
        Some(uri) if !(element && default == Some(uri)) => match node.lookup_prefix(uri) {
            Some(prefix) if !prefix.is_empty() => format!("{prefix}:{name}"),
            _ => name.to_owned(),
        },
        _ => name.to_owned(),
    }
}
