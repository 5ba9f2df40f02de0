//! `/v1/assignments`.

use api::Assignments;
use axum::Json;
use axum::extract::State;

use super::wire::Reply;
use crate::assignment::card;
use crate::auth::Assigned;
use crate::clock::now_ms;
use crate::office::Office;
use crate::store::household;

pub(crate) async fn list(State(office): State<Office>, who: Assigned) -> Reply<Assignments> {
    let rows = household::assigned(&mut *office.store.read().await?, &who.person.id).await?;
    let households = rows.into_iter().map(|row| card(&office.library, &office.areas, row)).collect();
    Ok(Json(Assignments { households, at: now_ms() }))
}
