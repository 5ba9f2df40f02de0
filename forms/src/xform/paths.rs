//! Location paths into the primary instance → target node, shared repeats, open repeats.
//!
//! The rule of ODK: an absolute path names the instance of a shared repeat in which the reader stands, except where the path ends at the
//! repeat itself, has a predicate on it, or (`indexed-repeat`) gives its index. A relative path means what it says.

use super::builder::Builder;
use super::compile::{At, Read, Scope, instance_id, is_self};
use crate::Diagnostic;
use crate::definition::{Kind, NONE, Open, Origin, PathDef};
use crate::xpath::{self, Axis, ExprKind, PathStart, Step, Test};

/// A path on its way down.
struct Walk {
    /// Node reached; none: above the root element.
    at: Option<u32>,
    bound: u16,
    open: Vec<Open>,
}

impl Builder<'_, '_> {
    /// Resolves a path; none: for the general evaluator. `indexed` repeats stay open.
    pub(super) fn resolve(&mut self, path: &xpath::Path, scope: Scope, indexed: &[u16]) -> Result<Option<PathDef>, Diagnostic> {
        let mut origin = Origin::Current;
        let mut absolute = false;
        let mut walk = match (&path.start, scope.at) {
            (PathStart::Root, _) => {
                absolute = true;
                Walk { at: None, bound: 0, open: Vec::new() }
            }
            (PathStart::Context, At::Node { node, frame }) => {
                origin = Origin::Context;
                Walk { at: Some(node), bound: frame, open: Vec::new() }
            }
            (PathStart::Expr(start, predicates), _) if predicates.is_empty() => match &start.kind {
                ExprKind::Call(name, args) if args.is_empty() && &*name.local == "current" => {
                    Walk { at: Some(scope.node), bound: scope.frame, open: Vec::new() }
                }
                _ if instance_id(start).is_some() => {
                    absolute = true;
                    Walk { at: None, bound: 0, open: Vec::new() }
                }
                _ => return Ok(None),
            },
            (PathStart::Context, At::Row) | (PathStart::Expr(..), _) => return Ok(None),
        };
        let last = path.steps.iter().rposition(|s| !is_self(s)).unwrap_or(0);
        for (n, step) in path.steps.iter().enumerate() {
            if is_self(step) {
                continue;
            }
            let bind = absolute && n != last;
            if !self.step(&mut walk, step, scope, bind, indexed)? {
                return Ok(None);
            }
        }
        let Some(target) = walk.at else {
            return Ok(None);
        };
        let join = self.form.repeat(walk.bound).depth;
        Ok(Some(PathDef { origin, join, open: walk.open, target }))
    }

    /// One step; false: for the general evaluator.
    fn step(&mut self, walk: &mut Walk, step: &Step, scope: Scope, bind: bool, indexed: &[u16]) -> Result<bool, Diagnostic> {
        match (&step.axis, &step.test) {
            (Axis::Parent, Test::Node) if step.predicates.is_empty() => Ok(self.up(walk)),
            (Axis::Child, Test::Name(name)) => {
                let found = match walk.at {
                    None => Some(0).filter(|_| self.form.node(0).name == *name.local),
                    Some(at) => self.form.child(at, &name.local),
                };
                let Some(child) = found else {
                    // XPath: no node. It may be meant for another instance or version; its author is told.
                    let warning = self.unknown(walk.at, &name.local, step);
                    if self.warnings.last() != Some(&warning) {
                        self.warnings.push(warning);
                    }
                    return Ok(false);
                };
                walk.at = Some(child);
                let frame = self.form.node(child).frame;
                if self.form.node(child).kind != Kind::Repeat {
                    return Ok(step.predicates.is_empty());
                }
                let shared = bind && walk.open.is_empty() && step.predicates.is_empty() && self.is_in(scope.frame, frame);
                if shared && !indexed.contains(&frame) {
                    walk.bound = frame;
                    return Ok(true);
                }
                let cap = scope.cap.min(self.form.repeat(walk.bound).depth);
                let inside = Scope { at: At::Node { node: child, frame }, cap, ..scope };
                let mut predicates = Vec::with_capacity(step.predicates.len());
                for predicate in &step.predicates {
                    predicates.push(self.predicate(predicate, inside)?);
                }
                walk.open.push(Open { repeat: frame, predicates });
                Ok(true)
            }
            (Axis::Attribute, Test::Name(name)) if step.predicates.is_empty() => {
                let Some(at) = walk.at else { return Ok(false) };
                let found = self.form.children(at).find(|&c| self.form.node(c).kind == Kind::Attribute && self.form.node(c).name == *name.local);
                walk.at = found;
                Ok(found.is_some())
            }
            _ => Ok(false),
        }
    }

    fn up(&self, walk: &mut Walk) -> bool {
        let Some(at) = walk.at else { return false };
        let node = self.form.node(at);
        if node.kind == Kind::Repeat {
            match walk.open.pop() {
                Some(open) if !open.predicates.is_empty() => return false,
                Some(_) => {}
                None => walk.bound = self.form.repeat(node.frame).outer,
            }
        }
        walk.at = Some(node.parent).filter(|&p| p != NONE);
        true
    }

    /// Whether frames of kind `inner` are, or are inside, frames of kind `outer`.
    pub(super) fn is_in(&self, inner: u16, outer: u16) -> bool {
        let mut at = inner;
        while self.form.repeat(at).depth > self.form.repeat(outer).depth {
            at = self.form.repeat(at).outer;
        }
        at == outer
    }

    fn unknown(&self, at: Option<u32>, name: &str, step: &Step) -> Diagnostic {
        let around = at.map(|n| self.path_of(n)).unwrap_or_default();
        let mut error = Diagnostic::warning("unknown-node", format!("expected a node of the form, found no {name} in {around}/; it reads as blank"));
        error.place.span = Some((step.span.start, step.span.end));
        error.hint("check the spelling of the name")
    }

    /// Remembers what a path reads, and how far from the reader's own instance where that is known.
    pub(super) fn read_path(&mut self, path: &PathDef, scope: Scope, shift: Option<i16>) {
        let join = if path.origin == Origin::Context { path.join.min(scope.cap) } else { path.join };
        let mut cross = false;
        for open in &path.open {
            cross |= self.is_in(scope.frame, open.repeat);
            let node = self.form.repeat(open.repeat).node;
            self.reading.push(Read { node, join, cross, shift: None });
        }
        for node in path.target..self.form.node(path.target).end {
            self.reading.push(Read { node, join, cross, shift });
            if path.open.last().is_some_and(|o| self.form.repeat(o.repeat).node == path.target) {
                break; // the instances themselves; values inside are read by paths of their own
            }
        }
    }

    /// Remembers that a position among siblings is read: it changes with the series.
    pub(super) fn read_position(&mut self, path: &PathDef, scope: Scope) {
        let mut frame = self.form.node(path.target).frame;
        while self.form.repeat(frame).depth > path.join {
            frame = self.form.repeat(frame).outer;
        }
        let repeat = self.form.repeat(frame);
        let join = repeat.depth.saturating_sub(1).min(scope.cap);
        self.reading.push(Read { node: repeat.node, join, cross: false, shift: None });
    }
}
