//! The desk: queue, detail, decision.

use serde::{Deserialize, Serialize};

use crate::{Area, MediaInfo, Remark, SubmissionState, Words};

/// Query of `GET /v1/review`. Absent = any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFilter {
    /// Where it stands.
    pub state: Option<SubmissionState>,
    /// Form id.
    pub form: Option<String>,
    /// Area id: that area and all below.
    pub area: Option<String>,
    /// Source.
    pub source: Option<Source>,
    /// Words in name, household code or receipt number.
    pub q: Option<String>,
    /// Only rows with a flag.
    pub flagged: Option<bool>,
    /// Rows after this cursor.
    pub after: Option<String>,
}

/// Where a submission came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Staff with an account.
    Staff,
    /// A household by the village's link.
    Household,
}

/// `GET /v1/review`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Rows of this page, oldest due first.
    pub rows: Vec<QueueRow>,
    /// All rows of the filter.
    pub total: u64,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Count by state within the person's area, for the tiles.
    pub counts: Vec<(SubmissionState, u64)>,
}

/// One row of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    /// `uuid:…`.
    pub instance_id: String,
    /// Receipt number.
    pub number: String,
    /// Form id.
    pub form_id: String,
    /// Form title.
    pub form: Words,
    /// Name of the head of the household; `instanceName` where nobody knows it.
    pub name: String,
    /// Household code.
    pub household: Option<String>,
    /// County … village.
    pub area: Vec<Area>,
    /// Who sent it.
    pub by: String,
    /// Source.
    pub source: Source,
    /// When received.
    pub received_at: i64,
    /// Day by which it should be decided.
    pub due: String,
    /// Where it stands.
    pub state: SubmissionState,
    /// Figures worth showing in the list: income per head, line, ….
    pub facts: Vec<(Words, String)>,
    /// Quality flags.
    pub flags: Vec<Flag>,
    /// Media still to come.
    pub media_missing: u32,
}

/// A quality flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// `differs`, `near-line`, `own`, `media-missing`, `clock`, ….
    pub code: String,
    /// In words, with its values.
    pub words: Words,
}

/// `GET /v1/review/{instanceID}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The row.
    pub row: QueueRow,
    /// Sections of the form in order, with the answers.
    pub sections: Vec<Section>,
    /// Languages of the form; texts come in the one asked for by `?lang=` (index), default 0.
    pub languages: Vec<String>,
    /// What the server computed differently.
    pub differences: Vec<Differing>,
    /// Media with labels.
    pub media: Vec<Evidence>,
    /// Places answered.
    pub places: Vec<GeoPlace>,
    /// Remarks of this version.
    pub remarks: Vec<Remark>,
    /// All versions, oldest first; this one included.
    pub versions: Vec<Version>,
    /// What happened so far, oldest first.
    pub history: Vec<Happened>,
    /// Phone clock minus server clock at receipt, ms.
    pub clock_skew_ms: i64,
    /// Minutes from start to end of filling.
    pub minutes: Option<u32>,
    /// Whether the person may decide, or why not (`own`, state).
    pub may_decide: Result<(), Words>,
}

/// One section (group or repeat instance) with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Path of the group or instance.
    pub path: String,
    /// Label; of a repeat instance with position and, where there is one, the name in it: `家庭成员 2 / 4 · 测试乙`.
    pub label: String,
    /// Depth, 0 = top.
    pub depth: u8,
    /// An instance of a repeat; its own groups follow, deeper.
    #[serde(default)]
    pub instance: bool,
    /// Answers of this section itself.
    pub answers: Vec<Answer>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Path.
    pub path: String,
    /// Label.
    pub label: String,
    /// Answer for people: labels of choices, dates, masked where personal.
    pub display: String,
    /// Whether `display` is masked (identity number, telephone, account, illness).
    pub masked: bool,
    /// Computed by the form.
    pub computed: bool,
    /// Numeric: set right, tabular.
    pub number: bool,
    /// Value of the last visit, where known.
    pub last: Option<String>,
}

/// A value computed differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differing {
    /// Path.
    pub path: String,
    /// Label, or the node's name.
    pub label: String,
    /// The phone sent this.
    pub sent: String,
    /// The server computed this.
    pub computed: String,
}

/// One photo, signature or sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The file; `GET /v1/media/{instanceID}/{sha256}`.
    pub info: MediaInfo,
    /// Label of its question.
    pub label: String,
    /// Path of its question.
    pub path: String,
    /// Whether the server has it.
    pub here: bool,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GeoPlace {
    /// Label of its question.
    pub label: String,
    /// Latitude, WGS-84, as text.
    pub lat: String,
    /// Longitude.
    pub lon: String,
    /// Accuracy in metres, where given.
    pub accuracy: Option<String>,
}

impl Eq for GeoPlace {}

/// One version of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// `uuid:…`.
    pub instance_id: String,
    /// When received.
    pub received_at: i64,
    /// Where it stands.
    pub state: SubmissionState,
}

/// One thing that happened to a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// When.
    pub at: i64,
    /// Who.
    pub by: String,
    /// What, in words.
    pub what: Words,
}

/// `POST /v1/review/{instanceID}/decision?lang=`; accepting is refused with `media-missing` while named files are still to come; answers with the new [`Detail`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// Accept.
    Accept,
    /// Return with at least one remark.
    Return {
        /// Remarks; `path` none = the whole form.
        remarks: Vec<NewRemark>,
    },
}

/// A remark as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRemark {
    /// Node path; none: the whole form.
    pub path: Option<String>,
    /// What to change and why.
    pub text: String,
}
