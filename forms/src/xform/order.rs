//! Who reads what, and in which order rules run; cycles are told with their members.

use std::collections::{BTreeSet, HashSet};

use super::builder::Builder;
use crate::Diagnostic;
use crate::definition::{Dep, Kind, NONE, Rule, RuleKind};

impl Builder<'_, '_> {
    /// Builds the reader table and the ranks.
    pub(super) fn order(&mut self) {
        self.readers();
        self.mirrors();
        let mut strict = self.edges(false);
        let cut = self.cut(&strict);
        let apply = |edges: &mut Vec<Vec<u32>>| {
            for (from, to) in edges.iter_mut().enumerate() {
                to.retain(|to| !cut.contains(&(from as u32, *to)));
            }
        };
        apply(&mut strict);
        let (order, left) = sort(&strict);
        if !left.is_empty() {
            self.cycles(&strict, &left);
            return;
        }
        // Between frames of one repeat the order of frames decides; where that allows no order of rules, those edges are left out.
        let mut crossing = self.edges(true);
        apply(&mut crossing);
        let (crossed, left) = sort(&crossing);
        let order = if left.is_empty() { crossed } else { order };
        for (rank, &rule) in order.iter().enumerate() {
            if let Some(rule) = self.form.rules.get_mut(rule as usize) {
                rule.rank = rank as u32;
            }
        }
        self.form.ranked = order;
    }

    /// Calculations and conditions that look into their own node: they would never come to rest.
    fn mirrors(&mut self) {
        for (rule, reads) in self.form.rules.iter().zip(&self.reads) {
            let conditions = [RuleKind::Calculate, RuleKind::Readonly, RuleKind::Required];
            if conditions.contains(&rule.kind) && reads.iter().any(|r| r.node == rule.node && !r.cross) {
                let path = self.path_of(rule.node);
                let message = format!("expected an expression about other nodes, found that {} reads its own node", self.member(rule));
                let place = crate::Place { path, ..Default::default() };
                self.errors.push(Diagnostic::error("cycle", message).at(place).hint("`once(…)` keeps a value that is there"));
            }
        }
    }

    /// Edges to leave out so that two kinds of circle come to rest by running again: a count that depends on what its instances hold
    /// (a repeat that goes on until an answer says no), and conditions of relevance that need each other.
    fn cut(&mut self, edges: &[Vec<u32>]) -> HashSet<(u32, u32)> {
        let (_, left) = sort(edges);
        let mut cut = HashSet::new();
        for members in components(edges, &left) {
            let kind = |rule: u32| self.form.rules.get(rule as usize).map(|rule| rule.kind);
            let relevance = members.len() > 1 && members.iter().all(|&r| matches!(kind(r), Some(RuleKind::Relevant | RuleKind::RangeRelevant)));
            for &from in &members {
                let inside = next(edges, from).iter().filter(|to| members.contains(to));
                let counts = kind(from) == Some(RuleKind::Count);
                let cuts: Vec<u32> = inside.copied().filter(|&to| counts || relevance && to <= from).collect();
                cut.extend(cuts.iter().map(|&to| (from, to)));
            }
            for &rule in &members {
                if let Some(rule) = self.form.rules.get_mut(rule as usize) {
                    rule.circles = true;
                }
            }
        }
        cut
    }

    fn readers(&mut self) {
        // Where single instances of a repeat can be missing, places are not counted as positions are.
        let rules = &self.form.rules;
        let gaps: Vec<u16> = rules.iter().filter(|r| r.kind == RuleKind::Relevant && self.is_repeat(r.node)).map(|r| r.frame).collect();
        let mut of: Vec<Vec<Dep>> = vec![Vec::new(); self.form.nodes.len()];
        for (rule, (known, reads)) in self.form.rules.iter().zip(&self.reads).enumerate() {
            for read in reads {
                if read.node == known.node && matches!(known.kind, RuleKind::Calculate | RuleKind::Choices) && !read.cross {
                    continue; // a calculation may look at its own value (`once`), which does not make it run again
                }
                let join = read.join.min(self.form.repeat(known.frame).depth);
                let shift = read.shift.filter(|_| !gaps.contains(&self.form.node(read.node).frame));
                if let Some(readers) = of.get_mut(read.node as usize) {
                    readers.push(Dep { rule: rule as u32, join, shift });
                }
            }
        }
        for readers in &mut of {
            readers.sort_unstable();
            readers.dedup();
            self.form.reader_start.push(self.form.readers.len() as u32);
            self.form.readers.append(readers);
        }
        self.form.reader_start.push(self.form.readers.len() as u32);
    }

    fn is_repeat(&self, node: u32) -> bool {
        self.form.nodes.get(node as usize).is_some_and(|n| n.kind == Kind::Repeat)
    }

    /// For each rule the rules that must run after it.
    fn edges(&self, with_cross: bool) -> Vec<Vec<u32>> {
        let mut readers: Vec<Vec<u32>> = vec![Vec::new(); self.form.nodes.len()];
        for (rule, reads) in self.reads.iter().enumerate() {
            for read in reads.iter().filter(|r| with_cross || !r.cross) {
                if let Some(list) = readers.get_mut(read.node as usize) {
                    list.push(rule as u32);
                }
            }
        }
        let mut edges: Vec<Vec<u32>> = Vec::with_capacity(self.form.rules.len());
        for (id, rule) in self.form.rules.iter().enumerate() {
            let mut after: Vec<u32> = Vec::new();
            for node in self.written(rule) {
                after.extend(next(&readers, node).iter().filter(|&&r| !own(id, rule, r, &self.form.rules)));
                // A value is dropped or kept by what it was calculated to be.
                let choices = self.form.node(node).choices;
                if choices != NONE && choices as usize != id {
                    after.push(choices);
                }
            }
            after.sort_unstable();
            after.dedup();
            edges.push(after);
        }
        edges
    }

    /// Nodes whose visible value a rule can change.
    fn written(&self, rule: &Rule) -> std::ops::Range<u32> {
        match rule.kind {
            RuleKind::Calculate | RuleKind::Choices => rule.node..rule.node + 1,
            RuleKind::Relevant | RuleKind::RangeRelevant | RuleKind::Count => rule.node..self.form.node(rule.node).end,
            RuleKind::Readonly | RuleKind::Required | RuleKind::Constraint | RuleKind::Text => 0..0,
        }
    }

    fn cycles(&mut self, edges: &[Vec<u32>], left: &[u32]) {
        for members in components(edges, left) {
            let mut paths: Vec<String> = members.iter().filter_map(|&r| self.form.rules.get(r as usize)).map(|rule| self.member(rule)).collect();
            paths.dedup();
            let first = members.first().and_then(|&r| self.form.rules.get(r as usize));
            let path = first.map(|rule| self.path_of(rule.node)).unwrap_or_default();
            let message = format!("expected no circle, found expressions that need each other: {}", paths.join(" → "));
            let place = crate::Place { path, ..Default::default() };
            self.errors.push(Diagnostic::error("cycle", message).at(place).hint("take one of these references out"));
        }
    }

    fn member(&self, rule: &Rule) -> String {
        let what = match rule.kind {
            RuleKind::Calculate => "calculate",
            RuleKind::Relevant | RuleKind::RangeRelevant => "relevant",
            RuleKind::Count => "count",
            RuleKind::Choices => "choices",
            _ => "other",
        };
        format!("{}/@{what}", self.path_of(rule.node))
    }
}

/// A calculation that reads its own node, a filter its own answer: no circle.
fn own(id: usize, rule: &Rule, reader: u32, rules: &[Rule]) -> bool {
    let own_value = matches!(rule.kind, RuleKind::Calculate | RuleKind::Choices);
    own_value && (reader as usize == id || rules.get(reader as usize).is_some_and(|r| r.node == rule.node && r.kind == RuleKind::Calculate))
}

/// What must come after `of`, in a table of such lists.
fn next(table: &[Vec<u32>], of: u32) -> &[u32] {
    table.get(of as usize).map(Vec::as_slice).unwrap_or_default()
}

/// Rules in order, earliest first and steady; what is left is in or behind a cycle.
fn sort(edges: &[Vec<u32>]) -> (Vec<u32>, Vec<u32>) {
    let mut before = vec![0u32; edges.len()];
    for &after in edges.iter().flatten() {
        if let Some(count) = before.get_mut(after as usize) {
            *count += 1;
        }
    }
    let mut ready: BTreeSet<u32> = (0..).zip(&before).filter(|&(_, &count)| count == 0).map(|(rule, _)| rule).collect();
    let mut order = Vec::with_capacity(edges.len());
    while let Some(rule) = ready.pop_first() {
        order.push(rule);
        for &after in next(edges, rule) {
            let Some(count) = before.get_mut(after as usize) else { continue };
            *count -= 1;
            if *count == 0 {
                ready.insert(after);
            }
        }
    }
    let left = (0..).zip(&before).filter(|&(_, &count)| count > 0).map(|(rule, _)| rule).collect();
    (order, left)
}

/// Groups of rules that need each other: for each rule left, what it reaches and what reaches it.
fn components(edges: &[Vec<u32>], left: &[u32]) -> Vec<Vec<u32>> {
    let mut back: Vec<Vec<u32>> = vec![Vec::new(); edges.len()];
    for &from in left {
        for &to in next(edges, from) {
            if let Some(sources) = back.get_mut(to as usize) {
                sources.push(from);
            }
        }
    }
    let mut done: BTreeSet<u32> = BTreeSet::new();
    let mut found = Vec::new();
    for &start in left {
        if done.contains(&start) {
            continue;
        }
        let members: Vec<u32> = reach(edges, start).intersection(&reach(&back, start)).copied().collect();
        done.extend(&members);
        if !members.is_empty() {
            found.push(members);
        }
    }
    found
}

/// What can be reached from `start` by one step or more.
fn reach(edges: &[Vec<u32>], start: u32) -> BTreeSet<u32> {
    let mut seen = BTreeSet::new();
    let mut stack = vec![start];
    while let Some(at) = stack.pop() {
        stack.extend(next(edges, at).iter().filter(|&&to| seen.insert(to)));
    }
    seen
}
