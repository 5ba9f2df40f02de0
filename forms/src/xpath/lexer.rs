//! Characters to tokens (XPath 1.0 §3.7), with the rule that tells `*`, `and`, `or`, `div`, `mod` from names.
//!
//! Invariant: spans are ascending byte ranges on character boundaries of the source; the last token is [`Kind::End`].

use std::sync::Arc;

use super::ast::{BinaryOp, QName, Span};
use super::lookalike;
use crate::decimal;
use crate::diag::{Diagnostic, Place};

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Dot,
    DotDot,
    At,
    Comma,
    ColonColon,
    Slash,
    SlashSlash,
    Operator(BinaryOp),
    Star,
    PrefixStar(Arc<str>),
    Name(QName),
    Variable(QName),
    Literal(Arc<str>),
    Number(f64),
    End,
}

/// A token and its place.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// An error of syntax at a span of the source.
pub(super) fn fault(span: Span, message: impl Into<String>) -> Diagnostic {
    let place = Place { span: Some((span.start, span.end)), ..Place::default() };
    Diagnostic::error("expression-syntax", message).at(place)
}

/// Splits the whole text, or says where it cannot.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Diagnostic> {
    let mut lexer = Lexer { text, at: 0, out: Vec::with_capacity(text.len() / 3 + 2) };
    loop {
        lexer.skip_space();
        let start = lexer.at;
        let kind = lexer.token()?;
        let last = kind == Kind::End;
        let span = lexer.span_from(start);
        lexer.out.push(Token { kind, span });
        if last {
            return Ok(lexer.out);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    out: Vec<Token>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn span_from(&self, start: usize) -> Span {
        Span { start: start as u32, end: self.at as u32 }
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    /// Moves past `mark` if it stands here.
    fn eat(&mut self, mark: &str) -> bool {
        let found = self.rest().starts_with(mark);
        if found {
            self.at += mark.len();
        }
        found
    }

    /// Whether an operator may stand here (XPath 1.0 §3.7): something that ends an operand came before.
    fn after_operand(&self) -> bool {
        use Kind::*;
        self.out.last().is_some_and(|token| !matches!(token.kind, At | ColonColon | Open | OpenBracket | Comma | Operator(_) | Slash | SlashSlash))
    }

    fn token(&mut self) -> Result<Kind, Diagnostic> {
        let Some(c) = self.peek() else {
            return Ok(Kind::End);
        };
        if c.is_ascii_digit() || (c == '.' && self.rest().as_bytes().get(1).is_some_and(u8::is_ascii_digit)) {
            return self.number();
        }
        if c == '\'' || c == '"' {
            return self.literal(c);
        }
        if c == '$' {
            return self.variable();
        }
        if is_name_start(c) {
            return Ok(self.name_or_operator());
        }
        if c == '*' && self.after_operand() {
            self.at += 1;
            return Ok(Kind::Operator(BinaryOp::Mul));
        }
        for (mark, kind) in marks() {
            if self.eat(mark) {
                return Ok(kind);
            }
        }
        Err(self.stray(c))
    }

    fn stray(&self, c: char) -> Diagnostic {
        let span = Span { start: self.at as u32, end: (self.at + c.len_utf8()) as u32 };
        let found = fault(span, format!("expected an expression, found '{c}'"));
        match lookalike::hint(c, self.rest()) {
            Some(hint) => found.hint(hint),
            None => found,
        }
    }

    fn number(&mut self) -> Result<Kind, Diagnostic> {
        let start = self.at;
        let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        self.at += digits(self.rest());
        if self.eat(".") {
            self.at += digits(self.rest());
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        decimal::parse(text).map(Kind::Number).ok_or_else(|| fault(self.span_from(start), format!("'{text}' is not a number")))
    }

    fn literal(&mut self, quote: char) -> Result<Kind, Diagnostic> {
        let start = self.at;
        let inner = self.rest().get(1..).unwrap_or_default();
        if let Some(length) = inner.find(quote) {
            self.at += length + 2;
            return Ok(Kind::Literal(inner.get(..length).unwrap_or_default().into()));
        }
        self.at = self.text.len();
        let found = fault(self.span_from(start), format!("a text that starts with {quote} has no end"));
        Err(found.hint(format!("close it with {quote}, the same sign as at its start")))
    }

    fn variable(&mut self) -> Result<Kind, Diagnostic> {
        let start = self.at;
        self.at += 1;
        if self.peek().is_some_and(is_name_start) {
            return Ok(Kind::Variable(self.qname()));
        }
        let found = fault(self.span_from(start), "expected a name after '$'");
        Err(found.hint("${question} belongs to the spreadsheet; in an XForm write the path of the question, such as /data/question"))
    }

    fn ncname(&mut self) -> Arc<str> {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(is_name_char).len();
        self.at += length;
        rest.get(..length).unwrap_or_default().into()
    }

    /// A name, perhaps with a prefix; `a::b` is an axis and keeps its colons.
    fn qname(&mut self) -> QName {
        let first = self.ncname();
        let mut after = self.rest().chars();
        if after.next() == Some(':') && after.next().is_some_and(is_name_start) {
            self.at += 1;
            return QName { prefix: Some(first), local: self.ncname() };
        }
        QName { prefix: None, local: first }
    }

    /// `1or1`, `6 div2`: where an operator must stand, a digit right behind its name starts the next operand.
    fn operator_before_digit(&mut self) -> Option<BinaryOp> {
        let rest = self.rest();
        let (text, op) =
            NAMED.iter().find(|(text, _)| rest.strip_prefix(text).is_some_and(|after| after.starts_with(|next: char| next.is_ascii_digit())))?;
        self.at += text.len();
        Some(*op)
    }

    fn name_or_operator(&mut self) -> Kind {
        let operand_before = self.after_operand();
        if operand_before && let Some(op) = self.operator_before_digit() {
            return Kind::Operator(op);
        }
        let name = self.qname();
        if name.prefix.is_some() {
            return Kind::Name(name);
        }
        if operand_before && let Some((_, op)) = NAMED.iter().find(|(text, _)| *text == &*name.local) {
            return Kind::Operator(*op);
        }
        if self.eat(":*") {
            return Kind::PrefixStar(name.local);
        }
        Kind::Name(name)
    }
}

/// Operators written as names.
const NAMED: [(&str, BinaryOp); 4] = [("or", BinaryOp::Or), ("and", BinaryOp::And), ("div", BinaryOp::Div), ("mod", BinaryOp::Mod)];

/// Marks, longer ones before their own beginnings.
fn marks() -> [(&'static str, Kind); 21] {
    use BinaryOp::*;
    [
        ("(", Kind::Open),
        (")", Kind::Close),
        ("[", Kind::OpenBracket),
        ("]", Kind::CloseBracket),
        ("..", Kind::DotDot),
        (".", Kind::Dot),
        ("@", Kind::At),
        (",", Kind::Comma),
        ("::", Kind::ColonColon),
        ("//", Kind::SlashSlash),
        ("/", Kind::Slash),
        ("|", Kind::Operator(Union)),
        ("+", Kind::Operator(Add)),
        ("-", Kind::Operator(Sub)),
        ("=", Kind::Operator(Eq)),
        ("!=", Kind::Operator(Ne)),
        ("<=", Kind::Operator(Le)),
        ("<", Kind::Operator(Lt)),
        (">=", Kind::Operator(Ge)),
        (">", Kind::Operator(Gt)),
        ("*", Kind::Star),
    ]
}

/// Start of an `NCName` (Namespaces in XML 1.0, by XML 1.0 fifth edition).
pub(super) fn is_name_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
        && !lookalike::is_lookalike(c)
}

fn is_name_char(c: char) -> bool {
    is_name_start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
