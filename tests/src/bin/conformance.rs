//! `conformance [--suite NAME] [PATH]`: recorded cases against the engine, one line a suite, failures in `target/conformance/NAME.json`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tests::conformance::{SUITES, Suite};

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
    let suites: Vec<&Suite> = SUITES.iter().filter(|s| wanted.as_deref().is_none_or(|w| w == s.name)).collect();
    if suites.is_empty() {
        let names: Vec<&str> = SUITES.iter().map(|s| s.name).collect();
        eprintln!("no such suite; there are: {}", names.join(", "));
        return ExitCode::from(2);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sound = true;
    for suite in suites {
        let place = path.clone().or_else(|| suite.place(&root));
        let Some(place) = place else {
            println!("{}: 0 passed, 0 failed, 0 skipped (its recordings are not here)", suite.name);
            continue;
        };
        let tally = (suite.run)(&place);
        let written = tally.write(&root.join("target/conformance"), suite.name);
        for failure in tally.failures.iter().take(20) {
            eprintln!("{}\n  expected {}\n  actual   {}", failure.id, indent(&failure.expected), indent(&failure.actual));
        }
        if let Err(error) = written {
            eprintln!("target/conformance/{}.json was not written: {error}", suite.name);
        }
        println!("{}: {} passed, {} failed, {} skipped", suite.name, tally.passed, tally.failed, tally.skipped);
        sound &= tally.failed == 0;
    }
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn indent(text: &str) -> String {
    text.trim_end().replace('\n', "\n           ")
}
