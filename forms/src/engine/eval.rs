//! Compiled expressions → values, over a running instance.
//!
//! What it is not: it changes nothing. Invariant: a node that is not relevant reads as blank and is no member of any set of nodes.

use std::sync::Arc;

use super::nodes::{Place, ROW};
use super::run::Run;
use crate::definition::{Kind, NONE, Op, OpId, Open, Origin, PathDef, Query};
use crate::instance::{Flags, blank};
use crate::list::List;
use crate::xpath::{self, BinaryOp, Context, Fault, Node, Value};

impl Run {
    /// The value of an expression at a node.
    pub(super) fn evaluate(&self, op: OpId, frame: u32, node: u32) -> Result<Value, Fault> {
        self.value(op, &Context::of(Place::Here { frame, node }.pack()))
    }

    fn op(&self, op: OpId) -> &Op {
        // Ids were checked when the form was made or read.
        self.form.code.ops.get(op as usize).unwrap_or(&Op::Bool(false))
    }

    /// Long chains of operators nest to the left and are a loop; all else is as deep as the parser allows.
    pub(super) fn value(&self, op: OpId, ctx: &Context) -> Result<Value, Fault> {
        let Some(first) = left(self.op(op)) else {
            return self.simple(op, ctx);
        };
        if left(self.op(first)).is_none() {
            let value = self.simple(first, ctx)?;
            return self.link(op, value, ctx);
        }
        let mut chain = vec![op];
        let mut at = first;
        while let Some(next) = left(self.op(at)) {
            chain.push(at);
            at = next;
        }
        let mut value = self.simple(at, ctx)?;
        for &op in chain.iter().rev() {
            value = self.link(op, value, ctx)?;
        }
        Ok(value)
    }

    /// A binary operation whose left side is known.
    fn link(&self, op: OpId, first: Value, ctx: &Context) -> Result<Value, Fault> {
        Ok(match self.op(op) {
            Op::And(_, b) => Value::Bool(first.boolean() && self.value(*b, ctx)?.boolean()),
            Op::Or(_, b) => Value::Bool(first.boolean() || self.value(*b, ctx)?.boolean()),
            Op::Compare(op, _, b) => {
                let second = self.value(*b, ctx)?;
                Value::Bool(xpath::value::compare(*op, &present(first), &present(second), self))
            }
            Op::Arithmetic(op, _, b) => {
                let second = self.value(*b, ctx)?.number(self);
                Value::Number(xpath::arithmetic(*op, first.number(self), second))
            }
            Op::Union(_, b) => {
                let (Value::Nodes(mut nodes), Value::Nodes(more)) = (first, self.value(*b, ctx)?) else {
                    return Err(Fault::new("not-nodes", "| joins paths, not values"));
                };
                nodes.extend(more);
                xpath::in_document_order(&mut nodes, self);
                Value::Nodes(nodes)
            }
            _ => first,
        })
    }

    fn simple(&self, op: OpId, ctx: &Context) -> Result<Value, Fault> {
        Ok(match self.op(op) {
            Op::Text(text) => Value::Text(self.words(*text)),
            Op::Number(number) => Value::Number(*number),
            Op::Bool(truth) => Value::Bool(*truth),
            Op::Negate(inner) => Value::Number(-self.value(*inner, ctx)?.number(self)),
            Op::If(c, a, b) => {
                return self.value(if self.value(*c, ctx)?.boolean() { *a } else { *b }, ctx);
            }
            Op::Call { name, first, len } => {
                return self.function(*name, self.args(*first, *len), ctx);
            }
            Op::Value(path) => Value::Text(self.single(*path, ctx).map_or_else(blank, |(frame, node)| self.shown(frame, node))),
            Op::Nodes(path) => Value::Nodes(self.nodes(*path, ctx)?),
            Op::PositionOf(path) => {
                // What is not relevant stands nowhere.
                let target = self.path(*path).map_or(NONE, |path| path.target);
                let place = |f| if self.relevant(f, target) { self.instance.position(&self.form, f) as f64 } else { 0.0 };
                Value::Number(self.instance_meant(*path, ctx)?.map_or(f64::NAN, place))
            }
            Op::Indexed { path, first, len } => self.indexed(*path, self.args(*first, *len), ctx)?,
            Op::Position => Value::Number(ctx.position as f64),
            Op::Last => Value::Number(ctx.size as f64),
            Op::At(position) => Value::Number(self.value(*position, ctx)?.number(self)),
            Op::Here => Value::Nodes(vec![ctx.node]),
            Op::Query(query) => Value::Nodes(self.query(*query, ctx)?),
            Op::Column(name) => Value::Text(self.column(*name, ctx.node)),
            Op::Once(inner) => {
                let own = match Place::unpack(ctx.current) {
                    Place::Here { frame, node } => self.stored(frame, node),
                    Place::List { .. } => blank(),
                };
                if own.is_empty() { self.value(*inner, ctx)? } else { Value::Text(own) }
            }
            Op::PullData { list, column, key, value } => self.pull(*list, [*column, *key, *value], ctx)?,
            Op::ChoiceName { control, value } => {
                let value = self.value(*value, ctx)?.text(self);
                Value::Text(self.choice_name(*control, &value, ctx))
            }
            Op::Itext(id) => {
                let id = self.value(*id, ctx)?.text(self);
                Value::text_from(&self.itext(&id).text)
            }
            Op::General(id) => match self.form.general.get(*id as usize) {
                Some(expr) => xpath::evaluate(expr, self, *ctx)?,
                None => Value::blank(),
            },
            // Binary operations were taken apart by `value`.
            Op::And(..) | Op::Or(..) | Op::Compare(..) | Op::Arithmetic(..) | Op::Union(..) => {
                return self.value(op, ctx);
            }
        })
    }

    fn args(&self, first: u32, len: u16) -> &[OpId] {
        self.form.code.args.get(first as usize..first as usize + len as usize).unwrap_or(&[])
    }

    fn words(&self, id: u32) -> Arc<str> {
        self.words.get(id as usize).cloned().unwrap_or_else(blank)
    }

    fn function(&self, name: u32, args: &[OpId], ctx: &Context) -> Result<Value, Fault> {
        let Some(function) = self.functions.get(name as usize).copied().flatten() else {
            return Err(Fault::new("unknown-function", format!("there is no function {}()", self.words(name))));
        };
        if function.lazy && function.name == "coalesce" {
            for &arg in args {
                let value = self.value(arg, ctx)?;
                if !value.is_blank(self) {
                    return Ok(value);
                }
            }
            return Ok(Value::blank());
        }
        // Most calls have an argument or two: those need no list on the heap.
        match args {
            [one] => function.call(self, *ctx, &[self.value(*one, ctx)?]),
            [one, two] => function.call(self, *ctx, &[self.value(*one, ctx)?, self.value(*two, ctx)?]),
            _ => {
                let values = args.iter().map(|&arg| self.value(arg, ctx)).collect::<Result<Vec<_>, _>>()?;
                function.call(self, *ctx, &values)
            }
        }
    }

    // ---- the instance ----

    /// The value a node holds, relevant or not.
    pub(super) fn stored(&self, frame: u32, node: u32) -> Arc<str> {
        let slot = self.form.node(node).slot as usize;
        self.instance.frame(frame).and_then(|f| f.values.get(slot)).cloned().unwrap_or_else(blank)
    }

    /// The value a node shows to expressions.
    pub(super) fn shown(&self, frame: u32, node: u32) -> Arc<str> {
        let def = self.form.node(node);
        if matches!(def.kind, Kind::Group | Kind::Repeat) {
            return self.text_below(frame, node).into();
        }
        if self.relevant(frame, node) { self.stored(frame, node) } else { blank() }
    }

    /// The same without a copy; none for a group, whose text is put together.
    pub(super) fn seen(&self, frame: u32, node: u32) -> Option<&str> {
        let def = self.form.node(node);
        if matches!(def.kind, Kind::Group | Kind::Repeat) {
            return None;
        }
        let slot = def.slot as usize;
        let found = self.instance.frame(frame).and_then(|f| f.flags.get(slot).zip(f.values.get(slot)));
        Some(found.filter(|(flags, _)| flags.has(Flags::RELEVANT)).map_or("", |(_, value)| value))
    }

    /// Whether a node and all around it are relevant.
    pub(super) fn relevant(&self, frame: u32, node: u32) -> bool {
        let slot = self.form.node(node).slot as usize;
        self.instance.frame(frame).and_then(|f| f.flags.get(slot)).is_some_and(|f| f.has(Flags::RELEVANT))
    }

    /// String value of a group: the texts inside, in order.
    fn text_below(&self, frame: u32, node: u32) -> String {
        let mut out = String::new();
        let mut children = Vec::new();
        let mut todo = vec![Place::Here { frame, node }.pack()];
        while let Some(at) = todo.pop() {
            let Place::Here { frame, node } = Place::unpack(at) else {
                continue;
            };
            if matches!(self.form.node(node).kind, Kind::Group | Kind::Repeat) {
                xpath::Host::children(self, at, &mut children);
                todo.extend(children.drain(..).rev());
            } else {
                out.push_str(&self.shown(frame, node));
            }
        }
        out
    }

    /// The frame a path starts from.
    fn start(&self, path: &PathDef, ctx: &Context) -> Option<u32> {
        let origin = if path.origin == Origin::Context { ctx.node } else { ctx.current };
        let Place::Here { frame, .. } = Place::unpack(origin) else {
            return None;
        };
        let start = self.instance.climb(&self.form, frame, path.join);
        // A series looked at from outside has no instance to speak of.
        let depth = self.form.repeat(self.instance.frame(start)?.kind).depth;
        (depth == path.join).then_some(start)
    }

    fn path(&self, path: u32) -> Option<&PathDef> {
        self.form.code.paths.get(path as usize)
    }

    fn single(&self, path: u32, ctx: &Context) -> Option<(u32, u32)> {
        let path = self.path(path)?;
        Some((self.start(path, ctx)?, path.target))
    }

    /// The frame of the one node, or of the first of several.
    fn instance_meant(&self, path: u32, ctx: &Context) -> Result<Option<u32>, Fault> {
        if self.path(path).is_some_and(|p| p.open.is_empty()) {
            return Ok(self.single(path, ctx).map(|(frame, _)| frame));
        }
        Ok(match self.nodes(path, ctx)?.first().map(|&node| Place::unpack(node)) {
            Some(Place::Here { frame, .. }) => Some(frame),
            _ => None,
        })
    }

    /// All relevant nodes a path leads to, in document order.
    fn nodes(&self, path: u32, ctx: &Context) -> Result<Vec<Node>, Fault> {
        let Some(path) = self.path(path) else {
            return Ok(Vec::new());
        };
        let Some(start) = self.start(path, ctx) else {
            return Ok(Vec::new());
        };
        let target = path.target;
        let mut nodes = Vec::new();
        let mut take = |frames: &[u32]| {
            let relevant = frames.iter().filter(|&&f| self.relevant(f, target));
            nodes.extend(relevant.map(|&frame| Place::Here { frame, node: target }.pack()));
        };
        match path.open.as_slice() {
            [] => take(&[start]),
            [open] if open.predicates.is_empty() => take(self.instance.series(&self.form, start, open.repeat)),
            [open] => take(&self.chosen(start, open, ctx)?),
            all => {
                let mut frames = vec![start];
                for open in all {
                    let mut next = Vec::new();
                    for &frame in &frames {
                        next.append(&mut self.chosen(frame, open, ctx)?);
                    }
                    frames = next;
                }
                take(&frames);
            }
        }
        Ok(nodes)
    }

    /// Instances of a repeat in a frame that satisfy its predicates.
    fn chosen(&self, frame: u32, open: &Open, ctx: &Context) -> Result<Vec<u32>, Fault> {
        let mut predicates = open.predicates.iter().copied().peekable();
        let mut found: Vec<u32> = match predicates.peek().map(|&first| self.op(first)) {
            Some(first @ (Op::Number(_) | Op::At(_))) => {
                predicates.next();
                let wanted = match first {
                    Op::At(position) => self.value(*position, ctx)?.number(self),
                    Op::Number(wanted) => *wanted,
                    _ => f64::NAN,
                };
                at_position(wanted).and_then(|at| self.instances(frame, open.repeat).nth(at)).into_iter().collect()
            }
            _ => self.instances(frame, open.repeat).collect(),
        };
        while let Some(predicate) = predicates.next() {
            // `[condition][1]`: once the first is found, the others need not be tried.
            let enough = match predicates.peek().map(|&next| self.op(next)) {
                Some(Op::Number(wanted)) => at_position(*wanted).map(|at| at + 1),
                _ => None,
            };
            found = self.filter(found, predicate, open.repeat, ctx, enough.unwrap_or(usize::MAX))?;
        }
        Ok(found)
    }

    /// Instances of a repeat in a frame that count and are relevant.
    pub(super) fn instances(&self, frame: u32, kind: u16) -> impl Iterator<Item = u32> + '_ {
        let node = self.form.repeat(kind).node;
        self.instance.series(&self.form, frame, kind).iter().copied().filter(move |&f| self.relevant(f, node))
    }

    fn filter(&self, found: Vec<u32>, predicate: OpId, kind: u16, ctx: &Context, enough: usize) -> Result<Vec<u32>, Fault> {
        let node = self.form.repeat(kind).node;
        if let Op::Number(wanted) = self.op(predicate) {
            return Ok(nth(&found, *wanted).into_iter().collect());
        }
        let size = found.len();
        let mut kept = Vec::new();
        for (at, frame) in found.into_iter().enumerate() {
            let here = Context { node: Place::Here { frame, node }.pack(), position: at + 1, size, current: ctx.current };
            if holds(&self.value(predicate, &here)?, at + 1) {
                kept.push(frame);
                if kept.len() >= enough {
                    break;
                }
            }
        }
        Ok(kept)
    }

    fn indexed(&self, path: u32, indexes: &[OpId], ctx: &Context) -> Result<Value, Fault> {
        let Some(path) = self.path(path) else {
            return Ok(Value::blank());
        };
        let Some(mut frame) = self.start(path, ctx) else {
            return Ok(Value::blank());
        };
        for (open, &index) in path.open.iter().zip(indexes) {
            let wanted = self.value(index, ctx)?.number(self);
            match at_position(wanted).and_then(|at| self.instances(frame, open.repeat).nth(at)) {
                Some(next) => frame = next,
                None => return Ok(Value::blank()),
            }
        }
        Ok(Value::Text(self.shown(frame, path.target)))
    }

    // ---- lists ----

    /// A cell of the row we stand in.
    fn column(&self, name: u32, node: Node) -> Arc<str> {
        let Place::List { list, row, column } = Place::unpack(node) else {
            return blank();
        };
        if column != ROW {
            return self.element_text(node, &self.words(name));
        }
        let Some(list) = self.list(list) else {
            return blank();
        };
        match list.column(&self.words(name)) {
            Some(column) => crate::instance::text(list.cell(row as usize, column)),
            None => blank(),
        }
    }

    /// Text of an element's first child, or attribute, of a name.
    fn element_text(&self, node: Node, name: &str) -> Arc<str> {
        let (mut inside, attribute) = (Vec::new(), name.strip_prefix('@'));
        match attribute {
            Some(_) => xpath::Host::attributes(self, node, &mut inside),
            None => xpath::Host::children(self, node, &mut inside),
        }
        let found = inside.into_iter().find(|&child| xpath::Host::name(self, child).0 == attribute.unwrap_or(name));
        found.map_or_else(blank, |child| crate::instance::text(&xpath::Host::text(self, child)))
    }

    fn query(&self, id: u32, ctx: &Context) -> Result<Vec<Node>, Fault> {
        let Some(query) = self.form.code.queries.get(id as usize) else {
            return Ok(Vec::new());
        };
        let Some(list) = self.list(query.list) else {
            return Ok(Vec::new());
        };
        if let (Some(expr), false) = (self.form.general.get(query.general as usize), list.tree().is_empty()) {
            return Ok(match xpath::evaluate(expr, self, *ctx)? {
                Value::Nodes(nodes) => nodes,
                _ => Vec::new(),
            });
        }
        let (root, row_name) = (self.words(query.names.0), self.words(query.names.1));
        if list.root_name() != &*root || list.one_row_name().is_some_and(|name| name != &*row_name) {
            return Ok(Vec::new());
        }
        let rows = self.rows(query, &list, ctx)?;
        let column = match query.column {
            NONE => ROW,
            name => match list.column(&self.words(name)) {
                Some(column) => column as u32,
                None => return Ok(Vec::new()),
            },
        };
        let there = rows.into_iter().filter(|&row| column == ROW || list.has(row as usize, column as usize));
        Ok(there.map(|row| Place::List { list: query.list, row, column }.pack()).collect())
    }

    /// Rows a query finds, in order.
    fn rows(&self, query: &Query, list: &List, ctx: &Context) -> Result<Vec<u32>, Fault> {
        let mut keys: Vec<(usize, Value)> = Vec::with_capacity(query.keys.len());
        for (name, value) in &query.keys {
            let Some(column) = list.column(&self.words(*name)) else {
                return Ok(Vec::new());
            };
            keys.push((column, present(self.value(*value, ctx)?)));
        }
        let indexed = keys.iter().filter_map(|(column, value)| match value {
            Value::Text(text) => Some(list.rows_where(*column, text)),
            _ => None,
        });
        let mut rows: Vec<u32> = match indexed.min_by_key(|rows| rows.len()) {
            Some(rows) => rows.to_vec(),
            None => (0..list.len() as u32).collect(),
        };
        if list.one_row_name().is_none() {
            let wanted = self.words(query.names.1);
            rows.retain(|&row| list.row_name(row as usize) == &*wanted);
        }
        for (column, value) in &keys {
            rows.retain(|&row| match value {
                Value::Text(text) => list.cell(row as usize, *column) == &**text,
                other => xpath::value::compare(BinaryOp::Eq, &Value::text_from(list.cell(row as usize, *column)), other, self),
            });
        }
        for (predicate, conditions) in query.rest.iter().map(|p| (p, true)).chain(query.more.iter().map(|p| (p, false))) {
            if let (Op::Number(wanted), false) = (self.op(*predicate), conditions) {
                rows = nth(&rows, *wanted).into_iter().collect();
                continue;
            }
            let size = rows.len();
            let mut kept = Vec::new();
            for (at, row) in rows.into_iter().enumerate() {
                let node = Place::List { list: query.list, row, column: ROW }.pack();
                let here = Context { node, position: at + 1, size, current: ctx.current };
                if holds(&self.value(*predicate, &here)?, at + 1) {
                    kept.push(row);
                }
            }
            rows = kept;
        }
        Ok(rows)
    }

    fn pull(&self, list: u32, [column, key, value]: [OpId; 3], ctx: &Context) -> Result<Value, Fault> {
        let Some(list) = self.list(list) else {
            return Ok(Value::blank());
        };
        let (column, key) = (self.value(column, ctx)?.text(self), self.value(key, ctx)?.text(self));
        let value = self.value(value, ctx)?.text(self);
        let (Some(column), Some(key)) = (list.column(&column), list.column(&key)) else {
            return Ok(Value::blank());
        };
        // A blank key finds nothing, also where a row has a blank cell.
        if value.is_empty() {
            return Ok(Value::blank());
        }
        let row = list.rows_where(key, &value).first();
        Ok(row.map_or_else(Value::blank, |&row| Value::text_from(list.cell(row as usize, column))))
    }
}

/// The left operand of a binary operation.
fn left(op: &Op) -> Option<OpId> {
    match op {
        Op::And(a, _) | Op::Or(a, _) | Op::Compare(_, a, _) | Op::Arithmetic(_, a, _) | Op::Union(a, _) => Some(*a),
        _ => None,
    }
}

/// In a comparison nothing reads as blank: what is not there is not relevant, or not in the list.
fn present(value: Value) -> Value {
    match value {
        Value::Nodes(nodes) if nodes.is_empty() => Value::blank(),
        other => other,
    }
}

/// Whether a predicate holds at a position.
fn holds(value: &Value, position: usize) -> bool {
    match value {
        Value::Number(wanted) => (*wanted - position as f64).abs() < f64::EPSILON,
        other => other.boolean(),
    }
}

fn nth(found: &[u32], wanted: f64) -> Option<u32> {
    found.get(at_position(wanted)?).copied()
}

/// The index of a position.
fn at_position(wanted: f64) -> Option<usize> {
    (wanted.fract() == 0.0 && wanted >= 1.0).then(|| wanted as usize - 1)
}
