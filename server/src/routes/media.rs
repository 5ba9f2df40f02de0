//! `/v1/media/{instanceID}/{sha256}`: files of submissions, in and out.

use api::Receipt;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;

use super::wire::Reply;
use crate::auth::{FileReader, Sender};
use crate::clock::now_ms;
use crate::intake::{is_sha256, receipt};
use crate::media::{self as folder, Part};
use crate::office::Office;
use crate::problem::{self, Answer};
use crate::store::submission::{HappeningRow, SubmissionRow};
use crate::store::{media, submission};

pub(crate) async fn put(
    State(office): State<Office>,
    sender: Sender,
    Path((instance_id, sha256)): Path<(String, String)>,
    body: Body,
) -> Reply<Receipt> {
    let found = submission::find_own(&mut *office.store.read().await?, &instance_id, &sender.person.id).await?;
    take_in(&office, found, &sha256, body).await.map(Json)
}

/// Takes a file in for a submission that names it.
pub(crate) async fn take_in(office: &Office, found: Option<SubmissionRow>, sha256: &str, body: Body) -> Answer<Receipt> {
    let mut row = found.ok_or_else(problem::media_unknown)?;
    let named = media::of(&mut *office.store.read().await?, &row.instance_id).await?;
    if !is_sha256(sha256) || !named.iter().any(|m| m.sha256 == sha256) {
        return Err(problem::media_unknown());
    }
    let part = read(&office.media, body).await?;
    part.keep(&office.media, sha256).await?;
    let mut tx = office.store.write().await?;
    let last = named.iter().filter(|m| m.here == 0).all(|m| m.sha256 == sha256) && named.iter().any(|m| m.here == 0);
    media::arrived(&mut tx, &row.instance_id, sha256).await?;
    media::recount(&mut tx, &row.instance_id).await?;
    if last {
        submission::happened(&mut tx, &row.instance_id, &HappeningRow { at: now_ms(), by_name: String::new(), what: "media".to_owned() }).await?;
    }
    row.media_missing = 0;
    let answer = receipt(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Reads a body to its end; a line that breaks leaves nothing.
async fn read(media: &std::path::Path, mut body: Body) -> Answer<Part> {
    let mut part = Part::begin(media).await?;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| problem::media_hash())?;
        if let Some(data) = frame.data_ref() {
            part.add(data).await?;
        }
    }
    Ok(part)
}

/// A file for its sender or for those who may see submissions of the area; as a download that no page can run.
pub(crate) async fn get(State(office): State<Office>, reader: FileReader, Path((instance_id, sha256)): Path<(String, String)>) -> Answer<Response> {
    let mut db = office.store.read().await?;
    let own = submission::find_own(&mut db, &instance_id, &reader.person).await?;
    let found = match (&own, &reader.within) {
        (None, Some(path)) => submission::find_within(&mut db, &instance_id, path).await?,
        _ => own,
    };
    let row = found.ok_or_else(problem::not_found)?;
    let named = media::of(&mut db, &row.instance_id).await?;
    drop(db);
    if !is_sha256(&sha256) || !named.iter().any(|m| m.sha256 == sha256 && m.here == 1) {
        return Err(problem::not_found());
    }
    let bytes = folder::read(&office.media, &sha256).await?.ok_or_else(problem::not_found)?;
    // The kind by the bytes, never by what the sender said.
    let kind = folder::kind_of(&bytes).unwrap_or("application/octet-stream");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (HeaderName::from_static("cache-control"), HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, bytes).into_response())
}
