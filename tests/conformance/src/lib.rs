//! Recorded cases of other engines, run against ours: what passes, what fails, what cannot be compared.
//!
//! Invariant: a case is skipped for a reason of [`Skip`], never by its name; where ours chooses otherwise than the recorded engine, the choice
//! and its reason stand in `tests/conformance/known.toml`, and the case counts as failed.

pub mod equal;
pub mod files;
mod javarosa;
pub mod known;
pub mod oracles;
pub mod scenario;
pub mod seen;
mod tally;
pub mod walks;
pub mod xpath;

pub use tally::{Failure, Skip, Tally};

use std::path::{Path, PathBuf};

/// One suite of recordings.
pub struct Suite {
    /// Its name; the part before the first `-` is its kind.
    pub name: &'static str,
    /// Where its recordings are within a folder of recordings: files, or folders of files. Each that exists is run.
    places: &'static [&'static str],
    /// Folders of recordings to look in when none is named, from this repository, best first.
    homes: &'static [&'static str],
    /// Runs one of its places.
    run: fn(&Path) -> Tally,
}

/// Where recordings are, beside the repository.
const BESIDE: &[&str] = &["../shared/conformance"];

/// Suites that can run.
pub const SUITES: &[Suite] = &[
    Suite { name: "xpath-webforms", places: &["xpath/webforms.json"], homes: BESIDE, run: |path| xpath::run(path, "xpath-webforms") },
    Suite { name: "xpath-others", places: &["xpath/enketo_javarosa.json"], homes: BESIDE, run: |path| xpath::run(path, "xpath-others") },
    Suite { name: "scenario-webforms", places: &["scenario/webforms"], homes: BESIDE, run: scenario::run },
    Suite { name: "scenario-webforms-known", places: &["scenario/webforms"], homes: BESIDE, run: scenario::run_known },
    Suite { name: "scenario-javarosa", places: &["scenario/javarosa.json"], homes: BESIDE, run: javarosa::cases::run },
    Suite { name: "walks", places: &["walks.jsonl", "forms/walks.jsonl", "domain/walks.jsonl"], homes: BESIDE, run: walks::run },
    Suite {
        name: "oracles",
        places: &["."],
        homes: &["../shared/domain", "tests/cases"],
        run: |path| oracles::run(path, &oracles::Sources::programme()),
    },
];

impl Suite {
    /// Whether `--suite wanted` means this one: by its name, or by its kind.
    pub fn is_meant(&self, wanted: &str) -> bool {
        self.name == wanted || self.name.split('-').next() == Some(wanted)
    }

    /// Its places within a folder of recordings, or the one file or folder given if that is one of its places.
    pub fn within(&self, path: &Path) -> Vec<PathBuf> {
        let itself = |place: &&&str| path.ends_with(place) || files::is_file(path) && path.parent().is_some_and(|folder| folder.ends_with(place));
        if self.places.iter().any(|place| itself(&place)) {
            return vec![path.to_owned()];
        }
        if files::is_file(path) {
            return Vec::new();
        }
        self.places.iter().map(|place| path.join(place)).filter(|place| files::exists(place)).collect()
    }

    /// Its places when no path is given.
    pub fn at_home(&self, root: &Path) -> Vec<PathBuf> {
        let mut homes = self.homes.iter().map(|home| self.within(&root.join(home)));
        homes.find(|places| !places.is_empty()).unwrap_or_default()
    }

    /// Runs all of `places`; failures that are a choice carry its reason.
    pub fn run(&self, places: &[PathBuf]) -> Tally {
        let mut tally = Tally::default();
        for place in places {
            tally.add((self.run)(place));
        }
        known::explain(&mut tally, self.name);
        tally
    }
}
