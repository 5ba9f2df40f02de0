//! Accepting and returning: the first decision wins, and the second learns who made it and when.

use api::{Decision, NewRemark};

use super::detail::{book, decided};
use super::read;
use crate::auth::Person;
use crate::clock::{now_ms, working_day};
use crate::limits::{MEND_DAYS, REMARK_CHARS, REMARKS};
use crate::office::Office;
use crate::problem::{self, Answer, Refused};
use crate::store::submission::{self, HappeningRow, RemarkRow, SubmissionRow};

/// Decides on a submission of the person's area.
pub(crate) async fn decide(office: &Office, person: &Person, instance_id: &str, decision: Decision) -> Answer<()> {
    let found = submission::find_within(&mut *office.store.read().await?, instance_id, &person.path).await?.ok_or_else(problem::not_found)?;
    if found.person.as_deref() == Some(person.id.as_str()) {
        return Err(problem::own_submission());
    }
    let (state, remarks) = match decision {
        // A photo that never came is no evidence; returning stays possible.
        Decision::Accept if found.media_missing > 0 && found.state == "received" => return Err(problem::media_missing(found.media_missing)),
        Decision::Accept => ("accepted", Vec::new()),
        Decision::Return { remarks } => ("returned", quoted(office, &found, person, remarks).await?),
    };
    let now = now_ms();
    let due = if state == "returned" { working_day(now, MEND_DAYS) } else { found.due.clone() };
    let mut tx = office.store.write().await?;
    if !submission::change_state(&mut tx, instance_id, "received", state, &due, now).await? {
        drop(tx);
        return Err(too_late(office, instance_id).await?);
    }
    for (ord, remark) in (0..).zip(&remarks) {
        submission::add_remark(&mut tx, instance_id, ord, remark).await?;
    }
    submission::happened(&mut tx, instance_id, &HappeningRow { at: now, by_name: person.name.clone(), what: state.to_owned() }).await?;
    Ok(tx.commit().await?)
}

async fn too_late(office: &Office, instance_id: &str) -> Answer<Refused> {
    let happened = submission::happenings(&mut *office.store.read().await?, instance_id).await?;
    let told = decided(&happened);
    Ok(problem::already_decided(told.zh, told.en))
}

/// Remarks with the label and the answer they are about, as the reviewer saw them.
async fn quoted(office: &Office, found: &SubmissionRow, person: &Person, remarks: Vec<NewRemark>) -> Answer<Vec<RemarkRow>> {
    let remarks: Vec<NewRemark> = remarks.into_iter().filter(|r| !r.text.trim().is_empty()).collect();
    if remarks.is_empty() {
        return Err(problem::remark_needed());
    }
    if remarks.len() > REMARKS || remarks.iter().any(|r| r.text.chars().count() > REMARK_CHARS) {
        return Err(problem::remark_long());
    }
    let paths: Vec<String> = remarks.iter().filter_map(|r| r.path.clone()).collect();
    let book = book(office, &mut *office.store.read().await?, found, 0).await?;
    let asked = paths.clone();
    let quotes = office.engine(move || read::quote(&book, &asked)).await??;
    if let Some((path, _)) = paths.iter().zip(&quotes).find(|(_, q)| q.is_none()) {
        return Err(problem::remark_place(path));
    }
    let mut quotes = quotes.into_iter().flatten();
    let at = now_ms();
    let row = |r: NewRemark| {
        let quote = r.path.is_some().then(|| quotes.next()).flatten();
        let (label, value) = quote.map(|q| (q.label, q.value)).unwrap_or_default();
        RemarkRow { node: r.path, text: r.text.trim().to_owned(), label, value, by_name: person.name.clone(), at }
    };
    Ok(remarks.into_iter().map(row).collect())
}
