//! What an answer means: a table of HTTP status × what was sent × what the body proves. No state, no clock.
//!
//! Invariant: a status alone proves nothing. Portals answer 200, 302, 401 and 404 with their own pages; only a body of ours moves an item
//! out of waiting. What no row names is "later".

use api::{Problem, Receipt};

use crate::outbox::Part;

/// What came back from one sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// No answer: no network, no server, time out, body cut off.
    Nothing,
    /// An answer.
    Answer(Box<Reply>),
}

/// What of an answer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The receipt in its body, if it holds one.
    pub receipt: Option<Receipt>,
    /// Day by which someone comes, if it says so.
    pub visit_by: Option<String>,
    /// The refusal in its body, if it holds one.
    pub problem: Option<Problem>,
    /// Whether the body is of the kind our server sends (JSON, or none with 204).
    pub ours: bool,
    /// `Retry-After`, seconds.
    pub retry_after_s: Option<u32>,
}

/// What the body must hold for a row to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// A receipt.
    Receipt,
    /// A refusal of ours.
    Problem,
    /// A refusal of ours with this code.
    Code(&'static str),
    /// Something of ours.
    Ours,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The text is there; the receipt says which files are missing.
    Receipt,
    /// The file is there.
    Sent,
    /// Sign in first.
    SignIn,
    /// Not now and not by itself: held with the server's words.
    Hold,
    /// The content is refused: a copy becomes a draft.
    Refuse,
    /// The server does not know the text (any more): send it again before its files.
    TextAgain,
    /// Try again after a pause.
    Later,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Whether it is about texts (or about files).
    pub text: bool,
    /// Statuses, first and last.
    pub status: (u16, u16),
    /// What the body must hold.
    pub proof: Proof,
    /// What follows.
    pub then: Verdict,
}

const fn row(text: bool, from: u16, to: u16, proof: Proof, then: Verdict) -> Row {
    Row { text, status: (from, to), proof, then }
}

/// The table, first match wins. Anything else – 3xx, 5xx, 408, 425, 429, pages of portals, a receipt that cannot be read – is [`Verdict::Later`].
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    row(true,  200, 201, Proof::Receipt, Verdict::Receipt),
    row(true,  401, 401, Proof::Problem, Verdict::SignIn),
    row(true,  408, 408, Proof::Problem, Verdict::Later),
    row(true,  425, 425, Proof::Problem, Verdict::Later),
    row(true,  429, 429, Proof::Problem, Verdict::Later),
    row(true,  400, 400, Proof::Problem, Verdict::Refuse),
    row(true,  403, 403, Proof::Problem, Verdict::Refuse),
    row(true,  413, 413, Proof::Problem, Verdict::Refuse),
    row(true,  422, 422, Proof::Problem, Verdict::Refuse),
    row(true,  402, 499, Proof::Problem, Verdict::Hold),
    row(false, 200, 204, Proof::Ours,    Verdict::Sent),
    row(false, 401, 401, Proof::Problem, Verdict::SignIn),
    row(false, 404, 404, Proof::Problem, Verdict::TextAgain),
    row(false, 408, 408, Proof::Problem, Verdict::Later),
    row(false, 425, 425, Proof::Problem, Verdict::Later),
    row(false, 429, 429, Proof::Problem, Verdict::Later),
    row(false, 422, 422, Proof::Code("media-hash"), Verdict::Later),
    row(false, 400, 499, Proof::Problem, Verdict::Hold),
];

/// Looks an answer up.
pub fn verdict(part: Part, said: &Said) -> Verdict {
    let Said::Answer(reply) = said else { return Verdict::Later };
    let proves = |proof: Proof| match proof {
        Proof::Receipt => reply.receipt.is_some(),
        Proof::Problem => reply.problem.is_some(),
        Proof::Code(code) => reply.problem.as_ref().is_some_and(|p| p.code == code),
        Proof::Ours => reply.ours,
    };
    let text = part == Part::Text;
    TABLE
        .iter()
        .find(|row| row.text == text && (row.status.0..=row.status.1).contains(&reply.status) && proves(row.proof))
        .map_or(Verdict::Later, |row| row.then)
}
