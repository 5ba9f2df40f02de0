//! Figures from what was measured: by work and run, with what depends on two of them, as a table and as a list.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::goals::{GROWTHS, Goal, Peers, SCALES};

/// What a measuring program says of one work.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Measured {
    Figure {
        work: String,
        unit: String,
        value: f64,
    },
    /// A value was not what it had to be: a failure, not a time.
    Wrong {
        work: String,
        wrong: String,
    },
}

/// Where it was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Run {
    Native,
    Chromium,
    /// Chromium with its processor slowed down to a quarter, about a cheap phone.
    Slowed,
}

impl Run {
    /// As it stands in names of works.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Chromium => "Chromium",
            Self::Slowed => "Chromium 4×",
        }
    }
}

/// One row of `engine.json`.
#[derive(Debug, Serialize)]
pub struct Figure {
    work: String,
    unit: String,
    value: Option<f64>,
    goal: Option<f64>,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<String>,
}

impl Figure {
    /// Whether a value was wrong.
    pub fn is_wrong(&self) -> bool {
        self.wrong.is_some()
    }
}

/// All figures with their goals, runs beside each other, and how work grows with the form.
pub fn figures(goals: &[Goal], runs: &BTreeMap<Run, Vec<Measured>>) -> Vec<Figure> {
    let mut all = Vec::new();
    for (run, measured) in runs {
        for one in measured {
            all.push(figure(goals, *run, one));
        }
        // In a browser the first runs are of code not yet compiled: growth is told from those without.
        for (work, small, large) in GROWTHS.iter().filter(|_| *run == Run::Native) {
            if let (Some(small), Some(large)) = (value(measured, small), value(measured, large)) {
                all.push(row((*work).to_owned(), "×", large / small, Some(SCALES), false));
            }
        }
    }
    all
}

fn value(measured: &[Measured], wanted: &str) -> Option<f64> {
    measured.iter().find_map(|one| match one {
        Measured::Figure { work, value, .. } if work == wanted => Some(*value),
        _ => None,
    })
}

fn figure(goals: &[Goal], run: Run, one: &Measured) -> Figure {
    match one {
        Measured::Figure { work, unit, value } => {
            let goal = goals.iter().find(|goal| goal.work == work);
            let most = goal.and_then(|goal| goal.of(run));
            row(format!("{work} ({})", run.name()), unit, *value, most, unit == "ops/s")
        }
        Measured::Wrong { work, wrong } => {
            Figure { work: format!("{work} ({})", run.name()), unit: String::new(), value: None, goal: None, ok: false, wrong: Some(wrong.clone()) }
        }
    }
}

fn row(work: String, unit: &str, value: f64, goal: Option<f64>, more_is_better: bool) -> Figure {
    let ok = goal.is_none_or(|goal| if more_is_better { value >= goal } else { value <= goal });
    Figure { work, unit: unit.to_owned(), value: Some(value), goal, ok, wrong: None }
}

/// The table a person reads: one line for each work that has a goal, then growth, then what was wrong.
pub fn print(goals: &[Goal], runs: &BTreeMap<Run, Vec<Measured>>, all: &[Figure]) {
    println!(
        "{:<46} {:>10} {:>10} {:>11}  {:>11}   ODK Web Forms  Enketo  SurveyJS  JavaRosa",
        "work (ms where nothing else is said)", "native", "Chromium", "Chromium 4×", "goal"
    );
    for goal in goals {
        let cell = |run: Run| runs.get(&run).and_then(|measured| value(measured, goal.work)).map_or_else(|| "–".to_owned(), short);
        let over = all.iter().any(|figure| !figure.ok && figure.work.starts_with(&format!("{} (", goal.work)));
        let mark = if over { "MISSED" } else { "" };
        println!(
            "{:<46} {:>10} {:>10} {:>11}  {:>11}   {}  {mark}",
            goal.work,
            cell(Run::Native),
            cell(Run::Chromium),
            cell(Run::Slowed),
            told(goal),
            peers(&goal.peers)
        );
    }
    for figure in all.iter().filter(|figure| figure.unit == "×") {
        println!("{:<46} {:>10} × {}", figure.work, short(figure.value.unwrap_or_default()), if figure.ok { "" } else { "MISSED" });
    }
    for figure in all {
        if let Some(wrong) = &figure.wrong {
            println!("WRONG {}: {wrong}", figure.work);
        }
    }
}

fn told(goal: &Goal) -> String {
    match (goal.at_full, goal.at_quarter) {
        (Some(most), _) => short(most),
        (None, Some(most)) => format!("{} at 4×", short(most)),
        (None, None) => String::new(),
    }
}

fn peers(peers: &Peers) -> String {
    peers
        .iter()
        .zip([13, 6, 8, 8])
        .map(|(peer, width)| format!("{:>width$}", if peer.is_empty() { "–" } else { peer }))
        .collect::<Vec<_>>()
        .join("  ")
}

/// Three digits that mean something.
fn short(value: f64) -> String {
    if value >= 1e5 {
        format!("{:.2} M", value / 1e6)
    } else if value >= 100.0 {
        format!("{value:.0}")
    } else if value >= 1.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.4}")
    }
}

/// Reads what a measuring program wrote.
impl Measured {
    /// A list of them.
    pub fn list(json: &str) -> Result<Vec<Self>> {
        Ok(serde_json::from_str(json)?)
    }
}
