//! Secondary instances → lists. Rows are the children of the instance's root element, columns their children's names.

use std::collections::HashMap;
use std::sync::Arc;

use roxmltree::Node;

use super::builder::Builder;
use crate::definition::ListDef;
use crate::{Diagnostic, List, xml};

impl Builder<'_, '_> {
    /// Reads all secondary instances.
    pub(super) fn lists(&mut self) {
        for instance in xml::named(self.model, "instance").skip(1) {
            let Some(id) = instance.attribute("id") else {
                let warning = Diagnostic::warning("instance-without-id", "expected an id on a secondary instance; nothing can read it");
                self.warnings.push(warning.at(xml::place(&instance, "/model/instance")));
                continue;
            };
            let uri = instance.attribute("src").map(str::to_owned);
            let root = instance.first_element_child();
            let rows = root.filter(|_| uri.is_none()).map(|root| Arc::new(rows(root)));
            self.add_list(id, uri, rows);
        }
    }

    /// Adds a list; of two with one id the first counts.
    pub(super) fn add_list(&mut self, id: &str, uri: Option<String>, rows: Option<Arc<List>>) -> u32 {
        if let Some(&list) = self.lists.get(id) {
            return list;
        }
        let at = self.form.lists.len() as u32;
        self.form.lists.push(ListDef { id: id.to_owned(), uri, rows });
        self.lists.insert(id.to_owned(), at);
        at
    }
}

/// The rows of an instance written in the form. A row that holds a text and no elements has it in a column of the row's own name.
fn rows(root: Node<'_, '_>) -> List {
    let mut columns: Vec<&str> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    let items: Vec<Node<'_, '_>> = root.children().filter(Node::is_element).collect();
    for item in &items {
        for cell in cells(*item) {
            let name = cell.tag_name().name();
            at.entry(name).or_insert_with(|| {
                columns.push(name);
                columns.len() - 1
            });
        }
    }
    let texts: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let mut row = vec![String::new(); columns.len()];
            for cell in cells(*item) {
                if let Some(slot) = at.get(cell.tag_name().name()).and_then(|&c| row.get_mut(c)).filter(|slot| slot.is_empty()) {
                    *slot = xml::text(&cell);
                }
            }
            row
        })
        .collect();
    List::from_rows(&columns, texts.iter().map(|row| row.iter().map(String::as_str).collect()))
}

/// The elements of a row; of one without any, itself.
fn cells<'a, 'i>(item: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let lone = Some(item).filter(|item| !item.children().any(|child| child.is_element()));
    item.children().filter(Node::is_element).chain(lone)
}
