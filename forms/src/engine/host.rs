//! The running instance and its lists as a document, for the general evaluator and for functions over nodes.
//!
//! Invariant: what is not relevant is not there.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::nodes::{LIST_DOCUMENT, LIST_ROOT, Place, ROW, TREE};
use super::run::Run;
use crate::definition::{Kind, NONE};
use crate::env::Env;
use crate::list::tree_children;
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

    fn is_list_attribute(&self, list: u32, element: u32) -> bool {
        self.list(list).is_some_and(|l| l.tree().get(element as usize).is_some_and(|element| l.text(element.name).starts_with('@')))
    }

    fn column_name(&self, list: u32, column: u32) -> String {
        self.list(list).and_then(|l| l.columns().nth(column as usize).map(str::to_owned)).unwrap_or_default()
    }

    /// The cells a row has, those of its attributes or the others.
    fn row_cells(&self, list: u32, row: u32, attributes: bool, out: &mut Vec<Node>) {
        let Some(found) = self.list(list) else { return };
        let names = found.columns().enumerate().filter(|(column, name)| name.starts_with('@') == attributes && found.has(row as usize, *column));
        out.extend(names.map(|(column, _)| Place::List { list, row, column: column as u32 }.pack()));
    }

    /// Element children (or attributes) of an element of a list.
    fn list_elements(&self, list: u32, element: u32, attributes: bool, out: &mut Vec<Node>) {
        let Some(found) = self.list(list) else { return };
        let inside = tree_children(found.tree(), element).filter(|&at| self.is_list_attribute(list, at) == attributes);
        out.extend(inside.map(|row| Place::List { list, row, column: TREE }.pack()));
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
            Place::List { list, row, column: TREE } if self.is_list_attribute(list, row) => NodeKind::Attribute,
            Place::List { list, column, .. } if column < TREE && self.column_name(list, column).starts_with('@') => NodeKind::Attribute,
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
            Place::List { list, column: LIST_ROOT, .. } | Place::List { list, row: 0, column: TREE } => {
                Place::List { list, row: 0, column: LIST_DOCUMENT }
            }
            Place::List { list, row, column: TREE } => Place::List { list, row: self.list(list)?.tree().get(row as usize)?.parent, column: TREE },
            Place::List { list, column: ROW, .. } => Place::List { list, row: 0, column: LIST_ROOT },
            Place::List { list, row, .. } => Place::List { list, row, column: ROW },
        };
        Some(parent.pack())
    }

    fn children(&self, node: Node, out: &mut Vec<Node>) {
        match Place::unpack(node) {
            Place::Here { node: NONE, .. } => out.push(Place::Here { frame: 0, node: 0 }.pack()),
            Place::Here { frame, node } => self.below_node(frame, node, false, out),
            Place::List { list, column: LIST_DOCUMENT, .. } => {
                let deep = self.list(list).is_some_and(|l| !l.tree().is_empty());
                out.push(Place::List { list, row: 0, column: if deep { TREE } else { LIST_ROOT } }.pack());
            }
            Place::List { list, row, column: TREE } => self.list_elements(list, row, false, out),
            Place::List { list, column: LIST_ROOT, .. } => {
                let rows = self.list(list).map_or(0, |l| l.len() as u32);
                out.extend((0..rows).map(|row| Place::List { list, row, column: ROW }.pack()));
            }
            Place::List { list, row, column: ROW } => {
                self.row_cells(list, row, false, out);
            }
            Place::List { .. } => {}
        }
    }

    fn attributes(&self, node: Node, out: &mut Vec<Node>) {
        match Place::unpack(node) {
            Place::List { list, row, column: TREE } => self.list_elements(list, row, true, out),
            Place::List { list, row, column: ROW } => self.row_cells(list, row, true, out),
            Place::Here { node: NONE, .. } | Place::List { .. } => {}
            Place::Here { frame, node } => self.below_node(frame, node, true, out),
        }
    }

    fn name(&self, node: Node) -> (Cow<'_, str>, Cow<'_, str>) {
        let name: Cow<'_, str> = match Place::unpack(node) {
            Place::Here { node: NONE, .. } | Place::List { column: LIST_DOCUMENT, .. } => Cow::Borrowed(""),
            Place::Here { node, .. } => Cow::Borrowed(self.form.node(node).name.as_str()),
            Place::List { list, row, column: column @ (LIST_ROOT | ROW | TREE) } => {
                let Some(found) = self.list(list) else { return (Cow::Borrowed(""), Cow::Borrowed("")) };
                let name = match column {
                    LIST_ROOT => found.root_name(),
                    ROW => found.row_name(row as usize),
                    _ => found.tree().get(row as usize).map_or("", |element| found.text(element.name).trim_start_matches('@')),
                };
                Cow::Owned(name.to_owned())
            }
            Place::List { list, column, .. } => Cow::Owned(self.column_name(list, column).trim_start_matches('@').to_owned()),
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
                if !found.tree().is_empty() && column >= TREE {
                    // Of the document the text of its root.
                    let end = found.tree().get(row as usize).map_or(row, |element| element.end);
                    let inside = (row..end).filter(|&at| at == row || !self.is_list_attribute(list, at));
                    return Cow::Owned(inside.filter_map(|at| found.tree().get(at as usize)).map(|element| found.text(element.text)).collect());
                }
                if column < TREE {
                    return Cow::Owned(found.cell(row as usize, column as usize).to_owned());
                }
                let rows = if column == ROW { row..row + 1 } else { 0..found.len() as u32 };
                let columns = found.columns().enumerate().filter(|(_, name)| !name.starts_with('@')).map(|(column, _)| column).collect::<Vec<_>>();
                Cow::Owned(rows.flat_map(|r| columns.iter().map(move |c| (r, *c))).map(|(r, c)| found.cell(r as usize, c)).collect())
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
