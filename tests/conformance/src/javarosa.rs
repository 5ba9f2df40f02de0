//! Recordings of JavaRosa: the state of every node after each step.
//!
//! What it is not: the walks of whole forms ([`super::walks`]) and the cases of its own tests share this. Where the engines differ in kind,
//! [`state`] says how they compare.

pub(super) mod cases;
pub(super) mod state;
pub(super) mod submission;
pub(super) mod surroundings;

use std::rc::Rc;
use std::sync::Arc;

use forms::engine::{DataType, ProblemKind};
use forms::{Edit, Form, Session};

use surroundings::Surroundings;

/// Opens a form.
pub(super) fn open(xml: &str, surroundings: Rc<Surroundings>) -> Result<Session, String> {
    let parsed = forms::xform::parse(xml).map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    let form = Form::from_bytes(&parsed.form.to_bytes()).map_err(|error| error.to_string())?;
    Ok(Session::new(Arc::new(form), surroundings))
}

/// Answers as that engine does: what breaks the constraint, or clears what is required, is refused and leaves all as it was.
pub(super) fn answer(session: &mut Session, path: &str, value: &str) -> String {
    let Some(view) = session.find(path).and_then(|node| session.view(node)) else {
        return format!("no node {path}");
    };
    if value.is_empty() && view.required {
        return "REQUIRED_BUT_EMPTY".to_owned();
    }
    answer_only(session, path, value)
}

/// The same where nobody minds that what is required is cleared.
pub(super) fn answer_only(session: &mut Session, path: &str, value: &str) -> String {
    let Some((node, view)) = session.find(path).and_then(|node| Some((node, session.view(node)?))) else {
        return format!("no node {path}");
    };
    let before = view.value.to_string();
    // It writes great and small numbers with an exponent; forms know none.
    let plain = value.contains('E').then(|| value.parse::<f64>().ok()).flatten().filter(|_| view.data_type == DataType::Decimal);
    let text = plain.map_or_else(|| value.to_owned(), |number| number.to_string());
    if let Err(refusal) = session.apply(Edit::Set { node, text }) {
        return format!("{refusal:?}");
    }
    match session.view(node).and_then(|view| view.problem).map(|problem| problem.kind) {
        // It minds no types.
        None | Some(ProblemKind::Type) => "OK".to_owned(),
        Some(kind) => {
            let _ = session.apply(Edit::Set { node, text: before });
            if kind == ProblemKind::Constraint { "CONSTRAINT_VIOLATED".to_owned() } else { format!("{kind:?}") }
        }
    }
}

/// Adds an instance to the series of an instance's path, or of its own path.
pub(super) fn add(session: &mut Session, path: &str) -> Result<(), String> {
    let series = path.rsplit_once('[').filter(|(_, rest)| rest.ends_with(']') && !rest.contains('/')).map_or(path, |(series, _)| series);
    let range = session.find(series).ok_or_else(|| format!("no repeat {series}"))?;
    session.apply(Edit::Add { range }).map(drop).map_err(|refusal| format!("{path}: {refusal:?}"))
}

/// Takes an instance away.
pub(super) fn remove(session: &mut Session, path: &str) -> Result<(), String> {
    let instance = session.find(path).ok_or_else(|| format!("no instance {path}"))?;
    session.apply(Edit::Remove { instance }).map(drop).map_err(|refusal| format!("{path}: {refusal:?}"))
}

/// Whether a path leads to a counted repeat's instance that is not here: that engine shows one where the count is 0.
pub(super) fn beyond_count(session: &Session, path: &str) -> bool {
    session.find(path).is_none()
        && state::counted(session).iter().any(|series| path.strip_prefix(series.as_str()).is_some_and(|rest| rest.starts_with('[')))
}

/// The outcome of a check of the whole instance, and the first node at fault.
pub(super) fn validate(session: &Session) -> (&'static str, Option<String>) {
    match session.validate().first() {
        None => ("OK", None),
        Some(problem) => {
            let outcome = if problem.kind == ProblemKind::Required { "REQUIRED_BUT_EMPTY" } else { "CONSTRAINT_VIOLATED" };
            (outcome, Some(session.path(problem.node)))
        }
    }
}
