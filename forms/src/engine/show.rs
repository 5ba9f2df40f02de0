//! Texts and choices as shown now: language, outputs, filters.
//!
//! Invariant: what a text or a choice list reads was gathered when the form was made, so `Changes` names every node whose texts change.

use std::sync::Arc;

use super::nodes::{Place, ROW, TREE};
use super::run::Run;
use super::session::What;
use super::view::{Choice, Text};
use crate::definition::{Control, ControlDef, ControlKind, Itemset, Labels, NONE, Op, Part, TextForms, TextId};
use crate::instance::{blank, text};
use crate::list::{List, tree_children};
use crate::xpath::{Context, Host, Node, Value, functions};

impl Run {
    // ---- texts ----

    fn forms(&self, id: TextId) -> Option<&TextForms> {
        let languages = &self.form.texts.get(id as usize)?.languages;
        languages.get(self.language).or(languages.first())
    }

    /// A text at a node.
    pub(super) fn text_at(&self, id: TextId, frame: u32, node: u32) -> Text {
        let Some(forms) = self.forms(id) else { return Text::default() };
        Text { image: forms.image.clone(), audio: forms.audio.clone(), video: forms.video.clone(), ..self.parts(&forms.long, frame, node) }
    }

    /// The guidance that comes with a text.
    pub(super) fn guidance_at(&self, id: TextId, frame: u32, node: u32) -> Option<Text> {
        let forms = self.forms(id).filter(|f| !f.guidance.is_empty())?;
        Some(self.parts(&forms.guidance, frame, node))
    }

    fn parts(&self, parts: &[Part], frame: u32, node: u32) -> Text {
        let mut out = Text::default();
        for part in parts {
            match part {
                Part::Words(words) => out.text.push_str(words),
                Part::Output(op) => {
                    let from = out.text.len() as u32;
                    if let Ok(value) = self.evaluate(*op, frame, node) {
                        out.text.push_str(&value.text(self));
                    }
                    out.filled.push((from, out.text.len() as u32));
                }
            }
        }
        out
    }

    /// The text behind an itext id, shown at the form itself.
    pub(super) fn itext(&self, id: &str) -> Text {
        self.form.itext_id(id).map(|text| self.text_at(text, 0, 0)).unwrap_or_default()
    }

    // ---- choices ----

    /// The select control of a node.
    pub(super) fn select(&self, node: u32) -> Option<(&ControlDef, &Itemset)> {
        let control = self.form.controls.get(self.form.nodes.get(node as usize)?.control as usize)?;
        let select = matches!(control.kind, ControlKind::Question(Control::SelectOne | Control::SelectMultiple | Control::Rank));
        control.itemset.as_ref().filter(|_| select).map(|itemset| (control, itemset))
    }

    /// Whether an answer of a node is several values.
    pub(super) fn several(&self, node: u32) -> bool {
        self.select(node).is_some_and(|(c, _)| matches!(c.kind, ControlKind::Question(Control::SelectMultiple | Control::Rank)))
    }

    /// Choices offered now.
    pub(super) fn offered(&self, frame: u32, node: u32) -> Vec<Choice> {
        let Some((_, itemset)) = self.select(node) else {
            return Vec::new();
        };
        match itemset {
            Itemset::Items(items) => items
                .iter()
                .map(|(value, label)| Choice {
                    value: value.as_str().into(),
                    label: label.map_or_else(|| words(value), |id| self.text_at(id, frame, node)),
                })
                .collect(),
            Itemset::Rows { value, label, .. } => {
                let Some((id, rows)) = self.rows_offered(itemset, frame, node) else {
                    return Vec::new();
                };
                let Some(list) = self.list(id) else {
                    return Vec::new();
                };
                // A row without the column is offered without a value: it can be seen that something is wrong.
                let column = list.column(value).unwrap_or(usize::MAX);
                rows.into_iter()
                    .map(|row| Choice { value: list.cell(row as usize, column).into(), label: self.row_label(&list, row, column, label) })
                    .collect()
            }
            Itemset::Nodes { nodes, value, label } => {
                let mut out = Vec::new();
                for found in self.nodes_offered(*nodes, frame, node) {
                    out.push(Choice { value: (&*self.below_choice(*value, found)).into(), label: words(&self.below_choice(*label, found)) });
                }
                out
            }
        }
    }

    fn nodes_offered(&self, op: u32, frame: u32, node: u32) -> Vec<Node> {
        match self.evaluate(op, frame, node) {
            Ok(Value::Nodes(nodes)) => nodes,
            _ => Vec::new(),
        }
    }

    fn below_choice(&self, op: u32, found: Node) -> Arc<str> {
        self.value(op, &Context::of(found)).map_or_else(|_| blank(), |value| value.text(self))
    }

    /// Rows a select offers, and the list they are of.
    fn rows_offered(&self, itemset: &Itemset, frame: u32, node: u32) -> Option<(u32, Vec<u32>)> {
        let Itemset::Rows { query, shuffled, .. } = itemset else {
            return None;
        };
        let id = match self.form.code.ops.get(*query as usize)? {
            Op::Query(query) => self.form.code.queries.get(*query as usize)?.list,
            _ => NONE,
        };
        let Ok(Value::Nodes(mut nodes)) = self.evaluate(*query, frame, node) else {
            return None;
        };
        if let Some(seed) = shuffled {
            let args = match *seed {
                NONE => vec![Value::Nodes(nodes)],
                seed => vec![Value::Nodes(nodes), self.evaluate(seed, frame, node).unwrap_or_else(|_| Value::blank())],
            };
            let context = Context::of(Place::Here { frame, node }.pack());
            let Ok(Value::Nodes(order)) = functions::find("randomize")?.call(self, context, &args) else {
                return None;
            };
            nodes = order;
        }
        let mut id = id;
        // Where rows are elements of a tree, they are counted among the root's.
        let mut elements: Option<Vec<u32>> = None;
        let mut rows = Vec::with_capacity(nodes.len());
        for node in nodes {
            let Place::List { list, row, column } = Place::unpack(node) else { continue };
            id = list;
            if column == ROW {
                rows.push(row);
            } else if column == TREE {
                let all = elements.get_or_insert_with(|| self.list(list).map(|l| tree_children(l.tree(), 0).collect()).unwrap_or_default());
                rows.extend(all.binary_search(&row).ok().map(|at| at as u32));
            }
        }
        Some((id, rows))
    }

    fn row_label(&self, list: &List, row: u32, value: usize, label: &Labels) -> Text {
        let cell = |name: &str| list.column(name).map(|c| list.cell(row as usize, c)).filter(|t| !t.is_empty());
        match label {
            Labels::Words(column) => words(cell(column).unwrap_or_else(|| list.cell(row as usize, value))),
            Labels::Itext(column) => match cell(column).and_then(|id| self.form.itext_id(id)) {
                Some(id) => self.text_at(id, 0, 0),
                None => words(list.cell(row as usize, value)),
            },
        }
    }

    /// Label of a value of a select, also when a filter no longer offers it; none where no row has it.
    pub(super) fn value_label(&self, frame: u32, node: u32, value: &str) -> Option<Text> {
        let (_, itemset) = self.select(node)?;
        match itemset {
            Itemset::Rows { query, value: name, label, .. } => {
                let list = match self.form.code.ops.get(*query as usize)? {
                    Op::Query(query) => self.list(self.form.code.queries.get(*query as usize)?.list)?,
                    _ => {
                        return self.offered(frame, node).into_iter().find(|c| &*c.value == value).map(|c| c.label);
                    }
                };
                let column = list.column(name)?;
                let rows = list.rows_where(column, value);
                // Of several rows with that value the one offered now is meant.
                let row = match rows {
                    [] => return None,
                    [row] => *row,
                    rows => {
                        let now = self.rows_offered(itemset, frame, node).map(|(_, rows)| rows).unwrap_or_default();
                        *rows.iter().find(|r| now.contains(r)).or(rows.first())?
                    }
                };
                Some(self.row_label(&list, row, column, label))
            }
            _ => self.offered(frame, node).into_iter().find(|c| &*c.value == value).map(|c| c.label),
        }
    }

    /// The columns of a choice's row, or what is below its node, by name.
    pub(super) fn choice_properties(&self, frame: u32, node: u32, value: &str) -> Vec<(String, String)> {
        let Some((_, itemset)) = self.select(node) else {
            return Vec::new();
        };
        match itemset {
            Itemset::Items(_) => Vec::new(),
            Itemset::Rows { value: name, .. } => {
                let Some((list, rows)) = self.rows_offered(itemset, frame, node).and_then(|(id, rows)| Some((self.list(id)?, rows))) else {
                    return Vec::new();
                };
                let column = list.column(name).unwrap_or(usize::MAX);
                let Some(row) = rows.into_iter().find(|&row| list.cell(row as usize, column) == value) else {
                    return Vec::new();
                };
                let there = list.columns().enumerate().filter(|(at, _)| list.has(row as usize, *at));
                there.map(|(at, name)| (name.to_owned(), list.cell(row as usize, at).to_owned())).collect()
            }
            Itemset::Nodes { nodes, value: op, .. } => {
                let Some(found) = self.nodes_offered(*nodes, frame, node).into_iter().find(|&n| &*self.below_choice(*op, n) == value) else {
                    return Vec::new();
                };
                let mut children = Vec::new();
                Host::children(self, found, &mut children);
                let shown = |n: &Node| (Host::name(self, *n).0.into_owned(), Value::Nodes(vec![*n]).text(self).to_string());
                children.iter().map(shown).collect()
            }
        }
    }

    /// `jr:choice-name`.
    pub(super) fn choice_name(&self, node: u32, value: &str, ctx: &Context) -> Arc<str> {
        let Place::Here { frame, .. } = Place::unpack(ctx.current) else {
            return blank();
        };
        let frame = self.instance.climb(&self.form, frame, self.form.repeat(self.form.node(node).frame).depth);
        self.value_label(frame, node, value).map_or_else(blank, |label| text(&label.text))
    }

    /// Whether all values of an answer are offered now. True where the list is not here.
    pub(super) fn all_offered(&self, frame: u32, node: u32) -> bool {
        let value = self.stored(frame, node);
        value.is_empty() || self.still_offered(frame, node, &value).is_none_or(|kept| *kept == *value)
    }

    /// What of an answer is offered; none where the list is not here to tell.
    fn still_offered(&self, frame: u32, node: u32, answer: &str) -> Option<String> {
        let (_, itemset) = self.select(node)?;
        let has: Box<dyn Fn(&str) -> bool> = match itemset {
            Itemset::Items(items) => Box::new(|wanted| items.iter().any(|(value, _)| value == wanted)),
            Itemset::Rows { value, .. } => {
                let (id, rows) = self.rows_offered(itemset, frame, node)?;
                let list = self.list(id)?;
                let column = list.column(value)?;
                Box::new(move |wanted| {
                    let having = list.rows_where(column, wanted);
                    having.iter().any(|row| rows.contains(row))
                })
            }
            Itemset::Nodes { .. } => {
                let offered = self.offered(frame, node);
                Box::new(move |wanted| offered.iter().any(|c| &*c.value == wanted))
            }
        };
        if !self.several(node) {
            return Some(if has(answer) { answer.to_owned() } else { String::new() });
        }
        let kept: Vec<&str> = answer.split_whitespace().filter(|value| has(value)).collect();
        let all = answer.split_whitespace().count() == kept.len();
        Some(if all { answer.to_owned() } else { kept.join(" ") })
    }

    /// Of several choices written in the form itself a default names only those there are.
    pub(super) fn keep_choices(&mut self, frame: u32, node: u32) {
        let fixed = self.select(node).is_some_and(|(_, itemset)| matches!(itemset, Itemset::Items(_)));
        if !fixed || !self.several(node) {
            return;
        }
        let value = self.stored(frame, node);
        if let Some(kept) = self.still_offered(frame, node, &value).filter(|kept| **kept != *value) {
            self.put_value(frame, self.form.node(node).slot, &kept);
        }
    }

    /// Choices may have changed: tell it, and drop what is no longer offered.
    pub(super) fn run_choices(&mut self, frame: u32, node: u32) {
        self.note(frame, node, What::CHOICES);
        if !self.drops || !self.relevant(frame, node) {
            return;
        }
        let value = self.stored(frame, node);
        if value.is_empty() {
            return;
        }
        if let Some(kept) = self.still_offered(frame, node, &value).filter(|kept| **kept != *value) {
            self.set_value(frame, node, &kept);
        }
    }
}

fn words(text: &str) -> Text {
    Text { text: text.to_owned(), ..Text::default() }
}
