//! The thirteen axes, derived from parent, children and attributes of a [`Host`].
//!
//! Invariant: nodes come in axis order: nearest first on reverse axes, document order on the others.

use super::host::{Axis, Host, Node, NodeKind};

/// Whether the axis runs against document order.
pub(super) fn is_reverse(axis: Axis) -> bool {
    matches!(axis, Axis::Ancestor | Axis::AncestorOrSelf | Axis::Preceding | Axis::PrecedingSibling)
}

/// Kind of node that a name test means on the axis (§2.3).
pub(super) fn principal(axis: Axis) -> NodeKind {
    match axis {
        Axis::Attribute => NodeKind::Attribute,
        Axis::Namespace => NodeKind::Namespace,
        _ => NodeKind::Element,
    }
}

/// Appends the nodes of an axis.
pub(super) fn collect(axis: Axis, node: Node, host: &dyn Host, out: &mut Vec<Node>) {
    match axis {
        Axis::SelfNode => out.push(node),
        Axis::Child => host.children(node, out),
        Axis::Attribute => host.attributes(node, out),
        Axis::Namespace => host.namespaces(node, out),
        Axis::Parent => out.extend(host.parent(node)),
        Axis::Ancestor => ancestors(node, host, out),
        Axis::AncestorOrSelf => {
            out.push(node);
            ancestors(node, host, out);
        }
        Axis::Descendant => descendants(node, host, out),
        Axis::DescendantOrSelf => {
            out.push(node);
            descendants(node, host, out);
        }
        Axis::FollowingSibling => following_siblings(node, host, out),
        Axis::PrecedingSibling => preceding_siblings(node, host, out),
        Axis::Following => following(node, host, out),
        Axis::Preceding => preceding(node, host, out),
    }
}

fn ancestors(node: Node, host: &dyn Host, out: &mut Vec<Node>) {
    let mut at = node;
    while let Some(parent) = host.parent(at) {
        out.push(parent);
        at = parent;
    }
}

/// Document order, with a stack of its own: documents may be deeper than ours.
fn descendants(node: Node, host: &dyn Host, out: &mut Vec<Node>) {
    let mut waiting = Vec::new();
    push_children(node, host, &mut waiting);
    while let Some(next) = waiting.pop() {
        out.push(next);
        push_children(next, host, &mut waiting);
    }
}

/// Puts the children on the stack so that the first is taken first.
fn push_children(node: Node, host: &dyn Host, waiting: &mut Vec<Node>) {
    let from = waiting.len();
    host.children(node, waiting);
    if let Some(added) = waiting.get_mut(from..) {
        added.reverse();
    }
}

/// The children of the parent and where the node stands among them; none for a root or what is no child.
fn siblings(node: Node, host: &dyn Host) -> Option<(Vec<Node>, usize)> {
    let mut all = Vec::new();
    host.children(host.parent(node)?, &mut all);
    let at = all.iter().position(|sibling| *sibling == node)?;
    Some((all, at))
}

fn following_siblings(node: Node, host: &dyn Host, out: &mut Vec<Node>) {
    if let Some((all, at)) = siblings(node, host) {
        out.extend(all.iter().skip(at + 1));
    }
}

fn preceding_siblings(node: Node, host: &dyn Host, out: &mut Vec<Node>) {
    if let Some((all, at)) = siblings(node, host) {
        out.extend(all.iter().take(at).rev());
    }
}

fn following(node: Node, host: &dyn Host, out: &mut Vec<Node>) {
    let mut at = Some(node);
    if matches!(host.kind(node), NodeKind::Attribute | NodeKind::Namespace) {
        // What is inside the element comes after its attributes.
        at = host.parent(node);
        if let Some(element) = at {
            descendants(element, host, out);
        }
    }
    while let Some(node) = at {
        let mut after = Vec::new();
        following_siblings(node, host, &mut after);
        for sibling in after {
            out.push(sibling);
            descendants(sibling, host, out);
        }
        at = host.parent(node);
    }
}

fn preceding(node: Node, host: &dyn Host, out: &mut Vec<Node>) {
    let mut at = match host.kind(node) {
        NodeKind::Attribute | NodeKind::Namespace => host.parent(node),
        _ => Some(node),
    };
    while let Some(node) = at {
        let mut before = Vec::new();
        preceding_siblings(node, host, &mut before);
        for sibling in before {
            let from = out.len();
            out.push(sibling);
            descendants(sibling, host, out);
            if let Some(added) = out.get_mut(from..) {
                added.reverse();
            }
        }
        at = host.parent(node);
    }
}
