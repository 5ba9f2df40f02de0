//! An XML document behind [`Host`], with the two ways in which the suites address nodes.
//!
//! Invariant: a node's number is the parser's id and, below it, 0 for the node itself, else which namespace or attribute; so numbers are in document order.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::HashMap;

use forms::xpath::{Fault, Host, Node, NodeKind, Value};
use forms::{Env, Instant};
use roxmltree::{NodeId, NodeType, ParsingOptions};

const PART: u64 = 1 << 16;
const FIRST_ATTRIBUTE: u64 = 1 << 12;
/// Target of the instruction that stands for a CDATA section.
const CDATA: &str = "cdata-section";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// A parsed text: leaked, since a suite has a hundred small ones.
pub(super) struct Xml {
    tree: &'static roxmltree::Document<'static>,
    has_doctype: bool,
}

impl Xml {
    pub(super) fn parse(text: &str) -> Result<Self, roxmltree::Error> {
        let text: &'static str = Box::leak(with_marked_cdata(text.trim()).into_boxed_str());
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        let tree = Box::leak(Box::new(roxmltree::Document::parse_with_options(text, options)?));
        Ok(Self { tree, has_doctype: text.contains("<!DOCTYPE") })
    }
}

/// The suites count a CDATA section beside text as a node of its own, this parser joins them: an instruction stands for the section.
fn with_marked_cdata(text: &str) -> String {
    text.replace("<![CDATA[", &format!("<?{CDATA} ")).replace("]]>", "?>")
}

/// Whether the node is text: a text node, or what stands for a CDATA section.
fn is_text(tree: Tree) -> bool {
    tree.is_text() || tree.pi().is_some_and(|instruction| instruction.target == CDATA)
}

fn text_of(tree: Tree) -> &'static str {
    tree.pi().map_or_else(|| tree.text(), |instruction| instruction.value).unwrap_or_default()
}

/// Frozen clock, counted randomness.
pub(super) struct Surroundings {
    now: Instant,
    draws: Cell<u64>,
}

impl Surroundings {
    pub(super) fn new(now: Instant) -> Self {
        Self { now, draws: Cell::new(0) }
    }
}

impl Env for Surroundings {
    fn now(&self) -> Instant {
        self.now
    }
    fn random(&self) -> u64 {
        // SplitMix64.
        let state = self.draws.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.draws.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// One case's view of a document.
pub(super) struct Document {
    xml: &'static roxmltree::Document<'static>,
    pub(super) has_doctype: bool,
    surroundings: Surroundings,
    prefixes: Vec<(String, String)>,
    default_namespace: String,
    pub(super) language: String,
    pub(super) root: Node,
}

type Tree = roxmltree::Node<'static, 'static>;

fn number(node: Tree) -> Node {
    Node(u64::from(node.id().get()) * PART)
}

impl Document {
    pub(super) fn new(xml: &Xml, surroundings: Surroundings, prefixes: Vec<(String, String)>) -> Self {
        let root = number(xml.tree.root());
        let (xml, has_doctype) = (xml.tree, xml.has_doctype);
        Self { xml, has_doctype, surroundings, prefixes, default_namespace: String::new(), language: String::new(), root }
    }

    /// Names without prefix mean the root element's namespace, as in XForms.
    pub(super) fn use_default_namespace(&mut self) {
        self.default_namespace = self.xml.root_element().default_namespace().unwrap_or_default().to_owned();
    }

    fn tree(&self, node: Node) -> Tree {
        self.xml.get_node(NodeId::new((node.0 / PART) as u32)).unwrap_or_else(|| self.xml.root())
    }

    fn part(node: Node) -> u64 {
        node.0 % PART
    }

    fn attribute(&self, node: Node) -> Option<roxmltree::Attribute<'static, 'static>> {
        let at = Self::part(node).checked_sub(FIRST_ATTRIBUTE)?;
        self.tree(node).attributes().nth(at as usize)
    }

    fn namespace_node(&self, node: Node) -> Option<&'static roxmltree::Namespace<'static>> {
        let at = Self::part(node).checked_sub(1).filter(|at| *at < FIRST_ATTRIBUTE - 1)?;
        self.tree(node).namespaces().nth(at as usize)
    }

    /// Every node by its path in the manner of `/*[1]/text()[2]` or of `0.3.1`.
    fn index(&self, name: impl Fn(Node) -> String) -> HashMap<String, Node> {
        let mut all = HashMap::new();
        for tree in self.xml.descendants() {
            let node = number(tree);
            let mut nodes = vec![node];
            self.attributes(node, &mut nodes);
            all.extend(nodes.into_iter().map(|node| (name(node), node)));
        }
        all
    }

    pub(super) fn by_path(&self, path: &str) -> Option<Node> {
        self.index(|node| self.path(node)).get(path).copied()
    }

    pub(super) fn by_address(&self, address: &str) -> Option<Node> {
        self.index(|node| self.address(node)).get(address).copied()
    }

    fn attribute_name(&self, node: Node) -> Option<String> {
        let namespace = |uri: Option<&str>| uri.map(|uri| format!("{{{uri}}}")).unwrap_or_default();
        match (self.attribute(node), self.namespace_node(node)) {
            (Some(attribute), _) => Some(format!("@{}{}", namespace(attribute.namespace()), attribute.name())),
            (_, Some(declared)) => Some(format!("@{{{XMLNS}}}{}", declared.name().unwrap_or("xmlns"))),
            _ => None,
        }
    }

    /// `/*[1]/*[2]/@id`.
    pub(super) fn path(&self, node: Node) -> String {
        let tree = self.tree(node);
        if tree.is_root() {
            return "/".to_owned();
        }
        let lineage: Vec<Tree> = tree.ancestors().filter(|tree| !tree.is_root()).collect();
        let steps = lineage.iter().rev().map(|tree| {
            let kind = self.kind(number(*tree));
            let at = tree.prev_siblings().filter(|other| self.kind(number(*other)) == kind).count();
            match kind {
                NodeKind::Text => format!("/text()[{at}]"),
                NodeKind::Comment => format!("/comment()[{at}]"),
                NodeKind::ProcessingInstruction => format!("/processing-instruction()[{at}]"),
                _ => format!("/*[{at}]"),
            }
        });
        let mut path: String = steps.collect();
        path.extend(self.attribute_name(node).map(|name| format!("/{name}")));
        path
    }

    /// `0.3.1@id`.
    pub(super) fn address(&self, node: Node) -> String {
        let tree = self.tree(node);
        let lineage: Vec<Tree> = tree.ancestors().filter(|tree| !tree.is_root()).collect();
        let steps = lineage.iter().rev().map(|tree| {
            let at = tree.prev_siblings().count() - 1;
            let top = tree.parent().is_some_and(|parent| parent.is_root());
            (at + usize::from(top && self.has_doctype)).to_string()
        });
        let address = steps.collect::<Vec<_>>().join(".");
        address + self.attribute_name(node).unwrap_or_default().as_str()
    }

    /// The texts of an itext id in the case's language, else in the first one.
    fn itext(&self, id: &str) -> Option<Vec<Node>> {
        let translations = || self.xml.descendants().filter(|node| node.tag_name().name() == "translation");
        let wanted = translations().find(|node| node.attribute("lang") == Some(&self.language)).or_else(|| translations().next())?;
        let text = wanted.children().find(|node| node.attribute("id") == Some(id))?;
        Some(text.children().filter(|node| node.is_element()).map(number).collect())
    }
}

impl Host for Document {
    fn env(&self) -> &dyn Env {
        &self.surroundings
    }
    fn root(&self, _node: Node) -> Node {
        self.root
    }
    fn kind(&self, node: Node) -> NodeKind {
        match (Self::part(node), self.tree(node).node_type()) {
            (FIRST_ATTRIBUTE.., _) => NodeKind::Attribute,
            (1.., _) => NodeKind::Namespace,
            (_, NodeType::Root) => NodeKind::Root,
            (_, NodeType::Element) => NodeKind::Element,
            (_, NodeType::Text) => NodeKind::Text,
            (_, NodeType::Comment) => NodeKind::Comment,
            (_, NodeType::PI) if is_text(self.tree(node)) => NodeKind::Text,
            (_, NodeType::PI) => NodeKind::ProcessingInstruction,
        }
    }
    fn parent(&self, node: Node) -> Option<Node> {
        if Self::part(node) != 0 { Some(Node(node.0 - Self::part(node))) } else { self.tree(node).parent().map(number) }
    }
    fn children(&self, node: Node, out: &mut Vec<Node>) {
        if Self::part(node) == 0 {
            out.extend(self.tree(node).children().map(number));
        }
    }
    fn attributes(&self, node: Node, out: &mut Vec<Node>) {
        if Self::part(node) == 0 {
            let count = self.tree(node).attributes().len() as u64;
            out.extend((0..count).map(|at| Node(node.0 + FIRST_ATTRIBUTE + at)));
        }
    }
    fn namespaces(&self, node: Node, out: &mut Vec<Node>) {
        if Self::part(node) == 0 && self.tree(node).is_element() {
            let count = self.tree(node).namespaces().len() as u64;
            out.extend((0..count).map(|at| Node(node.0 + 1 + at)));
        }
    }
    fn name(&self, node: Node) -> (Cow<'_, str>, Cow<'_, str>) {
        if let Some(attribute) = self.attribute(node) {
            return (attribute.name().into(), attribute.namespace().unwrap_or_default().into());
        }
        if let Some(declared) = self.namespace_node(node) {
            return (declared.name().unwrap_or_default().into(), "".into());
        }
        let tree = self.tree(node);
        match tree.pi() {
            Some(instruction) => (instruction.target.into(), "".into()),
            None => (tree.tag_name().name().into(), tree.tag_name().namespace().unwrap_or_default().into()),
        }
    }
    fn qualified_name(&self, node: Node) -> Cow<'_, str> {
        let (local, namespace) = self.name(node);
        let source = self.xml.input_text();
        let range = match self.attribute(node) {
            Some(attribute) => attribute.range_qname(),
            None if self.kind(node) == NodeKind::Element => {
                let start = self.tree(node).range().start + 1;
                let rest = source.get(start..).unwrap_or_default();
                start..start + rest.find(|sign: char| sign.is_whitespace() || sign == '>' || sign == '/').unwrap_or(0)
            }
            None => return local,
        };
        if namespace.is_empty() { local } else { source.get(range).unwrap_or_default().into() }
    }
    fn namespace(&self, prefix: &str) -> Option<Cow<'_, str>> {
        if prefix.is_empty() {
            return Some(self.default_namespace.as_str().into());
        }
        let given = self.prefixes.iter().find(|(given, _)| given == prefix).map(|(_, uri)| uri.as_str());
        given.or_else(|| self.xml.root_element().lookup_namespace_uri(Some(prefix))).map(Cow::from)
    }
    fn text(&self, node: Node) -> Cow<'_, str> {
        if let Some(attribute) = self.attribute(node) {
            return attribute.value().into();
        }
        if let Some(declared) = self.namespace_node(node) {
            return declared.uri().into();
        }
        let tree = self.tree(node);
        match tree.node_type() {
            NodeType::Text | NodeType::Comment | NodeType::PI => text_of(tree).into(),
            _ => {
                let mut texts = tree.descendants().filter(|node| is_text(*node)).map(text_of);
                match (texts.next(), texts.next()) {
                    (first, None) => first.unwrap_or_default().into(),
                    (first, Some(second)) => Cow::Owned(first.into_iter().chain([second]).chain(texts).collect()),
                }
            }
        }
    }
    fn order(&self, a: Node, b: Node) -> Ordering {
        a.cmp(&b)
    }
    fn instance(&self, id: &str) -> Option<Node> {
        let found = self.xml.descendants().find(|node| node.tag_name().name() == "instance" && node.attribute("id") == Some(id));
        found.map(number)
    }
    fn call(&self, name: &str, _context: Node, args: &[Value]) -> Option<Result<Value, Fault>> {
        let id = args.first()?.text(self);
        (name == "jr:itext").then(|| Ok(Value::Nodes(self.itext(&id).unwrap_or_default())))
    }
}
