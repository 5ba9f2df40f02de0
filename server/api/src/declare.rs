//! Households declaring for themselves by the village's link.

use serde::{Deserialize, Serialize};

use crate::{FormInfo, Receipt, Words};

/// `GET /v1/declare/{token}`: what opens for a household that scanned the code. A wrong or closed link is a `Problem`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// County, township, village names.
    pub village: Vec<Words>,
    /// Values that open the form: (`leaf name`, text): county, township, village codes.
    pub prefill: Vec<(String, String)>,
    /// The form.
    pub form: FormInfo,
    /// Telephone for questions.
    pub phone: String,
    /// Who will look at it and within how many working days someone comes.
    pub office: Words,
    /// Working days until someone comes.
    pub visit_days: u32,
}

/// Answer of `PUT /v1/declare/{token}/{instanceID}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// Receipt.
    pub receipt: Receipt,
    /// Day by which someone comes, `2026-11-27`.
    pub visit_by: String,
}

/// `GET /v1/declare/{token}/status?number=&tail=` (receipt number and last four digits of the telephone).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclareStatus {
    /// Receipt number.
    pub number: String,
    /// Steps in a neighbour's words: done with a day, or to come.
    pub steps: Vec<StatusStep>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusStep {
    /// 已收到, 已上门, ….
    pub name: Words,
    /// Day it happened.
    pub day: Option<String>,
    /// This is where it stands now.
    pub now: bool,
}
