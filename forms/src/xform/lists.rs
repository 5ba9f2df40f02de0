//! Secondary instances → lists. Rows are the children of the instance's root element, columns their children's names.

use std::sync::Arc;

use super::builder::Builder;
use crate::definition::ListDef;
use crate::list::FileKind;
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
            let rows = root.filter(|_| uri.is_none()).map(|root| Arc::new(List::from_element(root)));
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

    /// Whether a list may hold what columns do not tell; of one that comes later its kind of file says so.
    pub(super) fn may_be_deep(&self, list: u32) -> bool {
        let Some(def) = self.form.lists.get(list as usize) else { return false };
        match (&def.rows, &def.uri) {
            (Some(rows), _) => !rows.tree().is_empty(),
            (None, Some(uri)) => FileKind::of(uri) == FileKind::Xml,
            (None, None) => false,
        }
    }
}
