//! XML with places and limits. Server and tools only, and the reading of submissions there.
//!
//! What it is not: a DOM of our own. Invariant: no DTD, no entity of the document's own, depth and size within [`crate::limits`].

use std::num::NonZeroU32;

use roxmltree::{Document, Node, ParsingOptions};

use crate::diag::{Diagnostic, Place};
use crate::limits;

/// Reads a document, or says where it is broken.
pub(crate) fn read(text: &str, max_bytes: usize) -> Result<Document<'_>, Diagnostic> {
    if text.len() > max_bytes {
        let message = format!("expected at most {max_bytes} bytes, found {}", text.len());
        return Err(Diagnostic::error("too-large", message));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: limits::XML_NODES, ..ParsingOptions::default() };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        let code = if matches!(error, roxmltree::Error::NodesLimitReached) { "too-large" } else { "not-well-formed" };
        Diagnostic::error(code, error.to_string()).at(Place { line: at.row, column: at.col, ..Place::default() })
    })?;
    deep(&document).map_err(|mut error| {
        locate(&document, std::slice::from_mut(&mut error));
        error
    })?;
    Ok(document)
}

/// The text with `<` in the values of attributes written as XML asks for it, as Collect takes forms whose expressions were typed by hand; none
/// where there is no such sign.
pub(crate) fn mended(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, markup) = rest.split_at(at);
        out.push_str(before);
        let whole = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")].into_iter().find(|(start, _)| markup.starts_with(start));
        if let Some((_, end)) = whole {
            let (inside, after) = markup.split_at(markup.find(end)? + end.len());
            out.push_str(inside);
            rest = after;
            continue;
        }
        let mut quote = None;
        let length = markup.char_indices().find(|&(_, c)| {
            match quote {
                Some(open) if c == open => quote = None,
                None if matches!(c, '"' | '\'') => quote = Some(c),
                _ => {}
            }
            out.push_str(if quote.is_some() && c == '<' { "&lt;" } else { "" });
            if !(quote.is_some() && c == '<') {
                out.push(c);
            }
            c == '>' && quote.is_none()
        });
        rest = markup.get(length?.0 + 1..)?;
    }
    out.push_str(rest);
    (out.len() > text.len()).then_some(out)
}

/// Refuses documents nested deeper than what follows may recurse.
fn deep(document: &Document<'_>) -> Result<(), Diagnostic> {
    let mut depth = 0usize;
    let mut node = document.root_element();
    loop {
        if let Some(child) = node.first_element_child() {
            depth += 1;
            if depth > limits::XML_DEPTH {
                let message = format!("expected elements nested at most {} deep", limits::XML_DEPTH);
                return Err(Diagnostic::error("too-large", message).at(place(&node, "")));
            }
            node = child;
            continue;
        }
        loop {
            if let Some(next) = node.next_sibling_element() {
                node = next;
                break;
            }
            match node.parent_element() {
                Some(parent) if depth > 0 => {
                    depth -= 1;
                    node = parent;
                }
                _ => return Ok(()),
            }
        }
    }
}

/// Where an element stands; [`locate`] counts its line and column.
pub(crate) fn place(node: &Node<'_, '_>, path: &str) -> Place {
    Place { path: path.to_owned(), byte: NonZeroU32::new(node.range().start as u32 + 1), ..Place::default() }
}

/// Counts lines and columns of findings in a document.
pub(crate) fn locate(document: &Document<'_>, findings: &mut [Diagnostic]) {
    for place in findings.iter_mut().map(|finding| &mut finding.place) {
        if let Some(byte) = place.byte.take() {
            let at = document.text_pos_at(byte.get() as usize - 1);
            (place.line, place.column) = (at.row, at.col);
        }
    }
}

/// All text below an element, in order.
pub(crate) fn text(node: &Node<'_, '_>) -> String {
    let mut out = String::new();
    for part in node.descendants().filter(Node::is_text) {
        out.push_str(part.text().unwrap_or_default());
    }
    out
}

/// An attribute by local name, whatever its namespace.
pub(crate) fn attribute<'a>(node: &Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|a| a.name() == name).map(|a| a.value())
}

/// Element children of that local name.
pub(crate) fn named<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |c| c.is_element() && c.tag_name().name() == name)
}
