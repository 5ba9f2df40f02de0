//! The functions of XPath 1.0 and of ODK forms: one table, one row a function.
//!
//! What it is not: functions that only a form can answer (`pulldata`, `jr:choice-name` …) have a row here and their answer from [`Host::call`].
//! Invariant: the table is sorted by name; no function panics on any arguments within its arity.
// Every function has the same type, also those that never fail.
#![allow(clippy::unnecessary_wraps)]

mod codec;
mod geo;
mod moment;
mod node;
mod number;
mod pattern;
mod random;
mod select;
mod table;
mod text;

use std::borrow::Cow;
use std::sync::Arc;

use super::ast::QName;
use super::eval::Context;
use super::host::{Host, Node};
use super::value::{Fault, Value};
pub use geo::is_place;
pub use random::{ParkMiller, seed_of, shuffle};
pub use table::TABLE;

/// Kind of a parameter or result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Any,
    Bool,
    Number,
    Text,
    Nodes,
}

/// What a function depends on besides its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purity {
    /// Nothing: equal arguments give equal results.
    Pure,
    /// Clock, randomness, properties: drawn from [`crate::Env`].
    Env,
    /// The context node, its position, or the document.
    Context,
}

/// One row of the table.
pub struct Function {
    /// Name as written in expressions, with its prefix.
    pub name: &'static str,
    /// Fewest and most arguments.
    pub arity: (u8, u8),
    /// Kinds of the parameters; the last one repeats.
    pub params: &'static [Kind],
    /// Kind of the result.
    pub returns: Kind,
    /// What it depends on.
    pub purity: Purity,
    /// Evaluates only the arguments it needs (`if`, `coalesce`); the evaluator does that, [`Function::call`] takes all of them.
    pub lazy: bool,
    /// One sentence for form authors.
    pub doc: &'static str,
    eval: fn(&mut Call) -> Result<Value, Fault>,
}

impl Function {
    /// Whether that many arguments fit.
    pub fn check_count(&self, count: usize) -> Result<(), Fault> {
        let (least, most) = self.arity;
        if count >= least as usize && (most == MANY || count <= most as usize) {
            return Ok(());
        }
        let wanted = match (least, most) {
            (least, MANY) => format!("at least {least}"),
            (least, most) if least == most => least.to_string(),
            (least, most) => format!("{least} to {most}"),
        };
        Err(Fault::new("wrong-arity", format!("{}() takes {wanted} arguments, found {count}", self.name)))
    }

    /// The function's value for evaluated arguments.
    pub fn call(&self, host: &dyn Host, context: Context, args: &[Value]) -> Result<Value, Fault> {
        self.check_count(args.len())?;
        (self.eval)(&mut Call { function: self, host, context, args })
    }
}

/// As the most arguments: no upper bound.
pub const MANY: u8 = u8::MAX;

/// The function of that name.
pub fn find(name: &str) -> Option<&'static Function> {
    TABLE.binary_search_by(|row| row.name.cmp(name)).ok().and_then(|at| TABLE.get(at))
}

/// The function of that name as written in an expression.
pub fn find_name(name: &QName) -> Option<&'static Function> {
    match &name.prefix {
        None => find(&name.local),
        Some(prefix) => find(&format!("{prefix}:{}", name.local)),
    }
}

/// One call under evaluation: arguments with conversions, and the surroundings.
pub struct Call<'a> {
    function: &'a Function,
    /// The document.
    pub host: &'a dyn Host,
    /// Where the call stands.
    pub context: Context,
    /// Evaluated arguments.
    pub args: &'a [Value],
}

impl<'a> Call<'a> {
    fn len(&self) -> usize {
        self.args.len()
    }

    fn fault(&self, code: &'static str, message: &str) -> Fault {
        Fault::new(code, format!("{}(): {message}", self.function.name))
    }

    fn number(&self, at: usize) -> f64 {
        self.args.get(at).map_or(f64::NAN, |value| value.number(self.host))
    }

    fn bool(&self, at: usize) -> bool {
        self.args.get(at).is_some_and(Value::boolean)
    }

    /// String value of an argument, borrowed where it can be.
    fn text(&self, at: usize) -> Cow<'a, str> {
        match self.args.get(at) {
            None => Cow::Borrowed(""),
            Some(value) => text_of(value, self.host),
        }
    }

    /// String value of the argument, of the context node where there is none.
    fn text_or_context(&self) -> Cow<'a, str> {
        if self.args.is_empty() { self.host.text(self.context.node) } else { self.text(0) }
    }

    fn nodes(&self, at: usize) -> Result<&'a [Node], Fault> {
        match self.args.get(at) {
            Some(Value::Nodes(nodes)) => Ok(nodes),
            _ => Err(self.fault("not-nodes", "expected a path to nodes, found a value")),
        }
    }

    /// First node of the argument, the context node where there is no argument.
    fn node_or_context(&self) -> Result<Option<Node>, Fault> {
        if self.args.is_empty() { Ok(Some(self.context.node)) } else { self.nodes(0).map(|nodes| nodes.first().copied()) }
    }

    /// Texts of the arguments from `from` on, each node of a node-set for itself.
    fn texts_from(&self, from: usize) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        let (host, args) = (self.host, self.args);
        args.iter().skip(from).flat_map(move |value| {
            let (nodes, single) = match value {
                Value::Nodes(nodes) => (nodes.as_slice(), None),
                other => (&[][..], Some(other)),
            };
            nodes.iter().map(move |node| host.text(*node)).chain(single.map(|value| text_of(value, host)))
        })
    }

    /// What only the host knows; without an answer there it is a fault.
    fn ask_host(&self) -> Result<Value, Fault> {
        let answer = self.host.call(self.function.name, self.context.node, self.args);
        answer.unwrap_or_else(|| Err(self.fault("not-here", "is answered by a form only")))
    }
}

/// String value, borrowed where it can be.
fn text_of<'a>(value: &'a Value, host: &'a dyn Host) -> Cow<'a, str> {
    match value {
        Value::Bool(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
        Value::Number(number) => {
            let mut out = String::new();
            super::value::write_number(*number, &mut out);
            Cow::Owned(out)
        }
        Value::Text(text) => Cow::Borrowed(text),
        Value::Nodes(nodes) => nodes.first().map_or(Cow::Borrowed(""), |node| host.text(*node)),
    }
}

fn text(text: impl Into<Arc<str>>) -> Result<Value, Fault> {
    Ok(Value::Text(text.into()))
}

fn number(number: f64) -> Result<Value, Fault> {
    Ok(Value::Number(number))
}

fn truth(truth: bool) -> Result<Value, Fault> {
    Ok(Value::Bool(truth))
}
