//! `setvalue` and `odk:setgeopoint` → actions with their events.

use roxmltree::Node;

use super::builder::Builder;
use super::compile::Scope;
use crate::definition::{Action, Event, Gives, Kind, NONE};
use crate::xpath::{self, ExprKind};
use crate::{Diagnostic, xml};

/// Namespace of ODK's own actions.
const ODK: &str = "http://www.opendatakit.org/xforms";

impl<'a, 'i> Builder<'a, 'i> {
    /// Reads all actions, those of the model first.
    pub(super) fn actions(&mut self) {
        let mut found: Vec<Node<'a, 'i>> = self.model.children().filter(is_action).collect();
        if let Some(body) = self.body {
            // An action belongs to a control or to the model; loose in the body it belongs to nothing.
            found.extend(body.descendants().filter(|n| is_action(n) && n.parent() != Some(body)));
        }
        for action in found {
            if action.tag_name().name() == "setgeopoint" && action.tag_name().namespace() != Some(ODK) {
                let message = format!("expected setgeopoint in the namespace {ODK}, found it in another; it does nothing");
                self.warnings
                    .push(Diagnostic::warning("unknown-action", message).at(xml::place(&action, "/setgeopoint")).hint("write odk:setgeopoint"));
                continue;
            }
            self.action(action);
        }
    }

    fn action(&mut self, action: Node<'a, 'i>) {
        let reference = action.attribute("ref").or_else(|| self.bind_ids.get(action.attribute("bind")?).copied());
        let path = reference.map(|r| self.absolute(action, &without_predicates(r))).unwrap_or_default();
        let Some(target) = self.find_path(&path) else {
            let message = format!("expected a node of the primary instance to set, found {path:?}");
            self.errors.push(Diagnostic::error("unknown-node", message).at(xml::place(&action, &path)));
            return;
        };
        let frame = self.form.node(target).frame;
        let place = xml::place(&action, &format!("{path}/@value"));
        let Some(only) = self.only(reference.unwrap_or_default(), &place) else { return };
        let given = action.attribute("value").map(str::trim);
        let gives = match given.filter(|t| !t.is_empty()) {
            _ if action.tag_name().name() == "setgeopoint" => Gives::Location,
            Some(text) => match self.expression(text, Scope::of(target, frame), &place) {
                Some(code) => Gives::Code(code),
                None => return,
            },
            None if given.is_some() => Gives::Text(String::new()),
            None => Gives::Text(xml::text(&action).trim().to_owned()),
        };
        // What an action reads makes it run no second time.
        self.reading.clear();
        for event in xml::attribute(&action, "event").unwrap_or("odk-instance-first-load").split_whitespace() {
            match self.event(action, event) {
                Ok(event) => self.form.actions.push(Action { event, target, frame, only, gives: gives.clone() }),
                Err(error) => self.errors.push(error.at(place.clone())),
            }
        }
    }

    /// The instances a reference with predicates means.
    fn only(&mut self, reference: &str, place: &crate::Place) -> Option<u32> {
        if !reference.contains('[') {
            return Some(NONE);
        }
        let parsed = xpath::parse(reference).ok().filter(|expr| matches!(expr.kind, ExprKind::Path(_)));
        let compiled = parsed.and_then(|expr| self.nodes(&expr, Scope::of(0, 0)).ok());
        if compiled.is_none() {
            let message = format!("expected a path to the node to set, found {reference}");
            self.errors.push(Diagnostic::error("unknown-node", message).at(place.clone()));
        }
        self.reading.clear();
        compiled
    }

    fn event(&mut self, action: Node<'a, 'i>, name: &str) -> Result<Event, Diagnostic> {
        match name {
            "odk-instance-first-load" => Ok(Event::FirstLoad),
            "odk-instance-load" => Ok(Event::Load),
            "odk-new-repeat" => {
                let repeats = action.ancestors().filter(|a| a.is_element() && a.tag_name().name() == "repeat");
                let mut nodes = repeats.filter_map(|repeat| self.node_of(repeat));
                let repeat = nodes.find(|&n| self.form.node(n).kind == Kind::Repeat);
                repeat.map(|n| Event::NewRepeat(self.form.node(n).frame)).ok_or_else(|| misplaced(name, "in a repeat of the body"))
            }
            "xforms-value-changed" => {
                let around = action.parent_element().and_then(|parent| self.node_of(parent));
                around.map(Event::ValueChanged).ok_or_else(|| misplaced(name, "in a question of the body"))
            }
            other => {
                let known = "odk-instance-first-load, odk-instance-load, odk-new-repeat or xforms-value-changed";
                Err(Diagnostic::error("unknown-event", format!("expected {known}, found {other}")))
            }
        }
    }

    /// The node an element of the body stands for.
    fn node_of(&self, element: Node<'a, 'i>) -> Option<u32> {
        let reference = element.attribute("ref").or(element.attribute("nodeset"))?;
        self.find_path(&self.absolute(element, reference))
    }
}

fn is_action(node: &Node<'_, '_>) -> bool {
    let name = node.tag_name();
    node.is_element() && matches!(name.name(), "setvalue" | "setgeopoint")
}

fn misplaced(event: &str, place: &str) -> Diagnostic {
    Diagnostic::error("misplaced-action", format!("expected an action of {event} {place}"))
}

/// A reference with what stands in brackets left out.
fn without_predicates(reference: &str) -> String {
    let mut depth = 0u32;
    let mut out = String::new();
    for c in reference.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}
