//! Expressions → operations, resolved as far as XForms allows.
//!
//! What it is not: an evaluator. Invariant: every node, list and function an operation names exists.

use std::sync::Arc;

use super::builder::Builder;
use crate::definition::{DataType, Kind, NONE, Op, OpId, Origin, PathDef, Query};
use crate::xpath::{self, Axis, BinaryOp, Expr, ExprKind, PathStart, QName, Step, Test, functions};
use crate::{Diagnostic, Place};

/// What an expression stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// A node of the primary instance, seen from a kind of frame.
    Node { node: u32, frame: u16 },
    /// A row of a list.
    Row,
}

/// Where an expression is evaluated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    pub(super) at: At,
    /// The node whose expression it is, and its kind of frame.
    pub(super) node: u32,
    pub(super) frame: u16,
    /// In a predicate on repeat instances: the depth shared with the reader whatever instance is tried.
    pub(super) cap: u8,
}

impl Scope {
    /// The scope of an expression of a node.
    pub(super) fn of(node: u32, frame: u16) -> Self {
        Self { at: At::Node { node, frame }, node, frame, cap: u8::MAX }
    }
}

/// One node an expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) node: u32,
    pub(super) join: u8,
    /// It reads instances of a repeat the reader itself is in: order between frames, not between rules.
    pub(super) cross: bool,
    /// It reads the instance so many places after the reader's own.
    pub(super) shift: Option<i16>,
}

impl Builder<'_, '_> {
    /// Compiles a text; what is wrong goes to the errors.
    pub(super) fn expression(&mut self, text: &str, scope: Scope, place: &Place) -> Option<OpId> {
        let told = self.warnings.len();
        let parsed = xpath::parse(text).and_then(|expr| {
            let op = self.compile(&expr, scope)?;
            for warning in self.warnings.iter_mut().skip(told) {
                warning.place = Place { span: warning.place.span, ..place.clone() };
            }
            self.advise(&expr, scope, place);
            Ok(op)
        });
        match parsed {
            Ok(op) => Some(op),
            Err(mut error) => {
                error.place.byte = place.byte;
                error.place.path.clone_from(&place.path);
                self.errors.push(error);
                None
            }
        }
    }

    pub(super) fn op(&mut self, op: Op) -> OpId {
        let op = self.folded(op);
        self.form.code.ops.push(op);
        self.form.code.ops.len() as OpId - 1
    }

    /// Arithmetic on constants is done once.
    fn folded(&self, op: Op) -> Op {
        let constant = |of: OpId| match self.form.code.ops.get(of as usize) {
            Some(Op::Number(number)) => Some(*number),
            _ => None,
        };
        match op {
            Op::Negate(of) => constant(of).map_or(op, |number| Op::Number(-number)),
            Op::Arithmetic(how, a, b) => match (constant(a), constant(b)) {
                (Some(a), Some(b)) => Op::Number(xpath::arithmetic(how, a, b)),
                _ => op,
            },
            _ => op,
        }
    }

    /// Compiles a predicate; `position() = 3` is the position 3, `position() = position(current()/..) - 1` the instance before.
    pub(super) fn predicate(&mut self, expr: &Expr, inside: Scope) -> Result<OpId, Diagnostic> {
        let made = self.compile(expr, inside)?;
        let get = |of: OpId| self.form.code.ops.get(of as usize);
        match get(made) {
            Some(Op::Compare(BinaryOp::Eq, a, b)) => match (get(*a), get(*b)) {
                (Some(Op::Position), Some(Op::Number(_))) => Ok(*b),
                (Some(Op::Number(_)), Some(Op::Position)) => Ok(*a),
                (Some(Op::Position), _) if self.same_for_all(*b) => Ok(self.op(Op::At(*b))),
                (_, Some(Op::Position)) if self.same_for_all(*a) => Ok(self.op(Op::At(*a))),
                _ => Ok(made),
            },
            _ => Ok(made),
        }
    }

    /// Whether a number is the same whichever instance a predicate tries: the reader's own position, more or less.
    fn same_for_all(&self, op: OpId) -> bool {
        self.own_position(op).is_some_and(|(path, _)| path.origin == Origin::Current)
    }

    /// `position(..)`, with what is added to it.
    fn own_position(&self, op: OpId) -> Option<(&PathDef, i16)> {
        let get = |of: OpId| self.form.code.ops.get(of as usize);
        let path = |of: OpId| match get(of) {
            Some(Op::PositionOf(path)) => self.form.code.paths.get(*path as usize).filter(|path| path.open.is_empty()),
            _ => None,
        };
        let added = |of: OpId, sign: f64| match get(of) {
            Some(Op::Number(number)) if number.fract() == 0.0 && number.abs() < 1e4 => Some((number * sign) as i16),
            _ => None,
        };
        match get(op)? {
            Op::Arithmetic(BinaryOp::Add, a, b) => path(*a).zip(added(*b, 1.0)).or_else(|| path(*b).zip(added(*a, 1.0))),
            Op::Arithmetic(BinaryOp::Sub, a, b) => path(*a).zip(added(*b, -1.0)),
            _ => path(op).map(|path| (path, 0)),
        }
    }

    /// How far from the reader's own instance a path reads, where `index` gives the place in the one repeat it opens.
    pub(super) fn shift(&self, path: &PathDef, index: OpId, scope: Scope) -> Option<i16> {
        let [open] = path.open.as_slice() else { return None };
        let (of, shift) = self.own_position(index)?;
        let repeat = self.form.repeat(open.repeat);
        let own = of.target == repeat.node && of.join == repeat.depth && self.is_in(scope.frame, open.repeat);
        let target = self.form.node(path.target);
        // Inside a predicate `..` is of the instance being tried.
        let fixed = scope.cap == u8::MAX && path.join + 1 == repeat.depth;
        (own && fixed && target.kind == Kind::Field && target.frame == open.repeat).then_some(shift)
    }

    fn shift_of_predicate(&self, path: &PathDef, scope: Scope) -> Option<i16> {
        let [only] = path.open.first()?.predicates.as_slice() else { return None };
        match self.form.code.ops.get(*only as usize) {
            Some(Op::At(index)) => self.shift(path, *index, scope),
            _ => None,
        }
    }

    /// Compiles a tree. Its depth was limited by the parser.
    pub(super) fn compile(&mut self, expr: &Expr, scope: Scope) -> Result<OpId, Diagnostic> {
        let op = match &expr.kind {
            ExprKind::Literal(text) => Op::Text(self.string(text)),
            ExprKind::Number(number) => Op::Number(*number),
            ExprKind::Negate(inner) => Op::Negate(self.compile(inner, scope)?),
            ExprKind::Binary(BinaryOp::Union, a, b) => {
                let (a, b) = (self.nodes(a, scope)?, self.nodes(b, scope)?);
                Op::Union(a, b)
            }
            ExprKind::Binary(..) => return self.chain(expr, scope),
            ExprKind::Call(name, args) => return self.call(expr, name, args, scope),
            ExprKind::Path(path) => return self.path(expr, path, scope, false),
            ExprKind::Variable(_) => return self.general(expr, scope),
        };
        Ok(self.op(op))
    }

    /// Operators nest to the left; a long chain is a loop.
    fn chain(&mut self, expr: &Expr, scope: Scope) -> Result<OpId, Diagnostic> {
        let mut links = Vec::new();
        let mut at = expr;
        while let ExprKind::Binary(op, left, right) = &at.kind {
            if *op == BinaryOp::Union {
                break;
            }
            links.push((*op, right));
            at = left;
        }
        let mut first = self.compile(at, scope)?;
        for (op, right) in links.into_iter().rev() {
            let second = self.compile(right, scope)?;
            let made = match op {
                BinaryOp::And => Op::And(self.truth(first), self.truth(second)),
                BinaryOp::Or => Op::Or(self.truth(first), self.truth(second)),
                BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod => Op::Arithmetic(op, first, second),
                _ => Op::Compare(op, first, second),
            };
            first = self.op(made);
        }
        Ok(first)
    }

    /// An operand as a condition: the answer 0 of a number question is no, and so is that of a yes or no (as in Collect, whose answers have types).
    pub(super) fn truth(&mut self, op: OpId) -> OpId {
        let Some(Op::Value(path)) = self.form.code.ops.get(op as usize) else { return op };
        let Some(target) = self.form.code.paths.get(*path as usize).map(|path| path.target) else { return op };
        let function = match self.form.node(target).data_type {
            data_type if data_type.numeric() => "number",
            DataType::Boolean => "boolean-from-string",
            _ if self.truths.contains(&target) => "boolean-from-string",
            _ => return op,
        };
        let made = self.function(function, vec![op]);
        self.op(made)
    }

    /// Compiles an argument of which the nodes are wanted.
    pub(super) fn nodes(&mut self, expr: &Expr, scope: Scope) -> Result<OpId, Diagnostic> {
        match &expr.kind {
            ExprKind::Path(path) => self.path(expr, path, scope, true),
            _ => self.compile(expr, scope),
        }
    }

    fn path(&mut self, expr: &Expr, path: &xpath::Path, scope: Scope, nodes: bool) -> Result<OpId, Diagnostic> {
        if let Some(op) = self.row_path(path, scope) {
            return Ok(self.op(op));
        }
        if let Some((list, rest)) = self.list_path(path)? {
            return match self.query(expr, list, rest, scope)? {
                Some(op) => Ok(op),
                None => self.general(expr, scope),
            };
        }
        let found = match self.resolve(path, scope, &[]) {
            // A name that is nowhere reads as nothing (`null` in forms that mean it); an absolute path is a slip of the author.
            Err(unknown) if unknown.code == "unknown-node" && path.start == PathStart::Context => {
                self.doubts.push(Diagnostic { severity: crate::Severity::Warning, ..unknown });
                None
            }
            found => found?,
        };
        match found {
            Some(found) => {
                let single = found.open.is_empty() && !nodes;
                let shift = self.shift_of_predicate(&found, scope);
                self.read_path(&found, scope, shift);
                self.form.code.paths.push(found);
                let id = self.form.code.paths.len() as u32 - 1;
                Ok(self.op(if single { Op::Value(id) } else { Op::Nodes(id) }))
            }
            None => self.general(expr, scope),
        }
    }

    /// `name` or `./name` in a predicate on rows.
    fn row_path(&mut self, path: &xpath::Path, scope: Scope) -> Option<Op> {
        if scope.at != At::Row || path.start != PathStart::Context {
            return None;
        }
        self.row_used = true;
        let steps: Vec<&Step> = path.steps.iter().filter(|s| !is_self(s)).collect();
        match steps.as_slice() {
            [] => Some(Op::Here),
            [step] => Some(Op::Column(cell_name(step).filter(|_| step.predicates.is_empty()).map(|n| self.string(&n))?)),
            _ => None,
        }
    }

    /// `instance('x')/…` with a list behind it: the list and the steps after it.
    fn list_path<'e>(&self, path: &'e xpath::Path) -> Result<Option<(u32, &'e [Step])>, Diagnostic> {
        let PathStart::Expr(start, predicates) = &path.start else {
            return Ok(None);
        };
        let Some(id) = instance_id(start).filter(|_| predicates.is_empty()) else {
            return Ok(None);
        };
        if let Some(&list) = self.lists.get(id) {
            return Ok(Some((list, &path.steps)));
        }
        if self.primary_id == Some(id) || self.form.id == id || self.form.nodes.first().is_some_and(|n| n.name == id) {
            return Ok(None);
        }
        let message = format!("expected the id of an instance of this form, found {id}");
        let mut error = Diagnostic::error("unknown-instance", message);
        error.place.span = Some((start.span.start, start.span.end));
        Err(error)
    }

    /// Rows or cells of a list.
    fn query(&mut self, expr: &Expr, list: u32, steps: &[Step], scope: Scope) -> Result<Option<OpId>, Diagnostic> {
        let (item, column) = match steps {
            [root, item] if root.predicates.is_empty() => (item, None),
            [root, item, column] if root.predicates.is_empty() && column.predicates.is_empty() => (item, Some(column)),
            _ => return Ok(None),
        };
        let (Some(root), Some(row)) = (steps.first().and_then(child_name), child_name(item)) else { return Ok(None) };
        let deep = self.may_be_deep(list);
        if deep && self.form.lists.get(list as usize).is_some_and(|list| list.rows.is_some()) {
            return Ok(None);
        }
        let names = (self.string(&root.local), self.string(&row.local));
        let column = match column.map(cell_name) {
            Some(None) => return Ok(None),
            Some(Some(name)) => self.string(&name),
            None => NONE,
        };
        let inside = Scope { at: At::Row, ..scope };
        let used = self.row_used;
        let mut query = Query { list, names, general: NONE, keys: Vec::new(), rest: Vec::new(), more: Vec::new(), column };
        for (n, predicate) in item.predicates.iter().enumerate() {
            if n > 0 || !boolean(predicate) {
                let op = self.compile(predicate, inside)?;
                query.more.push(op);
                continue;
            }
            let mut parts = Vec::new();
            conjuncts(predicate, &mut parts);
            for part in parts {
                if let Some(key) = self.key(part, inside)? {
                    query.keys.push(key);
                } else {
                    let op = self.compile(part, inside)?;
                    query.rest.push(op);
                }
            }
        }
        if deep {
            self.general(expr, scope)?;
            query.general = self.form.general.len() as u32 - 1;
        }
        self.row_used = used;
        self.form.code.queries.push(query);
        let id = self.form.code.queries.len() as u32 - 1;
        Ok(Some(self.op(Op::Query(id))))
    }

    /// `column = value` where the value is the same for all rows.
    fn key(&mut self, expr: &Expr, inside: Scope) -> Result<Option<(u32, OpId)>, Diagnostic> {
        let ExprKind::Binary(BinaryOp::Eq, a, b) = &expr.kind else {
            return Ok(None);
        };
        for (column, value) in [(a, b), (b, a)] {
            let Some(name) = column_name(column) else {
                continue;
            };
            self.row_used = false;
            let value = self.compile(value, inside)?;
            if !self.row_used {
                return Ok(Some((self.string(&name), value)));
            }
        }
        Ok(None)
    }

    fn call(&mut self, expr: &Expr, name: &QName, args: &[Expr], scope: Scope) -> Result<OpId, Diagnostic> {
        let full = name.prefix.as_ref().map_or_else(|| name.local.to_string(), |p| format!("{p}:{}", name.local));
        check_function(expr, &full, args)?;
        let op = match (full.as_str(), args) {
            ("true", []) => Op::Bool(true),
            ("false", []) => Op::Bool(false),
            ("if", [c, a, b]) => {
                let (c, a, b) = (self.compile(c, scope)?, self.compile(a, scope)?, self.compile(b, scope)?);
                Op::If(self.truth(c), a, b)
            }
            ("once", [value]) => Op::Once(self.compile(value, scope)?),
            ("last", []) => {
                self.row_used = true;
                Op::Last
            }
            ("position", _) => match self.position(args, scope)? {
                Some(op) => op,
                None => return self.general(expr, scope),
            },
            ("indexed-repeat", [path, pairs @ ..]) => match self.indexed(path, pairs, scope)? {
                Some(op) => op,
                None => return self.general(expr, scope),
            },
            ("pulldata", [list, column, key, value]) => match literal(list) {
                Some(list) => {
                    let list = self.pulldata_list(list);
                    let (column, key) = (self.compile(column, scope)?, self.compile(key, scope)?);
                    let value = self.compile(value, scope)?;
                    Op::PullData { list, column, key, value }
                }
                None => return self.general(expr, scope),
            },
            ("jr:choice-name", [value, question]) => match self.choice_question(question, scope)? {
                Some(control) => {
                    self.named.push((control, expr.span, scope.node));
                    let value = self.compile(value, scope)?;
                    Op::ChoiceName { control, value }
                }
                None => return self.general(expr, scope),
            },
            ("jr:itext", [id]) => {
                if let Some(id) = literal(id) {
                    self.known_itext(expr, id)?;
                }
                Op::Itext(self.compile(id, scope)?)
            }
            ("instance" | "current", _) => return self.general(expr, scope),
            ("string" | "number" | "string-length" | "normalize-space", []) => {
                let here = self.here(scope);
                self.function(&full, vec![here])
            }
            _ => self.plain_call(&full, args, scope)?,
        };
        Ok(self.op(op))
    }

    /// Whether an expression stands at a repeat itself, outside of any predicate: there `position()` is that of the instance.
    fn is_own_repeat(&self, scope: Scope) -> bool {
        let own = At::Node { node: scope.node, frame: scope.frame };
        scope.at == own && scope.cap == u8::MAX && self.form.node(scope.node).kind == Kind::Repeat && self.form.node(scope.node).frame == scope.frame
    }

    /// `position()` and `position(..)`; none: for the general evaluator.
    fn position(&mut self, args: &[Expr], scope: Scope) -> Result<Option<Op>, Diagnostic> {
        let own = self.is_own_repeat(scope);
        let found = match args {
            [] if own => {
                let step = Step { axis: Axis::SelfNode, test: Test::Node, predicates: Vec::new(), span: xpath::Span::default() };
                self.resolve(&xpath::Path { start: PathStart::Context, steps: vec![step] }, scope, &[])?
            }
            [] => {
                self.row_used = true;
                return Ok(Some(Op::Position));
            }
            [of] => match &of.kind {
                ExprKind::Path(path) => self.resolve(path, scope, &[])?,
                _ => None,
            },
            _ => None,
        };
        let Some(found) = found.filter(|found| found.open.is_empty() || self.form.node(found.target).kind == Kind::Repeat) else {
            return Ok(None);
        };
        if found.open.is_empty() {
            self.read_position(&found, scope);
        } else {
            self.read_path(&found, scope, None);
        }
        if args.is_empty() {
            // Where an instance stands depends on the others, not on what is computed for it.
            let depth = self.form.repeat(scope.frame).depth;
            for read in self.reading.iter_mut().filter(|read| read.node == found.target) {
                (read.cross, read.join) = (true, depth);
            }
        }
        self.form.code.paths.push(found);
        Ok(Some(Op::PositionOf(self.form.code.paths.len() as u32 - 1)))
    }

    /// A function whose arguments are values, or nodes where its table says so.
    fn plain_call(&mut self, full: &str, args: &[Expr], scope: Scope) -> Result<Op, Diagnostic> {
        let params = functions::find(full).map_or(&[][..], |f| f.params);
        if let (true, [only]) = (matches!(full, "distance" | "area"), args)
            && let Some(odd) = literal(only).filter(|text| !functions::is_place(text))
        {
            let mut error = Diagnostic::error("wrong-type", format!("expected a place, a line or a shape in {full}(), found '{odd}'"));
            error.place.span = Some((only.span.start, only.span.end));
            return Err(error);
        }
        let mut compiled = Vec::with_capacity(args.len());
        for (n, arg) in args.iter().enumerate() {
            let over_nodes = params.get(n).or(params.last()) == Some(&functions::Kind::Nodes);
            let op = if over_nodes { self.nodes(arg, scope)? } else { self.compile(arg, scope)? };
            compiled.push(if matches!(full, "not" | "boolean") { self.truth(op) } else { op });
        }
        Ok(self.function(full, compiled))
    }

    fn function(&mut self, name: &str, args: Vec<OpId>) -> Op {
        let first = self.form.code.args.len() as u32;
        let len = args.len() as u16;
        self.form.code.args.extend(args);
        Op::Call { name: self.string(name), first, len }
    }

    /// The context node as an operand.
    fn here(&mut self, scope: Scope) -> OpId {
        let step = Step { axis: Axis::SelfNode, test: Test::Node, predicates: Vec::new(), span: xpath::Span::default() };
        let path = xpath::Path { start: PathStart::Context, steps: vec![step] };
        if let (At::Node { .. }, Ok(Some(found))) = (scope.at, self.resolve(&path, scope, &[])) {
            self.read_path(&found, scope, None);
            self.form.code.paths.push(found);
            let id = self.form.code.paths.len() as u32 - 1;
            return self.op(Op::Value(id));
        }
        self.row_used = true;
        self.op(Op::Here)
    }

    fn indexed(&mut self, path: &Expr, pairs: &[Expr], scope: Scope) -> Result<Option<Op>, Diagnostic> {
        let ExprKind::Path(path) = &path.kind else {
            return Ok(None);
        };
        let mut listed: Vec<(u16, &Expr)> = Vec::new();
        for pair in pairs.chunks(2) {
            let [repeat, index] = pair else {
                return Ok(None);
            };
            let ExprKind::Path(repeat) = &repeat.kind else {
                return Ok(None);
            };
            let Some(found) = self.resolve(repeat, scope, &[])? else {
                return Ok(None);
            };
            listed.push((self.form.node(found.target).frame, index));
        }
        let kinds: Vec<u16> = listed.iter().map(|(kind, _)| *kind).collect();
        let Some(found) = self.resolve(path, scope, &kinds)? else {
            return Ok(None);
        };
        let frame = self.form.node(found.target).frame;
        if let Some(&outside) = kinds.iter().find(|&&kind| !self.is_in(frame, kind)) {
            let (field, repeat) = (self.path_of(found.target), self.path_of(self.form.repeat(outside).node));
            return Err(Diagnostic::error("outside-its-repeat", format!("expected a question inside {repeat} in indexed-repeat(), found {field}")));
        }
        let mut args = Vec::new();
        for open in &found.open {
            let Some((_, index)) = listed.iter().find(|(kind, _)| *kind == open.repeat) else {
                return Ok(None);
            };
            args.push(self.compile(index, scope)?);
        }
        let shift = args.first().and_then(|&index| self.shift(&found, index, scope));
        self.read_path(&found, scope, shift);
        self.form.code.paths.push(found);
        let first = self.form.code.args.len() as u32;
        let len = args.len() as u16;
        self.form.code.args.extend(args);
        Ok(Some(Op::Indexed { path: self.form.code.paths.len() as u32 - 1, first, len }))
    }

    /// The list `pulldata` names: declared, or a CSV file of that name.
    fn pulldata_list(&mut self, name: &str) -> u32 {
        let stem = name.strip_suffix(".csv").unwrap_or(name);
        self.add_list(stem, Some(format!("jr://file-csv/{stem}.csv")), None)
    }

    /// The question `jr:choice-name` means: a path, or a literal with one.
    fn choice_question(&mut self, question: &Expr, scope: Scope) -> Result<Option<u32>, Diagnostic> {
        let parsed;
        let path = match &question.kind {
            ExprKind::Path(path) => path,
            ExprKind::Literal(text) => {
                parsed = xpath::parse(text)?;
                let ExprKind::Path(path) = &parsed.kind else {
                    return Ok(None);
                };
                path
            }
            _ => return Ok(None),
        };
        let told = self.warnings.len();
        let found = self.resolve(path, scope, &[])?;
        match self.warnings.pop_if(|warning| found.is_none() && warning.code == "unknown-node") {
            Some(unknown) if self.warnings.len() >= told => Err(Diagnostic { severity: crate::Severity::Error, ..unknown }),
            unknown => {
                self.warnings.extend(unknown);
                Ok(found.map(|found| found.target))
            }
        }
    }

    /// An expression left to the general evaluator: it reads every node it names, wherever that stands.
    pub(super) fn general(&mut self, expr: &Expr, _scope: Scope) -> Result<OpId, Diagnostic> {
        let mut names = Names::default();
        names.expr(expr);
        for id in 0..self.form.nodes.len() as u32 {
            if names.any || names.local.contains(&self.form.node(id).name) {
                for node in id..self.form.node(id).end {
                    self.reading.push(Read { node, join: 0, cross: true, shift: None });
                }
            }
        }
        for (name, args) in &names.calls {
            check_function(expr, name, args)?;
        }
        self.row_used = true;
        self.form.general.push(expr.clone());
        let id = self.form.general.len() as u32 - 1;
        Ok(self.op(Op::General(id)))
    }
}

/// Whether a function exists and takes that many arguments.
fn check_function(expr: &Expr, name: &str, args: &[Expr]) -> Result<(), Diagnostic> {
    let fail = |code, message: String| {
        let mut error = Diagnostic::error(code, message);
        error.place.span = Some((expr.span.start, expr.span.end));
        error
    };
    let function = functions::find(name).ok_or_else(|| fail("unknown-function", format!("expected a function of XPath or ODK, found {name}()")))?;
    function.check_count(args.len()).map_err(|fault| fail(fault.code, fault.message))
}

/// Names an expression uses.
#[derive(Default)]
struct Names<'e> {
    local: std::collections::HashSet<String>,
    /// It may reach any node.
    any: bool,
    calls: Vec<(String, &'e [Expr])>,
}

impl<'e> Names<'e> {
    fn expr(&mut self, expr: &'e Expr) {
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Number(_) | ExprKind::Variable(_) => {}
            ExprKind::Binary(..) => {
                let mut at = expr;
                while let ExprKind::Binary(_, left, right) = &at.kind {
                    self.expr(right);
                    at = left;
                }
                self.expr(at);
            }
            ExprKind::Negate(inner) => self.expr(inner),
            ExprKind::Call(name, args) => {
                let full = name.prefix.as_ref().map_or_else(|| name.local.to_string(), |p| format!("{p}:{}", name.local));
                self.calls.push((full, args));
                for arg in args {
                    self.expr(arg);
                }
            }
            ExprKind::Path(path) => {
                if let PathStart::Expr(start, predicates) = &path.start {
                    self.expr(start);
                    for predicate in predicates {
                        self.expr(predicate);
                    }
                }
                for step in &path.steps {
                    match &step.test {
                        Test::Name(name) => {
                            self.local.insert(name.local.to_string());
                        }
                        _ => self.any = true,
                    }
                    for predicate in &step.predicates {
                        self.expr(predicate);
                    }
                }
            }
        }
    }
}

/// Whether an expression is a condition for certain (as a predicate a number would be a position).
pub(super) fn boolean(expr: &Expr) -> bool {
    matches!(
        &expr.kind,
        ExprKind::Binary(BinaryOp::And | BinaryOp::Or | BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge, ..)
    ) || matches!(&expr.kind, ExprKind::Call(name, _) if matches!(&*name.local, "not" | "true" | "false" | "boolean" | "selected" | "contains" | "starts-with" | "regex"))
}

fn conjuncts<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::And, a, b) => {
            conjuncts(a, out);
            conjuncts(b, out);
        }
        _ => out.push(expr),
    }
}

fn column_name(expr: &Expr) -> Option<Arc<str>> {
    let ExprKind::Path(path) = &expr.kind else {
        return None;
    };
    if path.start != PathStart::Context {
        return None;
    }
    let mut steps = path.steps.iter().filter(|s| !is_self(s));
    let (step, rest) = (steps.next()?, steps.next());
    cell_name(step).filter(|_| rest.is_none() && step.predicates.is_empty())
}

/// The column of a row that a step reads: a child by its name, an attribute behind an `@`.
fn cell_name(step: &Step) -> Option<Arc<str>> {
    match (&step.axis, &step.test) {
        (Axis::Child, Test::Name(name)) => Some(name.local.clone()),
        (Axis::Attribute, Test::Name(name)) => Some(format!("@{}", name.local).into()),
        _ => None,
    }
}

/// The string of a literal.
pub(super) fn literal(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Literal(text) => Some(text),
        _ => None,
    }
}

/// `instance('x')`.
pub(super) fn instance_id(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Call(name, args) if name.prefix.is_none() && &*name.local == "instance" => args.first().and_then(literal),
        _ => None,
    }
}

/// `.` without predicates.
pub(super) fn is_self(step: &Step) -> bool {
    step.axis == Axis::SelfNode && step.test == Test::Node && step.predicates.is_empty()
}

/// The name of a child step.
pub(super) fn child_name(step: &Step) -> Option<&QName> {
    match (&step.axis, &step.test) {
        (Axis::Child, Test::Name(name)) => Some(name),
        _ => None,
    }
}
