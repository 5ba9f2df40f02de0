//! `setvalue` → actions with their events.

use roxmltree::Node;

use super::builder::Builder;
use super::compile::Scope;
use crate::definition::{Action, Event, Kind, NONE};
use crate::{Diagnostic, xml};

impl<'a, 'i> Builder<'a, 'i> {
    /// Reads all actions, those of the model first.
    pub(super) fn actions(&mut self) {
        let mut found: Vec<Node<'a, 'i>> = xml::named(self.model, "setvalue").collect();
        if let Some(body) = self.body {
            // An action belongs to a control or to the model; loose in the body it belongs to nothing.
            found.extend(body.descendants().filter(|n| n.is_element() && n.tag_name().name() == "setvalue" && n.parent() != Some(body)));
        }
        for action in found {
            self.action(action);
        }
    }

    fn action(&mut self, action: Node<'a, 'i>) {
        let reference = action.attribute("ref").or_else(|| self.bind_ids.get(action.attribute("bind")?).copied());
        let path = reference.map(|r| self.absolute(action, r)).unwrap_or_default();
        let Some(target) = self.find_path(&path) else {
            let message = format!("expected a node of the primary instance to set, found {path:?}");
            self.errors.push(Diagnostic::error("unknown-node", message).at(xml::place(&action, &path)));
            return;
        };
        let frame = self.form.node(target).frame;
        let given = action.attribute("value").map(str::trim);
        let expression = given.filter(|t| !t.is_empty());
        self.reading.clear();
        let code = match expression {
            Some(text) => match self.expression(text, Scope::of(target, frame), &xml::place(&action, &format!("{path}/@value"))) {
                Some(code) => code,
                None => return,
            },
            None => NONE,
        };
        self.reading.clear();
        let text = if given.is_some() { String::new() } else { xml::text(&action).trim().to_owned() };
        for event in xml::attribute(&action, "event").unwrap_or("odk-instance-first-load").split_whitespace() {
            if let Some(event) = self.event(action, event) {
                self.form.actions.push(Action { event, target, frame, code, text: text.clone() });
            }
        }
    }

    fn event(&mut self, action: Node<'a, 'i>, name: &str) -> Option<Event> {
        let parent = action.parent_element()?;
        let around = parent.attribute("ref").or(parent.attribute("nodeset")).map(|r| self.absolute(parent, r));
        let around = around.and_then(|path| self.find_path(&path));
        match name {
            "odk-instance-first-load" => Some(Event::FirstLoad),
            "odk-instance-load" => Some(Event::Load),
            "odk-new-repeat" => around.filter(|&n| self.form.node(n).kind == Kind::Repeat).map(|n| Event::NewRepeat(self.form.node(n).frame)),
            "xforms-value-changed" => around.map(Event::ValueChanged),
            other => {
                let error = Diagnostic::error("unknown-event", format!("expected an event of ODK forms, found {other}"));
                self.errors.push(error.at(xml::place(&action, "setvalue")));
                None
            }
        }
    }
}
