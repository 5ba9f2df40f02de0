//! A running instance: frames of slots. Looking a node up is an addition; references as text are made only at the edge.
//!
//! What it is not: it computes nothing. Invariant: frame ids are never reused, every live frame is in exactly one series, and a frame has as
//! many slots as its kind.

mod snapshot;

pub(crate) use snapshot::Snapshot;

use std::sync::Arc;

use crate::definition::{Form, InitialFrame, Kind};

/// What is known of a slot, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Flags(pub(crate) u8);

impl Flags {
    /// Its own `relevant` holds.
    pub(crate) const OWN: u8 = 1;
    /// It and all around it are relevant.
    pub(crate) const RELEVANT: u8 = 2;
    pub(crate) const READONLY: u8 = 4;
    pub(crate) const REQUIRED: u8 = 8;
    /// The constraint does not hold.
    pub(crate) const BROKEN: u8 = 16;
    /// The answer is not of the type.
    pub(crate) const MISTYPED: u8 = 32;
    /// An expression of it has no value.
    pub(crate) const FAULT: u8 = 64;

    pub(crate) fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    /// Sets or clears a bit; whether that changed it.
    pub(crate) fn put(&mut self, bit: u8, on: bool) -> bool {
        let before = self.0;
        self.0 = if on { before | bit } else { before & !bit };
        self.0 != before
    }
}

/// The form itself, or an instance of a repeat.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) kind: u16,
    /// The frame around; itself for the form.
    pub(crate) parent: u32,
    /// Beyond the count of its repeat: kept, but counting nowhere.
    pub(crate) aside: bool,
    pub(crate) values: Vec<Arc<str>>,
    pub(crate) flags: Vec<Flags>,
    /// One series for each nested repeat.
    pub(crate) series: Vec<Series>,
}

/// Instances of one repeat within one frame.
#[derive(Debug, Clone, Default)]
pub(crate) struct Series {
    pub(crate) live: Vec<u32>,
    /// Instances a lowered count has put aside, next to come back first.
    pub(crate) aside: Vec<u32>,
}

/// All frames.
#[derive(Debug, Clone, Default)]
pub(crate) struct Instance {
    frames: Vec<Option<Box<Frame>>>,
    /// Slots in use, against [`crate::limits::INSTANCE_NODES`].
    pub(crate) slots: usize,
}

impl Instance {
    /// A frame, if it is there still.
    pub(crate) fn frame(&self, id: u32) -> Option<&Frame> {
        self.frames.get(id as usize)?.as_deref()
    }

    pub(crate) fn frame_mut(&mut self, id: u32) -> Option<&mut Frame> {
        self.frames.get_mut(id as usize)?.as_deref_mut()
    }

    /// Ids given so far.
    pub(crate) fn ids(&self) -> std::ops::Range<u32> {
        0..self.frames.len() as u32
    }

    /// Adds a frame of a kind with the nodes' defaults, in no series yet.
    pub(crate) fn add(&mut self, form: &Form, kind: u16, parent: u32) -> u32 {
        let def = form.repeat(kind);
        let id = self.frames.len() as u32;
        let values = def.slots.iter().map(|&node| {
            let node = form.node(node);
            if node.kind == Kind::Repeat { blank() } else { text(&node.default) }
        });
        self.slots += def.slots.len();
        self.frames.push(Some(Box::new(Frame {
            kind,
            parent,
            aside: false,
            values: values.collect(),
            flags: vec![Flags(Flags::OWN | Flags::RELEVANT); def.slots.len()],
            series: vec![Series::default(); def.nested.len()],
        })));
        id
    }

    /// Adds a frame with its inner series; the ids made, outermost first.
    pub(crate) fn build(&mut self, form: &Form, kind: u16, parent: u32, initial: &InitialFrame) -> Vec<u32> {
        let mut made = Vec::new();
        let mut todo = vec![(kind, parent, initial)];
        while let Some((kind, parent, initial)) = todo.pop() {
            let id = self.add(form, kind, parent);
            made.push(id);
            if let Some(frame) = self.frame_mut(id) {
                for (slot, value) in &initial.values {
                    if let Some(place) = frame.values.get_mut(*slot as usize) {
                        *place = text(value);
                    }
                }
            }
            if made.len() > 1 {
                let series = form.repeat(kind).series;
                if let Some(series) = self.frame_mut(parent).and_then(|f| f.series.get_mut(series as usize)) {
                    series.live.push(id);
                }
            }
            for (inner, instances) in initial.series.iter().rev() {
                todo.extend(instances.iter().rev().map(|instance| (*inner, id, instance)));
            }
        }
        made
    }

    /// Drops a frame and all inside it, which must be out of its series already.
    pub(crate) fn drop_frame(&mut self, id: u32) {
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            if let Some(frame) = self.frames.get_mut(id as usize).and_then(Option::take) {
                self.slots -= frame.values.len();
                for series in frame.series {
                    todo.extend(series.live);
                    todo.extend(series.aside);
                }
            }
        }
    }

    /// Whether a frame is there and neither it nor one around it is put aside.
    pub(crate) fn counts(&self, mut id: u32) -> bool {
        loop {
            match self.frame(id) {
                Some(frame) if frame.aside => return false,
                Some(frame) if frame.parent == id => return true,
                Some(frame) => id = frame.parent,
                None => return false,
            }
        }
    }

    /// Instances of a repeat within a frame that count.
    pub(crate) fn series(&self, form: &Form, frame: u32, kind: u16) -> &[u32] {
        let series = form.repeat(kind).series as usize;
        self.frame(frame).and_then(|f| f.series.get(series)).map_or(&[], |s| &s.live)
    }

    /// 1-based position of an instance among its siblings; 1 for the form itself.
    pub(crate) fn position(&self, form: &Form, id: u32) -> usize {
        match self.frame(id) {
            Some(frame) if frame.parent != id => {
                let siblings = self.series(form, frame.parent, frame.kind);
                // Ids rise along a series, except where one put aside came back.
                let at = siblings.binary_search(&id).ok().or_else(|| siblings.iter().position(|&s| s == id));
                at.map_or(0, |at| at + 1)
            }
            _ => 1,
        }
    }

    /// The instance so many places further in its series.
    pub(crate) fn sibling(&self, form: &Form, id: u32, by: isize) -> Option<u32> {
        let frame = self.frame(id)?;
        let at = self.position(form, id).checked_sub(1)?.checked_add_signed(by)?;
        self.series(form, frame.parent, frame.kind).get(at).copied()
    }

    /// The frame around `id` at a depth among repeats; itself where it is not deeper.
    pub(crate) fn climb(&self, form: &Form, mut id: u32, depth: u8) -> u32 {
        while let Some(frame) = self.frame(id) {
            if form.repeat(frame.kind).depth <= depth {
                break;
            }
            id = frame.parent;
        }
        id
    }

    /// All frames of a kind at or below a frame, in document order.
    pub(crate) fn below(&self, form: &Form, top: u32, kind: u16) -> Vec<u32> {
        let Some(frame) = self.frame(top) else {
            return Vec::new();
        };
        let depth = form.repeat(frame.kind).depth;
        let mut chain = Vec::new();
        let mut at = kind;
        while form.repeat(at).depth > depth {
            chain.push(at);
            at = form.repeat(at).outer;
        }
        let mut frames = vec![top];
        for kind in chain.into_iter().rev() {
            frames = frames.iter().flat_map(|&f| self.series(form, f, kind).iter().copied()).collect();
        }
        frames
    }

    /// Every frame that counts, in document order.
    pub(crate) fn all(&self) -> Vec<u32> {
        let mut found = Vec::new();
        let mut todo = vec![0];
        while let Some(id) = todo.pop() {
            let Some(frame) = self.frame(id) else {
                continue;
            };
            found.push(id);
            todo.extend(frame.series.iter().rev().flat_map(|s| s.live.iter().rev()));
        }
        found
    }
}

/// A shared empty text.
pub(crate) fn blank() -> Arc<str> {
    thread_local!(static BLANK: Arc<str> = Arc::from(""));
    BLANK.with(Arc::clone)
}

/// A shared text.
pub(crate) fn text(words: &str) -> Arc<str> {
    if words.is_empty() { blank() } else { Arc::from(words) }
}
