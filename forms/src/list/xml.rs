//! A list from the XML of a secondary instance: `<root><item><name>…</name><label>…</label></item>…</root>`.
//!
//! Rows are the elements below the root, columns their attributes (`@name`) and elements by name. A row that holds a text and no elements has
//! it in a column of its own name. Where that does not tell everything there is, the elements are kept as a tree as well.

use std::collections::HashMap;

use roxmltree::{Document, Node, NodeId, ParsingOptions};

use super::tree::Element;
use super::{Builder, List, Names, RowNames, refusal};
use crate::diag::{Diagnostic, Place};
use crate::limits::{LIST_ROWS, XML_NODES};
use crate::xml;

impl List {
    /// Reads the XML of a secondary instance.
    pub fn from_xml(text: &str) -> Result<Self, Diagnostic> {
        let options = ParsingOptions { nodes_limit: XML_NODES, ..ParsingOptions::default() };
        let document = Document::parse_with_options(text.trim_start_matches('\u{feff}'), options).map_err(|error| {
            let at = error.pos();
            Diagnostic::error("list-xml", error.to_string()).at(Place { line: at.row, column: at.col, ..Place::default() })
        })?;
        let root = document.root_element();
        if root.children().filter(Node::is_element).count() > LIST_ROWS {
            return Err(refusal("list-too-long", 0, format!("expected at most {LIST_ROWS} rows")));
        }
        Ok(Self::from_element(root))
    }

    /// The list below a root element.
    pub(crate) fn from_element(root: Node<'_, '_>) -> Self {
        let rows: Vec<Node<'_, '_>> = root.children().filter(Node::is_element).collect();
        let mut columns: Vec<String> = Vec::new();
        let mut at: HashMap<String, usize> = HashMap::new();
        let named =
            rows.iter().flat_map(|row| attributes(*row).map(|(name, _)| name).chain(cells(*row).map(|cell| cell.tag_name().name().to_owned())));
        for name in named {
            at.entry(name).or_insert_with_key(|name| {
                columns.push(name.clone());
                columns.len() - 1
            });
        }
        let mut builder = Builder::new(columns);
        let mut flat = root.attributes().len() == 0;
        for row in &rows {
            let mut texts: Vec<Option<String>> = vec![None; builder.names.len()];
            let mut put = |name: &str, text: String| match at.get(name).and_then(|&column| texts.get_mut(column)) {
                Some(place @ None) => *place = Some(text),
                _ => flat = false,
            };
            attributes(*row).for_each(|(name, value)| put(&name, value.to_owned()));
            cells(*row).for_each(|cell| put(cell.tag_name().name(), xml::text(&cell)));
            flat &= cells(*row).all(|cell| !cell.children().any(|inner| inner.is_element()) && (cell == *row || cell.attributes().len() == 0));
            builder.push_some(texts.iter().map(Option::as_deref));
        }
        let tree = if flat { Vec::new() } else { elements(root, &mut builder) };
        let root = builder.id(root.tag_name().name());
        let names: Vec<u32> = rows.iter().map(|row| builder.id(row.tag_name().name())).collect();
        let rows = match names.first() {
            None => RowNames::One(builder.id("item")),
            Some(first) if names.iter().all(|name| name == first) => RowNames::One(*first),
            Some(_) => RowNames::Each(names),
        };
        builder.finish_as(Names { root, rows }, tree)
    }
}

/// The attributes of an element under the names of their columns.
fn attributes<'a>(element: Node<'a, '_>) -> impl Iterator<Item = (String, &'a str)> {
    element.attributes().map(|attribute| (format!("@{}", attribute.name()), attribute.value()))
}

/// The elements of a row; of one without any, itself.
fn cells<'a, 'i>(row: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let lone = Some(row).filter(|row| !row.children().any(|child| child.is_element()));
    row.children().filter(Node::is_element).chain(lone)
}

/// All elements and attributes, in document order.
fn elements(root: Node<'_, '_>, builder: &mut Builder) -> Vec<Element> {
    let mut tree: Vec<Element> = Vec::new();
    let mut known: HashMap<NodeId, u32> = HashMap::new();
    for node in root.descendants().filter(Node::is_element) {
        let at = tree.len() as u32;
        let parent = node.parent().and_then(|around| known.get(&around.id())).copied().unwrap_or(0);
        known.insert(node.id(), at);
        let leaf = !node.children().any(|inner| inner.is_element());
        let text = if leaf { builder.id(&xml::text(&node)) } else { 0 };
        tree.push(Element { name: builder.id(node.tag_name().name()), parent, end: at + 1, text });
        for (name, value) in attributes(node) {
            let (name, text) = (builder.id(&name), builder.id(value));
            tree.push(Element { name, parent: at, end: tree.len() as u32 + 1, text });
        }
    }
    // Each ends where the last inside it ends.
    for at in (1..tree.len()).rev() {
        let Some((parent, end)) = tree.get(at).map(|element| (element.parent, element.end)) else { continue };
        if let Some(around) = tree.get_mut(parent as usize) {
            around.end = around.end.max(end);
        }
    }
    tree
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
        assert_eq!((list.has(0, 2), list.has(1, 2)), (false, true));
        assert_eq!((list.root_name(), list.one_row_name(), list.tree().len()), ("root", Some("item"), 0));
    }

    #[test]
    fn attributes_of_rows_are_columns() {
        let list = List::from_xml("<root><item code='TX'><v>Texas</v></item><item><v>x</v></item></root>").unwrap();
        assert_eq!((list.columns().collect::<Vec<_>>(), list.cell(0, 0), list.tree().len()), (vec!["@code", "v"], "TX", 0));
    }

    #[test]
    fn what_lies_deeper_than_columns_is_kept_as_a_tree() {
        let list = List::from_xml("<data><m id='1'><n>a</n><n>b</n></m><note>c</note></data>").unwrap();
        assert_eq!((list.root_name(), list.row_name(0), list.row_name(1), list.one_row_name()), ("data", "m", "note", None));
        let names: Vec<&str> = list.tree().iter().map(|element| list.text(element.name)).collect();
        assert_eq!(names, ["data", "m", "@id", "n", "n", "note"]);
        let ends: Vec<u32> = list.tree().iter().map(|element| element.end).collect();
        assert_eq!(ends, [6, 5, 3, 4, 5, 6]);
        assert_eq!(List::from_bytes(&list.to_bytes()).unwrap().tree(), list.tree());
    }

    #[test]
    fn xml_that_cannot_be_read_is_refused_with_its_place() {
        let found = List::from_xml("<root>\n<item></root>").unwrap_err();
        assert_eq!((found.code, found.place.line), ("list-xml", 2));
        assert_eq!(List::from_xml("<root/>").unwrap().len(), 0);
    }
}
