//! Answer scripts: `name=value` lines put into a session as a person would, then finalized. For demonstration data.
//!
//! Invariant: what comes out is what the engine made of the answers; a script that does not hold makes nothing.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use forms::engine::Body;
use forms::{Edit, Form, List, NodeId, Session, Submission};
use programme::Pack;

use crate::clock::{ServerEnv, now_ms};

/// Time an answer of a script takes, ms: a survey of a hundred answers is then filled in within half an hour, as people do.
const ANSWER_MS: i64 = 18_000;

/// Fills a form of the pack with answers and finalizes it now: for whoever wants a real submission without a phone.
pub fn fill_from_pack(form_id: &str, answers: &[(String, String)]) -> Result<Submission, String> {
    fill_from_pack_at(form_id, answers, now_ms())
}

/// The same, finalized at a moment (milliseconds since 1970 UTC).
pub fn fill_from_pack_at(form_id: &str, answers: &[(String, String)], at: i64) -> Result<Submission, String> {
    let data = Pack::form_xml(form_id).ok_or("no such form")?;
    let xml = std::str::from_utf8(&data).map_err(|e| e.to_string())?;
    let form = crate::library::compile(xml).map_err(|reasons| reasons.join("\n"))?;
    let mut lists = BTreeMap::new();
    for uri in form.list_uris() {
        let data = Pack::list(uri).ok_or_else(|| format!("no list {uri}"))?;
        lists.insert(uri.to_owned(), Arc::new(List::from_file(uri, &data).map_err(|d| d.to_string())?));
    }
    run(Arc::new(form), Arc::new(lists), answers, at)
}

/// Runs a script so that it is finalized at that moment.
pub(crate) fn run(form: Arc<Form>, lists: Arc<BTreeMap<String, Arc<List>>>, script: &[(String, String)], at: i64) -> Result<Submission, String> {
    let whole = ANSWER_MS.saturating_mul(i64::try_from(script.len()).unwrap_or(0));
    let env = Rc::new(ServerEnv::at(lists, at.saturating_sub(whole)));
    let mut session = Session::new(form, env.clone());
    for (key, value) in script {
        env.pass(ANSWER_MS);
        let (name, at) = key.split_once('@').unwrap_or((key, ""));
        if at == "count" {
            grow(&mut session, name, value.parse().map_err(|_| format!("{key}: not a number"))?)?;
            continue;
        }
        let node = find(&session, session.root(), name, at.parse().ok()).ok_or_else(|| format!("{key}: no such question"))?;
        session.apply(Edit::Set { node, text: value.clone() }).map_err(|r| format!("{key}: {r:?}"))?;
    }
    session.finalize().map_err(|problems| problems.iter().map(|p| session.path(p.node)).collect::<Vec<_>>().join(", "))
}

/// Adds instances until the repeat has so many; a counted repeat has them by itself.
fn grow(session: &mut Session, name: &str, count: usize) -> Result<(), String> {
    let Some(range) = find(session, session.root(), name, None) else { return Err(format!("{name}: no such repeat")) };
    for _ in 0..count {
        match session.view(range).map(|v| v.body) {
            Some(Body::Repeat { count: have, counted: false }) if have < count => {
                session.apply(Edit::Add { range }).map_err(|r| format!("{name}: {r:?}"))?;
            }
            _ => break,
        }
    }
    Ok(())
}

/// The question or repeat of that name; with a position, inside the instance at that position.
fn find(session: &Session, from: NodeId, name: &str, at: Option<usize>) -> Option<NodeId> {
    for child in session.children(from) {
        let view = session.view(child)?;
        let hit = match view.body {
            Body::Question(_) | Body::Repeat { .. } if *view.name == *name => Some(child),
            Body::Instance { position, .. } if at.is_some_and(|a| a != position) => None,
            Body::Question(_) => None,
            _ => find(session, child, name, at),
        };
        if hit.is_some() {
            return hit;
        }
    }
    None
}
