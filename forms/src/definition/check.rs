//! Ids of a form read from bytes: each must point inside its table before anything runs.

use super::{Form, Gives, Kind, NONE, Op};
use crate::diag::Diagnostic;

/// Refuses a form any of whose ids leads nowhere.
pub(super) fn check(form: &Form) -> Result<(), Diagnostic> {
    let sound = tables(form) && code(form) && body(form) && entities(form);
    if sound {
        return Ok(());
    }
    Err(Diagnostic::error("damaged-form", "the compiled form is damaged").hint("fetch the form again"))
}

fn tables(form: &Form) -> bool {
    let nodes = form.nodes.len() as u32;
    let kinds = form.repeats.len();
    let rules = form.rules.len() as u32;
    let node = |n: u32| n < nodes;
    let rule = |r: u32| r == NONE || r < rules;
    let edit_only = form.edit_only == NONE || form.nodes.get(form.edit_only as usize).is_some_and(|n| n.frame == 0);
    let all_nodes = form.nodes.iter().enumerate().all(|(id, n)| {
        let id = id as u32;
        let frame = form.repeats.get(n.frame as usize);
        (n.parent == NONE) == (id == 0)
            && (id == 0 || n.parent < id)
            && n.end > id
            && n.end <= nodes
            && frame.is_some_and(|f| f.slots.get(n.slot as usize) == Some(&id) && n.slot < n.slot_end && n.slot_end as usize <= f.slots.len())
            && [n.calculate, n.constraint, n.choices].into_iter().all(rule)
            && [n.constraint_message, n.required_message].into_iter().flatten().all(|t| (t as usize) < form.texts.len())
            && (n.control == NONE || (n.control as usize) < form.controls.len())
            && (n.kind != Kind::Repeat
                || frame.and_then(|f| form.repeats.get(f.outer as usize)).is_some_and(|o| o.slots.get(n.range_slot as usize) == Some(&id)))
    });
    let all_kinds = form.repeats.iter().enumerate().all(|(id, r)| {
        let outer = form.repeats.get(r.outer as usize);
        node(r.node)
            && r.slots.iter().all(|&n| node(n))
            && r.nested.iter().all(|&k| (k as usize) < kinds)
            && rule(r.count)
            && outer.is_some_and(|o| {
                if id == 0 { r.depth == 0 && r.outer == 0 } else { r.depth == o.depth + 1 && o.nested.get(r.series as usize) == Some(&(id as u16)) }
            })
    });
    nodes > 0
        && kinds > 0
        && all_nodes
        && edit_only
        && all_kinds
        && form.rules.iter().all(|r| {
            (r.frame as usize) < kinds && r.rank < rules && (node(r.node) || (r.node - nodes) < form.controls.len() as u32) && op(form, r.code)
        })
        && form.ranked.len() == form.rules.len()
        && form.ranked.iter().all(|&r| r < rules)
        && form.reader_start.len() == form.nodes.len() + 1
        && form.reader_start.is_sorted()
        && form.reader_start.last() == Some(&(form.readers.len() as u32))
        && form.readers.iter().all(|d| d.rule < rules)
        && form
            .actions
            .iter()
            .all(|a| node(a.target) && (a.frame as usize) < kinds && op(form, a.only) && !matches!(a.gives, Gives::Code(code) if !op(form, code)))
}

fn op(form: &Form, id: u32) -> bool {
    id == NONE || (id as usize) < form.code.ops.len()
}

fn code(form: &Form) -> bool {
    let code = &form.code;
    let text = |s: u32| (s as usize) < code.strings.len();
    let lists = form.lists.len();
    let kinds = form.repeats.len();
    let ops = code.ops.iter().enumerate().all(|(id, op)| {
        let before = |o: &u32| (*o as usize) < id;
        let args = |first: u32, len: u16| code.args.get(first as usize..first as usize + len as usize).is_some_and(|a| a.iter().all(before));
        let path = |p: &u32| (*p as usize) < code.paths.len();
        match op {
            Op::Text(s) | Op::Column(s) => text(*s),
            Op::Number(_) | Op::Bool(_) | Op::Position | Op::Last | Op::Here => true,
            Op::And(a, b) | Op::Or(a, b) | Op::Compare(_, a, b) | Op::Arithmetic(_, a, b) | Op::Union(a, b) => before(a) && before(b),
            Op::Negate(a) | Op::Once(a) | Op::Itext(a) | Op::At(a) => before(a),
            Op::If(a, b, c) => before(a) && before(b) && before(c),
            Op::Call { name, first, len } => text(*name) && args(*first, *len),
            Op::Value(p) | Op::Nodes(p) | Op::PositionOf(p) => path(p),
            Op::Indexed { path: p, first, len } => path(p) && args(*first, *len),
            Op::Query(q) => (*q as usize) < code.queries.len(),
            Op::PullData { list, column, key, value } => (*list as usize) < lists && before(column) && before(key) && before(value),
            Op::ChoiceName { control, value } => (*control as usize) < form.nodes.len() && before(value),
            Op::General(e) => (*e as usize) < form.general.len(),
        }
    });
    ops && code.paths.iter().all(|p| {
        (p.target as usize) < form.nodes.len() && p.open.iter().all(|o| (o.repeat as usize) < kinds && o.predicates.iter().all(|&p| op(form, p)))
    }) && code.queries.iter().all(|q| {
        (q.list as usize) < lists
            && text(q.names.0)
            && text(q.names.1)
            && (q.general == NONE || (q.general as usize) < form.general.len())
            && (q.column == NONE || text(q.column))
            && q.keys.iter().all(|(s, o)| text(*s) && op(form, *o))
            && q.rest.iter().chain(&q.more).all(|&o| op(form, o))
    })
}

fn entities(form: &Form) -> bool {
    let node = |node: u32| (node as usize) < form.nodes.len();
    form.entities.iter().all(|entity| node(entity.node) && entity.saves.iter().all(|(saved, _)| node(*saved)))
}

fn body(form: &Form) -> bool {
    let controls = form.controls.len() as u32;
    form.top.iter().all(|&c| c < controls)
        && form.controls.iter().enumerate().all(|(id, c)| {
            (c.node == NONE || (c.node as usize) < form.nodes.len())
                && (c.parent == NONE || c.parent < id as u32)
                && (c.frame as usize) < form.repeats.len()
                && c.children.iter().all(|&child| child > id as u32 && child < controls)
                && [c.label, c.hint, c.guidance].into_iter().flatten().all(|t| (t as usize) < form.texts.len())
        })
        && form.itext.iter().all(|(_, t)| (*t as usize) < form.texts.len())
}
