//! Tokens to a tree: one function for each production of XPath 1.0, binary operators by a table of strengths.
//!
//! Invariant: neither this parser nor a walker of its tree recurses deeper than the limits allow; every failure has a span.

use super::ast::*;
use super::host::Axis;
use super::lexer::{self, Kind, Token};
use crate::diag::{Diagnostic, Place};
use crate::limits::{EXPRESSION_BYTES, EXPRESSION_DEPTH, EXPRESSION_OPERATORS};

/// Reads one XPath 1.0 expression. Function names and arities are for the caller to check against the table of functions.
pub fn parse(text: &str) -> Result<Expr, Diagnostic> {
    if text.len() > EXPRESSION_BYTES {
        let found = Diagnostic::error("expression-too-long", format!("expected at most {EXPRESSION_BYTES} bytes, found {}", text.len()));
        return Err(found.hint("split it over several calculations"));
    }
    let tokens = lexer::tokens(text)?;
    let mut parser = Parser { text, tokens, at: 0, depth: 0, operators: 0 };
    let expr = parser.expr()?;
    match parser.peek() {
        Kind::End => Ok(expr),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    operators: usize,
}

/// How strongly an operator binds, loosest 1; all are left-associative. Union binds tighter than `-x` and has its own production.
fn strength(op: BinaryOp) -> u8 {
    use BinaryOp::*;
    match op {
        Or => 1,
        And => 2,
        Eq | Ne => 3,
        Lt | Le | Gt | Ge => 4,
        Add | Sub => 5,
        Mul | Div | Mod => 6,
        Union => 7,
    }
}

/// Axes by name.
const AXES: [(&str, Axis); 13] = [
    ("child", Axis::Child),
    ("descendant", Axis::Descendant),
    ("parent", Axis::Parent),
    ("ancestor", Axis::Ancestor),
    ("following-sibling", Axis::FollowingSibling),
    ("preceding-sibling", Axis::PrecedingSibling),
    ("following", Axis::Following),
    ("preceding", Axis::Preceding),
    ("attribute", Axis::Attribute),
    ("namespace", Axis::Namespace),
    ("self", Axis::SelfNode),
    ("descendant-or-self", Axis::DescendantOrSelf),
    ("ancestor-or-self", Axis::AncestorOrSelf),
];

impl Parser<'_> {
    fn peek(&self) -> &Kind {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> &Kind {
        self.tokens.get(self.at + by).map_or(&Kind::End, |token| &token.kind)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(Span::default(), |token| token.span)
    }

    fn since(&self, start: u32) -> Span {
        let end = self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |token| token.span.end);
        Span { start, end: end.max(start) }
    }

    fn next(&mut self) -> Kind {
        let kind = self.peek().clone();
        self.at += 1;
        kind
    }

    fn eat(&mut self, kind: &Kind) -> bool {
        let found = self.peek() == kind;
        if found {
            self.at += 1;
        }
        found
    }

    fn expect(&mut self, kind: &Kind, wanted: &str) -> Result<(), Diagnostic> {
        if self.eat(kind) { Ok(()) } else { Err(self.unexpected(wanted)) }
    }

    /// "expected X, found Y", with a remedy for common slips.
    fn unexpected(&self, wanted: &str) -> Diagnostic {
        let span = self.span();
        let source = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        if *self.peek() == Kind::End {
            let found = lexer::fault(span, format!("expected {wanted}, found the end"));
            return found.hint("a bracket, an operand or an argument is missing");
        }
        let found = lexer::fault(span, format!("expected {wanted}, found '{source}'"));
        let lower = source.to_ascii_lowercase();
        match lower.as_str() {
            "and" | "or" | "div" | "mod" if lower != source => found.hint(format!("operators are lower case: {lower}")),
            "=" => found.hint("XPath compares with a single = sign; not less than is >="),
            _ => found,
        }
    }

    fn too_deep(&self, start: u32, limit: usize, what: &str) -> Diagnostic {
        let place = Place { span: Some((start, self.span().end)), ..Place::default() };
        Diagnostic::error("expression-too-deep", format!("expected at most {limit} {what}, found more"))
            .at(place)
            .hint("split it over several calculations")
    }

    fn count_operator(&mut self, start: u32) -> Result<(), Diagnostic> {
        self.operators += 1;
        if self.operators > EXPRESSION_OPERATORS {
            return Err(self.too_deep(start, EXPRESSION_OPERATORS, "operators"));
        }
        Ok(())
    }

    /// `Expr` (§3.1 \[14\]).
    fn expr(&mut self) -> Result<Expr, Diagnostic> {
        self.binary(1)
    }

    /// `OrExpr` to `MultiplicativeExpr` (§3.4–3.5 \[21\]–\[26\]), by strength; every nesting passes here and is counted.
    fn binary(&mut self, weakest: u8) -> Result<Expr, Diagnostic> {
        let start = self.span().start;
        self.depth += 1;
        if self.depth > EXPRESSION_DEPTH {
            return Err(self.too_deep(start, EXPRESSION_DEPTH, "levels"));
        }
        let expr = self.operands(start, weakest);
        self.depth -= 1;
        expr
    }

    fn operands(&mut self, start: u32, weakest: u8) -> Result<Expr, Diagnostic> {
        let mut left = self.unary()?;
        while let Kind::Operator(op) = *self.peek() {
            let strength = strength(op);
            if strength < weakest {
                break;
            }
            self.at += 1;
            self.count_operator(start)?;
            let right = self.binary(strength + 1)?;
            left = Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), span: self.since(start) };
        }
        Ok(left)
    }

    /// `UnaryExpr` (§3.5 \[27\]).
    fn unary(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.span().start;
        let mut signs = 0;
        while self.eat(&Kind::Operator(BinaryOp::Sub)) {
            signs += 1;
            self.count_operator(start)?;
        }
        let mut expr = self.union()?;
        for _ in 0..signs {
            expr = Expr { kind: ExprKind::Negate(Box::new(expr)), span: self.since(start) };
        }
        Ok(expr)
    }

    /// `UnionExpr` (§3.3 \[18\]).
    fn union(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.span().start;
        let mut left = self.path()?;
        while self.eat(&Kind::Operator(BinaryOp::Union)) {
            self.count_operator(start)?;
            let right = self.path()?;
            left = Expr { kind: ExprKind::Binary(BinaryOp::Union, Box::new(left), Box::new(right)), span: self.since(start) };
        }
        Ok(left)
    }

    /// `PathExpr` (§3.3 \[19\]) and `LocationPath` (§2 \[1\]).
    fn path(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.span().start;
        let mut steps = Vec::new();
        let from = if self.at_primary() {
            let filter = self.filter()?;
            if !self.slashes(&mut steps) {
                return Ok(filter);
            }
            match filter.kind {
                // A filter expression with predicates is already a path without steps.
                ExprKind::Path(Path { start: from @ PathStart::Expr(..), steps: own }) if own.is_empty() => from,
                kind => PathStart::Expr(Box::new(Expr { kind, span: filter.span }), Vec::new()),
            }
        } else if *self.peek() == Kind::Slash {
            self.at += 1;
            if !self.at_step() {
                return Ok(Expr { kind: ExprKind::Path(Path { start: PathStart::Root, steps }), span: self.since(start) });
            }
            PathStart::Root
        } else if self.slashes(&mut steps) {
            PathStart::Root
        } else {
            PathStart::Context
        };
        loop {
            let step = self.step()?;
            steps.push(step);
            if !self.slashes(&mut steps) {
                break;
            }
        }
        Ok(Expr { kind: ExprKind::Path(Path { start: from, steps }), span: self.since(start) })
    }

    /// Eats `/` or `//`; the latter stands for a step (§2.5).
    fn slashes(&mut self, steps: &mut Vec<Step>) -> bool {
        let span = self.span();
        if self.eat(&Kind::SlashSlash) {
            steps.push(Step { axis: Axis::DescendantOrSelf, test: Test::Node, predicates: Vec::new(), span });
            return true;
        }
        self.eat(&Kind::Slash)
    }

    fn at_step(&self) -> bool {
        matches!(self.peek(), Kind::Name(_) | Kind::Star | Kind::PrefixStar(_) | Kind::At | Kind::Dot | Kind::DotDot)
    }

    /// Whether a primary expression stands here rather than a step: a name before `(` is a function unless it is a node type.
    fn at_primary(&self) -> bool {
        match self.peek() {
            Kind::Open | Kind::Literal(_) | Kind::Number(_) | Kind::Variable(_) => true,
            Kind::Name(name) => *self.ahead(1) == Kind::Open && !is_node_type(name),
            _ => false,
        }
    }

    /// `FilterExpr` (§3.3 \[20\]).
    fn filter(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.span().start;
        let primary = self.primary()?;
        let predicates = self.predicates()?;
        if predicates.is_empty() {
            return Ok(primary);
        }
        let from = PathStart::Expr(Box::new(primary), predicates);
        Ok(Expr { kind: ExprKind::Path(Path { start: from, steps: Vec::new() }), span: self.since(start) })
    }

    /// `PrimaryExpr` (§3.1 \[15\]) and `FunctionCall` (§3.2 \[16\]).
    fn primary(&mut self) -> Result<Expr, Diagnostic> {
        let start = self.span().start;
        let kind = match self.next() {
            Kind::Open => {
                let inner = self.expr()?;
                self.expect(&Kind::Close, "')' or an operator")?;
                inner.kind
            }
            Kind::Literal(text) => ExprKind::Literal(text),
            Kind::Number(number) => ExprKind::Number(number),
            Kind::Variable(name) => ExprKind::Variable(name),
            Kind::Name(name) => {
                self.expect(&Kind::Open, "'('")?;
                ExprKind::Call(name, self.arguments()?)
            }
            _ => {
                self.at -= 1;
                return Err(self.unexpected("a value, a path or a function"));
            }
        };
        Ok(Expr { kind, span: self.since(start) })
    }

    /// Arguments up to and with the closing parenthesis.
    fn arguments(&mut self) -> Result<Vec<Expr>, Diagnostic> {
        let mut arguments = Vec::new();
        if self.eat(&Kind::Close) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expr()?);
            if !self.eat(&Kind::Comma) {
                self.expect(&Kind::Close, "',' or ')'")?;
                return Ok(arguments);
            }
        }
    }

    /// `Predicate`s (§2.4 \[8\]).
    fn predicates(&mut self) -> Result<Vec<Expr>, Diagnostic> {
        let mut predicates = Vec::new();
        while self.eat(&Kind::OpenBracket) {
            predicates.push(self.expr()?);
            self.expect(&Kind::CloseBracket, "']' or an operator")?;
        }
        Ok(predicates)
    }

    /// `Step` (§2.1 \[4\]). Predicates after `.` and `..` are an ODK custom (XPath 1.0 has none there).
    fn step(&mut self) -> Result<Step, Diagnostic> {
        let start = self.span().start;
        let (axis, test) = if self.eat(&Kind::Dot) {
            (Axis::SelfNode, Test::Node)
        } else if self.eat(&Kind::DotDot) {
            (Axis::Parent, Test::Node)
        } else {
            let axis = self.axis()?;
            (axis, self.node_test()?)
        };
        let predicates = self.predicates()?;
        Ok(Step { axis, test, predicates, span: self.since(start) })
    }

    /// `AxisSpecifier` (§2.2 \[5\]).
    fn axis(&mut self) -> Result<Axis, Diagnostic> {
        if self.eat(&Kind::At) {
            return Ok(Axis::Attribute);
        }
        if *self.ahead(1) != Kind::ColonColon {
            return Ok(Axis::Child);
        }
        let axis = match self.peek() {
            Kind::Name(QName { prefix: None, local }) => AXES.iter().find(|(name, _)| *name == &**local).map(|(_, axis)| *axis),
            _ => None,
        };
        let Some(axis) = axis else {
            return Err(self.unexpected("an axis before '::'").hint("axes are child, parent, ancestor, following-sibling, preceding-sibling …"));
        };
        self.at += 2;
        Ok(axis)
    }

    /// `NodeTest` (§2.3 \[7\]).
    fn node_test(&mut self) -> Result<Test, Diagnostic> {
        match self.next() {
            Kind::Star => Ok(Test::Any(None)),
            Kind::PrefixStar(prefix) => Ok(Test::Any(Some(prefix))),
            Kind::Name(name) if *self.peek() == Kind::Open && is_node_type(&name) => self.node_type(&name),
            Kind::Name(name) => Ok(Test::Name(name)),
            _ => {
                self.at -= 1;
                Err(self.unexpected("a value, a path or a function"))
            }
        }
    }

    /// `NodeType '(' ')'`, with a target where it is a processing instruction.
    fn node_type(&mut self, name: &QName) -> Result<Test, Diagnostic> {
        self.at += 1;
        let test = match (&*name.local, self.peek()) {
            ("node", _) => Test::Node,
            ("text", _) => Test::Text,
            ("comment", _) => Test::Comment,
            (_, Kind::Literal(target)) => {
                let test = Test::ProcessingInstruction(Some(target.clone()));
                self.at += 1;
                test
            }
            _ => Test::ProcessingInstruction(None),
        };
        self.expect(&Kind::Close, "')'")?;
        Ok(test)
    }
}

fn is_node_type(name: &QName) -> bool {
    name.prefix.is_none() && matches!(&*name.local, "node" | "text" | "comment" | "processing-instruction")
}
