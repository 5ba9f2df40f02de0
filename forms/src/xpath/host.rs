//! The document an expression looks at, seen through one trait: a form instance, a list, a test's XML.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::value::{Fault, Value};
use crate::env::Env;

/// A node, meaningful only to the host that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node(pub u64);

/// Kind of a node (XPath 1.0 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum NodeKind {
    Root,
    Element,
    Attribute,
    Text,
    Comment,
    ProcessingInstruction,
    Namespace,
}

/// The axes of XPath 1.0 §2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Axis {
    Child,
    Descendant,
    Parent,
    Ancestor,
    FollowingSibling,
    PrecedingSibling,
    Following,
    Preceding,
    Attribute,
    Namespace,
    SelfNode,
    DescendantOrSelf,
    AncestorOrSelf,
}

/// What the evaluator needs of a document. Only `Child`, `Parent` and `Attribute` are asked for; the other axes are derived.
pub trait Host {
    /// Clock, randomness, properties.
    fn env(&self) -> &dyn Env;
    /// The root (the parent of the document element) of the document `node` belongs to.
    fn root(&self, node: Node) -> Node;
    /// Kind of a node.
    fn kind(&self, node: Node) -> NodeKind;
    /// Parent, or none at a root.
    fn parent(&self, node: Node) -> Option<Node>;
    /// Appends the children in document order (elements, texts, comments as the host has them).
    fn children(&self, node: Node, out: &mut Vec<Node>);
    /// Appends the attributes.
    fn attributes(&self, node: Node, out: &mut Vec<Node>);
    /// Appends the namespace nodes, where the host has such.
    fn namespaces(&self, _node: Node, _out: &mut Vec<Node>) {}
    /// Local name and namespace of an element or attribute.
    fn name(&self, node: Node) -> (Cow<'_, str>, Cow<'_, str>);
    /// Name as written, with its prefix.
    fn qualified_name(&self, node: Node) -> Cow<'_, str> {
        self.name(node).0
    }
    /// Namespace bound to a prefix in the host's form or document; none: unknown prefix.
    fn namespace(&self, prefix: &str) -> Option<Cow<'_, str>>;
    /// String value (XPath 1.0 §5).
    fn text(&self, node: Node) -> Cow<'_, str>;
    /// Whether a path that finds no node reads as blank in `=` and `!=`: true where it names a node of the form, which is absent because it is
    /// not relevant (ODK). XPath alone says that nothing equals nothing.
    fn absent_is_blank(&self, _path: &super::ast::Path) -> bool {
        false
    }
    /// Document order.
    fn order(&self, a: Node, b: Node) -> Ordering;
    /// Document element's parent of the secondary instance `id` (`instance('id')`), the primary one for its own id.
    fn instance(&self, id: &str) -> Option<Node>;
    /// A function that only the host can answer, by its name in the table (`jr:choice-name`, `pulldata`, `once`, …): none if it cannot.
    fn call(&self, _name: &str, _context: Node, _args: &[Value]) -> Option<Result<Value, Fault>> {
        None
    }
}
