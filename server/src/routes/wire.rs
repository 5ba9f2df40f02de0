//! Reading JSON bodies with a limit and words, and replying with bytes that never change.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use crate::problem::{self, Answer};

/// The body as a value; too large, cut off and unreadable are three different refusals.
pub(crate) async fn json<T: DeserializeOwned>(body: Body, limit: usize) -> Answer<T> {
    let bytes = whole(body, limit).await?;
    serde_json::from_slice(&bytes).map_err(|e| match e.classify() {
        serde_json::error::Category::Eof => problem::body_cut(),
        // Category and place only: the message of serde may quote an answer.
        other => problem::body_broken(&format!("{other:?} {}:{}", e.line(), e.column())),
    })
}

/// The body's bytes.
pub(crate) async fn whole(body: Body, limit: usize) -> Answer<axum::body::Bytes> {
    axum::body::to_bytes(body, limit).await.map_err(|error| {
        let long = std::error::Error::source(&error).is_some_and(|s| s.to_string().contains("length limit"));
        if long { problem::too_large(limit as u64) } else { problem::body_cut() }
    })
}

/// A JSON reply.
pub(crate) type Reply<T> = Answer<Json<T>>;

/// Bytes named by their hash.
pub(crate) fn for_ever(bytes: impl Into<Body>) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    let cache = (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    ([kind, cache], bytes.into()).into_response()
}
