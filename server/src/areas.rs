//! The area tree in memory: small, read by every request, changed only at start.

use std::collections::BTreeMap;

use api::{Area, Level};

use crate::store::area::PlacedArea;

/// The tree, depth first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Areas {
    list: Vec<PlacedArea>,
    by_id: BTreeMap<String, usize>,
    by_code: BTreeMap<String, usize>,
}

impl Areas {
    pub(crate) fn new(list: Vec<PlacedArea>) -> Self {
        let by_id = list.iter().enumerate().map(|(n, p)| (p.area.id.clone(), n)).collect();
        let by_code = list.iter().enumerate().map(|(n, p)| (p.area.code.clone(), n)).collect();
        Self { list, by_id, by_code }
    }

    /// Path of an area.
    pub(crate) fn path(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).and_then(|n| self.list.get(*n)).map(|p| p.path.as_str())
    }

    /// The area of a form's code.
    pub(crate) fn by_code(&self, code: &str) -> Option<&PlacedArea> {
        self.by_code.get(code).and_then(|n| self.list.get(*n))
    }

    /// From the county down to the area of that path.
    pub(crate) fn line(&self, path: &str) -> Vec<Area> {
        self.list.iter().filter(|p| path.starts_with(&p.path)).map(|p| p.area.clone()).collect()
    }

    /// The area of that path and all below, depth first.
    pub(crate) fn below(&self, path: &str) -> Vec<Area> {
        self.list.iter().filter(|p| p.path.starts_with(path)).map(|p| p.area.clone()).collect()
    }

    /// The code of one level on the way to that path.
    pub(crate) fn code_at(&self, path: &str, level: Level) -> Option<String> {
        self.line(path).into_iter().find(|a| a.level == level).map(|a| a.code)
    }
}
