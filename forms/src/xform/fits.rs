//! What the parts of a form ask of each other: choices of the questions named, columns of lists.
//!
//! Invariant: what is found here would give a blank where its author meant something.

use super::builder::Builder;
use crate::definition::{Form, Itemset, Labels, Op};
use crate::{Diagnostic, List, Place};

impl Builder<'_, '_> {
    /// Questions named by `jr:choice-name` that have no choices.
    pub(super) fn check_named(&mut self) {
        for (node, span, reader) in std::mem::take(&mut self.named) {
            let asked = self.form.controls.get(self.form.node(node).control as usize);
            if asked.is_none_or(|control| control.itemset.is_none()) {
                let message = format!("expected a question with choices in jr:choice-name(), found {}", self.path_of(node));
                let place = Place { path: self.path_of(reader), span: Some((span.start, span.end)), ..Place::default() };
                self.errors.push(Diagnostic::error("no-choices", message).at(place));
            }
        }
    }

    /// The first row of a list that is in the form must have the label: else the name is misspelt.
    pub(super) fn check_label(&mut self, query: u32, label: &Labels, place: &crate::Place) {
        let (Labels::Words(column) | Labels::Itext(column)) = label;
        let list = match self.form.code.ops.get(query as usize) {
            Some(Op::Query(query)) => self.form.code.queries.get(*query as usize).and_then(|query| self.form.lists.get(query.list as usize)),
            _ => None,
        };
        let Some(list) = list.and_then(|list| list.rows.as_ref()).filter(|rows| !rows.is_empty()) else { return };
        if list.column(column).is_none_or(|at| !list.has(0, at)) {
            let error = Diagnostic::error("unknown-label", format!("expected {column} in the rows of the list, found none in the first"));
            self.errors.push(error.at(place.clone()).hint("check the spelling of the label's ref"));
        }
    }
}

/// What a form asks of a list that comes from outside and the list does not have: the columns of values and labels of choices.
pub fn check_list(form: &Form, uri: &str, list: &List) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for control in &form.controls {
        let Some(Itemset::Rows { query, value, label, .. }) = &control.itemset else { continue };
        let Some(Op::Query(query)) = form.code.ops.get(*query as usize) else { continue };
        let asked = form.code.queries.get(*query as usize).and_then(|query| form.lists.get(query.list as usize));
        if asked.and_then(|asked| asked.uri.as_deref()) != Some(uri) || !list.tree().is_empty() {
            continue;
        }
        let (Labels::Words(label) | Labels::Itext(label)) = label;
        for column in [value, label].into_iter().filter(|column| list.column(column).is_none()) {
            let message = format!("expected a column {column} in {uri} for the choices of {}, found none", form.node(control.node).name);
            found.push(Diagnostic::error("unknown-column", message).hint("check the header of the file"));
        }
    }
    found
}
