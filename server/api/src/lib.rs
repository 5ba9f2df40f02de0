//! Wire types of `/v1`, shared by the server and the app. Shapes only: no logic, no IO.
//!
//! Conventions: times are milliseconds since 1970 UTC (`*_at`), ids are texts, hashes are lower-case sha-256 hex, every refusal is a [`Problem`].
//! All requests that change something carry the header `Ruhu-Client: 1` (a page of another origin cannot set it).
#![warn(missing_docs)]

mod declare;
mod people;
mod review;
mod submission;

pub use declare::*;
pub use people::*;
pub use review::*;
pub use submission::*;

use serde::{Deserialize, Serialize};

/// Header that every changing request carries, against forged requests of other pages.
pub const CLIENT_HEADER: &str = "ruhu-client";

/// A refusal: what is wrong and what to do, in both languages. Body of every answer with status 4xx or 5xx.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable code, such as `session-expired`.
    pub code: String,
    /// What is wrong and what to do.
    pub message: Words,
    /// Node paths concerned, with their messages (a submission that does not hold).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceProblem>,
}

/// One node of a submission that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceProblem {
    /// `/data/member[2]/wage`.
    pub path: String,
    /// `required`, `constraint`, `type`, `choice`, `unknown-node`, ….
    pub code: String,
    /// The form's own message in its first language, where it has one.
    pub message: String,
    /// The same in both languages, or the server's words by `code`.
    #[serde(default)]
    pub words: Words,
}

/// A text in Chinese and English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One form published on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormInfo {
    /// `b_hh_survey`.
    pub id: String,
    /// `2026112401`.
    pub version: String,
    /// Title.
    pub title: Words,
    /// Hash of the compiled bytes: `GET /v1/forms/{id}/{hash}` never changes.
    pub hash: String,
    /// Bytes of the compiled form.
    pub bytes: u64,
    /// Lists it reads.
    pub lists: Vec<ListInfo>,
    /// Who fills it in: `household` forms come from the household's page, others from staff with a household.
    pub about: FormSubject,
}

/// What a form is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormSubject {
    /// One household (survey, exit check, diary …).
    Household,
    /// A village or group (review, notice, village exit).
    Village,
    /// Neither.
    Other,
}

/// One external list, `GET /v1/lists/{hash}` gives `forms::List` bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListInfo {
    /// `jr://file-csv/hh_case.csv`.
    pub uri: String,
    /// Hash of its bytes.
    pub hash: String,
    /// Bytes.
    pub bytes: u64,
}
