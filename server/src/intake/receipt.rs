//! What the server has of a submission, as the sender sees it.

use api::{Receipt, SubmissionState};

use crate::problem::Answer;
use crate::store::Db;
use crate::store::media;
use crate::store::submission::SubmissionRow;

/// The state of a stored code.
pub(crate) fn state_of(code: &str) -> SubmissionState {
    match code {
        "returned" => SubmissionState::Returned,
        "accepted" => SubmissionState::Accepted,
        "replaced" => SubmissionState::Replaced,
        _ => SubmissionState::Received,
    }
}

/// The receipt, with the hashes still to come, each once.
pub(crate) async fn receipt(db: &mut Db, row: &SubmissionRow) -> Answer<Receipt> {
    let files = media::of(db, &row.instance_id).await?;
    let mut missing: Vec<String> = files.into_iter().filter(|f| f.here == 0).map(|f| f.sha256).collect();
    missing.sort();
    missing.dedup();
    Ok(Receipt {
        instance_id: row.instance_id.clone(),
        number: row.number.clone(),
        sha256: row.sha256.clone(),
        received_at: row.received_at,
        missing,
        state: state_of(&row.state),
    })
}
