//! A submission's XML → a running instance.
//!
//! Invariant: nothing unknown is passed over in silence.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::run::Run;
use crate::definition::Kind;
use crate::instance::{blank, text};
use crate::{Diagnostic, limits, xml};

/// Values as they were sent, by (frame, node).
pub(super) type Sent = BTreeMap<(u32, u32), String>;

impl Run {
    /// Fills an empty instance from XML. Strict: what is not there is blank, and the version is this one.
    /// Otherwise what was left out (since it was not relevant) has its default, as in a form that opens.
    pub(super) fn read_xml(&mut self, source: &str, strict: bool) -> Result<Sent, Vec<Diagnostic>> {
        let document = xml::read(source, limits::SUBMISSION_BYTES).map_err(|error| vec![error])?;
        self.read_document(document.root_element(), strict).map_err(|mut errors| {
            xml::locate(&document, &mut errors);
            errors
        })
    }

    fn read_document(&mut self, root: Node<'_, '_>, strict: bool) -> Result<Sent, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let expected = &self.form.nodes.first().map(|n| n.name.clone()).unwrap_or_default();
        let id = xml::attribute(&root, "id").or(root.tag_name().namespace()).unwrap_or_default();
        if id != self.form.id || root.tag_name().name() != *expected {
            let message = format!("expected a submission of {} (<{expected}>), found {id} (<{}>)", self.form.id, root.tag_name().name());
            return Err(vec![Diagnostic::error("wrong-form", message).at(xml::place(&root, "/"))]);
        }
        let version = xml::attribute(&root, "version").unwrap_or_default();
        if strict && version != self.form.version {
            let message = format!("expected version `{}` of {}, found `{version}`", self.form.version, self.form.id);
            return Err(vec![
                Diagnostic::error("wrong-version", message).at(xml::place(&root, "/")).hint("check it with the version it was filled in with"),
            ]);
        }
        let mut seen = Sent::new();
        let form = std::sync::Arc::clone(&self.form);
        if strict {
            self.instance.add(&form, 0, 0);
            self.clear(0);
        } else {
            self.instance.build(&form, 0, 0, &form.initial);
        }
        // (element, frame, node)
        let mut todo: Vec<(Node<'_, '_>, u32, u32)> = vec![(root, 0, 0)];
        while let Some((element, frame, node)) = todo.pop() {
            self.read_attributes(element, frame, node, &mut seen);
            self.empty_series(frame, node);
            let mut inside = Vec::new();
            for child in element.children().filter(Node::is_element) {
                let name = child.tag_name().name();
                let Some(id) = form.child(node, name) else {
                    if !(name == "deprecatedID" || node == 0 && name == "meta") {
                        let path = format!("{}/{name}", self.path_of(super::NodeId { frame, node }));
                        let error = Diagnostic::error("unknown-node", format!("expected a node of {}, found {path}", form.id));
                        errors.push(error.at(xml::place(&child, &path)));
                    }
                    continue;
                };
                let def = form.node(id);
                match def.kind {
                    Kind::Repeat => {
                        let Some(made) = self.read_instance(frame, def.frame, strict) else {
                            let error = Diagnostic::error("too-large", format!("expected at most {} instances", limits::REPEAT_INSTANCES));
                            return Err(vec![error.at(xml::place(&child, &def.name))]);
                        };
                        inside.push((child, made, id));
                    }
                    Kind::Group => inside.push((child, frame, id)),
                    _ => errors.extend(self.read_leaf(child, frame, id, &mut seen)),
                }
            }
            todo.extend(inside.into_iter().rev());
        }
        if !strict {
            self.fix_series();
        }
        if errors.is_empty() { Ok(seen) } else { Err(errors) }
    }

    /// A question's answer; what is wrong with it.
    fn read_leaf(&mut self, element: Node<'_, '_>, frame: u32, node: u32, seen: &mut Sent) -> Option<Diagnostic> {
        let form = std::sync::Arc::clone(&self.form);
        let def = form.node(node);
        let value = xml::text(&element);
        let place = xml::place(&element, &def.name);
        if value.chars().count() > limits::ANSWER_CHARS {
            return Some(Diagnostic::error("too-large", format!("expected at most {} characters", limits::ANSWER_CHARS)).at(place));
        }
        self.put_value(frame, def.slot, &value);
        self.read_attributes(element, frame, node, seen);
        let doubled = seen.insert((frame, node), value).is_some();
        doubled.then(|| Diagnostic::error("doubled-node", format!("expected one {}, found another", def.name)).at(place))
    }

    /// Repeats nobody may add to have as many instances as the form gives them: what is missing is there blank, what is too many is not.
    fn fix_series(&mut self) {
        let form = std::sync::Arc::clone(&self.form);
        for frame in self.instance.all() {
            let Some(outer) = self.instance.frame(frame).map(|f| f.kind) else { continue };
            for &kind in form.repeat(outer).nested.iter().filter(|&&kind| form.repeat(kind).is_fixed()) {
                let initial = if outer == 0 { &form.initial } else { &form.repeat(outer).template };
                let wanted = initial.series.iter().find(|(of, _)| *of == kind).map_or(0, |(_, instances)| instances.len());
                while self.instance.series(&form, frame, kind).len() < wanted && self.read_instance(frame, kind, true).is_some() {}
                let series = self.instance.frame_mut(frame).and_then(|f| f.series.get_mut(form.repeat(kind).series as usize));
                let beyond = series.map(|series| series.live.split_off(wanted.min(series.live.len()))).unwrap_or_default();
                for instance in beyond {
                    self.instance.drop_frame(instance);
                }
            }
        }
    }

    fn read_attributes(&mut self, element: Node<'_, '_>, frame: u32, node: u32, seen: &mut Sent) {
        let form = std::sync::Arc::clone(&self.form);
        for attribute in element.attributes() {
            let known = form.children(node).find(|&c| form.node(c).kind == Kind::Attribute && form.node(c).name == attribute.name());
            if let Some(known) = known {
                self.put_value(frame, form.node(known).slot, attribute.value());
                seen.insert((frame, known), attribute.value().to_owned());
            }
        }
    }

    /// One more instance: blank, or with its defaults.
    fn read_instance(&mut self, outer: u32, kind: u16, strict: bool) -> Option<u32> {
        let form = std::sync::Arc::clone(&self.form);
        let def = form.repeat(kind);
        let full = self.instance.series(&form, outer, kind).len() >= limits::REPEAT_INSTANCES;
        if full || self.instance.slots + def.slots.len() > limits::INSTANCE_NODES {
            return None;
        }
        let made = self.instance.add(&form, kind, outer);
        self.instance.frame_mut(outer)?.series.get_mut(def.series as usize)?.live.push(made);
        if strict || def.is_fixed() {
            self.clear(made);
        }
        Some(made)
    }

    /// What an element that is there says of its repeats is all there is of them.
    fn empty_series(&mut self, frame: u32, node: u32) {
        let form = std::sync::Arc::clone(&self.form);
        for child in form.children(node).filter(|&c| form.node(c).kind == Kind::Repeat) {
            let index = form.repeat(form.node(child).frame).series as usize;
            let live = self.instance.frame_mut(frame).and_then(|f| f.series.get_mut(index)).map(|s| std::mem::take(&mut s.live));
            live.unwrap_or_default().into_iter().for_each(|instance| self.instance.drop_frame(instance));
        }
    }

    fn clear(&mut self, frame: u32) {
        if let Some(frame) = self.instance.frame_mut(frame) {
            frame.values.iter_mut().for_each(|value| *value = blank());
        }
    }

    /// Writes a value without anything following from it.
    pub(super) fn put_value(&mut self, frame: u32, slot: u32, value: &str) {
        if let Some(place) = self.instance.frame_mut(frame).and_then(|f| f.values.get_mut(slot as usize)) {
            *place = text(value);
        }
    }
}
