//! A list from the XML of a secondary instance: `<root><item><name>…</name><label>…</label></item>…</root>`.
//!
//! What it is not: a document; what lies deeper than an item's own elements is joined into their text.

use roxmltree::{Document, Node, ParsingOptions};

use super::{Builder, List, refusal};
use crate::diag::{Diagnostic, Place};
use crate::limits::{LIST_ROWS, XML_NODES};

impl List {
    /// Reads the items below the root element; columns are the names of their elements as they first occur.
    pub fn from_xml(text: &str) -> Result<Self, Diagnostic> {
        let options = ParsingOptions { nodes_limit: XML_NODES, ..ParsingOptions::default() };
        let document = Document::parse_with_options(text.trim_start_matches('\u{feff}'), options).map_err(|error| {
            let at = error.pos();
            Diagnostic::error("list-xml", error.to_string()).at(Place { line: at.row, column: at.col, ..Place::default() })
        })?;
        let items: Vec<Node> = document.root_element().children().filter(Node::is_element).collect();
        if items.len() > LIST_ROWS {
            return Err(refusal("list-too-long", 0, format!("expected at most {LIST_ROWS} rows")));
        }
        let mut names: Vec<String> = Vec::new();
        for cell in items.iter().flat_map(Node::children).filter(Node::is_element) {
            let name = cell.tag_name().name();
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        let mut builder = Builder::new(names.clone());
        for item in &items {
            let row: Vec<String> = names.iter().map(|name| text_of(item, name)).collect();
            builder.push(row.iter().map(String::as_str));
        }
        Ok(builder.finish())
    }
}

/// Text of an item's first element of that name.
fn text_of(item: &Node, name: &str) -> String {
    let cell = item.children().find(|cell| cell.is_element() && cell.tag_name().name() == name);
    cell.map(|cell| cell.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_become_rows_and_their_elements_columns() {
        let list = List::from_xml("<root><item><name>v1</name><label>侯村</label></item><item><name>v2</name><geometry>1 2</geometry></item></root>")
            .unwrap();
        assert_eq!((list.len(), list.columns().collect::<Vec<_>>()), (2, vec!["name", "label", "geometry"]));
        assert_eq!((list.cell(0, 1), list.cell(0, 2), list.cell(1, 2)), ("侯村", "", "1 2"));
        assert_eq!(list.rows_where(0, "v2"), [1]);
    }

    #[test]
    fn xml_that_cannot_be_read_is_refused_with_its_place() {
        let found = List::from_xml("<root>\n<item></root>").unwrap_err();
        assert_eq!((found.code, found.place.line), ("list-xml", 2));
        assert_eq!(List::from_xml("<root/>").unwrap().len(), 0);
    }
}
