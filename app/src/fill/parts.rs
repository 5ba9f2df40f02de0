//! The form's top-level parts and how far each is: for the position bar and the contents. Reads the session, changes nothing.

use std::collections::BTreeSet;

use forms::engine::{Body, Control, Tally};
use forms::{NodeId, Session};

use super::paging::{self, Page};

/// How far a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// All asked for is there.
    Done,
    /// Begun; something missing or wrong.
    Miss,
    /// Not begun.
    Todo,
    /// Nothing is asked.
    None,
}

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// All nodes it stands for.
    pub(super) nodes: Vec<NodeId>,
    /// Label.
    pub(super) label: String,
    /// Instances, if it is a repeat.
    pub(super) instances: Option<usize>,
    /// Counts.
    pub(super) tally: Tally,
    /// How far it is.
    pub(super) state: State,
}

/// All parts in order; `visited` are the nodes seen in a page.
pub(super) fn parts(session: &Session, visited: &BTreeSet<NodeId>) -> Vec<Part> {
    let seen = around_all(session, visited);
    paging::parts(session, session.root()).into_iter().filter_map(|nodes| part(session, &seen, nodes)).collect()
}

fn part(session: &Session, looked_at: &BTreeSet<NodeId>, nodes: Vec<NodeId>) -> Option<Part> {
    let shape = |node: &NodeId| session.shape(*node);
    let series = nodes.iter().copied().find(|n| shape(n).is_some_and(|s| matches!(s.body, Body::Repeat { .. })));
    let relevant = nodes.iter().any(|n| shape(n).is_some_and(|s| s.relevant));
    let named = session.view(series.or(nodes.first().copied())?)?;
    let label = named.title().to_owned();
    let instances =
        series.and_then(|n| shape(&n)).filter(|s| s.relevant).and_then(|s| if let Body::Repeat { count, .. } = s.body { Some(count) } else { None });
    let tally = session.tally(&nodes);
    let seen = tally.answered > 1 || nodes.iter().any(|n| looked_at.contains(n));
    let empty = tally.asked == 0 && instances.is_none();
    // A part of notes only is read, not filled.
    let state = if !relevant || (empty && !notes(session, &nodes)) {
        State::None
    } else if seen && !tally.complete() {
        State::Miss
    } else if seen {
        State::Done
    } else {
        State::Todo
    };
    Some(Part { nodes, label, instances, tally, state })
}

fn notes(session: &Session, nodes: &[NodeId]) -> bool {
    let mut todo = nodes.to_vec();
    while let Some(node) = todo.pop() {
        match session.shape(node) {
            Some(s) if s.relevant && s.body == Body::Question(Control::Note) => return true,
            Some(s) if s.relevant => todo.extend(session.children(node)),
            _ => {}
        }
    }
    false
}

/// A node and all it stands in, outwards.
pub(super) fn around(session: &Session, node: NodeId) -> Vec<NodeId> {
    std::iter::successors(Some(node), |here| session.parent(*here)).collect()
}

/// Some nodes and all they stand in.
pub(super) fn around_all(session: &Session, nodes: &BTreeSet<NodeId>) -> BTreeSet<NodeId> {
    let mut all = BTreeSet::new();
    for &node in nodes {
        // Where one was before, those around it were too.
        let mut at = Some(node);
        while let Some(here) = at.filter(|here| all.insert(*here)) {
            at = session.parent(here);
        }
    }
    all
}

/// Whether a node is another or stands in it.
pub(super) fn within(session: &Session, node: NodeId, outer: NodeId) -> bool {
    around(session, node).contains(&outer)
}

/// First page of a part that has something to see.
pub(super) fn first_page(session: &Session, pages: &[Page], part: &Part) -> Option<NodeId> {
    let mut nodes = BTreeSet::new();
    nodes.extend(part.nodes.iter().copied());
    let mine = |p: &&Page| p.key().is_some_and(|key| around(session, key).iter().any(|n| nodes.contains(n)));
    let first = pages.iter().find(|p| mine(p) && p.relevant(session)).or_else(|| pages.iter().find(mine));
    first.and_then(Page::key)
}
