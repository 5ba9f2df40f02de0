//! Elements of a secondary instance that lies deeper than rows and columns: children of rows that repeat, groups, attributes.
//!
//! Invariant: elements stand in document order, the root first; an element ends behind all inside it, and before or with the one around it.

use serde::{Deserialize, Serialize};

/// One element, or one attribute, whose name begins with `@`. Names and texts are ids of the list's texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Element {
    pub(crate) name: u32,
    /// Index of the element around it; of the root its own.
    pub(crate) parent: u32,
    /// Index behind the last element inside it.
    pub(crate) end: u32,
    /// Its own text.
    pub(crate) text: u32,
}

/// Whether elements read from outside are such a tree.
pub(super) fn fits(tree: &[Element], texts: u32) -> bool {
    tree.iter().enumerate().all(|(at, element)| {
        let at = at as u32;
        let around = tree.get(element.parent as usize);
        let nested = if at == 0 { element.parent == 0 && element.end as usize == tree.len() } else { element.parent < at };
        nested && element.name < texts && element.text < texts && element.end > at && around.is_some_and(|around| element.end <= around.end)
    })
}

/// Indexes of the elements directly inside one.
pub(crate) fn children(tree: &[Element], at: u32) -> impl Iterator<Item = u32> + '_ {
    let end = tree.get(at as usize).map_or(0, |element| element.end);
    let mut next = at + 1;
    std::iter::from_fn(move || {
        let child = next;
        next = tree.get(child as usize).filter(|_| child < end)?.end;
        Some(child)
    })
}
