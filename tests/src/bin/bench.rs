//! `bench engine`: how long the engine takes, natively, for the household survey people wait for.
//!
//! It prints a table and writes `target/bench/engine.json`: a list of `{work, unit, value, goal, ok}`. A wrong value is an error, not a
//! time. The form is beside the workspace; without it there is nothing to measure, and the program says so.

use anyhow::{Context, Result, anyhow, bail, ensure};
use forms::{Edit, Env, Form, Instant, Session};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant as Clock;

/// A moment that never moves: the same run, the same answers.
struct Still;

impl Env for Still {
    fn now(&self) -> Instant {
        Instant { unix_ms: 1_764_000_000_000, offset_min: 480 }
    }

    fn random(&self) -> u64 {
        7
    }
}

/// One figure.
#[derive(Serialize)]
struct Figure {
    work: String,
    unit: &'static str,
    value: f64,
    goal: f64,
    ok: bool,
}

#[derive(Deserialize)]
struct Scenario {
    actions: Vec<Action>,
}

#[derive(Deserialize)]
struct Action {
    name: String,
    op: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    #[serde(default)]
    path: String,
    #[serde(default)]
    value: serde_json::Value,
    probe: Option<String>,
    expect: Option<serde_json::Value>,
}

/// Runs taken for a figure; the middle one counts.
const RUNS: usize = 21;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("../shared/perf");
    if !folder.is_dir() {
        println!("nothing to measure: the forms for measuring are not beside the workspace ({})", folder.display());
        return Ok(());
    }
    let figures = household(&folder)?;
    println!("{:<44} {:>12} {:>12}", "work", "value", "goal");
    for figure in &figures {
        println!("{:<44} {:>9.3} {} {:>9} {} {}", figure.work, figure.value, figure.unit, figure.goal, figure.unit, if figure.ok { "ok" } else { "OVER" });
    }
    let out = root.join("target/bench");
    std::fs::create_dir_all(&out)?;
    std::fs::write(out.join("engine.json"), serde_json::to_string_pretty(&figures)?)?;
    Ok(())
}

/// F4-household: ready from its bytes, and one changed wage until the income per head is right.
fn household(folder: &Path) -> Result<Vec<Figure>> {
    let form = compile(&folder.join("F4-household.xml"))?;
    let bytes = form.to_bytes();
    let ready = middle(|| {
        let start = Clock::now();
        let form = Form::from_bytes(&bytes).map_err(|error| anyhow!("{error:?}"))?;
        let session = Session::new(Arc::new(form), Rc::new(Still));
        let all: usize = walk(&session).len();
        ensure!(all > 100, "only {all} nodes");
        Ok(start.elapsed().as_secs_f64() * 1e3)
    })?;
    let scenario: Scenario = serde_json::from_str(&std::fs::read_to_string(folder.join("F4-household.scenario.json"))?)?;
    let mut session = Session::new(Arc::new(form), Rc::new(Still));
    let mut figures = vec![figure("F4-household: bytes to a session, all seen", "ms", ready, 150.0)];
    for action in scenario.actions.iter().filter(|action| action.op == "set" && action.steps.iter().all(|step| step.probe.is_some())) {
        let mut times = action.steps.iter().map(|step| edit(&mut session, step)).collect::<Result<Vec<f64>>>()?;
        times.sort_by(f64::total_cmp);
        let middle = times.get(times.len() / 2).copied().unwrap_or_default();
        figures.push(figure(&format!("F4-household: one edit ({})", action.name), "ms", middle, 2.0));
    }
    Ok(figures)
}

/// One edit, timed, and its probe compared.
fn edit(session: &mut Session, step: &Step) -> Result<f64> {
    let node = session.find(&step.path).with_context(|| format!("{} is not there", step.path))?;
    let text = plain(&step.value);
    let start = Clock::now();
    session.apply(Edit::Set { node, text }).map_err(|refusal| anyhow!("{}: {refusal:?}", step.path))?;
    let took = start.elapsed().as_secs_f64() * 1e3;
    if let (Some(probe), Some(expect)) = (&step.probe, &step.expect) {
        let found = session.find(probe).and_then(|node| session.view(node)).map(|view| view.value.to_string()).unwrap_or_default();
        if found != plain(expect) {
            bail!("{probe} is `{found}`, expected `{}`", plain(expect));
        }
    }
    Ok(took)
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Every node, looked at once, as a client that mounts them all would.
fn walk(session: &Session) -> Vec<forms::NodeView> {
    let mut views = Vec::new();
    let mut open = vec![session.root()];
    while let Some(node) = open.pop() {
        open.extend(session.children(node));
        views.extend(session.view(node));
    }
    views
}

fn compile(file: &PathBuf) -> Result<Form> {
    let xml = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    Ok(forms::xform::parse(&xml).map_err(|errors| anyhow!("{}: {errors:?}", file.display()))?.form)
}

fn middle(mut run: impl FnMut() -> Result<f64>) -> Result<f64> {
    let mut times = (0..RUNS).map(|_| run()).collect::<Result<Vec<f64>>>()?;
    times.sort_by(f64::total_cmp);
    Ok(times.get(RUNS / 2).copied().unwrap_or_default())
}

fn figure(work: &str, unit: &'static str, value: f64, goal: f64) -> Figure {
    Figure { work: work.to_owned(), unit, value, goal, ok: value <= goal }
}
