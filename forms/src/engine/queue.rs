//! Rules marked to run: lowest rank first, within a rank by frame, each once.
//!
//! Invariant: what is in the heap has its bit set, and nothing else has.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::definition::Form;

/// The marked rules of all frames.
#[derive(Default)]
pub(super) struct Queue {
    /// Rank and frame, in one number.
    heap: BinaryHeap<Reverse<u64>>,
    /// By frame: a bit for each rule of its kind.
    marks: Vec<Vec<u64>>,
    /// By rank: the how manieth rule of its kind it is.
    place: Vec<u32>,
}

impl Queue {
    pub(super) fn new(form: &Form) -> Self {
        let mut next = vec![0; form.repeats.len()];
        let place = form.ranked.iter().map(|&rule| {
            let kind = form.rules.get(rule as usize).map_or(0, |rule| rule.frame);
            next.get_mut(kind as usize).map_or(0, |next| {
                *next += 1;
                *next - 1
            })
        });
        Self { place: place.collect(), ..Self::default() }
    }

    /// The word and bit of a rule in a frame.
    fn mark(&mut self, rank: u32, frame: u32) -> Option<(&mut u64, u64)> {
        let place = *self.place.get(rank as usize)? as usize;
        if self.marks.len() <= frame as usize {
            self.marks.resize_with(frame as usize + 1, Vec::new);
        }
        let words = self.marks.get_mut(frame as usize)?;
        if words.len() <= place / 64 {
            words.resize(place / 64 + 1, 0);
        }
        Some((words.get_mut(place / 64)?, 1 << (place % 64)))
    }

    pub(super) fn insert(&mut self, rank: u32, frame: u32) {
        if let Some((word, bit)) = self.mark(rank, frame)
            && *word & bit == 0
        {
            *word |= bit;
            self.heap.push(Reverse(u64::from(rank) << 32 | u64::from(frame)));
        }
    }

    /// Takes the lowest.
    pub(super) fn pop(&mut self) -> Option<(u32, u32)> {
        let Reverse(lowest) = self.heap.pop()?;
        let (rank, frame) = ((lowest >> 32) as u32, lowest as u32);
        if let Some((word, bit)) = self.mark(rank, frame) {
            *word &= !bit;
        }
        Some((rank, frame))
    }

    pub(super) fn clear(&mut self) {
        self.heap.clear();
        self.marks.clear();
    }
}
