//! `cargo xtask test`: every kind of test, one after the other, and their sum in the last line.
//!
//! Invariant: the last line is `N passed, N failed` over all parts, and the exit code agrees with it; a part that could not run at all
//! counts as a failure and says why.

use crate::args::Args;
use crate::web::{self, Mode};
use crate::{adapter, chromium, place, postgres, run, tidy};
use anyhow::{Result, bail};
use std::process::{Command, ExitCode};
use std::time::Instant;

/// What a part, or all of them, came to.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
}

/// Runs one part of the tests.
type Part = fn(Mode) -> Result<Tally>;

/// One row per part: the name for `--only`, what runs.
const PARTS: &[(&str, Part)] =
    &[("tidy", tidy_part), ("native", native), ("postgres", postgres_part), ("app", app), ("cases", cases), ("browser", browser)];

/// `test [--only PART] [--release]`: with `--release` the stories run in the bundles as people load them, taken apart.
pub(crate) fn test(mut args: Args) -> Result<ExitCode> {
    let only = args.option("--only")?;
    let mode = Mode::new(args.flag("--release"));
    args.end()?;
    if let Some(name) = &only
        && !PARTS.iter().any(|(part, _)| part == name)
    {
        bail!("there is no part `{name}`; parts are {}", PARTS.iter().map(|(part, _)| *part).collect::<Vec<_>>().join(", "));
    }
    let mut all = Tally::default();
    let mut rows = Vec::new();
    for (name, part) in PARTS.iter().filter(|(name, _)| only.as_deref().is_none_or(|o| o == *name)) {
        println!("\n── {name} ──");
        let start = Instant::now();
        let tally = part(mode).unwrap_or_else(|error| {
            println!("{name}: {error:#}");
            Tally { passed: 0, failed: 1 }
        });
        rows.push(format!("{name:<8} {:>6} passed, {:>3} failed, {:>5.0} s", tally.passed, tally.failed, start.elapsed().as_secs_f32()));
        all.passed += tally.passed;
        all.failed += tally.failed;
    }
    println!("\n{}\n{} passed, {} failed", rows.join("\n"), all.passed, all.failed);
    Ok(code(all.failed == 0))
}

/// `ci`: the same as a person runs, after the lints, with the bundles of a release.
pub(crate) fn ci(args: Args) -> Result<ExitCode> {
    args.end()?;
    run::must(run::cargo().args(["clippy", "--quiet", "--all-targets", "--", "--deny", "warnings"]))?;
    test(Args::new(vec!["--release".into()]))
}

/// `conformance [--suite NAME] [PATH]`, optimised, since some suites are large; `conformance --wasm [PATH]` compares with Chromium.
pub(crate) fn conformance(mut args: Args) -> Result<ExitCode> {
    let mut cargo = run::cargo();
    if args.flag("--wasm") {
        let browser = chromium::need()?;
        cargo.args(["run", "--quiet", "--package", "tests", "--bin", "equal", "--"]).arg(adapter::equal()?).args(args.rest());
        cargo.env("CHROMIUM", browser.chromium).env("CHROMEDRIVER", browser.driver);
        return Ok(code(run::status(&mut cargo)?.success()));
    }
    cargo.args(["run", "--quiet", "--release", "--package", "conformance", "--"]).args(args.rest());
    Ok(code(run::status(&mut cargo)?.success()))
}

/// Tidy counts as one test per file.
fn tidy_part(_: Mode) -> Result<Tally> {
    let (files, findings) = tidy::check()?;
    for finding in &findings {
        println!("{finding}");
    }
    let failed = findings.len() as u64;
    println!("tidy: {files} files, {failed} findings");
    Ok(Tally { passed: (files as u64).saturating_sub(failed), failed })
}

/// Unit and story tests of every crate that builds natively.
fn native(_: Mode) -> Result<Tally> {
    cargo_test(run::cargo().args(["test", "--no-fail-fast"]), &["--quiet"])
}

/// The server's stories once more, on PostgreSQL.
fn postgres_part(_: Mode) -> Result<Tally> {
    match postgres::find()? {
        // Chosen by the test's name alone: with the package's, its dependencies would be built once more, for it.
        Ok(address) => cargo_test(run::cargo().args(["test", "--test", "stories"]).env("RUHU_STORIES", address), &["--quiet"]),
        Err(why) => {
            println!("postgres: skipped: {why}");
            Ok(Tally::default())
        }
    }
}

/// What the app decides without a browser: paging, words of dates, states. Not a default member, since its native build is for tests only.
fn app(_: Mode) -> Result<Tally> {
    cargo_test(run::cargo().args(["test", "--package", "app", "--lib"]), &["--quiet"])
}

/// The recorded cases in the repository.
fn cases(_: Mode) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut cargo = run::cargo();
    cargo.args(["run", "--quiet", "--package", "conformance", "--", "--suite", "oracles"]);
    let status = run::lines(&mut cargo, |line| {
        if let Some((_, counts)) = line.split_once(": ").filter(|(_, counts)| counts.contains(" passed, ")) {
            tally.passed += number_before(counts, " passed");
            tally.failed += number_before(counts, " failed");
        }
    })?;
    settle(tally, status.success(), "the conformance runner")
}

/// The stories in real Chromium, against a real server.
fn browser(mode: Mode) -> Result<Tally> {
    let browser = chromium::need()?;
    web::web(mode)?;
    web::server(Mode::Dev)?;
    let mut cargo = run::cargo();
    cargo.args(["test", "--package", "tests", "--test", "browser"]);
    cargo.env("RUHU_BROWSER", "1").env("RUHU", place::ruhu(false)).env("CHROMIUM", browser.chromium).env("CHROMEDRIVER", browser.driver);
    cargo_test(&mut cargo, &["--test-threads=1", "--nocapture"])
}

/// Runs `cargo test` and adds up its `test result:` lines.
fn cargo_test(cargo: &mut Command, harness: &[&str]) -> Result<Tally> {
    let mut tally = Tally::default();
    let status = run::lines(cargo.arg("--").args(harness), |line| {
        if let Some(counts) = line.strip_prefix("test result: ") {
            tally.passed += number_before(counts, " passed");
            tally.failed += number_before(counts, " failed");
        }
    })?;
    settle(tally, status.success(), "cargo test")
}

/// A part that ended badly without counting a failure did not compile or was cut off: that is one failure.
fn settle(mut tally: Tally, ended_well: bool, who: &str) -> Result<Tally> {
    if !ended_well && tally.failed == 0 {
        println!("{who} ended with an error before it could count; see above");
        tally.failed = 1;
    }
    if ended_well && tally.passed + tally.failed == 0 {
        bail!("{who} ran no test at all");
    }
    Ok(tally)
}

/// The number just before `word`, as in `12 passed`.
fn number_before(text: &str, word: &str) -> u64 {
    text.split(word).next().and_then(|before| before.rsplit(|c: char| !c.is_ascii_digit()).next()).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// `shots`: the harness of the browser tests walks every screen.
pub(crate) fn shots(args: Args) -> Result<ExitCode> {
    let browser = chromium::need()?;
    web::web(Mode::Dev)?;
    web::server(Mode::Dev)?;
    let mut cargo = run::cargo();
    cargo.args(["run", "--quiet", "--package", "tests", "--bin", "shots", "--"]).args(args.rest());
    cargo.env("RUHU", place::ruhu(false)).env("CHROMIUM", browser.chromium).env("CHROMEDRIVER", browser.driver);
    Ok(code(run::status(&mut cargo)?.success()))
}

fn code(is_well: bool) -> ExitCode {
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_the_lines_test_runners_print() {
        let line = "ok. 12 passed; 3 failed; 0 ignored; 0 measured";
        assert_eq!((number_before(line, " passed"), number_before(line, " failed")), (12, 3));
        assert_eq!(number_before("31 passed, 0 failed, 2 skipped", " failed"), 0);
    }
}
