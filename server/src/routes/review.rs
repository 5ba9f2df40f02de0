//! `/v1/review`: the queue, one submission, the decision.

use api::{Decision, Detail, Queue, QueueFilter};
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::wire::{self, Reply};
use crate::auth::{Decider, Reviewer};
use crate::limits::SMALL_BYTES;
use crate::office::Office;
use crate::{problem, review};

pub(crate) async fn queue(State(office): State<Office>, reviewer: Reviewer, filter: Result<Query<QueueFilter>, QueryRejection>) -> Reply<Queue> {
    let Query(filter) = filter.map_err(|_| problem::query_broken())?;
    Ok(Json(review::list(&office, &reviewer.person, &filter).await?))
}

/// Language by its index in the form.
#[derive(Debug, Deserialize)]
pub(crate) struct Language {
    lang: Option<usize>,
}

pub(crate) async fn detail(
    State(office): State<Office>,
    reviewer: Reviewer,
    Path(id): Path<String>,
    language: Result<Query<Language>, QueryRejection>,
) -> Reply<Detail> {
    let Query(language) = language.map_err(|_| problem::query_broken())?;
    Ok(Json(review::detail(&office, &reviewer.person, &id, language.lang.unwrap_or(0)).await?))
}

pub(crate) async fn decide(
    State(office): State<Office>,
    decider: Decider,
    Path(id): Path<String>,
    language: Result<Query<Language>, QueryRejection>,
    body: Body,
) -> Reply<Detail> {
    let Query(language) = language.map_err(|_| problem::query_broken())?;
    let decision: Decision = wire::json(body, SMALL_BYTES).await?;
    review::decide(&office, &decider.person, &id, decision).await?;
    Ok(Json(review::detail(&office, &decider.person, &id, language.lang.unwrap_or(0)).await?))
}
