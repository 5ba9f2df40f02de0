//! The answers of the visit before, put beside those of this one: by path, the members of a repeat by their name.
//!
//! Invariant: a personal answer stays masked on both sides, and one that changed behind equal masks says so.

use std::collections::BTreeMap;

use api::{Answer, Section};

/// What a reading of a submission leaves for the comparison.
#[derive(Debug, Default)]
pub(super) struct Traces {
    /// Path of an instance → the same with the names in it in the place of positions; inner ones after outer ones.
    pub(super) named: Vec<(String, String)>,
    /// Answers as stored, by path.
    pub(super) stored: BTreeMap<String, String>,
}

impl Traces {
    /// The path with the instances around it called by name.
    pub(super) fn key(&self, path: &str) -> String {
        let inside = |(at, named): &(String, String)| {
            path.strip_prefix(at.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/')).map(|rest| format!("{named}{rest}"))
        };
        self.named.iter().rev().find_map(inside).unwrap_or_else(|| path.to_owned())
    }

    /// Notes an instance under the name in it; a name that is taken already (or none) leaves its position.
    pub(super) fn instance(&mut self, path: String, name: Option<&str>) {
        let around = self.key(&path);
        let by_name = name.and_then(|name| Some(format!("{}[{name}]", around.rsplit_once('[')?.0)));
        let key = by_name.filter(|key| self.named.iter().all(|(_, taken)| taken != key)).unwrap_or(around);
        self.named.push((path, key));
    }
}

/// Fills `last` of the answers of now; `changed` stands where masks hide a change.
pub(super) fn beside(sections: &mut [Section], now: &Traces, before: (&[Section], &Traces), changed: &str) {
    let (old, traces) = before;
    let known: BTreeMap<String, &Answer> = old.iter().flat_map(|s| &s.answers).map(|a| (traces.key(&a.path), a)).collect();
    for answer in sections.iter_mut().flat_map(|s| &mut s.answers) {
        let Some(last) = known.get(&now.key(&answer.path)) else { continue };
        let behind_masks = answer.masked && last.display == answer.display && now.stored.get(&answer.path) != traces.stored.get(&last.path);
        answer.last = Some(if behind_masks { changed.to_owned() } else { last.display.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_by_name_wherever_they_stand() {
        let mut traces = Traces::default();
        traces.instance("/data/m[1]".into(), Some("甲"));
        traces.instance("/data/m[1]/loan[1]".into(), None);
        traces.instance("/data/m[10]".into(), Some("乙"));
        traces.instance("/data/m[11]".into(), Some("乙"));
        let keys = ["/data/x", "/data/m[1]/age", "/data/m[1]/loan[1]/sum", "/data/m[10]/age", "/data/m[11]/age"].map(|p| traces.key(p));
        assert_eq!(keys, ["/data/x", "/data/m[甲]/age", "/data/m[甲]/loan[1]/sum", "/data/m[乙]/age", "/data/m[11]/age"]);
    }
}
