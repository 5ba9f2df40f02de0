//! `cargo xtask bench`: measured natively and in Chromium, printed as a table, kept in `target/bench`.
//!
//! It starts what measures and reads no clock itself. Invariant: without a browser there is a native column, and a sentence saying why no more.

use crate::args::Args;
use crate::{adapter, chromium, place, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::process::ExitCode;

/// `bench [engine]`
pub(crate) fn bench(mut args: Args) -> Result<ExitCode> {
    let what = args.word().unwrap_or_else(|| "engine".into());
    args.end()?;
    if what != "engine" {
        bail!("there is no bench `{what}`; there is `engine`");
    }
    let forms = place::shared().join("perf");
    if !forms.is_dir() {
        println!("nothing to measure: the forms for measuring are not beside the workspace ({}); skipped", forms.display());
        return Ok(ExitCode::SUCCESS);
    }
    let out = place::target().join("bench");
    fs::create_dir_all(&out)?;
    let native = out.join("native.json");
    run::must(run::cargo().args(["build", "--quiet", "--release", "--package", "adapter", "--bin", "measure"]))?;
    let mut measure = std::process::Command::new(place::target().join("release/measure"));
    measure.arg(&forms).arg(place::shared().join("domain")).arg(&out).stdout(fs::File::create(&native)?);
    run::must(&mut measure)?;
    let mut report = run::cargo();
    report.args(["run", "--quiet", "--package", "tests", "--bin", "bench", "--"]).arg(&forms).arg(&out);
    match chromium::need() {
        Ok(browser) => {
            report.arg(adapter::headless()?).env("CHROMIUM", browser.chromium).env("CHROMEDRIVER", browser.driver);
        }
        Err(why) => println!("measured natively only: {why:#}"),
    }
    let status = run::status(&mut report).context("the bench")?;
    Ok(ExitCode::from(u8::from(!status.success())))
}
