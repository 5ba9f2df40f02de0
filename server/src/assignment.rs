//! An assigned household as the phone's card, and the values that open its forms.
//!
//! Invariant: no identity number, no account, no illness leaves here; the telephone leaves masked.

use std::collections::BTreeMap;

use api::{Household, LastVisit, Level, Member, Words};

use crate::areas::Areas;
use crate::library::Library;
use crate::mask;
use crate::store::household::{AssignedRow, HouseholdRow};

/// The card of one household.
pub(crate) fn card(library: &Library, areas: &Areas, row: AssignedRow) -> Household {
    let h = row.household;
    let word = |table: &str, code: &str| {
        let term = library.pack.word(table, code);
        Words { zh: term.zh, en: term.en }
    };
    let members: Vec<(String, String, u32)> = serde_json::from_str(&h.members).unwrap_or_default();
    let forms: Vec<String> = row.forms.split_whitespace().filter(|f| library.published(f).is_some()).map(str::to_owned).collect();
    let path = areas.path(&h.area).unwrap_or_default();
    Household {
        prefill: prefill(library, areas, &h, path, &forms),
        persons: u32::try_from(members.len()).unwrap_or(u32::MAX),
        members: members.into_iter().map(|(name, relation, age)| Member { name, relation: word("relation", &relation), age }).collect(),
        category: word("category", &h.category),
        state: word("state", &h.state),
        area: areas.line(path),
        group: u32::try_from(h.group_no).unwrap_or(0),
        phone_masked: mask::phone(&h.phone),
        last_visit: last_visit(&h),
        forms,
        due: row.due,
        blocked: row.blocked.as_deref().map(|code| word("blocked", code)),
        code: h.code,
        head: h.head,
    }
}

fn last_visit(h: &HouseholdRow) -> Option<LastVisit> {
    Some(LastVisit { day: h.last_day.clone()?, income_per_head: h.last_income.clone()?, by: h.last_by.clone()? })
}

/// What the register knows, under the leaf names the forms ask for (`forms.toml`), each name once.
fn prefill(library: &Library, areas: &Areas, h: &HouseholdRow, path: &str, forms: &[String]) -> Vec<(String, String)> {
    let mut known = BTreeMap::from([("group", h.group_no.to_string()), ("code", h.code.clone()), ("head", h.head.clone())]);
    known.extend(place(areas, path));
    let mut values = BTreeMap::new();
    for published in forms.iter().filter_map(|f| library.published(f)) {
        for (leaf, source) in &published.meta.prefill {
            if let Some(value) = known.get(source.as_str()) {
                values.insert(leaf.clone(), value.clone());
            }
        }
    }
    values.into_iter().collect()
}

/// County, township and village codes of a path.
pub(crate) fn place(areas: &Areas, path: &str) -> Vec<(&'static str, String)> {
    let levels = [("county", Level::County), ("township", Level::Town), ("village", Level::Village)];
    levels.into_iter().filter_map(|(name, level)| Some((name, areas.code_at(path, level)?))).collect()
}
