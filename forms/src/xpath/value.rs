//! Values of expressions, and the conversions and comparisons between them.
//!
//! Rules: XPath 1.0 §3.4 and §4, and over them what ODK forms rely on: a text in ISO date form counts as days since 1970-01-01T00:00:00Z;
//! numbers that differ by less than [`EQUAL_WITHIN`] are equal, so that 0.1 + 0.2 = 0.3; two moments are compared as moments.
//! Invariant: a number written as text has no exponent and reads back as the same number.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::Arc;

use super::ast::BinaryOp;
use super::date;
use super::host::{Host, Node};
use crate::decimal;
use crate::env::Env;

/// Numbers closer than this are equal, as in JavaRosa: sums of decimals must equal the total that a person reads.
pub const EQUAL_WITHIN: f64 = 1e-12;

/// The result of an expression (XPath 1.0 §1). Dates are texts in ISO form; their number is days since 1970-01-01 (ODK).
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// true or false.
    Bool(bool),
    /// An IEEE double.
    Number(f64),
    /// Characters.
    Text(Arc<str>),
    /// Nodes in document order, without doubles (`randomize` gives another order).
    Nodes(Vec<Node>),
}

/// Why an expression has no value: stable code and a sentence. Reported as a problem of the node, never a crash.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Stable code, such as `bad-regex`.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
}

impl Fault {
    /// A fault with a code and a sentence.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{}] {}", self.code, self.message)
    }
}

impl std::error::Error for Fault {}

impl Value {
    /// A text.
    pub fn text_from(text: &str) -> Self {
        if text.is_empty() { Self::blank() } else { Self::Text(text.into()) }
    }

    /// The empty text, without allocating.
    pub fn blank() -> Self {
        thread_local!(static BLANK: Arc<str> = Arc::from(""));
        Self::Text(BLANK.with(Arc::clone))
    }

    /// `boolean()` (§4.3).
    pub fn boolean(&self) -> bool {
        match self {
            Self::Bool(truth) => *truth,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => !text.is_empty(),
            Self::Nodes(nodes) => !nodes.is_empty(),
        }
    }

    /// `number()` (§4.4), dates as days.
    pub fn number(&self, host: &dyn Host) -> f64 {
        match self {
            Self::Bool(truth) => f64::from(u8::from(*truth)),
            Self::Number(number) => *number,
            Self::Text(text) => number_of(text, host.env()),
            Self::Nodes(nodes) => nodes.first().map_or(f64::NAN, |node| number_of(&host.text(*node), host.env())),
        }
    }

    /// `string()` (§4.2).
    pub fn text(&self, host: &dyn Host) -> Arc<str> {
        match self {
            Self::Bool(true) => "true".into(),
            Self::Bool(false) => "false".into(),
            Self::Number(number) => text_of(*number),
            Self::Text(text) => text.clone(),
            Self::Nodes(nodes) => nodes.first().map_or_else(|| "".into(), |node| Arc::from(&*host.text(*node))),
        }
    }

    /// Calls `read` with the string value, without copying it where it need not be.
    pub fn with_text<R>(&self, host: &dyn Host, read: impl FnOnce(&str) -> R) -> R {
        match self {
            Self::Bool(truth) => read(if *truth { "true" } else { "false" }),
            Self::Number(number) => read(&text_of(*number)),
            Self::Text(text) => read(text),
            Self::Nodes(nodes) => match nodes.first() {
                Some(node) => read(&host.text(*node)),
                None => read(""),
            },
        }
    }

    /// Whether nothing was answered: the empty text, no number, no node or one without text (ODK `coalesce`).
    pub fn is_blank(&self, host: &dyn Host) -> bool {
        match self {
            Self::Bool(_) => false,
            Self::Number(number) => number.is_nan(),
            Self::Text(text) => text.is_empty(),
            Self::Nodes(nodes) => nodes.first().is_none_or(|node| host.text(*node).is_empty()),
        }
    }
}

/// Number of a text: blank is NaN, an ISO date is days since 1970-01-01T00:00:00Z with a fraction, no exponent (§4.4).
pub fn number_of(text: &str, env: &dyn Env) -> f64 {
    match plain_number(text) {
        Some(number) => number,
        None => date::days_of(text, env).unwrap_or(f64::NAN),
    }
}

/// `-?(digits(.digits?)?|.digits)` between white space; none where it is something else.
pub fn plain_number(text: &str) -> Option<f64> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mut digits, mut points, mut whole) = (0_usize, 0_usize, 0_u64);
    for byte in unsigned.bytes() {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                whole = whole.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            }
            b'.' => points += 1,
            _ => return None,
        }
    }
    if digits == 0 || points > 1 {
        return None;
    }
    if points == 0 && digits <= 15 {
        let number = whole as f64;
        return Some(if unsigned.len() < text.len() { -number } else { number });
    }
    decimal::parse(text)
}

/// Text of a number (§4.2): `10000000`, `12345678.9`, `0`, `NaN`, `-Infinity`; never an exponent.
pub fn text_of(number: f64) -> Arc<str> {
    if let Some(whole) = whole(number) {
        return Arc::from(Digits::of(whole).text());
    }
    let mut out = String::new();
    write_number(number, &mut out);
    out.into()
}

/// A number that is written without a fraction and fits 15 digits.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64)
}

/// A whole number as digits: most values of a form are, and these need no formatter.
struct Digits {
    bytes: [u8; 16],
    start: usize,
}

impl Digits {
    fn of(whole: i64) -> Self {
        let mut digits = Self { bytes: [b'0'; 16], start: 16 };
        let mut left = whole.unsigned_abs();
        while left > 0 || digits.start == 16 {
            digits.put(b'0' + (left % 10) as u8);
            left /= 10;
        }
        if whole < 0 {
            digits.put(b'-');
        }
        digits
    }

    fn put(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(self.start) {
            *place = byte;
        }
    }

    fn text(&self) -> &str {
        self.bytes.get(self.start..).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// Appends the text of a number.
pub fn write_number(number: f64, out: &mut String) {
    if let Some(whole) = whole(number) {
        out.push_str(Digits::of(whole).text());
        return;
    }
    // Writing to a String does not fail.
    let _ = if number.is_nan() {
        out.write_str("NaN")
    } else if number.is_infinite() {
        out.write_str(if number < 0.0 { "-Infinity" } else { "Infinity" })
    } else {
        // Rust writes the shortest digits that read back equal, without exponent.
        write!(out, "{number}")
    };
}

/// `=` and `!=` of two numbers; infinities equal themselves.
#[allow(clippy::float_cmp)]
pub fn numbers_equal(left: f64, right: f64) -> bool {
    left == right || (left - right).abs() < EQUAL_WITHIN
}

/// `=` of two texts: equal characters, or two dates with time that are the same moment.
pub fn texts_equal(left: &str, right: &str, env: &dyn Env) -> bool {
    if left == right {
        return true;
    }
    // Only date-times need a closer look; all have a 'T'.
    let timed = |text: &str| text.len() >= 16 && text.as_bytes().contains(&b'T');
    if !timed(left) || !timed(right) {
        return false;
    }
    match (date::Stamp::parse(left), date::Stamp::parse(right)) {
        (Some(left), Some(right)) => left.unix_ms(env) == right.unix_ms(env),
        _ => false,
    }
}

fn numbers_ordered(op: BinaryOp, left: f64, right: f64) -> bool {
    match op {
        BinaryOp::Lt => left < right,
        BinaryOp::Le => left <= right,
        BinaryOp::Gt => left > right,
        BinaryOp::Ge => left >= right,
        _ => false,
    }
}

/// One of `= != < <= > >=` (§3.4).
pub fn compare(op: BinaryOp, left: &Value, right: &Value, host: &dyn Host) -> bool {
    match (left, right) {
        (Value::Nodes(nodes), Value::Bool(_)) if is_equality(op) => simple(op, &Value::Bool(!nodes.is_empty()), right, host),
        (Value::Bool(_), Value::Nodes(nodes)) if is_equality(op) => simple(op, left, &Value::Bool(!nodes.is_empty()), host),
        (Value::Nodes(left), Value::Nodes(right)) => node_sets(op, left, right, host),
        (Value::Nodes(nodes), _) => nodes.iter().any(|node| with_node(op, *node, right, host)),
        (_, Value::Nodes(nodes)) => {
            let swapped = swap(op);
            nodes.iter().any(|node| with_node(swapped, *node, left, host))
        }
        _ => simple(op, left, right, host),
    }
}

/// XPath makes a node-set beside a boolean a boolean; engines of forms do so for `=` and `!=` only and order its nodes as numbers.
fn is_equality(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::Ne)
}

/// The operator with its operands exchanged.
fn swap(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        same => same,
    }
}

fn simple(op: BinaryOp, left: &Value, right: &Value, host: &dyn Host) -> bool {
    if !is_equality(op) {
        return numbers_ordered(op, left.number(host), right.number(host));
    }
    let equal = match (left, right) {
        (Value::Bool(_), _) | (_, Value::Bool(_)) => left.boolean() == right.boolean(),
        (Value::Number(_), _) | (_, Value::Number(_)) => numbers_equal(left.number(host), right.number(host)),
        _ => left.with_text(host, |left| right.with_text(host, |right| texts_equal(left, right, host.env()))),
    };
    equal == (op == BinaryOp::Eq)
}

/// A node against a number or a text.
fn with_node(op: BinaryOp, node: Node, other: &Value, host: &dyn Host) -> bool {
    let text = host.text(node);
    match (op, other) {
        (BinaryOp::Eq, Value::Text(other)) => texts_equal(&text, other, host.env()),
        (BinaryOp::Ne, Value::Text(other)) => !texts_equal(&text, other, host.env()),
        (BinaryOp::Eq, _) => numbers_equal(number_of(&text, host.env()), other.number(host)),
        (BinaryOp::Ne, _) => !numbers_equal(number_of(&text, host.env()), other.number(host)),
        _ => numbers_ordered(op, number_of(&text, host.env()), other.number(host)),
    }
}

/// Two node-sets: some pair satisfies the comparison. Never compares every pair where an order or the extremes will do.
fn node_sets(op: BinaryOp, left: &[Node], right: &[Node], host: &dyn Host) -> bool {
    match op {
        BinaryOp::Eq | BinaryOp::Ne => {
            if left.len().min(right.len()) <= 8 {
                let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
                let few: Vec<_> = few.iter().map(|node| host.text(*node)).collect();
                return many.iter().any(|node| {
                    let text = host.text(*node);
                    few.iter().any(|other| texts_equal(&text, other, host.env()) == (op == BinaryOp::Eq))
                });
            }
            let mut texts: Vec<_> = left.iter().map(|node| host.text(*node)).collect();
            texts.sort_unstable();
            right.iter().any(|node| {
                let text = host.text(*node);
                match op {
                    BinaryOp::Eq => texts.binary_search(&text).is_ok(),
                    _ => texts.first().is_some_and(|first| *first != text) || texts.last().is_some_and(|last| *last != text),
                }
            })
        }
        _ => {
            // Some pair is ordered so if the two extremes are.
            let lowest = |nodes: &[Node], wanted: Ordering| {
                let numbers = nodes.iter().map(|node| number_of(&host.text(*node), host.env())).filter(|number| !number.is_nan());
                numbers.reduce(|best, number| if number.total_cmp(&best) == wanted { number } else { best })
            };
            let (of_left, of_right) = match op {
                BinaryOp::Lt | BinaryOp::Le => (Ordering::Less, Ordering::Greater),
                _ => (Ordering::Greater, Ordering::Less),
            };
            match (lowest(left, of_left), lowest(right, of_right)) {
                (Some(left), Some(right)) => numbers_ordered(op, left, right),
                _ => false,
            }
        }
    }
}
