//! Capabilities as extractors: `Reviewer` in a handler's arguments means that whoever asks is signed in and may review.
//!
//! Invariant: the one way to make a [`Can`] is to ask the table of rights.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::rights::{Action, may};
use super::{Person, sign_in};
use crate::office::Office;
use crate::problem::{self, Refused};

/// An action as a type.
pub(crate) trait Act: Send + Sync + 'static {
    const ACTION: Action;
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $action:expr, $capability:ident;)*) => {$(
        #[derive(Debug)]
        pub(crate) struct $name;
        impl Act for $name {
            const ACTION: Action = $action;
        }
        $(#[$doc])*
        pub(crate) type $capability = Can<$name>;
    )*};
}

acts! {
    /// May read forms and areas.
    ReadAct = Action::Read, Reader;
    /// May see the households assigned to them.
    AssignedAct = Action::SeeAssigned, Assigned;
    /// May send.
    SendAct = Action::Send, Sender;
    /// May see submissions of their area.
    ReviewAct = Action::Review, Reviewer;
    /// May accept and return.
    DecideAct = Action::Decide, Decider;
}

/// A signed-in person who may do `A` (within their area).
#[derive(Debug)]
pub(crate) struct Can<A: Act> {
    pub(crate) person: Person,
    act: PhantomData<A>,
}

impl<A: Act> FromRequestParts<Office> for Can<A> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, Refused> {
        let person = sign_in::who(office, &parts.headers).await?;
        if may(person.role, A::ACTION) { Ok(Self { person, act: PhantomData }) } else { Err(problem::no_right()) }
    }
}

/// A signed-in person, whatever they may do.
#[derive(Debug)]
pub(crate) struct Signed(pub(crate) Person);

impl FromRequestParts<Office> for Signed {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, Refused> {
        sign_in::who(office, &parts.headers).await.map(Self)
    }
}

/// Reads files: whoever sent them, or may see submissions of the area. The statement decides by these two.
#[derive(Debug)]
pub(crate) struct FileReader {
    pub(crate) person: String,
    /// Path within which the person may see others' files; none: only own ones.
    pub(crate) within: Option<String>,
}

impl FromRequestParts<Office> for FileReader {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, Refused> {
        let person = sign_in::who(office, &parts.headers).await?;
        if !may(person.role, Action::Send) && !may(person.role, Action::Review) {
            return Err(problem::no_right());
        }
        Ok(Self { within: may(person.role, Action::Review).then(|| person.path.clone()), person: person.id })
    }
}
