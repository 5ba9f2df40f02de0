//! The pack's tables as types, and its files as bytes.
//!
//! Invariant: a table that does not read is one [`PackError`] naming the file; nothing is half loaded.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::demo::{self, Demo};

#[derive(RustEmbed)]
#[folder = "forms"]
struct Forms;

#[derive(RustEmbed)]
#[folder = "lists"]
struct Lists;

#[derive(RustEmbed)]
#[folder = "demo"]
struct DemoFiles;

const TABLES: [(&str, &str); 3] =
    [("forms.toml", include_str!("../forms.toml")), ("areas.toml", include_str!("../areas.toml")), ("words.toml", include_str!("../words.toml"))];

/// A file of the pack that does not read.
#[derive(Debug)]
pub struct PackError {
    /// File inside the pack.
    pub file: String,
    /// Why.
    pub reason: String,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "programme/{}: {}", self.file, self.reason)
    }
}

impl std::error::Error for PackError {}

/// A word in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Term {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A figure of a form worth a place in lists.
#[derive(Debug, Clone, Deserialize)]
pub struct Fact {
    /// Leaf name of its node.
    pub node: String,
    /// Always so many decimals.
    pub decimals: Option<usize>,
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A value and the line it is compared with.
#[derive(Debug, Clone, Deserialize)]
pub struct Line {
    /// Node of the value.
    pub value: String,
    /// Node of the line.
    pub line: String,
}

/// What the server must know of a form beyond its XML; see `forms.toml`.
#[derive(Debug, Clone, Deserialize)]
pub struct FormMeta {
    /// English title (the Chinese one is the form's own).
    pub en: String,
    /// `household`, `village` or `other`.
    pub about: String,
    /// Filled in by people with an account.
    #[serde(default)]
    pub staff: bool,
    /// Opened by a village's link.
    #[serde(default)]
    pub declare: bool,
    /// Nodes with area codes, widest first.
    #[serde(default)]
    pub area: Vec<String>,
    /// Node with the household code.
    pub household: Option<String>,
    /// Node with the name of the head.
    pub head: Option<String>,
    /// Node with the declarer's telephone.
    pub tel: Option<String>,
    /// Leaf name → what the register knows (`county`, `township`, `village`, `group`, `code`, `head`).
    #[serde(default)]
    pub prefill: BTreeMap<String, String>,
    /// Figures for lists.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// Computed nodes shown beside the answers (the facts, where there are none).
    #[serde(default)]
    pub results: Vec<Fact>,
    /// Leaf name → value of the last visit (`last_income`).
    #[serde(default)]
    pub last: BTreeMap<String, String>,
    /// A value near its line is worth a look.
    pub line: Option<Line>,
}

/// One area; parents come before children.
#[derive(Debug, Clone, Deserialize)]
pub struct AreaRow {
    /// Code as the forms' choice lists have it.
    pub code: String,
    /// Code of the area around it.
    #[serde(rename = "in")]
    pub parent: Option<String>,
    /// `county`, `town`, `village`, `group`.
    pub level: String,
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

#[derive(Deserialize)]
struct AreaFile {
    area: Vec<AreaRow>,
}

/// The pack, read.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Forms by id.
    pub forms: BTreeMap<String, FormMeta>,
    /// The area tree.
    pub areas: Vec<AreaRow>,
    /// Words of codes: table (`category`, `state`, …) → code → words.
    pub words: BTreeMap<String, BTreeMap<String, Term>>,
}

impl Pack {
    /// Reads the tables.
    pub fn load() -> Result<Self, PackError> {
        let areas: AreaFile = table("areas.toml")?;
        Ok(Self { forms: table("forms.toml")?, areas: areas.area, words: table("words.toml")? })
    }

    /// The XForm of a form, as in the pack.
    pub fn form_xml(id: &str) -> Option<Cow<'static, [u8]>> {
        bytes(&format!("forms/{id}.xml"))
    }

    /// The file behind `jr://file-csv/x.csv` (any `jr://` folder: the name decides).
    pub fn list(uri: &str) -> Option<Cow<'static, [u8]>> {
        let name = uri.rsplit('/').next()?;
        bytes(&format!("lists/{name}"))
    }

    /// The words of a code; the code itself where the table has none.
    pub fn word(&self, table: &str, code: &str) -> Term {
        let found = self.words.get(table).and_then(|t| t.get(code)).cloned();
        found.unwrap_or_else(|| Term { zh: code.to_owned(), en: code.to_owned() })
    }

    /// The demonstration data.
    pub fn demo() -> Result<Demo, PackError> {
        demo::load()
    }
}

pub(crate) fn bytes(path: &str) -> Option<Cow<'static, [u8]>> {
    let found = match path.split_once('/') {
        Some(("forms", name)) => Forms::get(name).map(|f| f.data),
        Some(("lists", name)) => Lists::get(name).map(|f| f.data),
        Some(("demo", name)) => DemoFiles::get(name).map(|f| f.data),
        _ => None,
    };
    found.or_else(|| TABLES.iter().find(|(name, _)| *name == path).map(|(_, text)| Cow::Borrowed(text.as_bytes())))
}

pub(crate) fn text(path: &str) -> Result<String, PackError> {
    let fail = |reason: String| PackError { file: path.to_owned(), reason };
    let data = bytes(path).ok_or_else(|| fail("not in the pack".to_owned()))?;
    String::from_utf8(data.into_owned()).map_err(|e| fail(e.to_string()))
}

pub(crate) fn table<T: DeserializeOwned>(path: &str) -> Result<T, PackError> {
    toml::from_str(&text(path)?).map_err(|e| PackError { file: path.to_owned(), reason: e.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_table_has_its_file_and_the_other_way_round() {
        let pack = Pack::load().expect("the pack reads");
        let files: Vec<String> = Forms::iter().filter_map(|f| f.strip_suffix(".xml").map(str::to_owned)).collect();
        assert_eq!(files, pack.forms.keys().cloned().collect::<Vec<_>>());
    }

    #[test]
    fn every_area_stands_after_the_one_around_it() {
        let pack = Pack::load().expect("the pack reads");
        let mut seen = Vec::new();
        for area in &pack.areas {
            assert!(area.parent.as_ref().is_none_or(|p| seen.contains(p)), "{} comes too early", area.code);
            seen.push(area.code.clone());
        }
    }

    #[test]
    fn demo_households_agree_with_the_list_that_the_forms_look_up() {
        let demo = Pack::demo().expect("demo reads");
        let list = text("lists/hh_case.csv").expect("list");
        for row in list.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            let household = demo.households.iter().find(|h| h.code == cells[0]).unwrap_or_else(|| panic!("{} is not assigned", cells[0]));
            assert_eq!((household.head.as_str(), household.members.len().to_string().as_str()), (cells[1], cells[2]));
            assert_eq!(household.last_income.as_deref(), Some(cells[3]));
        }
    }
}
