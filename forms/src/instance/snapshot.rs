//! A running instance as bytes and back: values, series, what was put aside, language. Flags are computed anew.
//!
//! Invariant: what comes back fits the form, or is refused whole.

use serde::{Deserialize, Serialize};

use super::{Flags, Frame, Instance, Series, text};
use crate::definition::Form;
use crate::diag::Diagnostic;
use crate::limits;

/// Version of this format.
const VERSION: u8 = 1;

/// What is kept of a session.
#[derive(Serialize, Deserialize)]
pub(crate) struct Snapshot {
    form_id: String,
    form_version: String,
    pub(crate) language: u32,
    pub(crate) instance_id: String,
    pub(crate) deprecated_id: Option<String>,
    frames: Vec<Option<Kept>>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    kind: u16,
    parent: u32,
    aside: bool,
    values: Vec<String>,
    series: Vec<(Vec<u32>, Vec<u32>)>,
}

impl Snapshot {
    /// Takes a snapshot.
    pub(crate) fn take(form: &Form, instance: &Instance, language: u32, instance_id: &str, deprecated_id: Option<&str>) -> Self {
        let keep = |frame: &Frame| Kept {
            kind: frame.kind,
            parent: frame.parent,
            aside: frame.aside,
            values: frame.values.iter().map(ToString::to_string).collect(),
            series: frame.series.iter().map(|s| (s.live.clone(), s.aside.clone())).collect(),
        };
        Self {
            form_id: form.id.clone(),
            form_version: form.version.clone(),
            language,
            instance_id: instance_id.to_owned(),
            deprecated_id: deprecated_id.map(str::to_owned),
            frames: instance.frames.iter().map(|f| f.as_deref().map(keep)).collect(),
        }
    }

    /// As bytes: version, checksum, body.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let body = postcard::to_allocvec(self).unwrap_or_default();
        let mut out = Vec::with_capacity(body.len() + 9);
        out.push(VERSION);
        out.extend_from_slice(&crate::definition::checksum(&body).to_le_bytes());
        out.extend_from_slice(&body);
        out
    }

    /// Reads what [`Snapshot::to_bytes`] wrote.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Diagnostic> {
        let (&version, rest) = bytes.split_first().ok_or_else(damaged)?;
        if version != VERSION {
            let message = format!("expected a draft of format {VERSION}, found format {version}");
            return Err(Diagnostic::error("draft-format", message).hint("update the app"));
        }
        let (sum, body) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
        if u64::from_le_bytes(*sum) != crate::definition::checksum(body) {
            return Err(damaged());
        }
        postcard::from_bytes(body).map_err(|_| damaged())
    }

    /// The instance, if it fits the form.
    pub(crate) fn instance(&self, form: &Form) -> Result<Instance, Diagnostic> {
        if self.form_id != form.id || self.form_version != form.version {
            let message =
                format!("expected a draft of {} version {}, found one of {} version {}", form.id, form.version, self.form_id, self.form_version);
            return Err(Diagnostic::error("wrong-version", message).hint("open it with the version of the form it was begun with"));
        }
        let mut instance = Instance::default();
        for kept in &self.frames {
            instance.frames.push(match kept {
                Some(kept) => Some(Box::new(frame(form, kept)?)),
                None => None,
            });
        }
        instance.slots = instance.frames.iter().flatten().map(|f| f.values.len()).sum();
        check(form, &instance)?;
        Ok(instance)
    }
}

fn damaged() -> Diagnostic {
    Diagnostic::error("damaged-draft", "the draft is damaged").hint("open the last good copy")
}

fn frame(form: &Form, kept: &Kept) -> Result<Frame, Diagnostic> {
    let def = form.repeats.get(kept.kind as usize).ok_or_else(damaged)?;
    if kept.values.len() != def.slots.len() || kept.series.len() != def.nested.len() {
        return Err(damaged());
    }
    Ok(Frame {
        kind: kept.kind,
        parent: kept.parent,
        aside: kept.aside,
        values: kept.values.iter().map(|v| text(v)).collect(),
        flags: vec![Flags(Flags::OWN | Flags::RELEVANT); def.slots.len()],
        series: kept.series.iter().map(|(live, aside)| Series { live: live.clone(), aside: aside.clone() }).collect(),
    })
}

/// Each frame but the first is in the one series of its parent that fits, once.
fn check(form: &Form, instance: &Instance) -> Result<(), Diagnostic> {
    let root = instance.frame(0).ok_or_else(damaged)?;
    if root.kind != 0 || root.parent != 0 || root.aside || instance.slots > limits::INSTANCE_NODES {
        return Err(damaged());
    }
    let mut seen = vec![false; instance.frames.len()];
    let mut todo = vec![0u32];
    while let Some(id) = todo.pop() {
        let place = seen.get_mut(id as usize).ok_or_else(damaged)?;
        if std::mem::replace(place, true) {
            return Err(damaged());
        }
        let frame = instance.frame(id).ok_or_else(damaged)?;
        for (series, &kind) in frame.series.iter().zip(&form.repeat(frame.kind).nested) {
            for (&inner, aside) in series.live.iter().map(|i| (i, false)).chain(series.aside.iter().map(|i| (i, true))) {
                let fits = instance.frame(inner).is_some_and(|f| f.kind == kind && f.parent == id && f.aside == aside);
                if !fits {
                    return Err(damaged());
                }
                todo.push(inner);
            }
        }
    }
    let lost = instance.frames.iter().zip(&seen).any(|(frame, seen)| frame.is_some() && !seen);
    if lost { Err(damaged()) } else { Ok(()) }
}
