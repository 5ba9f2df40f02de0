//! `cargo xtask build`: both bundles packed into `target/web/dist`, and the server.
//!
//! The steps: cargo for wasm → `parts` (what is loaded later, in a release) → `pack` (glue and wasm) → `dist` (names with hashes, shells filled in, `.br` beside each file) → cargo for
//! the server, which in release has the result inside. Invariant: every file name under `assets/` changes with its content.

pub(crate) mod compress;
mod dist;
mod pack;
mod parts;
mod slim;
mod unused;

use crate::args::Args;
use crate::{place, run, toolchain};
pub(crate) use dist::LATER;
pub(crate) use pack::files_under;

use anyhow::{Result, anyhow};
use std::fs;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

/// How a build is made: quick to build, or quick to load.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Dev,
    Release,
}

impl Mode {
    pub(crate) fn new(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }

    /// Cargo profile of the bundles.
    pub(crate) fn web_profile(self) -> &'static str {
        match self {
            Self::Dev => "web-dev",
            Self::Release => "web",
        }
    }
}

/// One bundle: a binary of `app`, and the style sheets that make its one sheet, in order.
pub(crate) struct Bundle {
    pub(crate) name: &'static str,
    pub(crate) sheets: &'static [&'static str],
    /// Whether some of it may be loaded later.
    has_parts: bool,
}

impl Bundle {
    /// Whether it is taken apart into what is loaded first and what later.
    fn is_apart(&self, mode: Mode) -> bool {
        self.has_parts && mode == Mode::Release
    }
}

/// The bundles of the app.
pub(crate) const BUNDLES: &[Bundle] = &[
    Bundle { name: "field", sheets: &["tokens", "phone", "field"], has_parts: true },
    Bundle { name: "desk", sheets: &["tokens", "desk"], has_parts: false },
];

/// `build [--release] [--web-only]`
pub(crate) fn build(mut args: Args) -> Result<ExitCode> {
    let mode = Mode::new(args.flag("--release"));
    let web_only = args.flag("--web-only");
    args.end()?;
    web(mode)?;
    if !web_only {
        server(mode)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Both bundles into `target/web/dist`.
pub(crate) fn web(mode: Mode) -> Result<()> {
    let start = Instant::now();
    toolchain::need_wasm()?;
    compile(mode)?;
    let compiled = start.elapsed();
    let packed = thread::scope(|scope| {
        let packing: Vec<_> = BUNDLES.iter().map(|bundle| scope.spawn(move || pack::pack(bundle, mode))).collect();
        packing.into_iter().map(|bundle| bundle.join().unwrap_or_else(|_| Err(anyhow!("the packer fell over")))).collect::<Result<Vec<_>>>()
    })?;
    let build = dist::write(&packed, mode)?;
    fs::write(place::app_stamp(), format!("{build} {}", mode.web_profile()))?;
    eprintln!("app {build} in target/web/dist: compiled {:.1} s, packed {:.1} s", compiled.as_secs_f32(), (start.elapsed() - compiled).as_secs_f32());
    Ok(())
}

/// Cargo for wasm. Those taken apart are compiled alone: the linker keeps the beginning of each part in whatever is compiled with it.
fn compile(mode: Mode) -> Result<()> {
    for is_apart in [false, true] {
        let names: Vec<_> = BUNDLES.iter().filter(|bundle| bundle.is_apart(mode) == is_apart).flat_map(|bundle| ["--bin", bundle.name]).collect();
        if names.is_empty() {
            continue;
        }
        let mut cargo = run::cargo();
        cargo.args(["build", "--quiet", "--package", "app", "--target", toolchain::WASM, "--profile", mode.web_profile()]).args(names);
        if is_apart {
            cargo.args(["--features", "parts"]);
        }
        run::must(cargo.arg("--target-dir").arg(place::web_target()))?;
    }
    Ok(())
}

/// The server's binary.
pub(crate) fn server(mode: Mode) -> Result<()> {
    let start = Instant::now();
    let mut cargo = run::cargo();
    cargo.args(["build", "--quiet", "--package", "server", "--bin", "ruhu"]);
    if mode == Mode::Release {
        // The app goes into the binary; another build of it makes cargo embed it again.
        cargo.arg("--release").env("RUHU_APP", fs::read_to_string(place::app_stamp()).unwrap_or_default());
    }
    run::must(&mut cargo)?;
    eprintln!("server built in {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}
