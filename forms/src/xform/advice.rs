//! What an author should know of an expression that can run, but not as meant: wrong types, choices that do not exist, parts never reached.
//!
//! What it is not: errors (`compile`). Invariant: advice never stops a form; without a doubt about what is meant there is none.

use roxmltree::Node;

use super::builder::Builder;
use super::compile::{Scope, literal};
use crate::definition::{ControlKind, Itemset, NONE, Op, RuleKind};
use crate::xpath::functions::{self, Kind};
use crate::xpath::{self, BinaryOp, Expr, ExprKind};
use crate::{Diagnostic, Place, xml};

/// `question = 'choice'`, looked at when the choices are known.
pub(super) struct Compared {
    node: u32,
    choice: String,
    place: Place,
}

/// One piece of advice: code, sentence, remedy.
type Found = (&'static str, String, &'static str);

impl<'a, 'i> Builder<'a, 'i> {
    /// Looks through an expression that was parsed.
    pub(super) fn advise(&mut self, expr: &Expr, scope: Scope, place: &Place) {
        let mut todo = vec![expr];
        while let Some(expr) = todo.pop() {
            let found = match &expr.kind {
                ExprKind::Call(name, args) => arguments(name, args),
                ExprKind::Binary(op, left, right) => self.comparison(*op, left, right, scope, place),
                _ => None,
            };
            if let Some((code, message, hint)) = found {
                self.warnings.push(Diagnostic::warning(code, message).at(spanned(place, expr)).hint(hint));
            }
            todo.extend(inside(expr));
        }
    }

    /// A question compared with what it can never be.
    fn comparison(&mut self, op: BinaryOp, left: &Expr, right: &Expr, scope: Scope, place: &Place) -> Option<Found> {
        use BinaryOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
        if matches!(op, And | Or) && [left, right].into_iter().any(|side| constant(side) == Some(op == Or)) {
            return Some(("unreachable", "expected a condition that can change, found one side that decides alone".into(), "take the constant out"));
        }
        if !matches!(op, Eq | Ne | Lt | Le | Gt | Ge) {
            return None;
        }
        let (question, text) = match (literal(left), literal(right)) {
            (None, Some(text)) => (left, text),
            (Some(text), None) => (right, text),
            _ => return None,
        };
        let node = self.question(question, scope)?;
        let numeric = self.form.node(node).data_type.numeric();
        if numeric && !text.trim().is_empty() && text.trim().parse::<f64>().is_err() {
            let message = format!("expected a number to compare {} with, found '{text}'", self.path_of(node));
            return Some(("wrong-type", message, "a number question never has such an answer"));
        }
        if matches!(op, Eq | Ne) && !text.is_empty() {
            self.compared.push(Compared { node, choice: text.to_owned(), place: spanned(place, right) });
        }
        None
    }

    /// The node of a plain path.
    fn question(&mut self, expr: &Expr, scope: Scope) -> Option<u32> {
        let ExprKind::Path(path) = &expr.kind else { return None };
        let plain = path.steps.iter().all(|step| step.predicates.is_empty());
        // What resolving tells was told when the expression was compiled.
        let told = self.warnings.len();
        let found = plain.then(|| self.resolve(path, scope, &[]).ok().flatten()).flatten();
        self.warnings.truncate(told);
        found.map(|found| found.target)
    }

    /// Comparisons with choices that no list of the question has.
    pub(super) fn advise_choices(&mut self) {
        for Compared { node, choice, place } in std::mem::take(&mut self.compared) {
            let known = match self.form.controls.get(self.form.node(node).control as usize).and_then(|c| c.itemset.as_ref()) {
                Some(Itemset::Items(items)) => items.iter().any(|(value, _)| *value == choice),
                Some(Itemset::Rows { query, value, .. }) => self.has_row(*query, value, &choice),
                _ => true,
            };
            if !known {
                let message = format!("expected a choice of {}, found '{choice}'", self.path_of(node));
                self.warnings.push(Diagnostic::warning("unknown-choice", message).at(place).hint("check the spelling; this is never so"));
            }
        }
    }

    /// Whether the list behind an itemset has that value; a list that comes later may.
    fn has_row(&self, query: u32, column: &str, text: &str) -> bool {
        let Some(Op::Query(query)) = self.form.code.ops.get(query as usize) else { return true };
        let list = self.form.code.queries.get(*query as usize).and_then(|query| self.form.lists.get(query.list as usize)?.rows.as_ref());
        let Some(list) = list else { return true };
        list.column(column).is_none_or(|column| !list.rows_where(column, text).is_empty())
    }

    /// What stands in the form twice, or can never be seen.
    pub(super) fn advise_form(&mut self) {
        self.advise_choices();
        for id in 0..self.form.controls.len() {
            let Some(control) = self.form.controls.get(id) else { continue };
            let (node, Some(Itemset::Items(items))) = (control.node, &control.itemset) else { continue };
            let mut values: Vec<&str> = items.iter().map(|(value, _)| value.as_str()).collect();
            values.sort_unstable();
            let Some(&[twice, _]) = values.array_windows().find(|[a, b]| a == b) else { continue };
            let message = format!("expected each choice once, found '{twice}' twice in {}", self.path_of(node));
            let place = Place { path: self.path_of(node), ..Place::default() };
            self.warnings.push(Diagnostic::warning("doubled-choice", message).at(place).hint("answers could not be told apart"));
        }
        self.advise_never_shown();
    }

    /// Questions whose own or outer relevance is false whatever is answered.
    fn advise_never_shown(&mut self) {
        let never: Vec<u32> = (self.form.rules.iter())
            .filter(|rule| {
                matches!(rule.kind, RuleKind::Relevant | RuleKind::RangeRelevant)
                    && self.form.code.ops.get(rule.code as usize) == Some(&Op::Bool(false))
            })
            .map(|rule| rule.node)
            .collect();
        for top in never {
            let asks = (top..self.form.node(top).end).any(|node| {
                let control = self.form.controls.get(self.form.node(node).control as usize);
                control.is_some_and(|c| c.node != NONE && matches!(c.kind, ControlKind::Question(_)))
            });
            if asks {
                let path = self.path_of(top);
                let message = format!("expected a relevance that can be true, found {path} never shown");
                let place = Place { path, ..Place::default() };
                self.warnings.push(Diagnostic::warning("unreachable", message).at(place).hint("take the question out, or mend its relevance"));
            }
        }
    }

    /// `instance` ids must be told apart.
    pub(super) fn advise_instances(&mut self) {
        let mut ids: Vec<(&str, Node<'a, 'i>)> = xml::named(self.model, "instance").filter_map(|i| Some((i.attribute("id")?, i))).collect();
        ids.sort_by_key(|(id, _)| *id);
        for pair in ids.windows(2) {
            let [(first, _), (second, at)] = pair else { continue };
            if first == second {
                let message = format!("expected ids of instances that differ, found {second} twice");
                self.warnings
                    .push(Diagnostic::warning("doubled-instance", message).at(xml::place(at, "/model/instance")).hint("only one can be read"));
            }
        }
    }
}

/// Arguments against the kinds in the table of functions, and branches of `if` that are never taken.
fn arguments(name: &xpath::QName, args: &[Expr]) -> Option<Found> {
    let function = functions::find_name(name)?;
    let called = function.name;
    if called == "if" && args.first().and_then(constant).is_some() {
        return Some(("unreachable", "expected a condition that can change in if(), found a constant".into(), "keep the branch that is taken"));
    }
    for (n, arg) in args.iter().enumerate() {
        let wanted = function.params.get(n).or(function.params.last()).copied().unwrap_or(Kind::Any);
        let wrong = match (wanted, kind(arg)) {
            (Kind::Nodes, Some(found)) => (found != Kind::Nodes).then_some("a path"),
            (Kind::Number, Some(Kind::Text)) => literal(arg).is_some_and(|text| text.trim().parse::<f64>().is_err()).then_some("a number"),
            _ => None,
        };
        if let Some(wanted) = wrong {
            let message = format!("expected {wanted} as argument {} of {called}(), found {}", n + 1, described(arg));
            return Some(("wrong-type", message, "look up the function's arguments"));
        }
    }
    None
}

fn spanned(place: &Place, expr: &Expr) -> Place {
    Place { span: Some((expr.span.start, expr.span.end)), ..place.clone() }
}

/// The expressions directly inside.
fn inside(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        // Predicates stand elsewhere, where paths mean something else.
        ExprKind::Literal(_) | ExprKind::Number(_) | ExprKind::Variable(_) | ExprKind::Path(_) => Vec::new(),
        ExprKind::Binary(_, left, right) => vec![left, right],
        ExprKind::Negate(inner) => vec![inner],
        ExprKind::Call(_, args) => args.iter().collect(),
    }
}

/// What an expression gives, where that is certain.
fn kind(expr: &Expr) -> Option<Kind> {
    use BinaryOp::{Add, Div, Mod, Mul, Sub, Union};
    match &expr.kind {
        ExprKind::Literal(_) => Some(Kind::Text),
        ExprKind::Number(_) | ExprKind::Negate(_) | ExprKind::Binary(Add | Sub | Mul | Div | Mod, ..) => Some(Kind::Number),
        ExprKind::Binary(Union, ..) | ExprKind::Path(_) => Some(Kind::Nodes),
        ExprKind::Binary(..) => Some(Kind::Bool),
        ExprKind::Variable(_) => None,
        ExprKind::Call(name, _) => functions::find_name(name).map(|f| f.returns).filter(|&kind| kind != Kind::Any),
    }
}

/// The truth of an expression that never changes.
fn constant(expr: &Expr) -> Option<bool> {
    match &expr.kind {
        ExprKind::Number(number) => Some(*number != 0.0 && !number.is_nan()),
        ExprKind::Call(name, args) if name.prefix.is_none() && args.is_empty() => match &*name.local {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn described(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Literal(text) => format!("'{text}'"),
        ExprKind::Number(number) => number.to_string(),
        ExprKind::Call(name, _) => format!("{}()", name.local),
        _ => "a computed value".into(),
    }
}
