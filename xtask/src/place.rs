//! Where things are: every path xtask knows, in one table of functions.

use std::path::{Path, PathBuf};

/// The workspace root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Cargo's output for the host.
pub(crate) fn target() -> PathBuf {
    root().join("target")
}

/// Cargo's output for wasm: a folder of its own, so that both builds keep their caches.
pub(crate) fn web_target() -> PathBuf {
    target().join("web")
}

/// What the server serves and embeds.
pub(crate) fn dist() -> PathBuf {
    web_target().join("dist")
}

/// The name of the build in `dist`.
pub(crate) fn app_stamp() -> PathBuf {
    web_target().join("dist.stamp")
}

/// Adapters for side-by-side runs, a folder each.
pub(crate) fn adapter() -> PathBuf {
    target().join("adapter")
}

/// The server's binary.
pub(crate) fn ruhu(release: bool) -> PathBuf {
    target().join(if release { "release" } else { "debug" }).join("ruhu")
}

/// Material beside the workspace that is not part of the repository (recorded cases, an offline copy of the wasm target).
pub(crate) fn shared() -> PathBuf {
    root().join("../shared")
}
