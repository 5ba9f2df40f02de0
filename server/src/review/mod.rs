//! The desk's side: the queue, one submission with its evidence, the decision.
//!
//! Invariants: everything within the person's area; no one decides on their own; the first decision wins and the second learns of it.

mod before;
mod decide;
mod detail;
mod read;

pub(crate) use decide::decide;
pub(crate) use detail::{detail, remarks_of};
pub(crate) use read::{info, mend};

use api::{Flag, Queue, QueueFilter, QueueRow, Source, SubmissionState};

use crate::auth::Person;
use crate::intake::state_of;
use crate::limits::QUEUE_PAGE;
use crate::office::Office;
use crate::problem::{self, Answer, words};
use crate::store::queue::{self, QueuedRow, Wanted};

/// Stored code of a state.
fn state_code(state: SubmissionState) -> &'static str {
    match state {
        SubmissionState::Received => "received",
        SubmissionState::Returned => "returned",
        SubmissionState::Accepted => "accepted",
        SubmissionState::Replaced => "replaced",
    }
}

fn source_code(source: Source) -> &'static str {
    match source {
        Source::Staff => "staff",
        Source::Household => "household",
    }
}

/// One page of the queue.
pub(crate) async fn list(office: &Office, person: &Person, filter: &QueueFilter) -> Answer<Queue> {
    let within = match &filter.area {
        Some(id) => office.areas.path(id).filter(|p| p.starts_with(&person.path)).ok_or_else(problem::no_right)?,
        None => &person.path,
    };
    let wanted = Wanted {
        within,
        state: filter.state.map(state_code),
        form: filter.form.as_deref(),
        source: filter.source.map(source_code),
        words: filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(pattern),
        flagged: filter.flagged.map(i64::from),
        after: filter.after.as_deref().and_then(|a| a.split_once('|')),
    };
    let mut db = office.store.read().await?;
    let mut rows = queue::rows(&mut db, &wanted, i64::from(QUEUE_PAGE) + 1).await?;
    let more = rows.len() > usize::from(QUEUE_PAGE);
    rows.truncate(usize::from(QUEUE_PAGE));
    let next = if more { rows.last().map(|r| format!("{}|{}", r.submission.due, r.submission.number)) } else { None };
    let counts = queue::counts(&mut db, &person.path).await?;
    Ok(Queue {
        rows: rows.into_iter().map(|r| row(office, person, r)).collect(),
        total: u64::try_from(queue::total(&mut db, &wanted).await?).unwrap_or(0),
        next,
        counts: counts.into_iter().map(|(state, n)| (state_of(&state), u64::try_from(n).unwrap_or(0))).collect(),
    })
}

/// Words as a pattern of `LIKE`: its own signs are taken literally.
fn pattern(words: &str) -> String {
    let mut out = String::from("%");
    for sign in words.to_lowercase().chars() {
        if matches!(sign, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(sign);
    }
    out.push('%');
    out
}

/// A stored row as the desk shows it to this person.
fn row(office: &Office, person: &Person, queued: QueuedRow) -> QueueRow {
    let s = queued.submission;
    let mut flags: Vec<Flag> = serde_json::from_str(&s.flags).unwrap_or_default();
    if s.media_missing > 0 {
        let n = s.media_missing;
        flags
            .push(Flag { code: "media-missing".to_owned(), words: words(format!("还有 {n} 个附件没到"), format!("{n} files still to come")) });
    }
    if s.person.as_deref() == Some(person.id.as_str()) {
        flags.push(Flag { code: "own".to_owned(), words: words("您自己提交的", "Your own submission") });
    }
    let household = s.source == "household";
    QueueRow {
        form: office.library.title(&s.form),
        area: office.areas.line(&s.path),
        by: if household { "农户自主申报".to_owned() } else { queued.by.unwrap_or_default() },
        source: if household { Source::Household } else { Source::Staff },
        state: state_of(&s.state),
        facts: serde_json::from_str(&s.facts).unwrap_or_default(),
        flags,
        media_missing: u32::try_from(s.media_missing).unwrap_or(0),
        instance_id: s.instance_id,
        number: s.number,
        form_id: s.form,
        name: if s.head.trim().is_empty() { s.name } else { s.head },
        household: s.household,
        received_at: s.received_at,
        due: s.due,
    }
}
