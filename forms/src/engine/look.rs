//! Views of nodes, the body's tree, and paths as text.
//!
//! What it is not: it changes nothing and keeps nothing; ask again when [`super::Changes`] names a node.

use std::rc::Rc;

use super::run::Run;
use super::view::{Body, NodeId, NodeView, Problem, ProblemKind, Text};
use crate::definition::{Control, ControlDef, ControlKind, DataType, Kind, NONE};
use crate::instance::Flags;

/// What a [`NodeId`] means in this form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// A group or field, or the form itself.
    Node,
    /// The series of a repeat, of that frame kind.
    Range(u16),
    /// An instance of a repeat.
    Instance,
    /// A group of the body without a node; its control.
    Arranged(u32),
}

impl Run {
    /// What a node id means; none if it is gone or was never there.
    pub(super) fn spot(&self, id: NodeId) -> Option<Spot> {
        let frame = self.instance.frame(id.frame)?;
        let count = self.form.nodes.len() as u32;
        if id.node >= count {
            let control = self.form.controls.get((id.node - count) as usize)?;
            return (control.node == NONE && control.frame == frame.kind).then_some(Spot::Arranged(id.node - count));
        }
        let def = self.form.node(id.node);
        if def.kind == Kind::Repeat {
            if def.frame == frame.kind {
                return Some(Spot::Instance);
            }
            return (self.form.repeat(def.frame).outer == frame.kind).then_some(Spot::Range(def.frame));
        }
        (def.frame == frame.kind).then_some(Spot::Node)
    }

    fn control_of(&self, id: NodeId) -> Option<(u32, &ControlDef)> {
        let count = self.form.nodes.len() as u32;
        let control = if id.node >= count { id.node - count } else { self.form.node(id.node).control };
        Some((control, self.form.controls.get(control as usize)?))
    }

    fn control_id(&self, control: u32, frame: u32) -> Option<NodeId> {
        let def = self.form.controls.get(control as usize)?;
        let node = if def.node == NONE { self.form.nodes.len() as u32 + control } else { def.node };
        Some(NodeId { frame, node })
    }

    pub(super) fn children_of(&self, of: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        self.push_children(of, &mut found);
        found
    }

    /// Adds the body children of a node, in order.
    pub(super) fn push_children(&self, of: NodeId, found: &mut Vec<NodeId>) {
        let controls = match self.spot(of) {
            Some(Spot::Range(kind)) => {
                let series = self.instance.series(&self.form, of.frame, kind);
                found.extend(series.iter().map(|&frame| NodeId { frame, node: of.node }));
                return;
            }
            Some(Spot::Node) if of.node == 0 => &self.form.top,
            Some(_) => match self.control_of(of) {
                Some((_, control)) => &control.children,
                None => return,
            },
            None => return,
        };
        found.extend(controls.iter().filter_map(|&c| self.control_id(c, of.frame)).filter(|id| self.spot(*id).is_some()));
    }

    pub(super) fn parent_of(&self, of: NodeId) -> Option<NodeId> {
        match self.spot(of)? {
            Spot::Instance => Some(NodeId { frame: self.instance.frame(of.frame)?.parent, node: of.node }),
            _ if of.node == 0 => None,
            _ => {
                let (_, control) = self.control_of(of)?;
                match self.form.controls.get(control.parent as usize) {
                    // The instance the control stands in, or a group there.
                    Some(_) => self.control_id(control.parent, of.frame),
                    None => Some(NodeId { frame: 0, node: 0 }),
                }
            }
        }
    }

    /// What a node is.
    pub(super) fn body(&self, id: NodeId, spot: Spot) -> Option<Body> {
        let control = self.control_of(id).map(|(_, control)| control);
        let field_list = || control.is_some_and(|c| c.appearance.iter().any(|a| a == "field-list"));
        Some(match spot {
            Spot::Range(kind) => Body::Repeat {
                count: self.instance.series(&self.form, id.frame, kind).len(),
                counted: self.form.repeat(kind).count != NONE || self.form.repeat(kind).fixed,
            },
            Spot::Instance => {
                let frame = self.instance.frame(id.frame)?;
                Body::Instance {
                    position: self.instance.position(&self.form, id.frame),
                    of: self.instance.series(&self.form, frame.parent, frame.kind).len(),
                }
            }
            Spot::Arranged(_) => Body::Group { field_list: field_list() },
            Spot::Node => match control.map(|c| c.kind) {
                Some(ControlKind::Question(kind)) => Body::Question(kind),
                _ if matches!(self.form.node(id.node).kind, Kind::Field | Kind::Attribute) => Body::Question(Control::Input),
                _ => Body::Group { field_list: field_list() },
            },
        })
    }

    pub(super) fn look(&self, id: NodeId) -> Option<NodeView> {
        let spot = self.spot(id)?;
        let control = self.control_of(id).map(|(_, control)| control);
        let arranged = matches!(spot, Spot::Arranged(_));
        let def = (!arranged).then(|| self.form.node(id.node));
        let body = self.body(id, spot)?;
        let label = control.and_then(|c| c.label).map(|t| self.text_at(t, id.frame, id.node));
        let hint_id = control.and_then(|c| c.hint);
        let own = def.map_or(Flags::default(), |_| self.flags(id.frame, id.node));
        let field = def.filter(|d| matches!(d.kind, Kind::Field | Kind::Attribute));
        Some(NodeView {
            id,
            name: def.map_or("", |d| d.name.as_str()).into(),
            body,
            data_type: def.map_or(DataType::String, |d| d.data_type),
            appearance: control.map(|c| c.appearance.iter().map(|a| Rc::from(a.as_str())).collect()).unwrap_or_default(),
            parameters: control.map(|c| c.parameters.iter().map(|(n, v)| (Rc::from(n.as_str()), Rc::from(v.as_str()))).collect()).unwrap_or_default(),
            pii: def.and_then(|d| d.pii.as_deref()).map(Rc::from),
            label,
            hint: hint_id.map(|t| self.text_at(t, id.frame, id.node)).filter(|t| *t != Text::default()),
            guidance: hint_id.and_then(|t| self.guidance_at(t, id.frame, id.node)),
            relevant: self.relevant_at(id, spot),
            readonly: self.readonly(id, spot),
            fixed: def.is_some_and(|d| d.always_readonly),
            computed: def.is_some_and(|d| d.calculate != NONE),
            asked: control.is_some(),
            required: own.has(Flags::REQUIRED),
            value: field.map_or_else(|| "".into(), |_| Rc::from(&*self.stored(id.frame, id.node))),
            problem: field.and_then(|_| self.problem(id)),
        })
    }

    pub(super) fn relevant_at(&self, id: NodeId, spot: Spot) -> bool {
        match spot {
            Spot::Range(_) => {
                let slot = self.form.node(id.node).range_slot as usize;
                self.instance.frame(id.frame).and_then(|f| f.flags.get(slot)).is_some_and(|f| f.has(Flags::RELEVANT))
            }
            Spot::Node | Spot::Instance => self.relevant(id.frame, id.node),
            Spot::Arranged(_) => {
                let mut todo = self.children_of(id);
                while let Some(child) = todo.pop() {
                    match self.spot(child) {
                        Some(Spot::Arranged(_)) => todo.extend(self.children_of(child)),
                        Some(spot) if self.relevant_at(child, spot) => return true,
                        _ => {}
                    }
                }
                false
            }
        }
    }

    /// Readonly, own or from a group around.
    pub(super) fn readonly(&self, id: NodeId, spot: Spot) -> bool {
        if matches!(spot, Spot::Arranged(_)) {
            return false;
        }
        let (mut frame, mut node) = (id.frame, id.node);
        if let (Spot::Range(_), def) = (spot, self.form.node(id.node)) {
            node = def.parent;
        }
        while node != NONE {
            let def = self.form.node(node);
            if self.flags(frame, node).has(Flags::READONLY) {
                return true;
            }
            if def.kind == Kind::Repeat {
                frame = self.instance.frame(frame).map_or(0, |f| f.parent);
            }
            node = def.parent;
        }
        false
    }

    /// What is wrong with an answer now.
    pub(super) fn problem(&self, id: NodeId) -> Option<Problem> {
        if !self.relevant(id.frame, id.node) {
            return None;
        }
        let flags = self.flags(id.frame, id.node);
        let kind = if flags.has(Flags::MISTYPED) {
            ProblemKind::Type
        } else if flags.has(Flags::FAULT) {
            ProblemKind::Expression
        } else if flags.has(Flags::BROKEN) {
            ProblemKind::Constraint
        } else {
            return None;
        };
        let def = self.form.node(id.node);
        let message = match kind {
            ProblemKind::Constraint => def.constraint_message.map(|t| self.text_at(t, id.frame, id.node).text),
            ProblemKind::Expression => self.faults.get(&(id.frame, id.node)).map(|f| f.message.clone()),
            _ => None,
        };
        Some(Problem { node: id, kind, message: message.filter(|m| !m.is_empty()) })
    }

    /// All that keeps the instance from being finalized, in form order.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        self.walk(|id| {
            let def = self.form.node(id.node);
            let asked = def.control != NONE;
            if !matches!(def.kind, Kind::Field | Kind::Attribute) || !self.relevant(id.frame, id.node) {
                return;
            }
            let blank = self.stored(id.frame, id.node).is_empty();
            if blank && self.flags(id.frame, id.node).has(Flags::REQUIRED) && !self.is_note(id.node) {
                let message = def.required_message.map(|t| self.text_at(t, id.frame, id.node).text);
                found.push(Problem { node: id, kind: ProblemKind::Required, message: message.filter(|m| !m.is_empty()) });
            } else if let Some(problem) = self.problem(id).filter(|p| asked || p.kind == ProblemKind::Expression) {
                found.push(problem);
            } else if asked && !blank && !self.all_offered(id.frame, id.node) {
                found.push(Problem { node: id, kind: ProblemKind::Choice, message: None });
            }
        });
        found
    }

    fn is_note(&self, node: u32) -> bool {
        let control = self.form.controls.get(self.form.node(node).control as usize);
        control.is_some_and(|c| c.kind == ControlKind::Question(Control::Note))
    }

    /// Visits every node of the instance in document order: of a repeat each instance, then the series.
    pub(super) fn walk(&self, mut visit: impl FnMut(NodeId)) {
        // (frame, next slot, series to tell first)
        let mut todo: Vec<(u32, u32, Option<u32>)> = vec![(0, 0, None)];
        while let Some((frame, slot, series)) = todo.pop() {
            let Some(kind) = self.instance.frame(frame).map(|f| f.kind) else {
                continue;
            };
            if let Some(node) = series {
                visit(NodeId { frame, node });
            }
            let slots = &self.form.repeat(kind).slots;
            let mut slot = slot;
            while let Some(&node) = slots.get(slot as usize) {
                let def = self.form.node(node);
                slot += 1;
                if def.kind == Kind::Repeat && slot > 1 {
                    todo.push((frame, slot, Some(node)));
                    todo.extend(self.instance.series(&self.form, frame, def.frame).iter().rev().map(|&f| (f, 0, None)));
                    break;
                }
                if node != self.form.edit_only || self.relevant(frame, node) {
                    visit(NodeId { frame, node });
                }
            }
        }
    }

    /// `/data/member[2]/wage`.
    pub(super) fn path_of(&self, id: NodeId) -> String {
        let Some(spot) = self.spot(id) else {
            return String::new();
        };
        let (mut frame, mut node) = (id.frame, id.node);
        if let Spot::Arranged(_) = spot {
            return self.parent_of(id).map(|p| self.path_of(p)).unwrap_or_default();
        }
        let mut steps: Vec<String> = Vec::new();
        let mut range = matches!(spot, Spot::Range(_));
        while node != NONE {
            let def = self.form.node(node);
            let at = if def.kind == Kind::Attribute { "@" } else { "" };
            if def.kind == Kind::Repeat && !range {
                steps.push(format!("{}[{}]", def.qualified(), self.instance.position(&self.form, frame)));
                frame = self.instance.frame(frame).map_or(0, |f| f.parent);
            } else {
                steps.push(format!("{at}{}", def.qualified()));
            }
            range = false;
            node = def.parent;
        }
        steps.iter().rev().fold(String::new(), |path, step| path + "/" + step)
    }

    /// A child by its name as XML has it (attributes behind `@`), or by its local name alone.
    fn child_named(&self, of: u32, name: &str) -> Option<u32> {
        let (attribute, name) = name.strip_prefix('@').map_or((false, name), |name| (true, name));
        let mut children = self.form.children(of).filter(|&c| (self.form.node(c).kind == Kind::Attribute) == attribute);
        let exact = children.clone().find(|&c| self.form.node(c).qualified() == name);
        exact.or_else(|| children.find(|&c| self.form.node(c).name == name))
    }

    /// The node behind a path as `path_of` writes it.
    pub(super) fn find_path(&self, path: &str) -> Option<NodeId> {
        let mut steps = path.split('/').filter(|s| !s.is_empty());
        if steps.next()? != self.form.nodes.first()?.name {
            return None;
        }
        let mut at = NodeId { frame: 0, node: 0 };
        for step in steps {
            if let Some(Spot::Range(_)) = self.spot(at) {
                return None; // a series has no fields, its instances have
            }
            let (name, position) = match step.split_once('[') {
                Some((name, rest)) => (name, Some(rest.strip_suffix(']')?.parse::<usize>().ok()?)),
                None => (step, None),
            };
            let node = self.child_named(at.node, name)?;
            let def = self.form.node(node);
            let frame = match position {
                Some(position) if def.kind == Kind::Repeat => *self.instance.series(&self.form, at.frame, def.frame).get(position.checked_sub(1)?)?,
                Some(_) => return None,
                None => at.frame,
            };
            at = NodeId { frame, node };
        }
        Some(at)
    }
}
