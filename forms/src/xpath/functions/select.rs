//! Truth, choice between values, and functions on selections (choice names with spaces between them).

use super::{Call, number, text, truth};
use crate::xpath::value::{Fault, Value};

/// Names in a selection.
fn names(selection: &str) -> impl Iterator<Item = &str> {
    selection.split([' ', '\t', '\r', '\n']).filter(|name| !name.is_empty())
}

pub(super) fn yes(_: &mut Call) -> Result<Value, Fault> {
    truth(true)
}

pub(super) fn no(_: &mut Call) -> Result<Value, Fault> {
    truth(false)
}

pub(super) fn not(call: &mut Call) -> Result<Value, Fault> {
    truth(!call.bool(0))
}

pub(super) fn boolean(call: &mut Call) -> Result<Value, Fault> {
    truth(call.bool(0))
}

pub(super) fn boolean_from_string(call: &mut Call) -> Result<Value, Fault> {
    truth(matches!(&*call.text(0), "true" | "1"))
}

pub(super) fn choose(call: &mut Call) -> Result<Value, Fault> {
    let chosen = call.args.get(if call.bool(0) { 1 } else { 2 });
    Ok(chosen.cloned().unwrap_or_else(Value::blank))
}

pub(super) fn coalesce(call: &mut Call) -> Result<Value, Fault> {
    let answered = call.args.iter().find(|value| !value.is_blank(call.host));
    Ok(answered.or(call.args.last()).cloned().unwrap_or_else(Value::blank))
}

pub(super) fn first(call: &mut Call) -> Result<Value, Fault> {
    Ok(call.args.first().cloned().unwrap_or_else(Value::blank))
}

pub(super) fn selected(call: &mut Call) -> Result<Value, Fault> {
    let (selection, wanted) = (call.text(0), call.text(1));
    let wanted = wanted.trim_matches([' ', '\t', '\r', '\n']);
    truth(if wanted.is_empty() { selection.trim().is_empty() } else { names(&selection).any(|name| name == wanted) })
}

pub(super) fn selected_at(call: &mut Call) -> Result<Value, Fault> {
    let at = call.number(1);
    let selection = call.text(0);
    let found = if at >= 0.0 { names(&selection).nth(at as usize) } else { None };
    text(found.unwrap_or_default())
}

pub(super) fn count_selected(call: &mut Call) -> Result<Value, Fault> {
    number(names(&call.text(0)).count() as f64)
}

/// Whether a weight is at least `least` and at most `most`; −1 is no bound.
fn within(call: &Call, weight: f64) -> Result<Value, Fault> {
    let (least, most) = (call.number(0), call.number(1));
    truth((least < 0.0 || weight >= least) && (most < 0.0 || weight <= most))
}

/// Answers from the argument `from` on by steps; a single path stands for its nodes.
fn answers(call: &Call, from: usize, step: usize) -> Vec<Value> {
    let parts = || call.args.iter().skip(from).step_by(step);
    match (parts().count(), parts().next()) {
        (1, Some(Value::Nodes(nodes))) => nodes.iter().map(|node| Value::Nodes(vec![*node])).collect(),
        _ => parts().cloned().collect(),
    }
}

/// An answer holds where it is true; a node where it has a text.
fn holds(call: &Call, value: &Value) -> bool {
    match value {
        Value::Nodes(nodes) => nodes.first().is_some_and(|node| !call.host.text(*node).is_empty()),
        other => other.boolean(),
    }
}

pub(super) fn checklist(call: &mut Call) -> Result<Value, Fault> {
    let count = answers(call, 2, 1).iter().filter(|value| holds(call, value)).count();
    within(call, count as f64)
}

pub(super) fn weighted_checklist(call: &mut Call) -> Result<Value, Fault> {
    let (values, weights) = (answers(call, 2, 2), answers(call, 3, 2));
    if values.len() != weights.len() {
        return Err(call.fault("wrong-arity", "each answer needs a weight"));
    }
    let pairs = values.iter().zip(&weights).filter(|(value, _)| holds(call, value));
    let weight = pairs.map(|(_, weight)| weight.number(call.host)).sum();
    within(call, weight)
}
