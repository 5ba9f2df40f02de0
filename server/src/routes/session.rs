//! `/v1/about`, `/v1/session`, `/v1/areas`.

use api::{About, Area, Me, SignIn};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::wire::{self, Reply};
use crate::auth::{self, Reader, Signed};
use crate::clock::PHONE;
use crate::limits::{SESSION_MS, SMALL_BYTES};
use crate::office::Office;
use crate::problem::{Answer, words};

/// What the sign-in page may say; open to all.
pub(crate) async fn about(State(office): State<Office>) -> Json<About> {
    let name = office.library.pack.word("office", "default");
    Json(About { name: words(name.zh, name.en), demo: office.demo, version: env!("CARGO_PKG_VERSION").to_owned(), phone: PHONE.to_owned() })
}

pub(crate) async fn sign_in(State(office): State<Office>, body: Body) -> Answer<Response> {
    let asked: SignIn = wire::json(body, SMALL_BYTES).await?;
    let (token, me) = auth::sign_in(&office, &asked.account, asked.password).await?;
    let mut response = Json(me).into_response();
    if let Some(cookie) = auth::set(&token, office.tls, SESSION_MS / 1000) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

pub(crate) async fn who(State(office): State<Office>, Signed(person): Signed) -> Json<Me> {
    Json(auth::me(&office, &person))
}

pub(crate) async fn sign_out(State(office): State<Office>, headers: HeaderMap) -> Answer<Response> {
    auth::sign_out(&office, &headers).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = auth::clear(office.tls) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The person's area and all below, depth first.
pub(crate) async fn areas(State(office): State<Office>, reader: Reader) -> Reply<Vec<Area>> {
    Ok(Json(office.areas.below(&reader.person.path)))
}
