//! Functions on nodes, names, documents and repeats.

use super::{Call, number, text, truth};
use crate::xpath::axes;
use crate::xpath::host::{Axis, Node, NodeKind};
use crate::xpath::value::{Fault, Value};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// What only the form knows.
pub(super) fn host_only(call: &mut Call) -> Result<Value, Fault> {
    call.ask_host()
}

pub(super) fn last(call: &mut Call) -> Result<Value, Fault> {
    number(call.context.size as f64)
}

/// `position()` in the node list; `position(node)` among the siblings of the same name: the number of a repeat instance.
pub(super) fn position(call: &mut Call) -> Result<Value, Fault> {
    if call.args.is_empty() {
        return number(call.context.position as f64);
    }
    let Some(node) = call.nodes(0)?.first().copied() else {
        return number(f64::NAN);
    };
    let mut before = Vec::new();
    axes::collect(Axis::PrecedingSibling, node, call.host, &mut before);
    let name = call.host.name(node);
    let same = before.iter().filter(|other| call.host.kind(**other) == NodeKind::Element && call.host.name(**other) == name);
    number(same.count() as f64 + 1.0)
}

pub(super) fn count(call: &mut Call) -> Result<Value, Fault> {
    number(call.nodes(0)?.len() as f64)
}

pub(super) fn count_non_empty(call: &mut Call) -> Result<Value, Fault> {
    number(call.nodes(0)?.iter().filter(|node| !call.host.text(**node).is_empty()).count() as f64)
}

pub(super) fn current(call: &mut Call) -> Result<Value, Fault> {
    Ok(Value::Nodes(vec![call.context.current]))
}

pub(super) fn instance(call: &mut Call) -> Result<Value, Fault> {
    Ok(Value::Nodes(call.host.instance(&call.text(0)).into_iter().collect()))
}

pub(super) fn property(call: &mut Call) -> Result<Value, Fault> {
    text(call.host.env().property(&call.text(0)).unwrap_or_default())
}

fn is_named(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Element | NodeKind::Attribute | NodeKind::ProcessingInstruction)
}

fn name_part(call: &Call, part: impl Fn(Node) -> String) -> Result<Value, Fault> {
    let node = call.node_or_context()?.filter(|node| is_named(call.host.kind(*node)));
    text(node.map(part).unwrap_or_default())
}

pub(super) fn name(call: &mut Call) -> Result<Value, Fault> {
    name_part(call, |node| call.host.qualified_name(node).into_owned())
}

pub(super) fn local_name(call: &mut Call) -> Result<Value, Fault> {
    name_part(call, |node| call.host.name(node).0.into_owned())
}

pub(super) fn namespace_uri(call: &mut Call) -> Result<Value, Fault> {
    name_part(call, |node| call.host.name(node).1.into_owned())
}

/// Value of an attribute of an element.
fn attribute(call: &Call, element: Node, namespace: &str, local: &str) -> Option<String> {
    let mut all = Vec::new();
    call.host.attributes(element, &mut all);
    let found = all.into_iter().find(|node| {
        let (name, of) = call.host.name(*node);
        name == local && of == namespace
    });
    found.map(|node| call.host.text(node).into_owned())
}

/// §4.1; without a document type the attributes `id` and `xml:id` are the ids.
pub(super) fn id(call: &mut Call) -> Result<Value, Fault> {
    let mut wanted: Vec<String> = Vec::new();
    call.texts_from(0).for_each(|ids| wanted.extend(ids.split_ascii_whitespace().map(str::to_owned)));
    let mut nodes = Vec::new();
    axes::collect(Axis::Descendant, call.host.root(call.context.node), call.host, &mut nodes);
    nodes.retain(|node| {
        call.host.kind(*node) == NodeKind::Element
            && ["", XML].iter().any(|namespace| attribute(call, *node, namespace, "id").is_some_and(|id| wanted.contains(&id)))
    });
    // The first element of an id has it (§5.2.1).
    let mut seen = Vec::new();
    nodes.retain(|node| {
        let id = attribute(call, *node, "", "id").or_else(|| attribute(call, *node, XML, "id"));
        let fresh = !seen.contains(&id);
        seen.push(id);
        fresh
    });
    Ok(Value::Nodes(nodes))
}

/// §4.3: the nearest `xml:lang` is that language or a variety of it.
pub(super) fn lang(call: &mut Call) -> Result<Value, Fault> {
    let wanted = call.text(0).to_ascii_lowercase();
    let mut lineage = Vec::new();
    axes::collect(Axis::AncestorOrSelf, call.context.node, call.host, &mut lineage);
    let elements = lineage.into_iter().filter(|node| call.host.kind(*node) == NodeKind::Element);
    let found = elements.into_iter().find_map(|node| attribute(call, node, XML, "lang")).unwrap_or_default().to_ascii_lowercase();
    truth(found.strip_prefix(&*wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
}

/// The value that the node has, else the argument.
pub(super) fn once(call: &mut Call) -> Result<Value, Fault> {
    let present = call.host.text(call.context.node);
    if !present.is_empty() {
        return text(present);
    }
    Ok(call.args.first().cloned().unwrap_or_else(Value::blank))
}

/// `indexed-repeat(node, repeat, n, inner repeat, m …)`: what of `node` lies in instance n of the repeat, and in it in m of the inner one.
pub(super) fn indexed_repeat(call: &mut Call) -> Result<Value, Fault> {
    if call.len().is_multiple_of(2) {
        return Err(call.fault("wrong-arity", "each repeat needs a number"));
    }
    let mut nodes = call.nodes(0)?.to_vec();
    let inside = |node: Node, outer: Node| {
        let mut at = Some(node);
        while let Some(here) = at {
            if here == outer {
                return true;
            }
            at = call.host.parent(here);
        }
        false
    };
    let mut outer: Option<Node> = None;
    for pair in (1..call.len()).step_by(2) {
        let index = call.number(pair + 1);
        let instances = call.nodes(pair)?.iter().filter(|node| outer.is_none_or(|outer| inside(**node, outer)));
        let chosen = if index >= 1.0 { instances.copied().nth(index as usize - 1) } else { None };
        let Some(chosen) = chosen else {
            return Ok(Value::Nodes(Vec::new()));
        };
        nodes.retain(|node| inside(*node, chosen));
        outer = Some(chosen);
    }
    Ok(Value::Nodes(nodes))
}
