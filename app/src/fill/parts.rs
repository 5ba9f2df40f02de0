//! The form's top-level parts and how far each is: for the position bar and the contents. Reads the session, changes nothing.

use std::collections::BTreeSet;

use forms::engine::{Body, Control};
use forms::{NodeId, Session};

use super::paging::{self, Page};

/// Counts over some nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    /// Relevant questions (notes are none).
    pub(super) asked: u32,
    /// Of these, answered.
    pub(super) answered: u32,
    /// Required and blank.
    pub(super) missing: u32,
    /// Answered wrongly.
    pub(super) wrong: u32,
}

impl Tally {
    /// Nothing stands in the way.
    pub(super) fn complete(self) -> bool {
        self.missing == 0 && self.wrong == 0
    }
}

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

/// Counts below some nodes.
pub(super) fn tally(session: &Session, nodes: &[NodeId]) -> Tally {
    let mut out = Tally::default();
    let mut todo = nodes.to_vec();
    while let Some(node) = todo.pop() {
        let Some(view) = session.view(node) else { continue };
        match view.body {
            Body::Question(Control::Note) => {}
            Body::Question(_) if view.relevant => {
                out.asked += 1;
                let blank = view.value.is_empty();
                out.answered += u32::from(!blank);
                out.missing += u32::from(blank && view.required);
                out.wrong += u32::from(view.problem.is_some());
            }
            Body::Question(_) => {}
            // What is not relevant has nothing relevant in it.
            _ if view.relevant => todo.extend(session.children(node)),
            _ => {}
        }
    }
    out
}

/// All parts in order.
pub(super) fn parts(session: &Session, visited: &BTreeSet<NodeId>) -> Vec<Part> {
    paging::parts(session, session.root()).into_iter().filter_map(|nodes| part(session, visited, nodes)).collect()
}

fn part(session: &Session, visited: &BTreeSet<NodeId>, nodes: Vec<NodeId>) -> Option<Part> {
    let series = nodes.iter().find_map(|n| session.view(*n).filter(|v| matches!(v.body, Body::Repeat { .. })));
    let view = session.view(*nodes.first()?)?;
    let relevant = nodes.iter().any(|n| session.view(*n).is_some_and(|v| v.relevant));
    let named = series.as_ref().unwrap_or(&view);
    let label = named.label.as_ref().map_or_else(|| named.name.to_string(), |l| l.text.clone());
    let instances = series.filter(|v| v.relevant).and_then(|v| if let Body::Repeat { count, .. } = v.body { Some(count) } else { None });
    let tally = tally(session, &nodes);
    let seen = tally.answered > 1 || visited.iter().any(|v| nodes.iter().any(|n| within(session, *v, *n)));
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
        match session.view(node) {
            Some(v) if v.relevant && v.body == Body::Question(Control::Note) => return true,
            Some(v) if v.relevant => todo.extend(session.children(node)),
            _ => {}
        }
    }
    false
}

/// Whether a node is another or stands in it.
pub(super) fn within(session: &Session, node: NodeId, outer: NodeId) -> bool {
    let mut at = Some(node);
    while let Some(here) = at {
        if here == outer {
            return true;
        }
        at = session.parent(here);
    }
    false
}

/// First page of a part that has something to see.
pub(super) fn first_page(session: &Session, pages: &[Page], part: &Part) -> Option<NodeId> {
    let mine = |p: &&Page| p.key().is_some_and(|key| part.nodes.iter().any(|n| within(session, key, *n)));
    let first = pages.iter().find(|p| mine(p) && p.relevant(session)).or_else(|| pages.iter().find(mine));
    first.and_then(Page::key)
}
