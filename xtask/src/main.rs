//! `cargo xtask …`: everything that is automated in this project, in one small program.
//!
//! What it is not: a build system. Cargo builds; this program calls it in the right order, packs the app for the web and reports.
//! Invariant: nothing here fetches a tool from the net except the Rust target and, for the browser tests as root on Debian, Chromium.

mod adapter;
mod apt;
mod args;
mod bench;
mod chromium;
mod fuzz;
mod place;
mod postgres;
mod run;
mod serve;
mod size;
mod test;
mod tidy;
mod toolchain;
mod web;

use anyhow::Result;
use args::Args;
use std::process::ExitCode;

/// One row per command: name, what a person reads in the help, what runs.
const COMMANDS: &[(&str, &str, fn(Args) -> Result<ExitCode>)] = &[
    (
        "serve",
        "build, then run the server with demo data   [--release --port N --data DIR --no-demo --tls self|--tls-cert F --tls-key F]",
        serve::serve,
    ),
    ("build", "both web bundles and the server             [--release --web-only]", web::build),
    ("test", "everything; the last line is `N passed, N failed`   [--only tidy|native|app|cases|browser] [--release]", test::test),
    ("size", "raw, gzip and Brotli bytes of every served file, and to the first fillable form   [--dev]", size::size),
    ("conformance", "recorded cases against the engine; with --wasm, natively and in Chromium   [--suite NAME|--wasm] [PATH]", test::conformance),
    ("bench", "speed of the engine, native and in Chromium, or of the app's pages   [engine|app] [--dev]", bench::bench),
    ("adapter", "engine and app for side-by-side runs, in target/adapter   [headless|app] [--dev]", adapter::adapter),
    ("fuzz", "hostile input against the engine           [--minutes N] [xml|xpath|xform|csv|compiled|edits]", fuzz::fuzz),
    ("shots", "a picture of every screen into target/shots", test::shots),
    ("tidy", "import rules between layers, file sizes, headers", tidy::tidy),
    ("ci", "what the continuous integration runs", test::ci),
];

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_default();
    let Some((_, _, command)) = COMMANDS.iter().find(|(n, _, _)| *n == name) else {
        println!("cargo xtask COMMAND\n");
        for (name, about, _) in COMMANDS {
            println!("  {name:<12} {about}");
        }
        return ExitCode::from(u8::from(!matches!(name.as_str(), "" | "help" | "--help" | "-h")) * 2);
    };
    match command(Args::new(words.collect())) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask {name}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
