//! A walker that gives the value of an expression over any [`Host`].
//!
//! What it is not: the engine's compiled form; that one asks this module only for what it cannot resolve beforehand.
//! Invariant: no recursion deeper than the parser's limits; long chains of operators are a loop.

use std::borrow::Cow;

use super::ast::*;
use super::axes;
use super::functions::{self, Function};
use super::host::{Host, Node, NodeKind};
use super::value::{self, Fault, Value};
use crate::limits::EXPRESSION_DEPTH;

/// Where an expression stands.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The context node (`.`).
    pub node: Node,
    /// Its position in the node list (`position()`), from 1.
    pub position: usize,
    /// Size of the node list (`last()`).
    pub size: usize,
    /// The node that `current()` means, also inside predicates.
    pub current: Node,
}

impl Context {
    /// A node alone: position and size 1, `current()` is the node.
    pub fn of(node: Node) -> Self {
        Self { node, position: 1, size: 1, current: node }
    }
}

/// The value of an expression.
pub fn evaluate(expr: &Expr, host: &dyn Host, context: Context) -> Result<Value, Fault> {
    Walker { host }.value(expr, &context, 0)
}

/// The nodes of a path.
pub fn evaluate_path(path: &Path, host: &dyn Host, context: Context) -> Result<Vec<Node>, Fault> {
    Walker { host }.path(path, &context, 0)
}

/// Merges node lists into document order without doubles.
pub fn in_document_order(nodes: &mut Vec<Node>, host: &dyn Host) {
    if !nodes.is_sorted_by(|a, b| a != b && host.order(*a, *b).is_lt()) {
        nodes.sort_by(|a, b| host.order(*a, *b));
        nodes.dedup();
    }
}

struct Walker<'a> {
    host: &'a dyn Host,
}

impl Walker<'_> {
    fn value(&self, expr: &Expr, context: &Context, depth: usize) -> Result<Value, Fault> {
        // A tree read from bytes may be deeper than the parser allows.
        if depth > EXPRESSION_DEPTH * 2 {
            return Err(Fault::new("expression-too-deep", "the expression is nested too deep"));
        }
        match &expr.kind {
            ExprKind::Literal(text) => Ok(Value::Text(text.clone())),
            ExprKind::Number(number) => Ok(Value::Number(*number)),
            ExprKind::Variable(name) => Err(Fault::new("unknown-variable", format!("there is no variable ${}", name.local))),
            ExprKind::Binary(..) => self.chain(expr, context, depth),
            ExprKind::Negate(_) => self.negate(expr, context, depth),
            ExprKind::Call(name, arguments) => self.call(name, arguments, context, depth),
            ExprKind::Path(path) => self.path(path, context, depth).map(Value::Nodes),
        }
    }

    /// Signs one after the other are a loop.
    fn negate(&self, expr: &Expr, context: &Context, depth: usize) -> Result<Value, Fault> {
        let (mut inner, mut negative) = (expr, false);
        while let ExprKind::Negate(next) = &inner.kind {
            negative = !negative;
            inner = next;
        }
        let number = self.value(inner, context, depth + 1)?.number(self.host);
        Ok(Value::Number(if negative { -number } else { number }))
    }

    /// Binary operators nest to the left: `a + b + c` is evaluated from its innermost operand outwards, in a loop where it is long.
    fn chain(&self, expr: &Expr, context: &Context, depth: usize) -> Result<Value, Fault> {
        let ExprKind::Binary(op, left, right) = &expr.kind else {
            return self.value(expr, context, depth);
        };
        if !matches!(left.kind, ExprKind::Binary(..)) {
            let first = self.value(left, context, depth + 1)?;
            return self.operate(*op, left, first, right, context, depth);
        }
        let mut links = vec![(*op, left, right)];
        let mut innermost = left;
        while let ExprKind::Binary(op, left, right) = &innermost.kind {
            links.push((*op, left, right));
            innermost = left;
        }
        let mut value = self.value(innermost, context, depth + 1)?;
        for (op, left, right) in links.into_iter().rev() {
            value = self.operate(op, left, value, right, context, depth)?;
        }
        Ok(value)
    }

    fn operate(&self, op: BinaryOp, left: &Expr, first: Value, right: &Expr, context: &Context, depth: usize) -> Result<Value, Fault> {
        use BinaryOp::*;
        let decided = match op {
            Or => first.boolean().then_some(true),
            And => (!first.boolean()).then_some(false),
            _ => None,
        };
        if let Some(truth) = decided {
            return Ok(Value::Bool(truth));
        }
        let second = self.value(right, context, depth + 1)?;
        match op {
            Or | And => Ok(Value::Bool(second.boolean())),
            Eq | Ne | Lt | Le | Gt | Ge => {
                let (first, second) = (self.operand(left, first), self.operand(right, second));
                Ok(Value::Bool(value::compare(op, &first, &second, self.host)))
            }
            Union => self.union(first, second),
            Add | Sub | Mul | Div | Mod => Ok(Value::Number(arithmetic(op, first.number(self.host), second.number(self.host)))),
        }
    }

    /// An operand of a comparison: a node of the form that is not there reads as blank where the host says so.
    fn operand(&self, expr: &Expr, value: Value) -> Value {
        match (&expr.kind, &value) {
            (ExprKind::Path(path), Value::Nodes(nodes)) if nodes.is_empty() && self.host.absent_is_blank(path) => Value::blank(),
            _ => value,
        }
    }

    fn union(&self, first: Value, second: Value) -> Result<Value, Fault> {
        match (first, second) {
            (Value::Nodes(mut nodes), Value::Nodes(more)) => {
                nodes.extend(more);
                in_document_order(&mut nodes, self.host);
                Ok(Value::Nodes(nodes))
            }
            _ => Err(Fault::new("not-nodes", "| joins paths, not values")),
        }
    }

    fn call(&self, name: &QName, arguments: &[Expr], context: &Context, depth: usize) -> Result<Value, Fault> {
        let Some(function) = functions::find_name(name) else {
            let prefix = name.prefix.as_ref().map(|prefix| format!("{prefix}:")).unwrap_or_default();
            return Err(Fault::new("unknown-function", format!("there is no function {prefix}{}()", name.local)));
        };
        function.check_count(arguments.len())?;
        if function.lazy {
            return self.lazy(function, arguments, context, depth);
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.value(argument, context, depth + 1)?);
        }
        function.call(self.host, *context, &values)
    }

    /// `if` and `coalesce` look at what they need only.
    fn lazy(&self, function: &Function, arguments: &[Expr], context: &Context, depth: usize) -> Result<Value, Fault> {
        let [first, rest @ ..] = arguments else {
            return Ok(Value::blank());
        };
        let mut value = self.value(first, context, depth + 1)?;
        if function.name == "if" {
            let chosen = if value.boolean() { rest.first() } else { rest.get(1) };
            return chosen.map_or_else(|| Ok(Value::blank()), |expr| self.value(expr, context, depth + 1));
        }
        for expr in rest {
            if !value.is_blank(self.host) {
                break;
            }
            value = self.value(expr, context, depth + 1)?;
        }
        Ok(value)
    }

    fn path(&self, path: &Path, context: &Context, depth: usize) -> Result<Vec<Node>, Fault> {
        let mut nodes = match &path.start {
            PathStart::Root => vec![self.host.root(context.node)],
            PathStart::Context => vec![context.node],
            PathStart::Expr(expr, predicates) => match self.value(expr, context, depth + 1)? {
                Value::Nodes(mut nodes) => {
                    self.filter(&mut nodes, predicates, context, depth)?;
                    nodes
                }
                _ => {
                    return Err(Fault::new("not-nodes", "only nodes can be followed by / or ["));
                }
            },
        };
        for step in &path.steps {
            nodes = self.step(step, &nodes, context, depth)?;
        }
        Ok(nodes)
    }

    fn step(&self, step: &Step, from: &[Node], context: &Context, depth: usize) -> Result<Vec<Node>, Fault> {
        let test = Tester::new(step, self.host)?;
        let mut out = Vec::new();
        let mut found = Vec::new();
        for node in from {
            axes::collect(step.axis, *node, self.host, &mut found);
            found.retain(|node| test.matches(*node, self.host));
            self.filter(&mut found, &step.predicates, context, depth)?;
            if from.len() == 1 && axes::is_reverse(step.axis) {
                found.reverse();
            }
            out.append(&mut found);
        }
        if from.len() > 1 {
            in_document_order(&mut out, self.host);
        }
        Ok(out)
    }

    /// Keeps what satisfies each predicate; a number means the position (§2.4).
    fn filter(&self, nodes: &mut Vec<Node>, predicates: &[Expr], context: &Context, depth: usize) -> Result<(), Fault> {
        for predicate in predicates {
            if let ExprKind::Number(wanted) = predicate.kind {
                let one = nodes.get((wanted as usize).wrapping_sub(1)).copied().filter(|_| wanted.fract() == 0.0 && wanted >= 1.0);
                nodes.clear();
                nodes.extend(one);
                continue;
            }
            let size = nodes.len();
            let mut kept = 0;
            for at in 0..size {
                let Some(node) = nodes.get(at).copied() else {
                    break;
                };
                let inner = Context { node, position: at + 1, size, current: context.current };
                let keep = match self.value(predicate, &inner, depth + 1)? {
                    Value::Number(wanted) => is_position(wanted, inner.position),
                    other => other.boolean(),
                };
                if keep {
                    nodes.swap(kept, at);
                    kept += 1;
                }
            }
            nodes.truncate(kept);
        }
        Ok(())
    }
}

/// A number in a predicate is a position, exactly.
#[allow(clippy::float_cmp)]
fn is_position(wanted: f64, position: usize) -> bool {
    wanted == position as f64
}

/// `+ - * div mod` (§3.5); the sign of a remainder is that of the dividend.
pub fn arithmetic(op: BinaryOp, left: f64, right: f64) -> f64 {
    match op {
        BinaryOp::Add => left + right,
        BinaryOp::Sub => left - right,
        BinaryOp::Mul => left * right,
        BinaryOp::Div => left / right,
        _ => libm::fmod(left, right),
    }
}

/// A node test with its namespace resolved.
struct Tester<'a> {
    principal: NodeKind,
    test: &'a Test,
    namespace: Option<Cow<'a, str>>,
}

impl<'a> Tester<'a> {
    fn new(step: &'a Step, host: &'a dyn Host) -> Result<Self, Fault> {
        let prefix = match &step.test {
            Test::Name(name) => name.prefix.as_deref(),
            Test::Any(prefix) => prefix.as_deref(),
            _ => None,
        };
        let namespace = match (prefix, &step.test) {
            (Some(prefix), _) => {
                let found = host.namespace(prefix);
                Some(found.ok_or_else(|| Fault::new("unknown-prefix", format!("the prefix {prefix}: is not declared")))?)
            }
            // A name without prefix is in the document's default namespace for elements (ODK), in none for attributes.
            (None, Test::Name(_)) if axes::principal(step.axis) == NodeKind::Element => Some(host.namespace("").unwrap_or_default()),
            (None, Test::Name(_)) => Some(Cow::Borrowed("")),
            _ => None,
        };
        Ok(Self { principal: axes::principal(step.axis), test: &step.test, namespace })
    }

    fn matches(&self, node: Node, host: &dyn Host) -> bool {
        let kind = host.kind(node);
        match self.test {
            Test::Node => true,
            Test::Text => kind == NodeKind::Text,
            Test::Comment => kind == NodeKind::Comment,
            Test::ProcessingInstruction(target) => {
                kind == NodeKind::ProcessingInstruction && target.as_ref().is_none_or(|target| host.name(node).0 == **target)
            }
            Test::Any(_) => kind == self.principal && self.namespace.as_ref().is_none_or(|namespace| host.name(node).1 == *namespace),
            Test::Name(name) => {
                kind == self.principal && {
                    let (local, namespace) = host.name(node);
                    local == *name.local && self.namespace.as_ref().is_none_or(|wanted| namespace == *wanted)
                }
            }
        }
    }
}
