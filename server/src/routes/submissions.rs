//! `/v1/submissions`: sending, receipts, own submissions, mending.

use api::{Mend, OwnSubmission, Receipt, Submit};
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use base64::Engine as _;
use serde::Deserialize;

use super::wire::{self, Reply};
use crate::auth::Sender;
use crate::clock::now_ms;
use crate::intake::{self, Arrival, Sent, receipt};
use crate::limits::{OWN_ROWS, SUBMIT_BYTES};
use crate::office::Office;
use crate::problem;
use crate::review;
use crate::store::{media, submission};

pub(crate) async fn put(State(office): State<Office>, sender: Sender, Path(instance_id): Path<String>, body: Body) -> Reply<Receipt> {
    let submit: Submit = wire::json(body, SUBMIT_BYTES).await?;
    let arrival = Arrival { instance_id, submit, from: Sent::Staff(&sender.person), at: now_ms() };
    Ok(Json(intake::receive(&office, arrival).await?))
}

pub(crate) async fn get(State(office): State<Office>, sender: Sender, Path(instance_id): Path<String>) -> Reply<Receipt> {
    let mut db = office.store.read().await?;
    let found = submission::find_own(&mut db, &instance_id, &sender.person.id).await?.ok_or_else(problem::not_found)?;
    Ok(Json(receipt(&mut db, &found).await?))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Since {
    since: Option<i64>,
}

pub(crate) async fn own(State(office): State<Office>, sender: Sender, since: Result<Query<Since>, QueryRejection>) -> Reply<Vec<OwnSubmission>> {
    let Query(since) = since.map_err(|_| problem::query_broken())?;
    let mut db = office.store.read().await?;
    let rows = submission::own(&mut db, &sender.person.id, since.since.unwrap_or(0), OWN_ROWS).await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let receipt = receipt(&mut db, &row).await?;
        let remarks = review::remarks_of(&mut db, &row.instance_id).await?;
        let due = (row.state == "returned").then(|| row.due.clone());
        out.push(OwnSubmission {
            receipt,
            form_id: row.form,
            name: row.name,
            household: row.household,
            changed_at: row.changed_at,
            remarks,
            due,
            corrects: row.corrects,
        });
    }
    Ok(Json(out))
}

pub(crate) async fn mend(State(office): State<Office>, sender: Sender, Path(instance_id): Path<String>) -> Reply<Mend> {
    let mut db = office.store.read().await?;
    let found = submission::find_own(&mut db, &instance_id, &sender.person.id).await?.ok_or_else(problem::not_found)?;
    if found.state != "returned" {
        return Err(problem::mend_refused());
    }
    let files = media::of(&mut db, &instance_id).await?;
    drop(db);
    let form = office.library.version(&found.form, &found.version).ok_or_else(problem::version_unknown)?.clone();
    let form_hash = office.library.hash(&found.form, &found.version).ok_or_else(problem::version_unknown)?.to_owned();
    let (lists, xml) = (office.library.lists(), found.xml);
    let snapshot = office.engine(move || review::mend(form, lists, &xml)).await??;
    Ok(Json(Mend {
        form_id: found.form,
        form_hash,
        snapshot: base64::engine::general_purpose::STANDARD.encode(snapshot),
        media: files.iter().map(review::info).collect(),
        household: found.household,
    }))
}
