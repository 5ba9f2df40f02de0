//! The loaded part of the queue: rows, totals, where the person is in it.
//!
//! Invariant: an answer to an older question never replaces that of a newer one.

use api::{QueueFilter, QueueRow, SubmissionState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::format;
use crate::desk::server::{self, Failure};
use crate::desk::state::Desk;
use crate::platform::{clock, view};
use crate::words::{desk as w, t};

/// Why a row is still shown though it no longer belongs to the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::desk) struct Gone {
    /// Who decided; empty when not known.
    pub(in crate::desk) by: String,
    /// What it is now.
    pub(in crate::desk) state: SubmissionState,
    /// Grey since the last loading: leaves with the next.
    pub(in crate::desk) seen: bool,
}

/// A row as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) struct Shown {
    pub(in crate::desk) row: QueueRow,
    pub(in crate::desk) gone: Option<Gone>,
}

/// Of rows that vanished, this many are asked for by whom; the rest only go grey.
const ASK_GONE: usize = 5;

/// The list; a handle of signals.
#[derive(Clone, Copy)]
pub(in crate::desk) struct Listing {
    pub(in crate::desk) rows: RwSignal<Vec<Shown>>,
    pub(in crate::desk) total: RwSignal<u64>,
    pub(in crate::desk) counts: RwSignal<Vec<(SubmissionState, u64)>>,
    pub(in crate::desk) next: RwSignal<Option<String>>,
    pub(in crate::desk) busy: RwSignal<bool>,
    pub(in crate::desk) failure: RwSignal<Option<Failure>>,
    /// When the rows came.
    pub(in crate::desk) came: RwSignal<Option<i64>>,
    /// The question the rows answer.
    pub(in crate::desk) asked: RwSignal<Option<QueueFilter>>,
    /// instanceID of the row the person is at.
    pub(in crate::desk) at: RwSignal<Option<String>>,
    /// How far the page was scrolled when it was left.
    pub(in crate::desk) scroll: RwSignal<i32>,
    round: RwSignal<u32>,
}

impl Listing {
    pub(in crate::desk) fn new() -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            total: RwSignal::new(0),
            counts: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            came: RwSignal::new(None),
            asked: RwSignal::new(None),
            at: RwSignal::new(None),
            scroll: RwSignal::new(0),
            round: RwSignal::new(0),
        }
    }

    /// Empties it.
    pub(in crate::desk) fn clear(self) {
        self.round.update(|n| *n += 1);
        self.rows.set(Vec::new());
        self.total.set(0);
        self.counts.set(Vec::new());
        self.next.set(None);
        self.busy.set(false);
        self.failure.set(None);
        self.came.set(None);
        self.asked.set(None);
        self.at.set(None);
        self.scroll.set(0);
    }

    /// Shows what a filter finds: anew for another filter, else the same rows brought up to date in their places.
    pub(in crate::desk) fn show(self, desk: Desk, filter: QueueFilter) {
        let same = self.asked.with_untracked(|asked| asked.as_ref() == Some(&filter)) && self.came.get_untracked().is_some();
        if same {
            return self.again(desk);
        }
        self.rows.set(Vec::new());
        self.next.set(None);
        self.came.set(None);
        self.at.set(None);
        self.scroll.set(0);
        self.asked.set(Some(filter));
        self.again(desk);
    }

    /// Loads again as many rows as are shown.
    pub(in crate::desk) fn again(self, desk: Desk) {
        let wanted = self.rows.with_untracked(|rows| rows.iter().filter(|shown| shown.gone.is_none()).count());
        let Some(filter) = self.asked.get_untracked() else { return };
        let round = self.begin();
        spawn_local(async move {
            let mut question = filter;
            let mut fresh: Vec<QueueRow> = Vec::new();
            loop {
                let answer = server::queue(&question).await;
                if self.round.get_untracked() != round {
                    return;
                }
                match answer {
                    Err(failure) => return self.end(desk, Some(failure)),
                    Ok(queue) => {
                        fresh.extend(queue.rows);
                        question.after.clone_from(&queue.next);
                        if question.after.is_none() || fresh.len() >= wanted {
                            self.total.set(queue.total);
                            self.counts.set(queue.counts);
                            self.next.set(queue.next);
                            break;
                        }
                    }
                }
            }
            let before = self.rows.get_untracked();
            self.rows.set(merge(before, fresh));
            self.end(desk, None);
            self.ask_gone(round).await;
        });
    }

    /// Loads the rows after the last one.
    pub(in crate::desk) fn more(self, desk: Desk) {
        let (Some(mut question), Some(after)) = (self.asked.get_untracked(), self.next.get_untracked()) else { return };
        question.after = Some(after);
        let round = self.begin();
        spawn_local(async move {
            let answer = server::queue(&question).await;
            if self.round.get_untracked() != round {
                return;
            }
            match answer {
                Err(failure) => self.end(desk, Some(failure)),
                Ok(queue) => {
                    let first = queue.rows.first().map(|row| row.instance_id.clone());
                    self.rows.update(|rows| {
                        for row in queue.rows {
                            if !rows.iter().any(|shown| shown.row.instance_id == row.instance_id) {
                                rows.push(Shown { row, gone: None });
                            }
                        }
                    });
                    self.total.set(queue.total);
                    self.next.set(queue.next);
                    self.at.set(first);
                    self.end(desk, None);
                    self.focus_row();
                }
            }
        });
    }

    fn begin(self) -> u32 {
        self.busy.set(true);
        self.failure.set(None);
        self.round.update(|n| *n += 1);
        self.round.get_untracked()
    }

    fn end(self, desk: Desk, failure: Option<Failure>) {
        self.busy.set(false);
        if let Some(failure) = failure {
            self.failure.set(Some(desk.note(failure)));
        } else {
            self.came.set(Some(clock::now_ms()));
            let lang = desk.lang.get_untracked();
            desk.spoken.set(t(lang, w::LOADED_N).replace("{}", &self.total.get_untracked().to_string()));
        }
    }

    /// Names who decided the rows that vanished since the last loading.
    async fn ask_gone(self, round: u32) {
        let unnamed = self.rows.with_untracked(|rows| {
            let gone = rows.iter().filter(|shown| shown.gone.as_ref().is_some_and(|gone| gone.by.is_empty()));
            gone.map(|shown| shown.row.instance_id.clone()).take(ASK_GONE).collect::<Vec<_>>()
        });
        for id in unnamed {
            // A row out of one's area by now cannot be asked for: it stays grey without a name.
            let Ok(detail) = server::detail(&id, 0).await else { continue };
            if self.round.get_untracked() != round {
                return;
            }
            let by = detail.history.last().map(|last| last.by.clone()).unwrap_or_default();
            self.mark(&id, Gone { by, state: detail.row.state, seen: true });
        }
    }

    /// Marks a row as decided; it goes grey and stays where it is.
    pub(in crate::desk) fn mark(self, id: &str, gone: Gone) {
        self.rows.update(|rows| {
            if let Some(shown) = rows.iter_mut().find(|shown| shown.row.instance_id == id) {
                shown.row.state = gone.state;
                shown.gone = Some(gone);
            }
        });
    }

    /// One moved from a state to another: the tiles follow without asking.
    pub(in crate::desk) fn moved(self, from: SubmissionState, to: SubmissionState) {
        self.counts.update(|counts| {
            for (state, count) in counts {
                if *state == from {
                    *count = count.saturating_sub(1);
                } else if *state == to {
                    *count += 1;
                }
            }
        });
    }

    /// How many there are in a state.
    pub(in crate::desk) fn count(self, state: SubmissionState) -> u64 {
        self.counts.with(|counts| counts.iter().find(|(s, _)| *s == state).map_or(0, |(_, n)| *n))
    }

    /// Rows past their day. Exact, because rows come oldest due first: counted only when the first row not late is loaded too, or all are.
    pub(in crate::desk) fn late(self, today: &str) -> usize {
        self.rows.with(|rows| {
            let waits = |shown: &&Shown| shown.gone.is_none() && shown.row.state == SubmissionState::Received;
            rows.iter().filter(waits).filter(|shown| matches!(format::due(&shown.row.due, today), Some(format::Due::Late(_)))).count()
        })
    }

    /// Rows shown that still belong to the list.
    pub(in crate::desk) fn open_rows(self) -> usize {
        self.rows.with(|rows| rows.iter().filter(|shown| shown.gone.is_none()).count())
    }

    /// The row the person is at.
    pub(in crate::desk) fn here(self) -> Option<String> {
        self.at.get_untracked()
    }

    /// Moves by so many rows and takes the focus there.
    pub(in crate::desk) fn step(self, by: isize) -> bool {
        let target = self.rows.with_untracked(|rows| {
            let at = self.at.get_untracked();
            let here = at.and_then(|id| rows.iter().position(|shown| shown.row.instance_id == id));
            let index = match here {
                Some(here) => here.saturating_add_signed(by).min(rows.len().saturating_sub(1)),
                None => 0,
            };
            rows.get(index).map(|shown| shown.row.instance_id.clone())
        });
        target.is_some_and(|id| {
            self.at.set(Some(id));
            self.focus_row()
        })
    }

    /// Gives the focus to the row the person is at.
    pub(in crate::desk) fn focus_row(self) -> bool {
        self.at.get_untracked().is_some_and(|id| view::focus(&row_id(&id)))
    }

    /// Neighbours of a submission among the rows not decided yet: the one before, its place, the one after.
    pub(in crate::desk) fn around(self, id: &str) -> Option<(Option<String>, usize, Option<String>)> {
        self.rows.with(|rows| {
            let place = rows.iter().position(|shown| shown.row.instance_id == id)?;
            let open = |shown: &&Shown| shown.gone.is_none();
            let name = |shown: &Shown| shown.row.instance_id.clone();
            let before = rows.get(..place)?.iter().rev().find(open).map(name);
            let after = rows.get(place + 1..)?.iter().find(open).map(name);
            Some((before, place + 1, after))
        })
    }
}

/// Id of a row's link in the page.
pub(in crate::desk) fn row_id(instance_id: &str) -> String {
    format!("row-{}", instance_id.replace(|c: char| !c.is_ascii_alphanumeric(), "-"))
}

/// Fresh rows in the places of the shown ones: a row that is no longer there goes grey where it was, one that was seen grey leaves.
fn merge(before: Vec<Shown>, fresh: Vec<QueueRow>) -> Vec<Shown> {
    let mut out: Vec<Shown> = fresh.into_iter().map(|row| Shown { row, gone: None }).collect();
    let mut grey: Vec<(Option<String>, Shown)> = Vec::new();
    let mut anchor: Option<String> = None;
    for shown in before {
        let id = shown.row.instance_id.clone();
        if !out.iter().any(|new| new.row.instance_id == id) {
            let gone = match shown.gone {
                Some(gone) if gone.seen => None,
                Some(gone) => Some(Gone { seen: true, ..gone }),
                None => Some(Gone { by: String::new(), state: shown.row.state, seen: true }),
            };
            if gone.is_some() {
                grey.push((anchor, Shown { row: shown.row, gone }));
            }
        }
        anchor = Some(id);
    }
    // Each grey row goes behind the row it stood behind.
    for (anchor, shown) in grey {
        let place = anchor.and_then(|id| out.iter().position(|new| new.row.instance_id == id)).map_or(0, |at| at + 1);
        out.insert(place, shown);
    }
    out
}

#[cfg(test)]
mod tests {
    use api::Source;

    use super::*;

    fn row(id: &str) -> QueueRow {
        QueueRow {
            instance_id: id.into(),
            number: String::new(),
            form_id: String::new(),
            form: api::Words::default(),
            name: String::new(),
            household: None,
            area: Vec::new(),
            by: String::new(),
            source: Source::Staff,
            received_at: 0,
            due: String::new(),
            state: SubmissionState::Received,
            facts: Vec::new(),
            flags: Vec::new(),
            media_missing: 0,
        }
    }

    fn ids(rows: &[Shown]) -> Vec<(&str, bool)> {
        rows.iter().map(|shown| (shown.row.instance_id.as_str(), shown.gone.is_some())).collect()
    }

    #[test]
    fn a_row_decided_by_another_goes_grey_in_its_place_and_leaves_at_the_next_loading() {
        let first = merge(Vec::new(), vec![row("a"), row("b"), row("c")]);
        let second = merge(first, vec![row("a"), row("c"), row("d")]);
        assert_eq!(ids(&second), [("a", false), ("b", true), ("c", false), ("d", false)]);
        let third = merge(second, vec![row("a"), row("c"), row("d")]);
        assert_eq!(ids(&third), [("a", false), ("c", false), ("d", false)]);
    }
}
