//! What an edit has changed, as it is noted and as it is told: each node once, in document order.

use super::session::What;
use super::view::NodeId;
use crate::definition::Form;
use crate::instance::Instance;

/// Facts as they were noted, a node perhaps several times.
#[derive(Default)]
pub(super) struct Told(Vec<(NodeId, What)>);

impl Told {
    pub(super) fn note(&mut self, node: NodeId, what: What) {
        match self.0.last_mut() {
            Some((last, known)) if *last == node => known.0 |= what.0,
            _ => self.0.push((node, what)),
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes all that is still there, each node once, in document order.
    pub(super) fn take(&mut self, form: &Form, instance: &Instance) -> Vec<(NodeId, What)> {
        let mut noted = std::mem::take(&mut self.0);
        noted.sort_unstable_by_key(|(node, _)| *node);
        noted.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                first.1.0 |= next.1.0;
            }
            same
        });
        if noted.last().is_none_or(|(node, _)| node.frame == 0) {
            return noted;
        }
        in_order(&noted, form, instance)
    }
}

/// Frames and what is noted in each, woven together: a frame inside comes after its repeat's node in the frame around and before the next one.
fn in_order(noted: &[(NodeId, What)], form: &Form, instance: &Instance) -> Vec<(NodeId, What)> {
    // (frame around, repeat, position, frame), of all frames with something in them or in one inside them.
    let mut inside: Vec<(u32, u32, usize, u32)> = Vec::new();
    let mut frames: Vec<u32> = noted.iter().map(|(node, _)| node.frame).collect();
    frames.dedup();
    frames.retain(|&frame| instance.counts(frame));
    let mut known = std::collections::HashSet::new();
    while let Some(id) = frames.pop() {
        if let Some(frame) = instance.frame(id).filter(|frame| frame.parent != id && known.insert(id)) {
            inside.push((frame.parent, form.repeat(frame.kind).node, instance.position(form, id), id));
            frames.push(frame.parent);
        }
    }
    inside.sort_unstable();
    let mut out = Vec::with_capacity(noted.len());
    let start = |frame: u32| (frame, noted.partition_point(|(node, _)| node.frame < frame), inside.partition_point(|row| row.0 < frame));
    let mut todo = vec![start(0)];
    while let Some((frame, mut own, inner)) = todo.pop() {
        let next = inside.get(inner).filter(|row| row.0 == frame);
        while let Some(row) = noted.get(own).filter(|(node, _)| node.frame == frame && next.is_none_or(|next| node.node <= next.1)) {
            out.push(*row);
            own += 1;
        }
        if let Some(next) = next {
            todo.push((frame, own, inner + 1));
            todo.push(start(next.3));
        }
    }
    out
}
