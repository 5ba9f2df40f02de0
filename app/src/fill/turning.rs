//! Turning pages: what comes after a page and before it, and the how manieth it is. Knows the session, not the screen.
//!
//! Invariant: going on and on meets every relevant question once, but those the invitation itself has answered.

use std::collections::BTreeSet;

use forms::engine::Body;
use forms::{NodeId, Session};

use super::filler::Filler;
use super::paging::Page;
use super::parts::{around_all, within};

/// Whether a page has anything to ask: something relevant on it that the invitation has not answered already.
pub(super) fn asks(session: &Session, page: &Page, given: &[String]) -> bool {
    let is_given = |node: NodeId| !given.is_empty() && session.view(node).is_some_and(|v| given.iter().any(|name| **name == *v.name));
    let open = |node: &NodeId| session.shape(*node).is_some_and(|s| s.relevant && !(s.answered && is_given(*node)));
    match page {
        Page::Questions { nodes, .. } => nodes.iter().any(open),
        Page::Roster { .. } => page.relevant(session),
    }
}

/// The how manieth page one is on, and how many there are as things stand.
pub(super) fn place(filler: Filler, key: NodeId) -> (usize, usize) {
    let pages = filler.pages();
    let core = filler.core();
    filler.read(|s| {
        let seen: Vec<&Page> = pages.iter().filter(|p| p.holds(key) || asks(s, p, &core.setup.given)).collect();
        (seen.iter().position(|p| p.holds(key)).map_or(1, |at| at + 1), seen.len())
    })
}

/// The page after (or before) another; none at the end.
pub(super) fn neighbour(filler: Filler, key: NodeId, forward: bool) -> Option<NodeId> {
    let (pages, core) = (filler.pages(), filler.core());
    let at = pages.iter().position(|p| p.key() == Some(key) || p.holds(key));
    filler.read(|s| {
        let Some(at) = at else { return pages.first().and_then(Page::key) };
        let seen = |page: &&Page| asks(s, page, &core.setup.given);
        if !forward {
            return pages.iter().take(at).rev().find(seen).and_then(Page::key);
        }
        let after = |from: usize, outside: Option<NodeId>| {
            let out = |page: &&Page| outside.is_none_or(|o| page.key().is_none_or(|k| !within(s, k, o)));
            pages.iter().skip(from).filter(out).find(seen).and_then(Page::key)
        };
        if let Some(Page::Roster { range }) = pages.get(at) {
            // Into the first instance nobody has looked at yet; none left: past them all.
            let visited = around_all(s, &core.visited.borrow().iter().copied().filter(|v| !is_instance(s, *v)).collect());
            let unseen = |instance: &NodeId| {
                pages.iter().find(|p| seen(p) && p.key().is_some_and(|k| within(s, k, *instance) && k != *range)).and_then(Page::key)
            };
            let todo = s.children(*range).into_iter().filter(|i| !looked_at(s, &visited, *i)).find_map(|i| unseen(&i));
            return todo.or_else(|| after(at + 1, Some(*range)));
        }
        let next = after(at + 1, None);
        // The end of an instance one adds by hand leads back to its roster, where another can be added.
        match instance_of(s, pages.get(at)?.key()?) {
            Some((instance, range)) if next.is_none_or(|n| !within(s, n, instance)) && !counted(s, range) => Some(range),
            _ => next,
        }
    })
}

/// Whether an instance was in the page, or came complete with the draft.
fn looked_at(session: &Session, visited: &BTreeSet<NodeId>, instance: NodeId) -> bool {
    let complete = || {
        let tally = session.tally(&[instance]);
        tally.complete() && tally.answered > 1
    };
    visited.contains(&instance) || complete()
}

fn is_instance(session: &Session, node: NodeId) -> bool {
    session.shape(node).is_some_and(|s| matches!(s.body, Body::Instance { .. }))
}

/// The innermost instance around a node, and its range.
fn instance_of(session: &Session, node: NodeId) -> Option<(NodeId, NodeId)> {
    let mut at = Some(node);
    while let Some(here) = at {
        at = session.parent(here);
        if is_instance(session, here) {
            return Some((here, at?));
        }
    }
    None
}

fn counted(session: &Session, range: NodeId) -> bool {
    session.shape(range).is_some_and(|s| matches!(s.body, Body::Repeat { counted: true, .. }))
}
