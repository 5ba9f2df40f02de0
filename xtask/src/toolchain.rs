//! The wasm target of Rust: there, or added, or one sentence on what to do.

use crate::{place, run};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// The target both bundles are built for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target if it is missing: by rustup, else from the copy beside the workspace.
pub(crate) fn need_wasm() -> Result<()> {
    let rustlib = rustlib()?;
    if rustlib.join(WASM).is_dir() {
        return Ok(());
    }
    let by_rustup = run::status(Command::new("rustup").args(["target", "add", WASM]).current_dir(place::root()));
    if by_rustup.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    let copy = place::shared().join("toolchain").join(format!("rust-std-wasm32-{}.0.tar.xz", env!("CARGO_PKG_RUST_VERSION")));
    if copy.is_file() {
        let unpacked = run::status(Command::new("tar").arg("-xJf").arg(&copy).arg("-C").arg(&rustlib));
        if unpacked.is_ok_and(|status| status.success()) && rustlib.join(WASM).is_dir() {
            return Ok(());
        }
    }
    bail!(
        "the Rust target {WASM} is missing and rustup could not fetch it: connect this machine to the net and run `rustup target add {WASM}`, or set RUSTUP_DIST_SERVER to a mirror you can reach"
    )
}

/// Where the toolchain keeps its targets.
fn rustlib() -> Result<PathBuf> {
    let out = Command::new("rustc")
        .args(["--print", "sysroot"])
        .current_dir(place::root())
        .output()
        .context("rustc is not on the PATH; install Rust from https://rustup.rs")?;
    Ok(PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()).join("lib/rustlib"))
}
