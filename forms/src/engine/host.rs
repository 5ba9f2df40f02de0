//! The running instance and its lists as a document, for the general evaluator and for functions over nodes.
//!
//! Invariant: what is not relevant is not there.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::nodes::{LIST_DOCUMENT, LIST_ROOT, Place, ROW};
use super::run::Run;
use crate::definition::{Kind, NONE};
use crate::env::Env;
use crate::xpath::{Fault, Host, Node, NodeKind, Path, PathStart, Value};

impl Run {
    /// Element children (or attributes) of a node of the instance that are relevant.
    fn below_node(&self, frame: u32, node: u32, attributes: bool, out: &mut Vec<Node>) {
        for child in self.form.children(node) {
            let def = self.form.node(child);
            if (def.kind == Kind::Attribute) != attributes {
                continue;
            }
            if def.kind == Kind::Repeat {
                out.extend(self.instances(frame, def.frame).map(|f| Place::Here { frame: f, node: child }.pack()));
            } else if self.relevant(frame, child) {
                out.push(Place::Here { frame, node: child }.pack());
            }
        }
    }

    /// Document order of two nodes of the instance: positions of their frames from the outside, then the nodes; nodes count from 1, since
    /// the document itself ([`NONE`]) comes before its root element.
    pub(super) fn order_key(&self, mut frame: u32, node: u32) -> Vec<(u32, u32)> {
        let mut key = vec![(node.wrapping_add(1), 0)];
        while let Some(found) = self.instance.frame(frame) {
            if found.parent == frame {
                break;
            }
            key.push((self.form.repeat(found.kind).node + 1, self.instance.position(&self.form, frame) as u32));
            frame = found.parent;
        }
        key.reverse();
        key
    }
}

impl Host for Run {
    fn env(&self) -> &dyn Env {
        &*self.env
    }

    /// An absolute path means the form, in a predicate on rows too (ODK).
    fn root(&self, _node: Node) -> Node {
        Place::DOCUMENT.pack()
    }

    fn kind(&self, node: Node) -> NodeKind {
        match Place::unpack(node) {
            Place::Here { node: NONE, .. } | Place::List { column: LIST_DOCUMENT, .. } => NodeKind::Root,
            Place::Here { node, .. } if self.form.node(node).kind == Kind::Attribute => NodeKind::Attribute,
            _ => NodeKind::Element,
        }
    }

    fn parent(&self, node: Node) -> Option<Node> {
        let parent = match Place::unpack(node) {
            Place::Here { node: NONE, .. } | Place::List { column: LIST_DOCUMENT, .. } => return None,
            Place::Here { frame, node } => {
                let def = self.form.node(node);
                let frame = if def.kind == Kind::Repeat { self.instance.frame(frame)?.parent } else { frame };
                Place::Here { frame, node: def.parent }
            }
            Place::List { list, column: LIST_ROOT, .. } => Place::List { list, row: 0, column: LIST_DOCUMENT },
            Place::List { list, column: ROW, .. } => Place::List { list, row: 0, column: LIST_ROOT },
            Place::List { list, row, .. } => Place::List { list, row, column: ROW },
        };
        Some(parent.pack())
    }

    fn children(&self, node: Node, out: &mut Vec<Node>) {
        match Place::unpack(node) {
            Place::Here { node: NONE, .. } => out.push(Place::Here { frame: 0, node: 0 }.pack()),
            Place::Here { frame, node } => self.below_node(frame, node, false, out),
            Place::List { list, column: LIST_DOCUMENT, .. } => out.push(Place::List { list, row: 0, column: LIST_ROOT }.pack()),
            Place::List { list, column: LIST_ROOT, .. } => {
                let rows = self.list(list).map_or(0, |l| l.len() as u32);
                out.extend((0..rows).map(|row| Place::List { list, row, column: ROW }.pack()));
            }
            Place::List { list, row, column: ROW } => {
                let columns = self.list(list).map_or(0, |l| l.columns().count() as u32);
                out.extend((0..columns).map(|column| Place::List { list, row, column }.pack()));
            }
            Place::List { .. } => {}
        }
    }

    fn attributes(&self, node: Node, out: &mut Vec<Node>) {
        match Place::unpack(node) {
            Place::Here { node: NONE, .. } | Place::List { .. } => {}
            Place::Here { frame, node } => self.below_node(frame, node, true, out),
        }
    }

    fn name(&self, node: Node) -> (Cow<'_, str>, Cow<'_, str>) {
        let name: Cow<'_, str> = match Place::unpack(node) {
            Place::Here { node: NONE, .. } | Place::List { column: LIST_DOCUMENT, .. } => Cow::Borrowed(""),
            Place::Here { node, .. } => Cow::Borrowed(self.form.node(node).name.as_str()),
            Place::List { column: LIST_ROOT, .. } => Cow::Borrowed("root"),
            Place::List { column: ROW, .. } => Cow::Borrowed("item"),
            Place::List { list, column, .. } => {
                let name = self.list(list).and_then(|l| l.columns().nth(column as usize).map(str::to_owned));
                Cow::Owned(name.unwrap_or_default())
            }
        };
        (name, Cow::Borrowed(""))
    }

    fn qualified_name(&self, node: Node) -> Cow<'_, str> {
        match Place::unpack(node) {
            Place::Here { node, .. } if node != NONE && !self.form.node(node).prefix.is_empty() => {
                let def = self.form.node(node);
                Cow::Owned(format!("{}:{}", def.prefix, def.name))
            }
            _ => self.name(node).0,
        }
    }

    // Names are told apart by their local part alone: instances of forms hold no two namespaces with equal names.
    fn namespace(&self, _prefix: &str) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(""))
    }

    fn text(&self, node: Node) -> Cow<'_, str> {
        match Place::unpack(node) {
            Place::Here { node: NONE, .. } => Cow::Owned(self.shown(0, 0).to_string()),
            Place::Here { frame, node } => match self.seen(frame, node) {
                Some(text) => Cow::Borrowed(text),
                None => Cow::Owned(self.shown(frame, node).to_string()),
            },
            Place::List { list, row, column } => {
                let Some(found) = self.list(list) else {
                    return Cow::Borrowed("");
                };
                if column < LIST_DOCUMENT {
                    return Cow::Owned(found.cell(row as usize, column as usize).to_owned());
                }
                let rows = if column == ROW { row..row + 1 } else { 0..found.len() as u32 };
                let columns = found.columns().count();
                Cow::Owned(rows.flat_map(|r| (0..columns).map(move |c| (r, c))).map(|(r, c)| found.cell(r as usize, c)).collect())
            }
        }
    }

    fn absent_is_blank(&self, path: &Path) -> bool {
        !matches!(path.start, PathStart::Expr(..))
    }

    fn order(&self, a: Node, b: Node) -> Ordering {
        match (Place::unpack(a), Place::unpack(b)) {
            (Place::Here { frame, node }, Place::Here { frame: other, node: with }) if frame == other => {
                node.wrapping_add(1).cmp(&with.wrapping_add(1))
            }
            (Place::Here { frame, node }, Place::Here { frame: other, node: with }) => self.order_key(frame, node).cmp(&self.order_key(other, with)),
            _ => a.cmp(&b),
        }
    }

    fn instance(&self, id: &str) -> Option<Node> {
        if let Some(list) = self.form.lists.iter().position(|l| l.id == id) {
            return Some(Place::List { list: list as u32, row: 0, column: LIST_DOCUMENT }.pack());
        }
        Some(Place::DOCUMENT.pack())
    }

    fn call(&self, name: &str, _context: Node, args: &[Value]) -> Option<Result<Value, Fault>> {
        let text = |n: usize| args.get(n).map(|v: &Value| v.text(self)).unwrap_or_default();
        match name {
            "pulldata" => {
                let name = text(0);
                let stem = name.strip_suffix(".csv").unwrap_or(&name);
                let list = self.form.lists.iter().position(|l| l.id == stem)?;
                let list = self.list(list as u32)?;
                let found = list
                    .column(&text(1))
                    .zip(list.column(&text(2)))
                    .and_then(|(column, key)| list.rows_where(key, &text(3)).first().map(|&row| Value::text_from(list.cell(row as usize, column))));
                Some(Ok(found.unwrap_or_else(Value::blank)))
            }
            "jr:itext" => Some(Ok(Value::text_from(&self.itext(&text(0)).text))),
            _ => None,
        }
    }
}
