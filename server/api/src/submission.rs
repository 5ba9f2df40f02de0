//! Sending, receipts, media, returns.

use serde::{Deserialize, Serialize};

/// Body of `PUT /v1/submissions/{instanceID}` (and of `PUT /v1/declare/{token}/{instanceID}`). The same bytes may come any number of times: the same receipt comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submit {
    /// The submission's XML as frozen at finalize.
    pub xml: String,
    /// Media it names.
    pub media: Vec<MediaInfo>,
    /// Household it is about, where the phone knew (`HC0001`).
    pub household: Option<String>,
    /// Clock of the phone when sending: the server notes the difference.
    pub phone_at: i64,
    /// Computed answers the phone showed are in the XML; the server computes them again.
    pub app_version: String,
}

/// One media file of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaInfo {
    /// File name as the XML has it.
    pub name: String,
    /// sha-256 of the bytes.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// `image/jpeg`, ….
    pub kind: String,
}

/// Answer to a submission, and to asking again: what the server has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// `uuid:…`.
    pub instance_id: String,
    /// Number for people: `RH-2026-000123`.
    pub number: String,
    /// sha-256 of the XML as received.
    pub sha256: String,
    /// When it was first received (server clock).
    pub received_at: i64,
    /// sha-256 of media still missing: send each by `PUT /v1/media/{instanceID}/{sha256}`.
    pub missing: Vec<String>,
    /// Where it stands.
    pub state: SubmissionState,
}

/// Where a submission stands at the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// Received, waits for review.
    Received,
    /// Returned for correction.
    Returned,
    /// Accepted.
    Accepted,
    /// Replaced by a corrected version.
    Replaced,
}

/// `GET /v1/submissions`: own submissions, newest first (`?since=` received or changed after that moment).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSubmission {
    /// What the server has.
    pub receipt: Receipt,
    /// Form.
    pub form_id: String,
    /// `meta/instanceName`.
    pub name: String,
    /// Household code, if it is about one.
    pub household: Option<String>,
    /// Newest change of state.
    pub changed_at: i64,
    /// Remarks of a return.
    pub remarks: Vec<Remark>,
    /// Day by which the correction should come.
    pub due: Option<String>,
    /// The version it corrects, if it does.
    pub corrects: Option<String>,
}

/// One remark of a return, on the whole form or on a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Node path; none: the whole form.
    pub path: Option<String>,
    /// What the reviewer wrote.
    pub text: String,
    /// Label of the question, for lists.
    pub label: String,
    /// Answer remarked on, as the reviewer saw it.
    pub value: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: i64,
}

/// `GET /v1/submissions/{instanceID}/mend`: the returned submission opened for editing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mend {
    /// Form id.
    pub form_id: String,
    /// Hash of the compiled form to open it with.
    pub form_hash: String,
    /// `forms::Session` snapshot (new instanceID, `deprecatedID` set), base64.
    pub snapshot: String,
    /// Media the answers refer to; they are at the server already.
    pub media: Vec<MediaInfo>,
    /// Household code, if it is about one.
    pub household: Option<String>,
}
