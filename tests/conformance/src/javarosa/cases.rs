//! JavaRosa's own tests, step by step: the state of every node after each step, and all that the test looked at.
//!
//! It walks with a cursor; where that cursor stands here follows from the events of ours. Differences of kind are those of [`super::state`].

use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;

use forms::engine::Body;
use forms::xpath::date::Stamp;
use forms::{Edit, NodeId, Session};
use serde_json::Value as Json;

use super::state::{Recorded, plain, same};
use super::surroundings::Surroundings;
use crate::{Failure, Tally, files, seen};

/// 2026-11-23T18:54:06Z, when they were recorded.
const RECORDED_MS: i64 = 1_795_460_046_000;
/// Differences told of one case.
const TOLD: usize = 8;

/// Runs the cases of a file.
pub(crate) fn run(path: &Path) -> Tally {
    let mut tally = Tally::default();
    let suite = files::text(path).and_then(|text| serde_json::from_str::<Json>(&text).map_err(|error| error.to_string()));
    let suite = match suite {
        Ok(suite) => suite,
        Err(error) => {
            tally.compare("scenario-javarosa", "a readable suite".to_owned(), error);
            return tally;
        }
    };
    for case in suite["cases"].as_array().into_iter().flatten() {
        let found = play(case, word(&suite["forms"][word(&case["form"])]));
        if found.is_empty() {
            tally.passed += 1;
            continue;
        }
        tally.failed += 1;
        let expected = "what the test saw".to_owned();
        tally.failures.push(Failure { id: word(&case["id"]).to_owned(), expected, actual: found.join("\n"), chosen: None });
    }
    tally
}

fn word(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

/// Plays one case; what differs.
fn play(case: &Json, form: &str) -> Vec<String> {
    let env = Rc::new(Surroundings::with(RECORDED_MS, &case["resources"]));
    let open = || super::open(form, env.clone());
    match (open(), case["init_error"].as_str()) {
        (Err(_), Some(_)) => Vec::new(),
        (Ok(_), Some(error)) => vec![format!("expected to be refused: {error}")],
        (Err(error), None) => vec![error],
        (Ok(session), None) => {
            let recorded = Recorded::new(by_chance(form)).of_any_hour(case["volatile_hint"] == true);
            Play { session, recorded, at: Stop::Start, open: &open, env: env.clone(), waiting: Vec::new() }.steps(&case["steps"])
        }
    }
}

/// An answer as that engine stores it: yes is 1, of several all.
fn written(answer: &Json) -> String {
    match answer {
        Json::String(text) => text.clone(),
        Json::Bool(truth) => u8::from(*truth).to_string(),
        Json::Array(several) => several.iter().map(written).collect::<Vec<_>>().join(" "),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

/// Nodes that chance alone computes.
fn by_chance(form: &str) -> HashSet<String> {
    let binds = form.split("<bind").skip(1).filter_map(|bind| bind.split('>').next()).filter(|bind| bind.contains("random()"));
    binds.filter_map(|bind| bind.split("nodeset=\"").nth(1)?.split('"').next()).map(str::to_owned).collect()
}

/// Where the cursor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stop {
    Start,
    Group(String),
    /// An instance of a repeat.
    Repeat(String),
    /// Behind the last instance of a series.
    NewRepeat(String),
    Question(String),
    End,
}

impl Stop {
    /// The event's name, and the reference the recordings have for it.
    fn told(&self, session: &Session) -> (&'static str, Option<String>) {
        match self {
            Stop::Start => ("BEGINNING_OF_FORM", None),
            Stop::Group(path) => ("GROUP", Some(path.clone())),
            Stop::Repeat(path) => ("REPEAT", Some(path.clone())),
            Stop::NewRepeat(path) => ("PROMPT_NEW_REPEAT", Some(format!("{path}[{}]", length(session, path) + 1))),
            Stop::Question(path) => ("QUESTION", Some(path.clone())),
            Stop::End => ("END_OF_FORM", None),
        }
    }
}

fn length(session: &Session, series: &str) -> usize {
    let view = session.find(series).and_then(|node| session.view(node));
    view.map_or(0, |view| if let Body::Repeat { count, .. } = view.body { count } else { 0 })
}

/// The stops of a walk through the form as it stands.
fn stops(session: &Session) -> Vec<Stop> {
    let mut found = vec![Stop::Start];
    // With whether it is a range whose instances are behind.
    let mut todo: Vec<(NodeId, bool)> = vec![(session.root(), false)];
    while let Some((node, behind)) = todo.pop() {
        let Some(view) = session.view(node).filter(|view| view.relevant) else { continue };
        let path = plain(&session.path(node));
        match view.body {
            Body::Group { .. } if node != session.root() && view.asked => found.push(Stop::Group(path)),
            Body::Group { .. } => {}
            Body::Instance { .. } => found.push(Stop::Repeat(path)),
            Body::Repeat { counted, .. } if behind => {
                if !counted {
                    found.push(Stop::NewRepeat(path));
                }
                continue;
            }
            Body::Repeat { .. } => todo.push((node, true)),
            Body::Question(_) => found.push(Stop::Question(path)),
        }
        todo.extend(session.children(node).into_iter().rev().map(|child| (child, false)));
    }
    found.push(Stop::End);
    found
}

struct Play<'a> {
    session: Session,
    recorded: Recorded,
    at: Stop,
    open: &'a dyn Fn() -> Result<Session, String>,
    env: Rc<Surroundings>,
    /// Answers to instances that the count does not have yet.
    waiting: Vec<(String, String)>,
}

impl Play<'_> {
    fn steps(mut self, steps: &Json) -> Vec<String> {
        let mut found = Vec::new();
        for (at, step) in steps.as_array().into_iter().flatten().enumerate() {
            let mut differences: Vec<String> = self.step(step).err().into_iter().collect();
            seen::session(&self.session);
            let session = &mut self.session;
            self.waiting.retain(|(path, value)| session.find(path).is_none() || super::answer(session, path, value) != "OK");
            self.recorded.follow(&step["delta"]);
            differences.extend(self.recorded.differences(&self.session, &Json::Null));
            if !differences.is_empty() {
                let what = format!("step {at} {} {} {}", word(&step["op"]), word(&step["ref"]), step["value"]);
                found.extend(differences.into_iter().take(TOLD).map(|difference| format!("{what}: {difference}")));
                break;
            }
        }
        found
    }

    fn step(&mut self, step: &Json) -> Result<(), String> {
        let path = &self.place(word(&step["ref"]));
        match word(&step["op"]) {
            // Where that engine broke down over an answer it did not take it.
            "answer" if step.get("error").is_some() => Ok(()),
            "answer" => self.answer(path, step),
            "get" => self.expect(&step["value"], self.value(path)),
            "node" => self.node(path, step),
            "choices" => self.choices(path, step),
            "add_repeat" => self.add(path),
            "remove_repeat" => super::remove(&mut self.session, path),
            "count_repeats" => self.expect(&step["result"], Some(length(&self.session, path).to_string())),
            "set_language" => self.language(word(&step["arg"])),
            "validate" => {
                let (outcome, at) = super::validate(&self.session);
                self.expect(&step["result"], Some(outcome.to_owned()))?;
                self.expect(&step["failed_ref"], at)
            }
            "reload" | "new_instance" => self.reopen(step),
            "jump_start" => {
                self.at = Stop::Start;
                Ok(())
            }
            "next" => self.walk(step, step["arg"].as_u64().map_or(1, |steps| steps as isize)),
            "prev" => self.walk(step, -1),
            "next_ref" => self.expect(&step["result"], self.stop_at(1).told(&self.session).1),
            "ref_at_cursor" => self.expect(&step["result"], self.at.told(&self.session).1),
            "at_question" => self.expect(&step["result"], Some(matches!(self.at, Stop::Question(_)).to_string())),
            "at_end" => self.expect(&step["result"], Some((self.at == Stop::End).to_string())),
            "prompt_at_cursor" => self.prompt(step),
            _ => Ok(()),
        }
    }

    /// Compares a recorded value, nothing being the empty text.
    fn expect(&self, recorded: &Json, ours: Option<String>) -> Result<(), String> {
        let recorded = match recorded {
            Json::String(text) => text.clone(),
            Json::Null => String::new(),
            other => other.to_string(),
        };
        let ours = ours.unwrap_or_default();
        if same(&recorded, &ours) || self.recorded.is_other_hour(&recorded, &ours) {
            Ok(())
        } else {
            Err(format!("expected {recorded:?}, found {ours:?}"))
        }
    }

    /// A path as ours has it: positions on repeats alone, the first instance where none is named, counted from 1.
    fn place(&self, path: &str) -> String {
        let mut found = String::new();
        for step in path.split('/').filter(|step| !step.is_empty()) {
            let (name, position) = step.strip_suffix(']').and_then(|step| step.rsplit_once('[')).unwrap_or((step, ""));
            let plain = format!("{found}/{name}");
            let is_range =
                self.session.find(&plain).and_then(|node| self.session.view(node)).is_some_and(|view| matches!(view.body, Body::Repeat { .. }));
            let last = path.ends_with(step) && position.is_empty();
            found = match position {
                "" | "0" if is_range && !last => format!("{plain}[1]"),
                "" | "0" => plain,
                position if is_range => format!("{plain}[{position}]"),
                _ => plain,
            };
        }
        found
    }

    fn value(&self, path: &str) -> Option<String> {
        self.session.find(path).and_then(|node| self.session.view(node)).map(|view| view.value.to_string())
    }

    /// Answers; instances on the way that are not there yet are added, as that engine does.
    fn answer(&mut self, path: &str, step: &Json) -> Result<(), String> {
        // Days are written by UTC there; what was answered is in the change.
        let changed = step["delta"][path][0].as_str().filter(|text| text.len() == 10 && Stamp::parse(text).is_some());
        let value = &changed.map_or_else(|| written(&step["value"]), str::to_owned);
        self.reach(path);
        let path = &self.place(path);
        if super::beyond_count(&self.session, path) {
            self.waiting.push((path.to_owned(), value.to_owned()));
            return Ok(());
        }
        let result = super::answer_only(&mut self.session, path, value);
        // It goes to the question to answer it.
        self.at = Stop::Question(path.clone());
        self.expect(&step["result"], Some(result))
    }

    /// Adds the instances a path needs.
    fn reach(&mut self, path: &str) {
        let ends = path.match_indices(']').map(|(at, _)| at + 1);
        for instance in ends.filter_map(|end| path.get(..end)) {
            let instance = self.place(instance);
            let Some((series, position)) = instance.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) else { continue };
            let wanted = position.parse::<usize>().unwrap_or(0);
            while length(&self.session, series) < wanted && super::add(&mut self.session, series).is_ok() {}
        }
    }

    fn node(&self, path: &str, step: &Json) -> Result<(), String> {
        let view = self.session.find(path).and_then(|node| self.session.view(node)).ok_or("no such node")?;
        self.expect(&step["value"], Some(view.value.to_string()))?;
        let ours = [view.relevant, !view.readonly, view.required];
        let recorded = ["relevant", "enabled", "required"].map(|flag| step[flag] == true);
        if ours == recorded { Ok(()) } else { Err(format!("expected relevant, enabled, required {recorded:?}, found {ours:?}")) }
    }

    fn choices(&self, path: &str, step: &Json) -> Result<(), String> {
        let node = self.session.find(path).ok_or("no such node")?;
        let ours: Vec<(String, String)> =
            self.session.choices(node).iter().map(|choice| (choice.value.to_string(), choice.label.text.clone())).collect();
        let recorded = step["choices"].as_array().into_iter().flatten();
        let recorded: Vec<(String, String)> = recorded.map(|choice| (word(&choice["value"]).to_owned(), word(&choice["label"]).to_owned())).collect();
        if ours == recorded { Ok(()) } else { Err(format!("choices: expected {recorded:?}, found {ours:?}")) }
    }

    /// Adds an instance: of a path, or where the cursor stands.
    fn add(&mut self, path: &str) -> Result<(), String> {
        let path = match &self.at {
            _ if !path.is_empty() => path.to_owned(),
            Stop::NewRepeat(series) => series.clone(),
            Stop::Repeat(instance) => instance.clone(),
            other => return Err(format!("nothing to add at {other:?}")),
        };
        super::add(&mut self.session, &path)?;
        if let Stop::NewRepeat(series) = &self.at {
            self.at = Stop::Repeat(format!("{series}[{}]", length(&self.session, series)));
        }
        Ok(())
    }

    fn language(&mut self, name: &str) -> Result<(), String> {
        let known = self.session.form().languages().iter().position(|language| language == name).ok_or_else(|| format!("no language {name}"))?;
        self.session.apply(Edit::Language(known)).map(drop).map_err(|refusal| format!("{refusal:?}"))
    }

    /// The form once more, with a new instance; the language stays where only the instance is new.
    fn reopen(&mut self, step: &Json) -> Result<(), String> {
        if step.get("error").is_some() {
            return Ok(());
        }
        if word(&step["op"]) == "reload" {
            // The form is written and read with its instance in it.
            let (form, env) = (self.session.form().clone(), self.env.clone());
            self.session = Session::restore(form, env, &self.session.snapshot()).map_err(|error| error.to_string())?;
        } else {
            let language = self.session.language();
            self.session = (self.open)()?;
            let _ = self.session.apply(Edit::Language(language));
        }
        self.at = Stop::Start;
        Ok(())
    }

    /// The stop so many places further.
    fn stop_at(&self, by: isize) -> Stop {
        let stops = stops(&self.session);
        let here = stops.iter().position(|stop| *stop == self.at).unwrap_or(0);
        stops.get(here.saturating_add_signed(by)).cloned().unwrap_or(Stop::End)
    }

    fn walk(&mut self, step: &Json, by: isize) -> Result<(), String> {
        self.at = self.stop_at(by);
        if step.get("result").is_none() {
            return Ok(());
        }
        let (event, reference) = self.at.told(&self.session);
        self.expect(&step["result"], Some(event.to_owned()))?;
        self.expect(&step["cursor"], reference)
    }

    /// What is shown where the cursor stands.
    fn prompt(&self, step: &Json) -> Result<(), String> {
        let path = self.at.told(&self.session).1.unwrap_or_default();
        let node = self.session.find(&path).ok_or("no such node")?;
        let view = self.session.view(node).ok_or("no such node")?;
        self.expect(&step["question"], view.label.map(|label| label.text))?;
        self.expect(&step["hint"], view.hint.map(|hint| hint.text))?;
        let chosen: Vec<String> = self.session.chosen(node).into_iter().map(|label| label.text).collect();
        self.expect(&step["answer"], Some(if chosen.is_empty() { view.value.to_string() } else { chosen.join(", ") }))
    }
}
