//! `/v1/forms`, `/v1/forms/{id}/{hash}`, `/v1/lists/{hash}`.

use api::FormInfo;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;

use super::wire::{self, Reply};
use crate::auth::Reader;
use crate::office::Office;
use crate::problem::{self, Answer};
use crate::store::form;

pub(crate) async fn list(State(office): State<Office>, _reader: Reader) -> Reply<Vec<FormInfo>> {
    Ok(Json(office.library.current().filter(|p| p.meta.staff).map(|p| p.info.clone()).collect()))
}

pub(crate) async fn compiled(State(office): State<Office>, _reader: Reader, Path((_id, hash)): Path<(String, String)>) -> Answer<Response> {
    artefact(&office, &hash).await
}

pub(crate) async fn list_bytes(State(office): State<Office>, _reader: Reader, Path(hash): Path<String>) -> Answer<Response> {
    artefact(&office, &hash).await
}

/// Compiled bytes by their hash.
pub(crate) async fn artefact(office: &Office, hash: &str) -> Answer<Response> {
    let bytes = form::artefact(&mut *office.store.read().await?, hash).await?.ok_or_else(problem::not_found)?;
    Ok(wire::for_ever(bytes))
}
