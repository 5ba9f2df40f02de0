//! Nodes as the evaluator's numbers: of the instance, or of a list.
//!
//! Invariant: packing and unpacking are inverse for every frame, node, list, row and column within the limits.

use crate::definition::NONE;
use crate::xpath::Node;

/// What a [`Node`] stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A node of the instance; [`NONE`] as node: the document around the root element.
    Here { frame: u32, node: u32 },
    /// Something of a list.
    List { list: u32, row: u32, column: u32 },
}

/// Column of a row itself.
pub(crate) const ROW: u32 = 0xffff;
/// Column of a list's root element.
pub(crate) const LIST_ROOT: u32 = 0xfffe;
/// Column of the document around it.
pub(crate) const LIST_DOCUMENT: u32 = 0xfffd;
/// Column of an element of a list's tree; its row is the element's index.
pub(crate) const TREE: u32 = 0xfffc;

const LIST_BIT: u64 = 1 << 63;

impl Place {
    /// As the evaluator's number.
    pub(crate) fn pack(self) -> Node {
        match self {
            Self::Here { frame, node } => Node(u64::from(frame) << 32 | u64::from(node)),
            Self::List { list, row, column } => Node(LIST_BIT | u64::from(list & 0x7fff) << 48 | u64::from(row) << 16 | u64::from(column & 0xffff)),
        }
    }

    /// Back from the number.
    pub(crate) fn unpack(node: Node) -> Self {
        if node.0 & LIST_BIT == 0 {
            return Self::Here { frame: (node.0 >> 32) as u32, node: node.0 as u32 };
        }
        Self::List { list: (node.0 >> 48) as u32 & 0x7fff, row: (node.0 >> 16) as u32, column: node.0 as u32 & 0xffff }
    }

    /// The document of the instance.
    pub(crate) const DOCUMENT: Self = Self::Here { frame: 0, node: NONE };
}
