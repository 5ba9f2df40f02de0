//! `cargo xtask bench`: measured natively and in Chromium, printed as a table, kept in `target/bench`.
//!
//! It starts what measures and reads no clock itself. Invariant: without a browser there is a native column, and a sentence saying why no more.

use crate::args::Args;
use crate::web::Mode;
use crate::{adapter, chromium, place, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

/// `bench [engine|app] [--dev]`
pub(crate) fn bench(mut args: Args) -> Result<ExitCode> {
    let mode = Mode::new(!args.flag("--dev"));
    let what = args.word().unwrap_or_else(|| "engine".into());
    args.end()?;
    if !matches!(what.as_str(), "engine" | "app") {
        bail!("there is no bench `{what}`; there are `engine` and `app`");
    }
    let forms = place::shared().join("perf");
    if !forms.is_dir() {
        println!("nothing to measure: the forms for measuring are not beside the workspace ({}); skipped", forms.display());
        return Ok(ExitCode::SUCCESS);
    }
    let out = place::target().join("bench");
    fs::create_dir_all(&out)?;
    natively(&forms, &out)?;
    let mut report = run::cargo();
    report.args(["run", "--quiet", "--package", "tests", "--bin", "bench", "--", &what]).arg(&forms).arg(&out);
    match chromium::need() {
        Ok(browser) => {
            let adapter = if what == "app" { adapter::app(mode)? } else { adapter::headless()? };
            report.arg(adapter).env("CHROMIUM", browser.chromium).env("CHROMEDRIVER", browser.driver);
        }
        Err(why) if what == "app" => return Err(why),
        Err(why) => println!("measured natively only: {why:#}"),
    }
    let status = run::status(&mut report).context("the bench")?;
    Ok(ExitCode::from(u8::from(!status.success())))
}

/// Figures of this machine itself, and the compiled forms a browser opens.
fn natively(forms: &Path, out: &Path) -> Result<()> {
    run::must(run::cargo().args(["build", "--quiet", "--release", "--package", "adapter", "--bin", "measure"]))?;
    let mut measure = Command::new(place::target().join("release/measure"));
    measure.arg(forms).arg(place::shared().join("domain")).arg(out).stdout(fs::File::create(out.join("native.json"))?);
    run::must(&mut measure)
}
