//! `cargo xtask adapter`: the engine, and the app, as adapters for side-by-side runs of form engines, in `target/adapter`.
//!
//! A folder holds `adapter.js`, which gives the interface, what it loads from beside it, and for the app its styles. Invariant: nothing of
//! it is in the bundles.

use crate::args::Args;
use crate::web::{self, Mode};
use crate::{place, run, toolchain};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

/// Cargo profile of the engine alone.
const ENGINE: &str = "web-fast";

/// `adapter [headless|app] [--dev]`
pub(crate) fn adapter(mut args: Args) -> Result<ExitCode> {
    let mode = Mode::new(!args.flag("--dev"));
    let which = args.word();
    args.end()?;
    if let Some(other) = which.as_deref().filter(|name| !matches!(*name, "headless" | "app")) {
        bail!("there is no adapter `{other}`; there are `headless` and `app`");
    }
    if which.as_deref() != Some("app") {
        println!("{}", headless()?.display());
    }
    if which.as_deref() != Some("headless") {
        println!("{}", app(mode)?.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The engine alone; where it is.
pub(crate) fn headless() -> Result<PathBuf> {
    make("headless", &["--package", "adapter", "--lib"], "adapter", ENGINE)
}

/// The app's own pages; where they are.
pub(crate) fn app(mode: Mode) -> Result<PathBuf> {
    let folder = make("app", &["--package", "app", "--bin", "app-adapter"], "app-adapter", mode.web_profile())?;
    let field = web::BUNDLES.iter().find(|bundle| bundle.name == "field").context("there is no bundle `field`")?;
    let sheets =
        field.sheets.iter().map(|sheet| fs::read_to_string(place::root().join(format!("app/style/{sheet}.css")))).collect::<Result<Vec<_>, _>>()?;
    fs::write(folder.join("adapter.css"), sheets.join("\n"))?;
    Ok(folder)
}

/// The runner of recorded cases; where it is.
pub(crate) fn equal() -> Result<PathBuf> {
    packed("equal", &["--package", "equal", "--lib"], "equal", ENGINE)
}

/// Builds for wasm, packs, and puts the names of the interface on it.
fn make(name: &str, what: &[&str], output: &str, profile: &str) -> Result<PathBuf> {
    let folder = packed(name, what, output, profile)?;
    fs::copy(place::root().join(format!("tests/adapter/web/{name}.js")), folder.join("adapter.js"))?;
    Ok(folder)
}

/// Builds for wasm and packs.
fn packed(name: &str, what: &[&str], output: &str, profile: &str) -> Result<PathBuf> {
    toolchain::need_wasm()?;
    let mut cargo = run::cargo();
    cargo.args(["build", "--quiet", "--target", toolchain::WASM, "--profile", profile]).args(what);
    run::must(cargo.arg("--target-dir").arg(place::web_target()))?;
    let wasm = place::web_target().join(toolchain::WASM).join(profile).join(format!("{output}.wasm"));
    let folder = place::adapter().join(name);
    fs::create_dir_all(&folder)?;
    let bytes = fs::read(&wasm).with_context(|| format!("cargo left no {}", wasm.display()))?;
    Bindgen::new().input_bytes("engine", bytes).web(true)?.typescript(false).generate(&folder).with_context(|| format!("packing `{name}`"))?;
    Ok(folder)
}
