//! Files of recordings: on the disk, or, in a browser, what the page has put here before.
//!
//! Invariant: both give the same files in the same order.

use std::path::{Path, PathBuf};

#[cfg(not(target_arch = "wasm32"))]
mod source {
    use super::{Path, PathBuf};

    pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
        std::fs::read(path).map_err(|error| error.to_string())
    }

    pub(super) fn entries(folder: &Path) -> Vec<PathBuf> {
        std::fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect()
    }

    pub(super) fn is_file(path: &Path) -> bool {
        path.is_file()
    }
}

#[cfg(target_arch = "wasm32")]
pub mod source {
    use super::{Path, PathBuf};
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::path::Component;

    thread_local! {
        static GIVEN: RefCell<BTreeMap<PathBuf, Vec<u8>>> = const { RefCell::new(BTreeMap::new()) };
    }

    /// Puts a file here.
    pub fn give(path: &str, bytes: Vec<u8>) {
        GIVEN.with_borrow_mut(|given| given.insert(PathBuf::from(path), bytes));
    }

    pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
        let path = &plain(path);
        GIVEN.with_borrow(|given| given.get(path).cloned()).ok_or_else(|| "No such file or directory (os error 2)".to_owned())
    }

    pub(super) fn entries(folder: &Path) -> Vec<PathBuf> {
        GIVEN.with_borrow(|given| {
            let inner = given.keys().filter_map(|path| Some(folder.join(path.strip_prefix(folder).ok()?.components().next()?)));
            let mut found: Vec<PathBuf> = inner.collect();
            found.dedup();
            found
        })
    }

    pub(super) fn is_file(path: &Path) -> bool {
        GIVEN.with_borrow(|given| given.contains_key(&plain(path)))
    }

    /// The path without steps up, as a disk would follow them.
    fn plain(path: &Path) -> PathBuf {
        path.components().fold(PathBuf::new(), |mut all, step| {
            if step == Component::ParentDir {
                all.pop();
            } else {
                all.push(step);
            }
            all
        })
    }
}

#[cfg(target_arch = "wasm32")]
pub use source::give;

/// The bytes of a file, or why they cannot be had.
pub fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    source::bytes(path)
}

/// The text of a file, or why it cannot be had.
pub fn text(path: &Path) -> Result<String, String> {
    String::from_utf8(bytes(path)?).map_err(|error| error.to_string())
}

/// What a folder holds, by name; nothing where there is no folder.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found = source::entries(folder);
    found.sort();
    found
}

/// Whether there is a file of that path.
pub fn is_file(path: &Path) -> bool {
    source::is_file(path)
}

/// Whether there is a file or a folder with something in it.
pub fn exists(path: &Path) -> bool {
    is_file(path) || !source::entries(path).is_empty()
}
