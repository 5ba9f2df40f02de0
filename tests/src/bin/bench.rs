//! `bench engine FORMS OUT [ADAPTER]`: reads what was measured natively from OUT, plays the forms in Chromium where there is an adapter to play,
//! prints the table and writes `OUT/engine.json`: a list of `{work, unit, value, goal, ok}`. `bench app FORMS OUT ADAPTER`: the same of the
//! app's own pages, in Chromium only, into `OUT/app.json`. A wrong value is a failure, not a time.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use tests::bench::{APP, APP_GOALS, ENGINE, ENGINE_GOALS, Figure, Measured, Run, figures, measure, print};

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let mut words = std::env::args().skip(1);
    let what = words.next().unwrap_or_default();
    let mut words = words.map(PathBuf::from);
    let forms = words.next().context("expected the folder of the forms")?;
    let out = words.next().context("expected the folder for figures")?;
    let adapter = words.next();
    let mut runs = BTreeMap::new();
    let (plays, goals) = match what.as_str() {
        "engine" => (ENGINE, ENGINE_GOALS),
        "app" => (APP, APP_GOALS),
        other => bail!("there is no bench `{other}`"),
    };
    if what == "engine" {
        runs.insert(Run::Native, Measured::list(&std::fs::read_to_string(out.join("native.json"))?)?);
    }
    if let Some(adapter) = adapter {
        runs.extend(measure(plays, &adapter, &forms, &out).await?);
    }
    let all = figures(goals, &runs);
    print(goals, &runs, &all);
    std::fs::write(out.join(format!("{what}.json")), serde_json::to_string_pretty(&all)?)?;
    Ok(if all.iter().any(Figure::is_wrong) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
