//! What is to be reached, and what peers took for the same work. To change a goal, change a row.

use super::Run;

/// ODK Web Forms, Enketo, `SurveyJS`, `JavaRosa`: as measured on the same forms by the same scenarios (ms in Chromium, `JavaRosa` on the JVM).
pub(super) type Peers = [&'static str; 4];

/// A row.
pub struct Goal {
    /// The work as the measuring programs name it.
    pub(super) work: &'static str,
    /// The most (of operations in a second: the least) natively and in Chromium.
    pub(super) at_full: Option<f64>,
    /// The same in Chromium slowed down to a quarter.
    pub(super) at_quarter: Option<f64>,
    pub(super) peers: Peers,
}

impl Goal {
    pub(super) fn of(&self, run: Run) -> Option<f64> {
        if run == Run::Slowed { self.at_quarter } else { self.at_full }
    }
}

const NONE: Peers = [""; 4];

const fn goal(work: &'static str, most: f64, peers: Peers) -> Goal {
    Goal { work, at_full: Some(most), at_quarter: None, peers }
}

const fn at_quarter(work: &'static str, most: f64) -> Goal {
    Goal { work, at_full: None, at_quarter: Some(most), peers: NONE }
}

const fn seen(work: &'static str, peers: Peers) -> Goal {
    Goal { work, at_full: None, at_quarter: None, peers }
}

/// Rows of the engine alone, in the order of the table.
pub const ENGINE_GOALS: &[Goal] = &[
    goal("F4-household: ready", 150.0, ["3700", "1240", "", "360"]),
    seen("F4-household: load", NONE),
    goal("F4-household: rate", 2.0, NONE),
    goal("F4-household: add", 5.0, NONE),
    seen("F4-household: consent", NONE),
    goal("F1-flat-5000: compile", 40.0, NONE),
    goal("F1-flat-5000: decode", 5.0, NONE),
    goal("F1-flat-5000: ready", 300.0, ["19400", "30900", "41000", "3400"]),
    goal("F1-flat-5000: chain", 2.0, ["3940", "wrong", "700", "263"]),
    goal("F1-flat-5000: flip", 2.0, NONE),
    seen("F1-flat-5000: leaf", NONE),
    goal("F2-roster-500: add", 5.0, ["5390", "207", "> 75 s", "53"]),
    goal("F2-roster-500: remove", 5.0, ["> 75 s", "> 75 s", "> 75 s", "31"]),
    goal("F2-roster-500: income", 0.5, NONE),
    seen("F2-roster-500: head_name", NONE),
    goal("F3-cascade-50000-ext: county", 0.2, NONE),
    goal("F3-cascade-50000-ext: township", 0.2, NONE),
    goal("F3-cascade-50000-int: county", 0.2, ["79", "11", "281", "1.1"]),
    goal("F3-cascade-50000-int: township", 0.2, ["442", "143", "", "3.7"]),
    goal("expressions", 1_000_000.0, ["13900", "39400", "", ""]),
    at_quarter("b_hh_survey, 20 members: ready", 100.0),
    at_quarter("b_hh_survey, 20 members: slowest answer", 5.0),
    goal("F1-flat-5000: memory", 8.0, NONE),
    goal("F3-cascade-50000-ext: memory", 6.0, NONE),
    goal("F3-cascade-50000-int: memory", 6.0, NONE),
];

/// Rows of the app's own pages, from bytes or XML to a page that is drawn.
pub const APP_GOALS: &[Goal] = &[
    Goal { work: "F4-household: load", at_full: Some(150.0), at_quarter: Some(600.0), peers: ["3700", "1240", "", ""] },
    seen("F4-household: rate", NONE),
    seen("F4-household: consent", NONE),
    goal("F1-flat-5000: load", 300.0, ["19400", "30900", "41000", ""]),
    seen("F1-flat-5000: chain", ["3940", "wrong", "700", ""]),
    seen("F1-flat-5000: flip", NONE),
    seen("F2-roster-500: load", NONE),
    seen("F2-roster-500: add", ["5390", "207", "> 75 s", ""]),
    seen("F2-roster-500: remove", ["> 75 s", "> 75 s", "> 75 s", ""]),
    seen("F2-roster-500: income", NONE),
    goal("F3-cascade-50000-int: county", 10.0, ["79", "11", "281", ""]),
    goal("F3-cascade-50000-int: township", 10.0, ["442", "143", "", ""]),
    at_quarter("F4-household: page turned", 100.0),
    at_quarter("F1-flat-5000: page turned", 100.0),
    at_quarter("F1-flat-5000: slowest page turned", 100.0),
    at_quarter("F2-roster-500: page turned", 100.0),
    at_quarter("F2-roster-500: slowest page turned", 100.0),
];

/// Growth: its name, the work on the small form, the same on one five times as large.
pub(super) const GROWTHS: &[(&str, &str, &str)] = &[
    ("1,000 to 5,000 questions: compile", "F1-flat-1000: compile", "F1-flat-5000: compile"),
    ("1,000 to 5,000 questions: ready", "F1-flat-1000: ready", "F1-flat-5000: ready"),
    ("1,000 to 5,000 questions: chain", "F1-flat-1000: chain", "F1-flat-5000: chain"),
    ("1,000 to 5,000 questions: flip", "F1-flat-1000: flip", "F1-flat-5000: flip"),
    ("100 to 500 members: ready", "F2-roster-100: ready", "F2-roster-500: ready"),
    ("100 to 500 members: income", "F2-roster-100: income", "F2-roster-500: income"),
    ("100 to 500 members: add", "F2-roster-100: add", "F2-roster-500: add"),
    ("100 to 500 members: remove", "F2-roster-100: remove", "F2-roster-500: remove"),
];

/// Times as much work for five times as much form that still counts as linear: the large one no longer fits the nearest cache.
pub(super) const SCALES: f64 = 6.0;
