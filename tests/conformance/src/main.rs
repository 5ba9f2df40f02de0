//! `conformance [--suite NAME|KIND] [PATH]`: recorded cases against the engine, one line a suite, failures in `target/conformance/NAME.json`.
//!
//! PATH is a folder laid out like `../shared/conformance`, or a single file of it. Invariant: it exits 0 when the run itself worked,
//! whatever passed; 2 when it was asked for what is not there.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use conformance::{SUITES, Suite};

/// Failures told on the screen; all are in the JSON.
const SHOWN: usize = 20;

fn main() -> ExitCode {
    let mut wanted: Option<String> = None;
    let mut path: Option<PathBuf> = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--suite" => wanted = args.next(),
            _ => path = Some(PathBuf::from(arg)),
        }
    }
    let suites: Vec<&Suite> = SUITES.iter().filter(|s| wanted.as_deref().is_none_or(|w| s.is_meant(w))).collect();
    if suites.is_empty() {
        let names: Vec<&str> = SUITES.iter().map(|s| s.name).collect();
        eprintln!("no such suite; there are: {}", names.join(", "));
        return ExitCode::from(2);
    }
    if let Some(path) = path.as_ref().filter(|path| !path.exists()) {
        eprintln!("expected a folder or file of recordings, found no {}", path.display());
        return ExitCode::from(2);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = path.map(|path| path.canonicalize().unwrap_or(path));
    let mut found = false;
    for suite in suites {
        let mut places = path.as_deref().map_or_else(|| suite.at_home(&root), |path| suite.within(path));
        // A single file laid out otherwise is taken at its word where its suite is named.
        if let (true, Some(path), Some(name)) = (places.is_empty(), &path, &wanted)
            && path.is_file()
            && name == suite.name
        {
            places.push(path.clone());
        }
        if places.is_empty() {
            // Of a single file only its suites are told.
            if path.as_ref().is_none_or(|path| path.is_dir()) {
                println!("{}: 0 passed, 0 failed, 0 skipped (its recordings are not here)", suite.name);
            }
            continue;
        }
        found = true;
        run(suite, &places, &root);
    }
    if !found && path.as_ref().is_some_and(|path| path.is_file()) {
        eprintln!("no suite knows a file of that name and folder; name one with --suite");
        return ExitCode::from(2);
    }
    ExitCode::SUCCESS
}

fn run(suite: &Suite, places: &[PathBuf], root: &Path) {
    let tally = suite.run(places);
    for failure in tally.unexplained().take(SHOWN) {
        eprintln!("{}\n  expected {}\n  actual   {}", failure.id, indent(&failure.expected), indent(&failure.actual));
    }
    if let Err(error) = tally.write(&root.join("target/conformance"), suite.name) {
        eprintln!("target/conformance/{}.json was not written: {error}", suite.name);
    }
    println!("{}: {} passed, {} failed, {} skipped", suite.name, tally.passed, tally.failed, tally.skipped);
}

fn indent(text: &str) -> String {
    text.trim_end().replace('\n', "\n           ")
}
