//! Signing in, who one is, areas and assigned households.

use serde::{Deserialize, Serialize};

use crate::Words;

/// `GET /v1/about`, open to all: what the sign-in page may say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Name of the office that runs this server.
    pub name: Words,
    /// The data are made up for trying out: the demo accounts may be shown.
    pub demo: bool,
    /// Version of the server.
    pub version: String,
    /// Telephone for questions.
    pub phone: String,
}

/// `POST /v1/session`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignIn {
    /// Account name.
    pub account: String,
    /// Password.
    pub password: String,
}

/// Who is signed in. Answer of `POST /v1/session` and `GET /v1/session`; `DELETE /v1/session` signs out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Stable id.
    pub id: String,
    /// Account name.
    pub account: String,
    /// Shown name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Area of the role, from county down.
    pub area: Vec<Area>,
    /// When the session ends by itself.
    pub expires_at: i64,
    /// The data are made up for trying out.
    pub demo: bool,
}

/// Roles of the programme (domain §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Role {
    Surveyor,
    Village,
    Supervisor,
    Helper,
    Town,
    County,
    Dept,
    Auditor,
    Third,
    Admin,
}

/// One area of the tree county – township – village – group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Stable id.
    pub id: String,
    /// Code as the forms' choice lists have it (`hx_01_01`).
    pub code: String,
    /// Name.
    pub name: Words,
    /// Level.
    pub level: Level,
}

/// Level of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Level {
    County,
    Town,
    Village,
    Group,
}

/// `GET /v1/assignments`: what a surveyor has to do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Assignments {
    /// Households assigned, by group and order.
    pub households: Vec<Household>,
    /// When the server made this list.
    pub at: i64,
}

/// An assigned household, as much as the phone needs before knocking. No identity number, no account, no illness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// Household code (`HC0001`).
    pub code: String,
    /// Name of the head.
    pub head: String,
    /// Persons.
    pub persons: u32,
    /// Names and relation of members, head first.
    pub members: Vec<Member>,
    /// Category (`general`, `dibao`, `cross`, `wubao`, `edge`) in words.
    pub category: Words,
    /// In the register, exited, ….
    pub state: Words,
    /// County, township, village.
    pub area: Vec<Area>,
    /// Group number.
    pub group: u32,
    /// Telephone, masked: `138****0001`.
    pub phone_masked: String,
    /// Last visit, where there was one.
    pub last_visit: Option<LastVisit>,
    /// Forms to fill with this household, in order.
    pub forms: Vec<String>,
    /// Day by which it should be done, `2026-12-10`.
    pub due: Option<String>,
    /// Values that open the form: (`leaf name`, text).
    pub prefill: Vec<(String, String)>,
    /// Why this person may not survey it (kin, helper), if so.
    pub blocked: Option<Words>,
}

/// One member as the card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Name.
    pub name: String,
    /// Relation to the head.
    pub relation: Words,
    /// Age in years.
    pub age: u32,
}

/// The last accepted visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastVisit {
    /// Day, `2025-11-18`.
    pub day: String,
    /// Income per head in yuan as text, `2101.5`.
    pub income_per_head: String,
    /// Who came.
    pub by: String,
}
