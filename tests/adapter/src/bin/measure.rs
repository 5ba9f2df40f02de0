//! How long the engine takes natively, and how much it holds: a JSON list of `{work, unit, value}` or `{work, wrong}` on standard output.
//!
//! `measure FORMS DOMAIN OUT`: the forms for measuring by their scenarios, and the household survey of DOMAIN with twenty members. The compiled
//! forms are left in OUT, for a browser to open. Invariant: a value that is not the expected one gives no time.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Instant as Clock, SystemTime, UNIX_EPOCH};

use adapter::{Filled, Surroundings, compile, with_expressions};
use anyhow::{Context, Result, anyhow, bail, ensure};
use forms::{Form, Instant, List};
use peak_alloc::PeakAlloc;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// One figure, or why there is none.
#[derive(Serialize)]
#[serde(untagged)]
enum Measured {
    Figure { work: String, unit: &'static str, value: f64 },
    Wrong { work: String, wrong: String },
}

#[derive(Deserialize)]
struct Scenario {
    id: String,
    xml: String,
    #[serde(default)]
    attachments: BTreeMap<String, String>,
    actions: Vec<Action>,
}

#[derive(Deserialize)]
struct Action {
    name: String,
    op: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    #[serde(default)]
    path: String,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    index: usize,
    probe: Option<String>,
    probe_relevant: Option<String>,
    probe_choices: Option<String>,
    #[serde(default)]
    expect: Value,
    delta: Option<f64>,
}

#[derive(Deserialize)]
struct Expressions {
    context: String,
    exprs: Vec<String>,
}

/// Runs of a load taken for its figure; the middle one counts.
const RUNS: usize = 9;
/// How long an expression is evaluated over and over, in seconds.
const EVALUATE_FOR: f64 = 0.05;
const MEMBERS: usize = 20;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, domain, out] = words.as_slice() else { bail!("expected the folder of the forms, that of the programme's and one for bytes") };
    let (folder, domain, out) = (Path::new(folder), Path::new(domain), Path::new(out));
    std::fs::create_dir_all(out)?;
    let mut all = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".scenario.json"));
    files.sort();
    for file in files {
        let scenario: Scenario = serde_json::from_str(&std::fs::read_to_string(&file)?).with_context(|| file.display().to_string())?;
        note(&mut all, &scenario.id, |all| form(all, folder, out, &scenario));
    }
    note(&mut all, "expressions", |all| expressions(all, folder));
    note(&mut all, "b_hh_survey", |all| survey(all, domain, out));
    println!("{}", serde_json::to_string_pretty(&all)?);
    Ok(())
}

/// What goes wrong is told beside the figures there are.
fn note(all: &mut Vec<Measured>, work: &str, measure: impl FnOnce(&mut Vec<Measured>) -> Result<()>) {
    if let Err(error) = measure(all) {
        all.push(Measured::Wrong { work: work.to_owned(), wrong: format!("{error:#}") });
    }
}

fn figure(all: &mut Vec<Measured>, work: String, unit: &'static str, value: f64) {
    all.push(Measured::Figure { work, unit, value });
}

fn clock() -> Instant {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant { unix_ms: now.as_millis() as i64, offset_min: 480 }
}

fn surroundings(lists: &BTreeMap<String, Arc<List>>) -> Surroundings {
    Surroundings::new(lists.clone(), clock)
}

/// Milliseconds of an act, and what it gave.
fn timed<T>(act: impl FnOnce() -> Result<T>) -> Result<(f64, T)> {
    let start = Clock::now();
    let given = act()?;
    Ok((start.elapsed().as_secs_f64() * 1e3, given))
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn middle_of(mut act: impl FnMut() -> Result<()>) -> Result<f64> {
    Ok(middle((0..RUNS).map(|_| Ok(timed(&mut act)?.0)).collect::<Result<_>>()?))
}

fn decode(bytes: &[u8]) -> Result<Form> {
    Form::from_bytes(bytes).map_err(|error| anyhow!("{error}"))
}

/// Bytes in use beyond those before, in megabytes.
fn held(before: usize) -> f64 {
    HEAP.current_usage().saturating_sub(before) as f64 / 1e6
}

fn form(all: &mut Vec<Measured>, folder: &Path, out: &Path, scenario: &Scenario) -> Result<()> {
    let id = &scenario.id;
    let xml = std::fs::read_to_string(folder.join(&scenario.xml))?;
    let mut lists = BTreeMap::new();
    let before = HEAP.current_usage();
    for (name, file) in &scenario.attachments {
        let list = List::from_csv(&std::fs::read(folder.join(file))?).map_err(|error| anyhow!("{file}: {error}"))?;
        std::fs::write(out.join(format!("{name}.list")), list.to_bytes())?;
        lists.insert(name.clone(), Arc::new(list));
    }
    let bytes = compile(&xml)?.to_bytes();
    std::fs::write(out.join(format!("{id}.form")), &bytes)?;
    let own = HEAP.current_usage();
    figure(all, format!("{id}: compile"), "ms", middle_of(|| compile(&xml).map(drop))?);
    figure(all, format!("{id}: decode"), "ms", middle_of(|| decode(&bytes).map(drop))?);
    let ready = middle_of(|| {
        let filled = Filled::new(decode(&bytes)?, surroundings(&lists));
        ensure!(filled.look() > scenario.actions.len(), "there is nothing to see");
        Ok(())
    })?;
    figure(all, format!("{id}: ready"), "ms", ready);
    let mut filled = Filled::new(decode(&bytes)?, surroundings(&lists));
    for action in &scenario.actions {
        let work = format!("{id}: {}", action.name);
        note(all, &work, |all| {
            let times = action.steps.iter().map(|step| perform(&mut filled, &action.op, step)).collect::<Result<_>>()?;
            figure(all, work.clone(), "ms", middle(times));
            Ok(())
        });
    }
    // The XML and the bytes were there before; lists count, with the indexes they have by now.
    let lists_held = if lists.is_empty() { 0.0 } else { (own - before).saturating_sub(bytes.len()) as f64 / 1e6 };
    figure(all, format!("{id}: memory"), "MB", held(own) + lists_held);
    Ok(())
}

/// One step with its probe; milliseconds.
fn perform(filled: &mut Filled, op: &str, step: &Step) -> Result<f64> {
    let before = step.probe.as_deref().filter(|_| step.delta.is_some()).and_then(|probe| number(filled, probe));
    let value = plain(&step.value);
    let (took, found) = timed(|| {
        match op {
            "set" => filled.set(&step.path, &value)?,
            "add" => filled.add(&step.path)?,
            "remove" => filled.remove(&step.path, step.index)?,
            "lang" => filled.language(&value)?,
            other => bail!("there is no `{other}`"),
        }
        Ok(match (&step.probe, &step.probe_relevant, &step.probe_choices) {
            (Some(path), ..) => filled.get(path),
            (_, Some(path), _) => Some(filled.relevant(path).to_string()),
            (.., Some(path)) => Some(filled.choices(path)?.to_string()),
            _ => None,
        })
    })?;
    let wanted = match (step.delta, before) {
        (Some(delta), Some(before)) => Value::from(before + delta),
        (Some(_), None) => bail!("{} has no number", step.probe.as_deref().unwrap_or_default()),
        _ => step.expect.clone(),
    };
    let is_right = match (&wanted, &found) {
        (Value::Null, _) => true,
        (Value::Number(wanted), Some(found)) => found.parse::<f64>().ok() == wanted.as_f64(),
        (wanted, Some(found)) => plain(wanted) == *found,
        _ => false,
    };
    ensure!(is_right, "after {} {} = {value}: expected {wanted}, found {found:?}", op, step.path);
    Ok(took)
}

fn number(filled: &Filled, path: &str) -> Option<f64> {
    filled.get(path)?.parse().ok()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Operations in a second over all expressions, geometric mean.
fn expressions(all: &mut Vec<Measured>, folder: &Path) -> Result<()> {
    let asked: Expressions = serde_json::from_str(&std::fs::read_to_string(folder.join("xpath-exprs.json"))?)?;
    let xml = std::fs::read_to_string(folder.join(&asked.context))?;
    let filled = Filled::new(compile(&with_expressions(&xml, &asked.exprs))?, surroundings(&BTreeMap::new()));
    let mut logs = 0.0;
    for (n, text) in asked.exprs.iter().enumerate() {
        let path = format!("/data/x{n}");
        let (mut times, mut spent) = (0, 0.0);
        let mut round = 16;
        while spent < EVALUATE_FOR {
            spent += timed(|| filled.evaluate(&path, round))?.0 / 1e3;
            times += round;
            round *= 2;
        }
        let rate = times as f64 / spent;
        logs += rate.ln();
        figure(all, format!("expression {}: {text}", n + 1), "ops/s", rate);
    }
    figure(all, "expressions".into(), "ops/s", (logs / asked.exprs.len() as f64).exp());
    Ok(())
}

/// The household survey with the answers of its first case and as many members as a large family has.
fn survey(all: &mut Vec<Measured>, domain: &Path, out: &Path) -> Result<()> {
    let folder = domain.join("b_hh_survey");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).with_context(|| name.to_owned());
    let bytes = compile(&read("form.xml")?)?.to_bytes();
    let lists = BTreeMap::new();
    let mut filled = Filled::from_xml(decode(&bytes)?, surroundings(&lists), &read("case_b1.submission.xml")?)?;
    grow(&mut filled)?;
    let draft = filled.snapshot();
    std::fs::write(out.join("b_hh_survey.form"), &bytes)?;
    std::fs::write(out.join("b_hh_survey.draft"), &draft)?;
    let ready = middle_of(|| {
        let filled = Filled::restore(decode(&bytes)?, surroundings(&lists), &draft)?;
        ensure!(filled.look() > 100, "there is nothing to see");
        Ok(())
    })?;
    figure(all, "b_hh_survey, 20 members: ready".into(), "ms", ready);
    let mut slowest = 0.0_f64;
    for (path, value) in filled.answers() {
        let (mut taken, mut given) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            // An answer may take other questions away with it, which come back blank: those are left.
            for (value, times) in [("", &mut taken), (value.as_str(), &mut given)] {
                if filled.relevant(&path) {
                    times.push(timed(|| filled.set(&path, value))?.0);
                }
            }
        }
        slowest = slowest.max(middle(taken)).max(middle(given));
    }
    figure(all, "b_hh_survey, 20 members: slowest answer".into(), "ms", slowest);
    Ok(())
}

/// Makes the household larger, each new member answering as the first does.
fn grow(filled: &mut Filled) -> Result<()> {
    const REPEAT: &str = "/data/g_body/member";
    let first = format!("{REPEAT}[1]/");
    let answers: Vec<(String, String)> = filled.answers().into_iter().filter(|(path, _)| path.starts_with(&first)).collect();
    ensure!(!answers.is_empty(), "the first member has answered nothing");
    filled.set("/data/g_body/g_ident/hh_size", &MEMBERS.to_string())?;
    for n in 2..=MEMBERS {
        for (question, value) in &answers {
            let question = question.replacen(&first, &format!("{REPEAT}[{n}]/"), 1);
            if filled.relevant(&question) {
                filled.set(&question, value)?;
            }
        }
    }
    ensure!(filled.relevant(&format!("{REPEAT}[{MEMBERS}]")), "there are no {MEMBERS} members");
    Ok(())
}
