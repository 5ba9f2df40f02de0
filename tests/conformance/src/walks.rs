//! Forms filled by JavaRosa (`walks.jsonl`): every answer with every change, and the final submission.
//!
//! A walk passes when the state of every node is as recorded after every step, and the submission at the end.

use std::path::Path;
use std::rc::Rc;

use serde_json::{Value as Json, json};

use super::javarosa::{self, state::Recorded, submission, surroundings::Surroundings};
use super::{Failure, Skip, Tally, files, seen};

/// 2026-11-24T00:27:00Z, when the walks were recorded; times of day are volatile.
const RECORDED_MS: i64 = 1_795_480_020_000;
/// Differences told of one walk.
const TOLD: usize = 8;

/// Runs the walks of a file; forms and media are beside it.
pub fn run(path: &Path) -> Tally {
    let mut tally = Tally::default();
    let folder = path.parent().unwrap_or(Path::new("."));
    let text = match files::text(path) {
        Ok(text) => text,
        Err(error) => {
            tally.compare("walks", "a readable suite".to_owned(), error);
            return tally;
        }
    };
    for (line, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let walk: Json = match serde_json::from_str(text) {
            Ok(walk) => walk,
            Err(error) => {
                tally.compare(&format!("line {}", line + 1), "a walk".to_owned(), error.to_string());
                continue;
            }
        };
        let id = format!("{} {} (line {})", word(&walk["form"]), walk["seed"].as_u64().map_or(String::new(), |s| s.to_string()), line + 1);
        match walk_one(&walk, folder) {
            Outcome::Skipped(reason) => tally.skip(reason),
            Outcome::Done(found) if found.is_empty() => tally.passed += 1,
            Outcome::Done(found) => {
                tally.failed += 1;
                tally.failures.push(Failure {
                    id,
                    expected: "the recorded states and submission".to_owned(),
                    actual: found.join("\n"),
                    chosen: None,
                });
            }
        }
    }
    tally
}

fn word(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

enum Outcome {
    /// Of a kind that cannot be compared.
    Skipped(Skip),
    /// Compared, with its differences.
    Done(Vec<String>),
}

fn walk_one(walk: &Json, folder: &Path) -> Outcome {
    let form = word(&walk["form"]);
    if form.ends_with(".xlsx") || form.ends_with(".xls") {
        return Outcome::Skipped(Skip::Xlsform);
    }
    let xml = match files::text(&folder.join(form)) {
        Ok(xml) => xml,
        Err(error) => return Outcome::Done(vec![format!("{form}: {error}")]),
    };
    let opened = javarosa::open(&xml, Rc::new(Surroundings::new(RECORDED_MS, folder.join("media"))));
    let steps = walk["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let error = word(&walk["error"]);
    if !error.is_empty() && steps.is_empty() {
        // What that engine refuses is refused here too; where it broke down over a sound form there is nothing to compare.
        return match opened {
            Err(_) => Outcome::Done(Vec::new()),
            Ok(_) if error.starts_with("XFormParseException") => Outcome::Done(vec![format!("expected to be refused: {error}")]),
            Ok(_) => Outcome::Skipped(Skip::BrokeDown),
        };
    }
    match opened {
        Ok(session) => Outcome::Done(Walk::new(session, walk).play(steps)),
        Err(error) => Outcome::Done(vec![error]),
    }
}

struct Walk<'a> {
    session: forms::Session,
    recorded: Recorded,
    walk: &'a Json,
    /// Answers to instances that the count does not have yet.
    waiting: Vec<(String, String)>,
    found: Vec<String>,
}

impl<'a> Walk<'a> {
    fn new(session: forms::Session, walk: &'a Json) -> Self {
        let volatile = walk["volatile_refs"].as_array().into_iter().flatten().map(|path| word(path).to_owned()).collect();
        Self { session, recorded: Recorded::new(volatile), walk, waiting: Vec::new(), found: Vec::new() }
    }

    fn play(mut self, steps: &[Json]) -> Vec<String> {
        for (at, step) in steps.iter().enumerate() {
            let done = self.step(step);
            seen::session(&self.session);
            let session = &mut self.session;
            self.waiting.retain(|(path, value)| session.find(path).is_none() || javarosa::answer(session, path, value) != "OK");
            self.recorded.follow(&step["delta"]);
            let mut differences = self.recorded.differences(&self.session, &step["stale"]);
            differences.extend(done.err());
            if !differences.is_empty() {
                let what = format!("step {at} {} {} {}", word(&step["op"]), word(&step["ref"]), step["value"]);
                self.found.extend(differences.into_iter().take(TOLD).map(|difference| format!("{what}: {difference}")));
                return self.found;
            }
        }
        self.end();
        self.found
    }

    fn step(&mut self, step: &Json) -> Result<(), String> {
        let path = word(&step["ref"]);
        match word(&step["op"]) {
            "answer" if javarosa::beyond_count(&self.session, path) => {
                // That engine shows an instance where the count is 0; what is answered there comes to light once the count has it.
                if word(&step["result"]) == "OK" {
                    self.waiting.push((path.to_owned(), word(&step["value"]).to_owned()));
                }
                Ok(())
            }
            "answer" => {
                self.choices(step)?;
                let result = javarosa::answer(&mut self.session, path, word(&step["value"]));
                if result == word(&step["result"]) { Ok(()) } else { Err(format!("expected {}, found {result}", step["result"])) }
            }
            "add_repeat" => javarosa::add(&mut self.session, path),
            "remove_repeat" => javarosa::remove(&mut self.session, path),
            "validate" => {
                let outcome = javarosa::validate(&self.session).0;
                if outcome == word(&step["result"]) { Ok(()) } else { Err(format!("expected {}, found {outcome}", step["result"])) }
            }
            _ => Ok(()),
        }
    }

    /// Choices offered before an answer.
    fn choices(&self, step: &Json) -> Result<(), String> {
        let Some(expected) = step["choice_values"].as_array() else {
            return Ok(());
        };
        let node = self.session.find(word(&step["ref"])).ok_or("no such node")?;
        let ours: Vec<Json> = self.session.choices(node).iter().map(|choice| json!(&*choice.value)).collect();
        // Lists that are shuffled come in any order.
        let sorted = |mut choices: Vec<Json>| {
            choices.sort_by_key(Json::to_string);
            choices
        };
        if sorted(ours.clone()) == sorted(expected.clone()) { Ok(()) } else { Err(format!("choices: expected {expected:?}, found {ours:?}")) }
    }

    fn end(&mut self) {
        let Some(expected) = self.walk["submission"].as_str() else {
            return;
        };
        let before = self.session.submission().xml;
        self.session.recalculate_all();
        let actual = self.session.submission().xml;
        let volatile = &self.recorded.volatile;
        // Only repeats carry positions in references.
        let plain = |path: &str| path.replace("[1]", "");
        let same_place = |path: &str| volatile.iter().any(|known| plain(known) == plain(path));
        // Where that engine ended with a wrong value, the right one was recorded with the last step.
        let last = self.walk["steps"].as_array().and_then(|steps| steps.last()).map_or(Json::Null, |step| step["stale"].clone());
        let right = |path: &str| {
            let found = last.as_object().into_iter().flatten().find(|(known, _)| plain(known) == plain(path));
            found.map(|(_, entry)| word(&entry[0]).to_owned())
        };
        self.found.extend(submission::difference(expected, [&before, &actual], &same_place, &right, &self.session));
    }
}
