//! `/v1/forms`, `/v1/forms/{id}/{hash}`, `/v1/lists/{hash}`.

use api::FormInfo;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::wire::{self, Reply};
use crate::assets::takes_brotli;
use crate::auth::Reader;
use crate::office::Office;
use crate::problem::{self, Answer};
use crate::store::form;

pub(crate) async fn list(State(office): State<Office>, _reader: Reader) -> Reply<Vec<FormInfo>> {
    Ok(Json(office.library.current().filter(|p| p.meta.staff).map(|p| p.info.clone()).collect()))
}

pub(crate) async fn compiled(
    State(office): State<Office>,
    _reader: Reader,
    Path((_id, hash)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    artefact(&office, &hash, &headers).await
}

pub(crate) async fn list_bytes(State(office): State<Office>, _reader: Reader, Path(hash): Path<String>, headers: HeaderMap) -> Answer<Response> {
    artefact(&office, &hash, &headers).await
}

/// Compiled bytes by their hash, as small as the browser takes them.
pub(crate) async fn artefact(office: &Office, hash: &str, headers: &HeaderMap) -> Answer<Response> {
    let bytes = form::artefact(&mut *office.store.read().await?, hash).await?.ok_or_else(problem::not_found)?;
    let packed = if takes_brotli(headers) { office.packed.of(hash, &bytes).await } else { None };
    let Some(packed) = packed else { return Ok(wire::for_ever(bytes)) };
    let mut response = wire::for_ever(packed);
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}
