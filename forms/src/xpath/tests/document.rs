//! XML behind [`Host`], in the zone of China at 2016-03-01T09:15:30.500+08:00.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;

use roxmltree::NodeId;

use crate::xpath::*;
use crate::{Env, Instant};

pub(super) struct Document {
    xml: roxmltree::Document<'static>,
    surroundings: Surroundings,
    /// Whether a path that finds nothing reads as blank.
    pub(super) blank_paths: bool,
}

struct Surroundings(Cell<u64>);

impl Env for Surroundings {
    fn now(&self) -> Instant {
        Instant { unix_ms: 1_456_794_930_500, offset_min: 480 }
    }
    fn random(&self) -> u64 {
        self.0.set(self.0.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        self.0.get()
    }
    fn property(&self, name: &str) -> Option<String> {
        (name == "username").then(|| "surveyor".to_owned())
    }
}

const PART: u64 = 256;

impl Document {
    pub(super) fn new(xml: &'static str) -> Self {
        Self { xml: roxmltree::Document::parse(xml).unwrap(), surroundings: Surroundings(Cell::new(7)), blank_paths: false }
    }

    pub(super) fn element(&self, name: &str) -> Node {
        self.xml.descendants().find(|node| node.has_tag_name(name)).map(number).unwrap()
    }

    fn tree(&self, node: Node) -> roxmltree::Node<'_, 'static> {
        self.xml.get_node(NodeId::new((node.0 / PART) as u32)).unwrap()
    }

    fn attribute(&self, node: Node) -> Option<roxmltree::Attribute<'_, 'static>> {
        self.tree(node).attributes().nth(((node.0 % PART).checked_sub(1)?) as usize)
    }
}

fn number(node: roxmltree::Node) -> Node {
    Node(u64::from(node.id().get()) * PART)
}

impl Host for Document {
    fn env(&self) -> &dyn Env {
        &self.surroundings
    }
    fn root(&self, _node: Node) -> Node {
        number(self.xml.root())
    }
    fn kind(&self, node: Node) -> NodeKind {
        match self.tree(node).node_type() {
            _ if !node.0.is_multiple_of(PART) => NodeKind::Attribute,
            roxmltree::NodeType::Root => NodeKind::Root,
            roxmltree::NodeType::Element => NodeKind::Element,
            roxmltree::NodeType::Text => NodeKind::Text,
            roxmltree::NodeType::Comment => NodeKind::Comment,
            roxmltree::NodeType::PI => NodeKind::ProcessingInstruction,
        }
    }
    fn parent(&self, node: Node) -> Option<Node> {
        if node.0.is_multiple_of(PART) { self.tree(node).parent().map(number) } else { Some(Node(node.0 - node.0 % PART)) }
    }
    fn children(&self, node: Node, out: &mut Vec<Node>) {
        if node.0.is_multiple_of(PART) {
            out.extend(self.tree(node).children().map(number));
        }
    }
    fn attributes(&self, node: Node, out: &mut Vec<Node>) {
        if node.0.is_multiple_of(PART) {
            out.extend((1..=self.tree(node).attributes().len() as u64).map(|at| Node(node.0 + at)));
        }
    }
    fn name(&self, node: Node) -> (Cow<'_, str>, Cow<'_, str>) {
        match self.attribute(node) {
            Some(attribute) => (attribute.name().to_owned().into(), attribute.namespace().unwrap_or_default().to_owned().into()),
            None => (self.tree(node).tag_name().name().into(), self.tree(node).tag_name().namespace().unwrap_or_default().into()),
        }
    }
    fn namespace(&self, prefix: &str) -> Option<Cow<'_, str>> {
        self.xml.root_element().lookup_namespace_uri(Some(prefix)).map(Cow::from)
    }
    fn text(&self, node: Node) -> Cow<'_, str> {
        match self.attribute(node) {
            Some(attribute) => attribute.value().to_owned().into(),
            None if self.tree(node).is_text() => self.tree(node).text().unwrap_or_default().into(),
            None => self.tree(node).descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect(),
        }
    }
    fn absent_is_blank(&self, _path: &Path) -> bool {
        self.blank_paths
    }
    fn order(&self, a: Node, b: Node) -> Ordering {
        a.cmp(&b)
    }
    fn instance(&self, _id: &str) -> Option<Node> {
        None
    }
}
