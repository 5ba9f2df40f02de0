//! The body → controls with their texts, choices and counts.

use roxmltree::Node;

use super::binds::itext_id;
use super::builder::Builder;
use super::compile::{At, Scope, instance_id};
use crate::definition::{
    Control, ControlDef, ControlKind, DataType, Itemset, Kind, Labels, MediaKind, NONE, Op, Part, RuleKind, TextDef, TextForms, TextId,
};
use crate::xpath::{self, ExprKind, PathStart};
use crate::{Diagnostic, xml};

/// Attributes of controls that are not parameters.
const STRUCTURE: &[&str] = &["ref", "nodeset", "bind", "appearance", "mediatype", "count", "noAddRemove", "id"];

/// Appearances by their old names; both are given.
const ALIASES: &[(&str, &str)] = &[("search", "autocomplete")];

impl<'a, 'i> Builder<'a, 'i> {
    /// Reads the body.
    pub(super) fn body(&mut self) {
        if let Some(body) = self.body {
            self.form.top = self.elements(body, NONE, 0);
        }
        self.strays();
        self.itext_index();
    }

    fn elements(&mut self, of: Node<'a, 'i>, parent: u32, frame: u16) -> Vec<u32> {
        of.children().filter(Node::is_element).filter_map(|element| self.element(element, parent, frame)).collect()
    }

    /// The control an element stands for, with all inside.
    fn element(&mut self, element: Node<'a, 'i>, parent: u32, frame: u16) -> Option<u32> {
        let media = element.attribute("mediatype");
        if let Some(odd) = media.filter(|media| !media.trim().is_empty() && !media.contains('/')) {
            let error = Diagnostic::error("unknown-mediatype", format!("expected a media type such as image/*, found {odd}"));
            self.errors.push(error.at(xml::place(&element, "/body")).hint("give */* for files of any kind"));
            return None;
        }
        let kind = match element.tag_name().name() {
            "group" => group_kind(element),
            "repeat" => ControlKind::Repeat,
            "input" | "secret" | "textarea" => ControlKind::Question(Control::Input),
            "select1" => ControlKind::Question(Control::SelectOne),
            "select" => ControlKind::Question(Control::SelectMultiple),
            "rank" => ControlKind::Question(Control::Rank),
            "range" => ControlKind::Question(Control::Range),
            "trigger" => ControlKind::Question(Control::Trigger),
            "upload" => ControlKind::Question(Control::Upload(media_kind(media.unwrap_or_default()))),
            _ => return None,
        };
        self.control(element, kind, parent, frame)
    }

    fn control(&mut self, element: Node<'a, 'i>, kind: ControlKind, parent: u32, frame: u16) -> Option<u32> {
        let repeat = (kind == ControlKind::Repeat).then(|| inner_repeat(element).unwrap_or(element));
        let node = self.control_node(repeat.unwrap_or(element), kind)?;
        // A group of elements that the form itself doubles stands for each of them.
        let doubled = kind == ControlKind::Group && node != NONE && self.form.node(node).kind == Kind::Repeat;
        let kind = if doubled && self.form.repeat(self.form.node(node).frame).fixed { ControlKind::Repeat } else { kind };
        let repeat = repeat.or((kind == ControlKind::Repeat).then_some(element));
        let id = self.form.controls.len() as u32;
        let own = if node == NONE { frame } else { self.form.node(node).frame };
        if kind == ControlKind::Repeat && self.form.node(node).kind != Kind::Repeat {
            let error = Diagnostic::error("repeat-without-nodeset", "expected a nodeset on a repeat, found none");
            self.errors.push(error.at(xml::place(&element, &self.path_of(node))));
            return None;
        }
        let stands = if kind == ControlKind::Repeat { self.form.repeat(own).outer } else { own };
        if node != NONE && stands != frame {
            self.stray(element, kind, node, stands, frame);
            return None;
        }
        if node != NONE && self.form.node(node).control == NONE {
            self.set_node(node, |known| known.control = id);
        }
        self.form.controls.push(ControlDef {
            kind,
            node,
            parent,
            frame: stands,
            children: Vec::new(),
            appearance: words(element.attribute("appearance").or(repeat.and_then(|r| r.attribute("appearance")))),
            parameters: parameters(element),
            label: None,
            hint: None,
            guidance: None,
            itemset: None,
        });
        let context = if node == NONE { self.context_of(parent) } else { node };
        let scope = Scope::of(context, own);
        self.control_texts(element, repeat, id, scope, node);
        if let Some(repeat) = repeat {
            self.repeat(repeat, node, own);
        }
        self.note(element, id, node);
        if matches!(kind, ControlKind::Question(Control::SelectOne | Control::SelectMultiple | Control::Rank)) {
            self.choices(element, id, scope);
        }
        if matches!(kind, ControlKind::Group | ControlKind::Repeat) {
            let children = self.elements(repeat.unwrap_or(element), id, own);
            self.set_control(id, |made| made.children = children);
        }
        Some(id)
    }

    /// A control that stands elsewhere than in its closest repeat. Outside of it, a question is asked in it all the same; in another repeat
    /// nobody could tell which instance is meant.
    fn stray(&mut self, element: Node<'a, 'i>, kind: ControlKind, node: u32, stands: u16, frame: u16) {
        let path = self.path_of(node);
        let message = format!("expected {path} in the body of its closest repeat");
        let place = xml::place(&element, &path);
        if self.is_in(stands, frame) && matches!(kind, ControlKind::Question(_)) {
            self.strays.push((element, node));
            self.warnings.push(Diagnostic::warning("outside-its-repeat", message).at(place).hint("it is asked at the end of each instance"));
        } else {
            self.errors.push(Diagnostic::error("outside-its-repeat", message).at(place).hint("move it into that repeat"));
        }
    }

    /// Controls that stand outside their repeat, at the end of it.
    fn strays(&mut self) {
        for (element, node) in std::mem::take(&mut self.strays) {
            let kind = self.form.node(node).frame;
            let repeat = self.form.node(self.form.repeat(kind).node).control;
            let made = self.element(element, repeat, kind);
            if let Some(repeat) = self.form.controls.get_mut(repeat as usize) {
                repeat.children.extend(made);
            }
        }
    }

    /// The node around a group without one.
    fn context_of(&self, mut control: u32) -> u32 {
        while let Some(found) = self.form.controls.get(control as usize) {
            if found.node != NONE {
                return found.node;
            }
            control = found.parent;
        }
        0
    }

    /// The node a control asks for; [`NONE`] for a group that only arranges; none where it is wrong.
    fn control_node(&mut self, element: Node<'a, 'i>, kind: ControlKind) -> Option<u32> {
        let reference = element.attribute("ref").or(element.attribute("nodeset"));
        let reference = reference.or_else(|| self.bind_ids.get(element.attribute("bind")?).copied());
        let Some(reference) = reference else {
            if kind == ControlKind::Group {
                return Some(NONE);
            }
            let error = Diagnostic::error("control-without-ref", format!("expected a ref on {}", element.tag_name().name()));
            self.errors.push(error.at(xml::place(&element, "/body")));
            return None;
        };
        let path = self.absolute(element, reference);
        let found = self.find_path(&path);
        if found == Some(0) && kind != ControlKind::Group {
            let error = Diagnostic::error("control-at-root", format!("expected a node below {path} for {}", element.tag_name().name()));
            self.errors.push(error.at(xml::place(&element, &path)).hint("put the answer into an element of its own"));
            return None;
        }
        // A group around the whole form only arranges: the form itself is not inside itself.
        let found = if found == Some(0) { Some(NONE) } else { found };
        if found.is_none() {
            let message = format!("expected a node of the primary instance, found no {path}");
            let place = xml::place(&element, &path);
            if self.unbound.contains(&path) {
                // Bound and asked: its answers would be lost.
                self.errors.push(Diagnostic::error("unknown-node", message).at(place).hint("put an element of that name into the instance"));
            } else {
                self.warnings.push(
                    Diagnostic::warning("unknown-node", message).at(place).hint("this is not asked; a question needs its node in the instance"),
                );
            }
        }
        found
    }

    fn control_texts(&mut self, element: Node<'a, 'i>, repeat: Option<Node<'a, 'i>>, id: u32, scope: Scope, node: u32) {
        self.reading.clear();
        // The heading of a repeat is that of the group around it; a label of its own is no part of XForms.
        let label = if repeat == Some(element) { None } else { self.child_text(element, "label", scope) };
        let hint = self.child_text(element, "hint", scope);
        let shown = if node == NONE { self.form.nodes.len() as u32 + id } else { node };
        self.watch_texts(shown, scope.frame);
        self.set_control(id, |made| (made.label, made.hint) = (label, hint));
    }

    fn child_text(&mut self, of: Node<'a, 'i>, name: &'static str, scope: Scope) -> Option<TextId> {
        let element = xml::named(of, name).next()?;
        self.element_text(element, scope)
    }

    fn element_text(&mut self, element: Node<'a, 'i>, scope: Scope) -> Option<TextId> {
        let Some(reference) = element.attribute("ref") else { return Some(self.plain_text(element, scope)) };
        let place = xml::place(&element, &format!("{}/{}", self.path_of(scope.node), element.tag_name().name()));
        if let Some(id) = itext_id(reference) {
            return self.text(id, scope, &place);
        }
        let op = self.expression(reference, scope, &place)?;
        let forms = TextForms { long: vec![Part::Output(op)], ..TextForms::default() };
        Some(self.add_text(TextDef { languages: vec![forms] }))
    }

    fn repeat(&mut self, repeat: Node<'a, 'i>, node: u32, kind: u16) {
        let outer = self.form.repeat(kind).outer;
        let fixed = xml::attribute(&repeat, "noAddRemove").is_some_and(|t| t.trim().starts_with("true"));
        self.set_repeat(kind, |def| def.fixed |= fixed);
        if let Some(text) = xml::attribute(&repeat, "count") {
            let place = xml::place(&repeat, &format!("{}/@jr:count", self.path_of(node)));
            // The count belongs to the series: it is read from the frame around the repeat, a bare name from the node around it.
            let around = self.form.node(node).parent;
            let from = if self.form.child(around, text.trim()).is_some() { around } else { node };
            let rule = self.rule(RuleKind::Count, node, Scope::of(from, outer), text, &place);
            self.set_repeat(kind, |def| def.count = rule);
        }
    }

    /// A readonly text field that holds nothing is a note.
    fn note(&mut self, element: Node<'a, 'i>, id: u32, node: u32) {
        let is_input = self.form.controls.get(id as usize).is_some_and(|made| made.kind == ControlKind::Question(Control::Input));
        if !is_input || node == NONE || element.tag_name().name() != "input" {
            return;
        }
        let known = self.form.node(node);
        if known.always_readonly && known.calculate == NONE && known.default.is_empty() && known.data_type == DataType::String {
            self.set_control(id, |made| made.kind = ControlKind::Question(Control::Note));
        }
    }

    fn choices(&mut self, element: Node<'a, 'i>, id: u32, scope: Scope) {
        self.reading.clear();
        let itemset = if let Some(itemset) = xml::named(element, "itemset").next() {
            self.itemset(itemset, scope)
        } else {
            let items = xml::named(element, "item").map(|item| {
                let value = xml::named(item, "value").next().map(|v| xml::text(&v).trim().to_owned()).unwrap_or_default();
                (value, self.child_text(item, "label", scope))
            });
            let items: Vec<_> = items.collect();
            if items.is_empty() {
                let path = self.path_of(scope.node);
                let warning = Diagnostic::warning("no-choices", format!("expected choices for {path}, found none"));
                self.warnings.push(warning.at(xml::place(&element, &path)).hint("nothing can be chosen there"));
            }
            Some(Itemset::Items(items))
        };
        let reads = std::mem::take(&mut self.reading);
        let filtered = matches!(&itemset, Some(Itemset::Rows { filtered: true, .. } | Itemset::Nodes { .. }));
        if filtered && scope.node != NONE {
            let rule = self.add_rule(RuleKind::Choices, scope.node, scope.frame, NONE, reads);
            self.set_node(scope.node, |known| known.choices = rule);
        } else if !reads.is_empty() {
            self.add_rule(RuleKind::Text, scope.node, scope.frame, NONE, reads);
        }
        self.set_control(id, |made| made.itemset = itemset);
    }

    fn itemset(&mut self, itemset: Node<'a, 'i>, scope: Scope) -> Option<Itemset> {
        let path = format!("{}/itemset", self.path_of(scope.node));
        let place = xml::place(&itemset, &path);
        let nodeset = itemset.attribute("nodeset").unwrap_or_default();
        let value = xml::named(itemset, "value").next().and_then(|v| v.attribute("ref")).unwrap_or("name").trim();
        let label = xml::named(itemset, "label").next().and_then(|l| l.attribute("ref")).unwrap_or(value).trim();
        let parsed = match xpath::parse(nodeset) {
            Ok(expr) => expr,
            Err(mut error) => {
                (error.place.byte, error.place.path) = (place.byte, path);
                self.errors.push(error);
                return None;
            }
        };
        let (rows, shuffled) = match &parsed.kind {
            ExprKind::Call(name, args) if &*name.local == "randomize" => match args.as_slice() {
                [rows] => (rows, Some(NONE)),
                [rows, seed] => (rows, self.compile(seed, scope).ok()),
                _ => (&parsed, None),
            },
            _ => (&parsed, None),
        };
        let before = self.reading.len();
        let query = match self.compile(rows, scope) {
            Ok(op) => op,
            Err(mut error) => {
                (error.place.byte, error.place.path) = (place.byte, path);
                self.errors.push(error);
                return None;
            }
        };
        let in_list = matches!(&rows.kind, ExprKind::Path(p) if matches!(&p.start, PathStart::Expr(start, _) if instance_id(start).is_some_and(|i| self.lists.contains_key(i))));
        let deep = matches!(self.form.code.ops.get(query as usize), Some(Op::General(_))) && shuffled.is_none();
        if in_list && deep {
            // Value and label of elements that are no rows are read from each of them.
            let inside = Scope { at: At::Row, ..scope };
            let value = self.expression(value, inside, &place)?;
            let label = self.expression(label, inside, &place)?;
            return Some(Itemset::Nodes { nodes: query, value, label });
        }
        if in_list {
            let filtered = self.reading.len() > before || matches!(self.form.code.ops.get(query as usize), Some(Op::General(_)));
            let label = match label.strip_prefix("jr:itext(").and_then(|l| l.strip_suffix(')')) {
                Some(column) => Labels::Itext(column.trim().to_owned()),
                None => Labels::Words(label.to_owned()),
            };
            self.check_label(query, &label, &place);
            return Some(Itemset::Rows { query, value: value.to_owned(), label, filtered, shuffled });
        }
        let inside = self.nodes_scope(query, scope);
        let value = self.expression(value, inside, &place)?;
        let label = self.expression(label, inside, &place)?;
        Some(Itemset::Nodes { nodes: query, value, label })
    }

    /// Where value and label of choices from the form's own nodes are read.
    fn nodes_scope(&self, nodes: u32, scope: Scope) -> Scope {
        match self.form.code.ops.get(nodes as usize) {
            Some(Op::Nodes(path) | Op::Value(path)) => match self.form.code.paths.get(*path as usize) {
                Some(found) => {
                    let node = found.target;
                    Scope { at: At::Node { node, frame: self.form.node(node).frame }, cap: scope.cap.min(found.join), ..scope }
                }
                None => scope,
            },
            _ => scope,
        }
    }
}

/// A group around nothing but a repeat of the same nodes is that repeat's heading.
fn group_kind(group: Node<'_, '_>) -> ControlKind {
    match inner_repeat(group) {
        Some(repeat) if same_ref(group, repeat) => ControlKind::Repeat,
        _ => ControlKind::Group,
    }
}

fn inner_repeat<'a, 'i>(element: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    let name = element.tag_name().name();
    if name == "repeat" {
        return Some(element);
    }
    let mut below = element.children().filter(|c| c.is_element() && !matches!(c.tag_name().name(), "label" | "hint"));
    below.next().filter(|c| c.tag_name().name() == "repeat" && below.next().is_none())
}

fn same_ref(group: Node<'_, '_>, repeat: Node<'_, '_>) -> bool {
    let nodeset = repeat.attribute("nodeset").or(repeat.attribute("ref")).unwrap_or_default().trim();
    group.attribute("ref").is_none_or(|r| r.trim() == nodeset)
}

fn words(text: Option<&str>) -> Vec<String> {
    let mut words: Vec<String> = text.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    for (old, new) in ALIASES {
        if let Some(at) = words.iter().position(|word| word == old).filter(|_| !words.iter().any(|word| word == new)) {
            words.insert(at, (*new).to_owned());
        }
    }
    words
}

fn parameters(element: Node<'_, '_>) -> Vec<(String, String)> {
    element.attributes().filter(|a| !STRUCTURE.contains(&a.name())).map(|a| (a.name().to_owned(), a.value().to_owned())).collect()
}

fn media_kind(media: &str) -> MediaKind {
    match media.split('/').next().unwrap_or_default() {
        "image" => MediaKind::Image,
        "audio" => MediaKind::Audio,
        "video" => MediaKind::Video,
        _ => MediaKind::File,
    }
}
