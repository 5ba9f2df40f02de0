//! A stored submission held against a recorded case, node by node.
//!
//! Invariant: a node passes only with the recorded value, or by being named: clocks, device, file names and the accuracy of a typed place
//! differ from one filling to the next, and a story may say which answers it gave otherwise.

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Leaf names whose value is another at each filling.
const VOLATILE: &[&str] = &["start", "end", "today", "deviceid", "username", "instanceID", "deprecatedID", "audit"];

/// A file of a recorded case: `case("b_hh_survey", "b1", "in.txt")`.
pub fn case(form: &str, name: &str, kind: &str) -> Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = format!("{form}/case_{name}.{kind}");
    let places: [PathBuf; 2] = [root.join("cases").join(&file), root.join("../../shared/domain").join(&file)];
    let found = places.iter().find(|path| path.is_file()).with_context(|| format!("no recorded case {file}"))?;
    Ok(std::fs::read_to_string(found)?)
}

/// The values a case must end with.
pub struct Oracle {
    /// Path, relevance, value.
    rows: Vec<(String, bool, String)>,
    pictures: BTreeSet<String>,
}

impl Oracle {
    /// Reads `case_*.values.tsv` of a form; answers of the script that are file names count by being there.
    pub fn read(form: &str, name: &str) -> Result<Self> {
        let rows = case(form, name, "values.tsv")?
            .lines()
            .filter_map(|line| {
                let mut columns = line.split('\t');
                Some((columns.next()?.to_owned(), columns.next()? == "1", columns.next().unwrap_or_default().to_owned()))
            })
            .collect();
        let pictures = case(form, name, "in.txt")?
            .lines()
            .filter_map(|line| line.split_once('='))
            .filter(|(_, value)| Path::new(value).extension().is_some_and(|kind| kind == "jpg" || kind == "png"))
            .map(|(name, _)| name.to_owned())
            .collect();
        Ok(Self { rows, pictures })
    }

    /// The same with an answer given otherwise.
    #[must_use]
    pub fn with(mut self, path: &str, value: &str) -> Self {
        for row in self.rows.iter_mut().filter(|row| row.0 == path) {
            row.1 = true;
            value.clone_into(&mut row.2);
        }
        self
    }

    /// What of the stored XML is not as recorded; empty when all is.
    pub fn differences(&self, xml: &str) -> Result<Vec<String>> {
        let document = roxmltree::Document::parse(xml)?;
        let repeats: BTreeSet<String> = self.rows.iter().flat_map(|(path, ..)| repeats_of(path)).collect();
        let mut stored = BTreeMap::new();
        let root = document.root_element();
        gather(root, &format!("/{}", root.tag_name().name()), &repeats, &mut stored);
        let mut out = Vec::new();
        for (path, relevant, wanted) in &self.rows {
            let leaf = path.rsplit('/').next().unwrap_or_default();
            if VOLATILE.contains(&leaf) {
                continue;
            }
            let have = stored.remove(path).unwrap_or_default();
            let wanted = if *relevant { wanted.as_str() } else { "" };
            let same = if self.pictures.contains(leaf) {
                have.is_empty() == wanted.is_empty()
            } else {
                have == wanted || same_decimal(&have, wanted) || same_choices(&have, wanted) || same_place(&have, wanted)
            };
            if !same {
                out.push(format!("{path}: `{have}` instead of `{wanted}`"));
            }
        }
        let known = |path: &str| VOLATILE.contains(&path.rsplit('/').next().unwrap_or_default()) || path.contains("/meta/");
        out.extend(
            stored
                .into_iter()
                .filter(|(path, value)| !value.is_empty() && !known(path))
                .map(|(path, value)| format!("{path}: `{value}` is not in the case")),
        );
        Ok(out)
    }
}

/// `12000` and `12000.0`: a recorded decimal always has a point.
fn same_decimal(a: &str, b: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().map(f64::to_bits);
    (a.contains('.') || b.contains('.')) && number(a).is_some() && number(a) == number(b)
}

/// The same choices: a case has them in the order given, the page in the order of the list.
fn same_choices(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut choices: Vec<String> = text.split(' ').map(str::to_owned).collect();
        choices.sort();
        choices
    };
    sorted(a) == sorted(b)
}

/// Latitude and longitude agree; a typed place has no height and accuracy.
fn same_place(a: &str, b: &str) -> bool {
    let place = |text: &str| {
        let numbers: Option<Vec<f64>> = text.split(' ').map(|part| part.parse().ok()).collect();
        numbers.filter(|n| (2..=4).contains(&n.len())).map(|n| (n[0].to_bits(), n[1].to_bits()))
    };
    place(a).is_some() && place(a) == place(b)
}

/// Paths without positions of the repeats that a path goes through.
fn repeats_of(path: &str) -> Vec<String> {
    path.match_indices('[').map(|(at, _)| plain(&path[..at])).collect()
}

/// A path without positions.
fn plain(path: &str) -> String {
    path.split('/').map(|step| step.split('[').next().unwrap_or_default()).collect::<Vec<_>>().join("/")
}

fn gather(node: roxmltree::Node<'_, '_>, path: &str, repeats: &BTreeSet<String>, out: &mut BTreeMap<String, String>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut leaf = true;
    for child in node.children().filter(roxmltree::Node::is_element) {
        leaf = false;
        let name = child.tag_name().name();
        let mut step = format!("{path}/{name}");
        if repeats.contains(&plain(&step)) {
            let position = seen.entry(name).and_modify(|n| *n += 1).or_insert(1);
            step = format!("{step}[{position}]");
        }
        gather(child, &step, repeats, out);
    }
    if leaf {
        out.insert(path.to_owned(), node.text().unwrap_or_default().to_owned());
    }
}
