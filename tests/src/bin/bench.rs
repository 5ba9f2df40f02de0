//! `bench FORMS OUT [ADAPTER]`: reads what was measured natively from OUT, plays the forms in Chromium where there is an adapter to play, prints
//! the table and writes `OUT/engine.json`: a list of `{work, unit, value, goal, ok}`. A wrong value is a failure, not a time.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use tests::bench::{Figure, Measured, Run, figures, measure, print};

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let mut words = std::env::args().skip(1).map(PathBuf::from);
    let forms = words.next().context("expected the folder of the forms")?;
    let out = words.next().context("expected the folder for figures")?;
    let native = Measured::list(&std::fs::read_to_string(out.join("native.json"))?)?;
    let mut runs = BTreeMap::from([(Run::Native, native)]);
    if let Some(adapter) = words.next() {
        runs.extend(measure(&adapter, &forms, &out).await?);
    }
    let all = figures(&runs);
    print(&runs, &all);
    std::fs::write(out.join("engine.json"), serde_json::to_string_pretty(&all)?)?;
    Ok(if all.iter().any(Figure::is_wrong) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
