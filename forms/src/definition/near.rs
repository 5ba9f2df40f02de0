//! Ids as distances from the one before, for the bytes only: rows of a table mostly point near where the last one did, so a distance is small
//! and repeats itself where an id is neither. A compiled form is a fifth smaller on its way to a phone.
//!
//! Invariant: [`far`] undoes [`near`]. Any bytes may come in: both are total, and the ids are checked afterwards.

use super::{Form, Itemset, NONE, Op, Part};

/// Ids become distances.
pub(super) fn near(form: &mut Form) {
    walk(form, to_distance);
}

/// Distances become ids again.
pub(super) fn far(form: &mut Form) {
    walk(form, to_id);
}

/// Turns an id that follows another into a distance, or back; gives the id.
type Turn = fn(last: u32, id: &mut u32) -> u32;

/// Zero stands for [`NONE`]; odd and even for before and behind.
fn to_distance(last: u32, value: &mut u32) -> u32 {
    let id = *value;
    if id == NONE {
        *value = 0;
        return last;
    }
    let distance = id.wrapping_sub(last).cast_signed();
    *value = ((distance << 1) ^ (distance >> 31)).cast_unsigned().wrapping_add(1);
    id
}

fn to_id(last: u32, value: &mut u32) -> u32 {
    let Some(zigzag) = value.checked_sub(1) else {
        *value = NONE;
        return last;
    };
    *value = last.wrapping_add((zigzag >> 1) ^ (zigzag & 1).wrapping_neg());
    *value
}

/// The ids of one meaning, in the order of the table.
struct Column {
    last: u32,
    turn: Turn,
}

impl Column {
    fn next(&mut self, id: &mut u32) {
        self.last = (self.turn)(self.last, id);
    }

    fn all<'a>(&mut self, ids: impl IntoIterator<Item = &'a mut u32>) {
        ids.into_iter().for_each(|id| self.next(id));
    }
}

fn walk(form: &mut Form, turn: Turn) {
    let column = || Column { last: 0, turn };
    nodes(form, turn);
    let (mut node, mut code, mut rank) = (column(), column(), column());
    for rule in &mut form.rules {
        node.next(&mut rule.node);
        code.next(&mut rule.code);
        rank.next(&mut rule.rank);
    }
    column().all(&mut form.ranked);
    column().all(&mut form.reader_start);
    column().all(form.readers.iter_mut().map(|reader| &mut reader.rule));
    column().all(&mut form.code.args);
    column().all(form.code.paths.iter_mut().map(|path| &mut path.target));
    column().all(form.itext.iter_mut().map(|(_, text)| text));
    ops(&mut form.code.ops, turn);
    controls(form, turn);
    let parts = form.texts.iter_mut().flat_map(|text| &mut text.languages).flat_map(|forms| forms.long.iter_mut().chain(&mut forms.guidance));
    column().all(parts.filter_map(|part| if let Part::Output(op) = part { Some(op) } else { None }));
}

fn nodes(form: &mut Form, turn: Turn) {
    let column = || Column { last: 0, turn };
    let (mut parent, mut slot, mut range, mut control) = (column(), column(), column(), column());
    let (mut calculate, mut constraint, mut choices, mut text) = (column(), column(), column(), column());
    for (at, node) in (0..).zip(&mut form.nodes) {
        parent.next(&mut node.parent);
        turn(at, &mut node.end);
        // What was a slot in the one direction is one afterwards in the other.
        slot.next(&mut node.slot);
        turn(slot.last, &mut node.slot_end);
        range.next(&mut node.range_slot);
        control.next(&mut node.control);
        calculate.next(&mut node.calculate);
        constraint.next(&mut node.constraint);
        choices.next(&mut node.choices);
        text.all(node.constraint_message.iter_mut().chain(&mut node.required_message));
    }
    column().all(form.repeats.iter_mut().flat_map(|repeat| &mut repeat.slots));
}

/// Operands stand just before the operation that uses them.
fn ops(ops: &mut [Op], turn: Turn) {
    let column = || Column { last: 0, turn };
    let (mut text, mut path, mut first) = (column(), column(), column());
    for (at, op) in (0..).zip(ops) {
        match op {
            Op::Text(id) => text.next(id),
            Op::Value(id) | Op::Nodes(id) | Op::PositionOf(id) => path.next(id),
            Op::Call { first: id, .. } | Op::Indexed { first: id, .. } => first.next(id),
            Op::And(a, b) | Op::Or(a, b) | Op::Compare(_, a, b) | Op::Arithmetic(_, a, b) | Op::Union(a, b) => {
                turn(at, a);
                turn(at, b);
            }
            Op::If(a, b, c) => {
                turn(at, a);
                turn(at, b);
                turn(at, c);
            }
            Op::Negate(a) | Op::Once(a) => {
                turn(at, a);
            }
            _ => {}
        }
    }
}

fn controls(form: &mut Form, turn: Turn) {
    let column = || Column { last: 0, turn };
    let (mut node, mut parent, mut child, mut text) = (column(), column(), column(), column());
    for control in &mut form.controls {
        node.next(&mut control.node);
        parent.next(&mut control.parent);
        child.all(&mut control.children);
        text.all(control.label.iter_mut().chain(&mut control.hint).chain(&mut control.guidance));
        if let Some(Itemset::Items(items)) = &mut control.itemset {
            text.all(items.iter_mut().filter_map(|(_, label)| label.as_mut()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_lead_back_to_every_id() {
        for (last, id) in [(0, 0), (7, 7), (7, 8), (8, 7), (0, u32::MAX - 1), (u32::MAX - 1, 0), (5, NONE)] {
            let mut value = id;
            let after = to_distance(last, &mut value);
            assert_eq!(to_id(last, &mut value), after);
            assert_eq!(value, id);
        }
    }
}
