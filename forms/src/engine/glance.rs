//! Nodes at a glance: what they are and how far their answers go, without a text or a copy. For clients that page and count.
//!
//! What it is not: a view. Invariant: [`Session::shape`] and [`Session::tally`] say of a node what its [`super::NodeView`] says.

use super::look::Spot;
use super::run::Run;
use super::session::Session;
use super::view::{Body, Control, NodeId};
use crate::instance::Flags;

/// What a node is, without its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// What it is.
    pub body: Body,
    /// Whether it and all around it are relevant.
    pub relevant: bool,
    /// Whether it holds an answer.
    pub answered: bool,
}

/// Counts over relevant questions; notes are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Questions.
    pub asked: u32,
    /// Of these, answered.
    pub answered: u32,
    /// Required and blank.
    pub missing: u32,
    /// Answered wrongly.
    pub wrong: u32,
}

impl Tally {
    /// Nothing stands in the way.
    pub fn complete(self) -> bool {
        self.missing == 0 && self.wrong == 0
    }
}

impl Run {
    fn answered(&self, id: NodeId) -> bool {
        let slot = self.form.nodes.get(id.node as usize).map(|node| node.slot as usize);
        let value = slot.and_then(|slot| self.instance.frame(id.frame)?.values.get(slot));
        value.is_some_and(|value| !value.is_empty())
    }

    fn count(&self, id: NodeId, tally: &mut Tally) {
        let flags = self.flags(id.frame, id.node);
        if flags.has(Flags::RELEVANT) {
            let answered = self.answered(id);
            tally.asked += 1;
            tally.answered += u32::from(answered);
            tally.missing += u32::from(!answered && flags.has(Flags::REQUIRED));
            tally.wrong += u32::from(flags.has(Flags::MISTYPED) || flags.has(Flags::FAULT) || flags.has(Flags::BROKEN));
        }
    }
}

impl Session {
    /// What a node is; none if it is gone. Cheap: a client may ask for every node.
    pub fn shape(&self, node: NodeId) -> Option<Shape> {
        let run = &self.run;
        let spot = run.spot(node)?;
        let body = run.body(node, spot)?;
        let answered = matches!(body, Body::Question(_)) && run.answered(node);
        Some(Shape { body, relevant: run.relevant_at(node, spot), answered })
    }

    /// Counts over nodes and all that stands in them.
    pub fn tally(&self, nodes: &[NodeId]) -> Tally {
        let run = &self.run;
        let mut tally = Tally::default();
        let mut todo = nodes.to_vec();
        while let Some(id) = todo.pop() {
            let Some(spot) = run.spot(id) else { continue };
            match run.body(id, spot) {
                Some(Body::Question(Control::Note)) | None => {}
                Some(Body::Question(_)) => run.count(id, &mut tally),
                // What is not relevant has nothing relevant in it; a group without a node is what is in it.
                Some(_) if matches!(spot, Spot::Arranged(_)) || run.relevant_at(id, spot) => run.push_children(id, &mut todo),
                Some(_) => {}
            }
        }
        tally
    }
}
