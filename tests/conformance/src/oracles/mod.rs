//! The recorded cases of the programme's forms: a form is filled from its first question to its last, as Collect does it.
//!
//! What it is not: a second engine. It answers, adds instances, puts back what is refused, and compares every node's value and relevance,
//! the submission and the refusals. Where the recorded engine is known to be wrong (an empty instance although the count is 0), ours must
//! differ in just that.

mod compare;
mod drive;

use std::cell::Cell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use forms::{Env, Form, Instant, List, Session};

use super::{Tally, files, seen};

/// 2026-11-24T00:21:42Z: the day of the recordings.
const RECORDED_MS: i64 = 1_795_479_702_000;

/// The surroundings of the recordings: UTC, device and user "test".
struct Recorded {
    random: Cell<u64>,
    lists: HashMap<String, Arc<List>>,
}

impl Env for Recorded {
    fn now(&self) -> Instant {
        Instant { unix_ms: RECORDED_MS, offset_min: 0 }
    }
    fn random(&self) -> u64 {
        let next = self.random.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.random.set(next);
        next
    }
    fn property(&self, name: &str) -> Option<String> {
        matches!(name, "deviceid" | "username").then(|| "test".to_owned())
    }
    fn list(&self, uri: &str) -> Option<Arc<List>> {
        self.lists.get(uri).cloned()
    }
}

/// Folders forms and lists come from, beside the cases.
#[derive(Debug, Clone)]
pub struct Sources {
    /// `<id>.xml`.
    pub forms: PathBuf,
    /// `<name>.csv`.
    pub lists: PathBuf,
}

impl Sources {
    /// Those of this repository.
    pub fn programme() -> Self {
        let around = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("server/programme"));
        let programme = around.into_iter().find(|folder| files::exists(folder)).unwrap_or_default();
        Self { forms: programme.join("forms"), lists: programme.join("lists") }
    }
}

/// Runs every case in the folders of `path`, one folder a form.
pub fn run(path: &Path, sources: &Sources) -> Tally {
    let mut tally = Tally::default();
    let mut known = lists(&sources.lists);
    known.extend(lists(path));
    let lists = known;
    let mut folders: Vec<PathBuf> = files::entries(path).into_iter().filter(|p| !files::is_file(p)).collect();
    folders.sort();
    for folder in folders {
        let mut cases: Vec<PathBuf> = files::entries(&folder).into_iter().filter(|p| p.to_string_lossy().ends_with(".in.txt")).collect();
        cases.sort();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if cases.is_empty() {
            continue;
        }
        let own = folder.join("form.xml");
        let form = if files::is_file(&own) { own } else { sources.forms.join(format!("{name}.xml")) };
        let form = match files::text(&form).and_then(|xml| parse(&xml)) {
            Ok(form) => Arc::new(form),
            Err(error) => {
                tally.compare(&name, "a form that compiles".to_owned(), error);
                continue;
            }
        };
        for case in cases {
            let id = case.to_string_lossy().trim_end_matches(".in.txt").rsplit('/').next().unwrap_or_default().to_owned();
            let env = Recorded { random: Cell::new(7), lists: lists.clone() };
            let found = one(&case, Session::new(Arc::clone(&form), Rc::new(env)));
            let (expected, actual) = match found {
                Ok(differences) if differences.is_empty() => (String::new(), String::new()),
                Ok(differences) => (
                    differences.iter().map(|d| format!("{}: {}\n", d.at, d.expected)).collect(),
                    differences.iter().map(|d| format!("{}: {}\n", d.at, d.actual)).collect(),
                ),
                Err(error) => ("a readable case".to_owned(), error),
            };
            tally.compare(&format!("{name}/{id}"), expected, actual);
        }
    }
    tally
}

fn parse(xml: &str) -> Result<Form, String> {
    let parsed = forms::xform::parse(xml).map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    // What runs is what a phone gets: the form read back from its bytes.
    Form::from_bytes(&parsed.form.to_bytes()).map_err(|error| error.to_string())
}

fn lists(folder: &Path) -> HashMap<String, Arc<List>> {
    let csv = files::entries(folder).into_iter().filter(|p| p.extension().is_some_and(|e| e == "csv"));
    csv.filter_map(|path| {
        let list = List::from_csv(&files::bytes(&path).ok()?).ok()?;
        Some((format!("jr://file-csv/{}", path.file_name()?.to_string_lossy()), Arc::new(list)))
    })
    .collect()
}

/// Fills one case and compares.
fn one(case: &Path, session: Session) -> Result<Vec<compare::Difference>, String> {
    let stem = case.to_string_lossy().trim_end_matches(".in.txt").to_owned();
    let read = |end: &str| files::text(Path::new(&format!("{stem}.{end}"))).map_err(|e| format!("{stem}.{end}: {e}"));
    let mut driver = drive::Driver::new(session, &read("in.txt")?);
    driver.fill();
    seen::session(&driver.session);
    let mut found = compare::log(&read("log.txt")?, &driver);
    compare::values(&read("values.tsv")?, &driver.session, &mut found);
    compare::submission(&read("submission.xml")?, &driver.session, &mut found)?;
    Ok(found)
}
