//! Forms filled step by step as Web Forms filled them (`scenario/webforms/*.json`): the whole state after each step.
//!
//! What it is not: a user interface; it answers as one does, through what a control would let through. Invariant: a case passes only if the
//! state after every step, every read and every assertion are what was recorded.

mod asserted;
mod drive;
mod formatted;
mod reads;
mod same;
mod state;
mod world;

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::{Skip, Tally, files};
use drive::Driver;

/// Runs the cases that hold in the recorded engine.
pub fn run(path: &Path) -> Tally {
    let mut tally = Tally::default();
    for_each(path, &mut tally, |slug, file, tally| {
        for case in list(&file["cases"]) {
            let mut driver = Driver::new(&file["forms"], case);
            driver.strict = true;
            driver.run();
            settle(tally, slug, case, driver);
        }
    });
    tally
}

/// Runs the cases which the recorded engine gets wrong: only what is right counts.
pub fn run_known(path: &Path) -> Tally {
    let mut tally = Tally::default();
    for_each(path, &mut tally, |slug, file, tally| {
        for case in list(&file["knownFailures"]) {
            match text(case, "kind") {
                "assertion" | "error" => {}
                "dialect" => {
                    tally.skip(Skip::LooseDialect);
                    continue;
                }
                _ => {
                    tally.skip(Skip::InnerInterface);
                    continue;
                }
            }
            let mut driver = Driver::new(&file["forms"], case);
            driver.run();
            settle(tally, slug, case, driver);
        }
    });
    tally
}

fn for_each(path: &Path, tally: &mut Tally, mut run: impl FnMut(&str, &Json, &mut Tally)) {
    for file in recordings(path) {
        let slug = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let read = files::text(&file);
        match read.and_then(|text| serde_json::from_str::<Json>(&text).map_err(|error| error.to_string())) {
            Ok(json) => run(&slug, &json, tally),
            Err(error) => tally.compare(&slug, "a readable file of cases".to_owned(), error),
        }
    }
}

/// The JSON files of a folder, or the one file.
fn recordings(path: &Path) -> Vec<PathBuf> {
    if files::is_file(path) {
        return vec![path.to_owned()];
    }
    let mut found = files::entries(path);
    found.retain(|file| file.extension().is_some_and(|end| end == "json"));
    found
}

fn settle(tally: &mut Tally, slug: &str, case: &Json, driver: Driver<'_>) {
    let id = case["id"].as_str().map_or_else(|| slug.to_owned(), str::to_owned);
    let (expected, actual): (Vec<String>, Vec<String>) =
        driver.differences.into_iter().map(|d| (format!("{}: {}", d.at, d.expected), format!("{}: {}", d.at, d.actual))).unzip();
    if expected.is_empty() {
        tally.compare(&id, String::new(), String::new());
    } else {
        let name = text(case, "name");
        tally.compare(&format!("{id} {name}"), expected.join("\n"), actual.join("\n") + " ");
    }
}

fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(json: &'a Json, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_default()
}
