//! The primary instance → nodes, kinds of frames, initial instances.

use std::collections::{BTreeSet, HashSet};

use roxmltree::Node;
use unicode_normalization::UnicodeNormalization as _;

use super::builder::Builder;
use crate::definition::{InitialFrame, Kind, NONE, Preload, RepeatDef, SchemaNode};
use crate::{Diagnostic, xml};

/// Where the next node goes.
#[derive(Clone, Copy)]
struct Spot {
    parent: u32,
    frame: u16,
}

impl<'a, 'i> Builder<'a, 'i> {
    /// Builds the tables of the primary instance.
    pub(super) fn schema(&mut self) {
        let mut repeats = self.repeat_paths();
        let asked = repeats.clone();
        self.doubled_paths(&mut repeats);
        self.form.repeats.push(RepeatDef::new(0, 0, 0));
        let root = self.primary;
        let path = format!("/{}", root.tag_name().name());
        let spot = Spot { parent: NONE, frame: 0 };
        self.node(root, spot, &path, &repeats);
        for kind in 1..self.form.repeats.len() as u16 {
            let outer = self.form.repeat(kind).outer;
            let series = self.form.repeat(outer).nested.len() as u16;
            self.set_repeat(outer, |around| around.nested.push(kind));
            self.set_repeat(kind, |inner| inner.series = series);
            debug_assert_eq!(self.form.node(self.form.repeat(kind).node).frame, kind);
        }
        self.form.initial = self.initial(root, 0);
        self.templates(root);
        for node in repeats.difference(&asked).filter_map(|path| self.find_path(path)).collect::<Vec<_>>() {
            self.set_repeat(self.form.node(node).frame, |def| def.fixed = true);
        }
        for known in &repeats {
            if self.find_path(known).is_none() {
                let message = format!("expected a node of the primary instance, found no {known}");
                self.errors.push(Diagnostic::error("unknown-node", message).at(crate::Place { path: known.clone(), ..Default::default() }));
            }
        }
    }

    /// Paths of all repeats in the body.
    fn repeat_paths(&self) -> BTreeSet<String> {
        let Some(body) = self.body else { return BTreeSet::new() };
        body.descendants()
            .filter(|n| n.is_element() && n.tag_name().name() == "repeat")
            .filter_map(|n| {
                let nodeset = n.attribute("nodeset").or(n.attribute("ref")).or_else(|| n.attribute("bind").and_then(|id| self.bind_nodeset(id)))?;
                Some(self.absolute(n, nodeset))
            })
            .collect()
    }

    /// Paths of elements that stand beside another of their name: a series nobody adds to, whether the body repeats it or not.
    fn doubled_paths(&self, paths: &mut BTreeSet<String>) {
        let mut todo = vec![(self.primary, format!("/{}", self.primary.tag_name().name()))];
        while let Some((around, path)) = todo.pop() {
            let mut names: HashSet<&str> = HashSet::new();
            for child in around.children().filter(Node::is_element) {
                let name = child.tag_name().name();
                let inner = format!("{path}/{name}");
                if !names.insert(name) {
                    paths.insert(inner.clone());
                }
                todo.push((child, inner));
            }
        }
    }

    /// `nodeset` of the bind with that id.
    fn bind_nodeset(&self, id: &str) -> Option<&'a str> {
        xml::named(self.model, "bind").find(|b| b.attribute("id") == Some(id)).and_then(|b| b.attribute("nodeset"))
    }

    /// A reference of the body made absolute by the groups around it.
    pub(super) fn absolute(&self, element: Node<'a, 'i>, reference: &str) -> String {
        let mut path: Vec<String> = Vec::new();
        let mut reference = reference.trim().to_owned();
        let mut element = element;
        loop {
            let mut up = 0;
            let mut head: Vec<String> = Vec::new();
            for step in reference.split('/').map(str::trim).filter(|s| !s.is_empty() && *s != ".") {
                match step {
                    ".." if head.pop().is_none() => up += 1,
                    ".." | "current()" => {}
                    _ => head.push(step.rsplit_once(':').filter(|_| !step.starts_with('@')).map_or(step, |(_, local)| local).to_owned()),
                }
            }
            head.append(&mut path);
            path = head;
            if reference.starts_with('/') {
                break;
            }
            let around = element.ancestors().skip(1).find_map(|a| Some((a, a.attribute("ref").or(a.attribute("nodeset"))?)));
            let Some((outer, text)) = around else {
                path.insert(0, self.primary.tag_name().name().to_owned());
                break;
            };
            reference = text.trim().to_owned() + &"/..".repeat(up);
            element = outer;
        }
        path.iter().fold(String::new(), |all, step| all + "/" + step)
    }

    /// The node behind `/data/group/field` or `/data/group/@attribute`.
    pub(super) fn find_path(&self, path: &str) -> Option<u32> {
        let mut steps = path.trim().split('/').filter(|s| !s.is_empty());
        let root = steps.next()?;
        if local(root) != self.form.nodes.first()?.name {
            return None;
        }
        steps.try_fold(0, |at, step| match step.strip_prefix('@') {
            Some(name) => self.form.children(at).find(|&c| self.form.node(c).kind == Kind::Attribute && self.form.node(c).name == local(name)),
            None => self.form.child(at, local(step)),
        })
    }

    /// Adds an element with all below it.
    fn node(&mut self, element: Node<'a, 'i>, spot: Spot, path: &str, repeats: &BTreeSet<String>) {
        let id = self.form.nodes.len() as u32;
        let repeat = repeats.contains(path) && spot.parent != NONE;
        let has_children = element.children().any(|c| c.is_element());
        let (frame, range_slot) = if repeat {
            let range = self.slot(spot.frame, id);
            let kind = self.form.repeats.len() as u16;
            let depth = self.form.repeat(spot.frame).depth + 1;
            self.form.repeats.push(RepeatDef::new(id, spot.frame, depth));
            (kind, range)
        } else {
            (spot.frame, NONE)
        };
        let slot = self.slot(frame, id);
        let kind = match (repeat, has_children) {
            (true, _) => Kind::Repeat,
            (false, true) => Kind::Group,
            (false, false) if spot.parent == NONE || self.is_meta(element) => Kind::Group,
            (false, false) => Kind::Field,
        };
        let mut made = SchemaNode::new(element.tag_name().name(), kind, spot.parent, frame, slot);
        made.range_slot = range_slot;
        if let Some(prefix) = element.tag_name().namespace().and_then(|uri| element.lookup_prefix(uri)) {
            prefix.clone_into(&mut made.prefix);
        }
        if kind == Kind::Field {
            made.default = value_of(&element);
        }
        self.form.nodes.push(made);
        self.attributes(element, id, frame);
        let below = Spot { parent: id, frame };
        let mut done: HashSet<&str> = HashSet::new();
        for child in element.children().filter(Node::is_element) {
            let name = child.tag_name().name();
            let path = format!("{path}/{name}");
            if done.insert(name) {
                let template = if repeats.contains(&path) { template_of(element, name).unwrap_or(child) } else { child };
                self.node(template, below, &path, repeats);
            } else if !repeats.contains(&path) {
                let warning = Diagnostic::warning("doubled-node", format!("expected one {name}, found more; the first counts"));
                self.warnings.push(warning.at(xml::place(&child, &path)).hint("a repeat element in the body makes it a repeat"));
            }
        }
        if spot.parent == NONE && self.meta_element().is_none() {
            let meta = self.added("meta", Kind::Group, below);
            self.identity(None, Spot { parent: meta, frame });
            self.close(meta);
        } else if self.is_meta(element) {
            self.identity(Some(element), below);
        }
        self.close(id);
    }

    /// The subtree of a node ends here.
    fn close(&mut self, node: u32) {
        let (end, slot_end) = (self.form.nodes.len() as u32, self.form.repeat(self.form.node(node).frame).slots.len() as u32);
        self.set_node(node, |made| (made.end, made.slot_end) = (end, slot_end));
    }

    /// Whether an element is the form's `meta`; asked of each, so a name decides first.
    fn is_meta(&self, element: Node<'a, 'i>) -> bool {
        element.tag_name().name() == "meta" && self.meta_element() == Some(element)
    }

    /// `meta` of OpenRosa, in its namespace or in none.
    fn meta_element(&self) -> Option<Node<'a, 'i>> {
        let mut all = self.primary.children().filter(|c| c.is_element() && c.tag_name().name() == "meta");
        all.clone().find(|m| m.tag_name().namespace() == Some(OPENROSA)).or_else(|| all.next())
    }

    /// What identifies an instance, where the form does not have it: `instanceID`, and for edits `deprecatedID`.
    fn identity(&mut self, meta: Option<Node<'a, 'i>>, spot: Spot) {
        let has = |name: &str| meta.is_some_and(|m| m.children().any(|c| c.is_element() && c.tag_name().name() == name));
        if !has("instanceID") {
            let id = self.added("instanceID", Kind::Field, spot);
            self.set_node(id, |made| made.preload = Some(Preload::Uid));
            self.close(id);
        }
        if !has("deprecatedID") {
            self.form.edit_only = self.added("deprecatedID", Kind::Field, spot);
            self.close(self.form.edit_only);
        }
    }

    /// A node of OpenRosa's that the form does not have.
    fn added(&mut self, name: &str, kind: Kind, spot: Spot) -> u32 {
        let id = self.form.nodes.len() as u32;
        let slot = self.slot(spot.frame, id);
        let mut made = SchemaNode::new(name, kind, spot.parent, spot.frame, slot);
        let around = self.meta_element().map_or((self.primary, Some(OPENROSA)), |meta| (meta, meta.tag_name().namespace()));
        if let Some(prefix) = around.1.and_then(|uri| around.0.lookup_prefix(uri)) {
            prefix.clone_into(&mut made.prefix);
        }
        self.form.nodes.push(made);
        id
    }

    fn slot(&mut self, frame: u16, node: u32) -> u32 {
        let slot = self.form.repeat(frame).slots.len() as u32;
        self.set_repeat(frame, |kind| kind.slots.push(node));
        slot
    }

    fn attributes(&mut self, element: Node<'a, 'i>, parent: u32, frame: u16) {
        for attribute in element.attributes() {
            if attribute.namespace() == Some(JAVAROSA) {
                continue;
            }
            let slot = self.slot(frame, self.form.nodes.len() as u32);
            let mut made = SchemaNode::new(attribute.name(), Kind::Attribute, parent, frame, slot);
            if let Some(prefix) = attribute.namespace().and_then(|uri| element.lookup_prefix(uri)) {
                prefix.clone_into(&mut made.prefix);
            }
            attribute.value().clone_into(&mut made.default);
            made.end = self.form.nodes.len() as u32 + 1;
            made.slot_end = slot + 1;
            self.form.nodes.push(made);
        }
    }

    /// What an element of the instance holds other than the defaults of its nodes.
    fn initial(&self, element: Node<'a, 'i>, node: u32) -> InitialFrame {
        let mut found = InitialFrame::default();
        self.initial_below(element, node, &mut found);
        found
    }

    fn initial_below(&self, element: Node<'a, 'i>, node: u32, found: &mut InitialFrame) {
        for child in element.children().filter(Node::is_element) {
            let Some(id) = self.form.child(node, child.tag_name().name()) else {
                continue;
            };
            let made = self.form.node(id);
            match made.kind {
                Kind::Repeat if is_template(&child) => {}
                Kind::Repeat => {
                    let instance = self.initial(child, id);
                    match found.series.iter_mut().find(|(kind, _)| *kind == made.frame) {
                        Some((_, instances)) => instances.push(instance),
                        None => found.series.push((made.frame, vec![instance])),
                    }
                }
                Kind::Group => self.initial_below(child, id, found),
                _ => {
                    let value = value_of(&child);
                    if value != made.default {
                        found.values.push((made.slot, value));
                    }
                }
            }
        }
    }

    /// Inner series of new instances, as the template has them: a repeat inside that is itself only a template opens with none.
    fn templates(&mut self, root: Node<'a, 'i>) {
        for kind in (1..self.form.repeats.len() as u16).rev() {
            let node = self.form.repeat(kind).node;
            let template = self.template_element(root, node);
            let mut frame = template.map(|t| self.initial(t, node)).unwrap_or_default();
            frame.values.clear();
            // Of an instance that only stands for the template nothing is repeated inside.
            if template.is_some_and(|t| !is_template(&t)) {
                frame.series.clear();
                let fields = self.form.repeat(kind).slots.iter().map(|&slot| self.form.node(slot));
                frame.values = fields.filter(|def| def.kind == Kind::Field && !def.default.is_empty()).map(|def| (def.slot, String::new())).collect();
            }
            self.set_repeat(kind, |def| def.template = frame);
        }
    }

    /// A repeat that nobody may add to (`jr:noAddRemove`) and that the form gives no instance has one all the same.
    pub(super) fn fixed_repeats(&mut self) {
        for kind in 1..self.form.repeats.len() as u16 {
            let def = self.form.repeat(kind);
            if !def.fixed || def.count != NONE {
                continue;
            }
            let (outer, template) = (def.outer, def.template.clone());
            fill(&mut self.form.initial, 0, outer, kind, &template);
            for around in 1..self.form.repeats.len() as u16 {
                self.set_repeat(around, |def| fill(&mut def.template, around, outer, kind, &template));
            }
        }
    }

    /// The element that is the template of a repeat.
    fn template_element(&self, root: Node<'a, 'i>, node: u32) -> Option<Node<'a, 'i>> {
        let mut chain = Vec::new();
        let mut at = node;
        while self.form.node(at).parent != NONE {
            chain.push(at);
            at = self.form.node(at).parent;
        }
        chain.iter().rev().try_fold(root, |element, &step| {
            let name = self.form.node(step).name.as_str();
            template_of(element, name).or_else(|| element.children().find(|c| c.is_element() && c.tag_name().name() == name))
        })
    }
}

impl RepeatDef {
    fn new(node: u32, outer: u16, depth: u8) -> Self {
        Self { node, outer, depth, ..Self::NOWHERE }
    }
}

impl SchemaNode {
    fn new(name: &str, kind: Kind, parent: u32, frame: u16, slot: u32) -> Self {
        Self { name: name.to_owned(), kind, parent, frame, slot, ..Self::NOWHERE }
    }
}

/// Namespace of OpenRosa metadata.
const OPENROSA: &str = "http://openrosa.org/xforms";
const JAVAROSA: &str = "http://openrosa.org/javarosa";

/// Gives every frame of kind `outer` in `frame` (itself of kind `at`) an instance of `kind`, where it has none.
fn fill(frame: &mut InitialFrame, at: u16, outer: u16, kind: u16, template: &InitialFrame) {
    if at == outer && !frame.series.iter().any(|(k, _)| *k == kind) {
        frame.series.push((kind, vec![template.clone()]));
    }
    for (inner, instances) in &mut frame.series {
        for instance in instances.iter_mut() {
            fill(instance, *inner, outer, kind, template);
        }
    }
}

fn is_template(element: &Node<'_, '_>) -> bool {
    element.attribute((JAVAROSA, "template")).is_some()
}

fn template_of<'a, 'i>(parent: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    parent.children().find(|c| c.is_element() && c.tag_name().name() == name && is_template(c))
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Text of a leaf, composed as answers are; white space around it is how the form was written, not an answer.
fn value_of(element: &Node<'_, '_>) -> String {
    xml::text(element).trim().nfc().collect()
}
