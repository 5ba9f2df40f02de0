//! Entities a form makes or changes: which nodes hold what (ODK Entities specification).

use serde::{Deserialize, Serialize};

/// One `entity` element of a `meta` block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EntityDef {
    /// The element; its attributes are nodes of their own.
    pub(crate) node: u32,
    /// Name of the list.
    pub(crate) dataset: String,
    /// Nodes saved to it, with the names of the properties.
    pub(crate) saves: Vec<(u32, String)>,
}
