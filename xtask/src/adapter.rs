//! `cargo xtask adapter`: the engine as an adapter for side-by-side runs of form engines, in `target/adapter/headless`.
//!
//! A folder holds `adapter.js`, which gives the interface, and what it loads from beside it. Invariant: nothing of it is in the bundles.

use crate::args::Args;
use crate::{place, run, toolchain};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

/// Cargo profile of the engine alone.
const PROFILE: &str = "web-fast";

/// `adapter`
pub(crate) fn adapter(args: Args) -> Result<ExitCode> {
    args.end()?;
    println!("{}", headless()?.display());
    Ok(ExitCode::SUCCESS)
}

/// The engine alone; where it is.
pub(crate) fn headless() -> Result<PathBuf> {
    toolchain::need_wasm()?;
    let mut cargo = run::cargo();
    cargo.args(["build", "--quiet", "--package", "adapter", "--lib", "--target", toolchain::WASM, "--profile", PROFILE]);
    run::must(cargo.arg("--target-dir").arg(place::web_target()))?;
    let wasm = place::web_target().join(toolchain::WASM).join(PROFILE).join("adapter.wasm");
    let folder = place::adapter().join("headless");
    fs::create_dir_all(&folder)?;
    let bytes = fs::read(&wasm).with_context(|| format!("cargo left no {}", wasm.display()))?;
    Bindgen::new().input_bytes("engine", bytes).web(true)?.typescript(false).generate(&folder).context("packing the adapter")?;
    fs::copy(place::root().join("tests/adapter/web/headless.js"), folder.join("adapter.js"))?;
    Ok(folder)
}
