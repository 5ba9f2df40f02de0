//! `/v1/declare/{token}`: a household with a village's link and no account.

use std::net::SocketAddr;

use api::{DeclareStatus, Declared, Invitation, Receipt, Submit};
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{ConnectInfo, FromRequestParts, Path, Query, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;

use super::wire::{self, Reply};
use super::{forms, media};
use crate::clock::now_ms;
use crate::declare;
use crate::intake::{self, Arrival, Sent};
use crate::limits::SUBMIT_BYTES;
use crate::office::Office;
use crate::problem::{self, Answer};
use crate::store::submission;

/// The address that asks, for slowing down; the same for all where the server runs in process.
#[derive(Debug)]
pub(crate) struct Caller(String);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string());
        Ok(Self(address.unwrap_or_default()))
    }
}

pub(crate) async fn invite(State(office): State<Office>, caller: Caller, Path(token): Path<String>) -> Reply<Invitation> {
    let link = declare::open(&office, &token, &caller.0).await?;
    Ok(Json(declare::invitation(&office, &link)?))
}

pub(crate) async fn put(
    State(office): State<Office>,
    caller: Caller,
    Path((token, instance_id)): Path<(String, String)>,
    body: Body,
) -> Reply<Declared> {
    let link = declare::open(&office, &token, &caller.0).await?;
    let submit: Submit = wire::json(body, SUBMIT_BYTES).await?;
    let arrival = Arrival { instance_id: instance_id.clone(), submit, from: Sent::Household(&link), at: now_ms() };
    let receipt = intake::receive(&office, arrival).await?;
    let visit_by = submission::visit_by(&mut *office.store.read().await?, &instance_id).await?.unwrap_or_default();
    Ok(Json(Declared { receipt, visit_by }))
}

pub(crate) async fn put_media(
    State(office): State<Office>,
    caller: Caller,
    Path((token, instance_id, sha256)): Path<(String, String, String)>,
    body: Body,
) -> Reply<Receipt> {
    let link = declare::open(&office, &token, &caller.0).await?;
    let found = submission::find_by_link(&mut *office.store.read().await?, &instance_id, &link.token_hash).await?;
    media::take_in(&office, found, &sha256, body).await.map(Json)
}

/// The compiled form or a list of it, and nothing else of the server.
pub(crate) async fn artefact(
    State(office): State<Office>,
    caller: Caller,
    Path((token, hash)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    let link = declare::open(&office, &token, &caller.0).await?;
    let published = office.library.published(&link.form).ok_or_else(problem::form_unknown)?;
    let own = published.info.hash == hash || published.info.lists.iter().any(|l| l.hash == hash);
    if own { forms::artefact(&office, &hash, &headers).await } else { Err(problem::not_found()) }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    number: String,
    tail: String,
}

pub(crate) async fn status(
    State(office): State<Office>,
    caller: Caller,
    Path(token): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Reply<DeclareStatus> {
    let Query(asked) = asked.map_err(|_| problem::status_unknown())?;
    let link = declare::open(&office, &token, &caller.0).await?;
    Ok(Json(declare::status(&office, &link, &asked.number, &asked.tail, &caller.0).await?))
}
