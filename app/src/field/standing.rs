//! Where a household stands on this phone, from drafts, outbox and the server's word: one state for one row. Pure, no words, no signals.
//!
//! Invariant: what the person must act on wins over what merely happened: refused, returned, draft, on its way, received, accepted.

use api::{OwnSubmission, SubmissionState};

use crate::keep::{DraftInfo, OutboxItem, OutboxState};

/// The state of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing yet.
    NotBegun,
    /// The server refused it: a draft again.
    Refused {
        /// The draft to mend.
        draft: Option<String>,
    },
    /// Returned with so many remarks.
    Returned {
        /// The submission.
        id: String,
        /// Remarks.
        remarks: usize,
    },
    /// Being filled.
    Draft {
        /// The draft.
        id: String,
        /// Questions still open.
        open: u32,
    },
    /// Finalized, not yet sent.
    Waiting,
    /// On its way.
    Sending,
    /// Stopped by something that is not the content's fault.
    Held,
    /// At the server.
    Received,
    /// Accepted by the reviewer.
    Accepted,
}

impl Standing {
    /// Whether something is left to do for the person.
    pub fn open(&self) -> bool {
        matches!(self, Self::NotBegun | Self::Refused { .. } | Self::Returned { .. } | Self::Draft { .. })
    }
}

/// What the phone knows, borrowed for the length of one computation.
pub struct Known<'a> {
    /// Drafts, newest first.
    pub drafts: &'a [DraftInfo],
    /// Outbox.
    pub outbox: &'a [OutboxItem],
    /// Own submissions.
    pub own: &'a [OwnSubmission],
}

impl Known<'_> {
    /// State of a form with a household; `form` none: of any of its forms. The second value is the form it is about.
    pub fn standing(&self, household: &str, form: Option<&str>) -> (Standing, Option<String>) {
        let ours = |code: &Option<String>, id: &str| code.as_deref() == Some(household) && form.is_none_or(|f| f == id);
        let drafts: Vec<_> = self.drafts.iter().filter(|d| ours(&d.household, &d.form_id)).collect();
        let outbox: Vec<_> = self.outbox.iter().filter(|o| ours(&o.household, &o.form_id)).collect();
        let own: Vec<_> = self.own.iter().filter(|s| ours(&s.household, &s.form_id)).collect();

        if let Some(draft) = drafts.iter().find(|d| d.refused.is_some()) {
            return (Standing::Refused { draft: Some(draft.id.clone()) }, Some(draft.form_id.clone()));
        }
        if let Some(back) = own.iter().find(|s| self.awaits_mending(s)) {
            return (Standing::Returned { id: back.receipt.instance_id.clone(), remarks: back.remarks.len() }, Some(back.form_id.clone()));
        }
        if let Some(draft) = drafts.first() {
            let open = draft.answered.1.saturating_sub(draft.answered.0);
            return (Standing::Draft { id: draft.id.clone(), open }, Some(draft.form_id.clone()));
        }
        if let Some(item) = outbox.iter().find(|o| !matches!(o.state, OutboxState::Received(_) | OutboxState::Refused(_))) {
            let state = match item.state {
                OutboxState::Sending => Standing::Sending,
                OutboxState::Held(_) => Standing::Held,
                _ => Standing::Waiting,
            };
            return (state, Some(item.form_id.clone()));
        }
        let newest = own.iter().max_by_key(|s| s.changed_at);
        match (newest, outbox.first()) {
            (Some(s), _) if s.receipt.state == SubmissionState::Accepted => (Standing::Accepted, Some(s.form_id.clone())),
            (Some(s), _) => (Standing::Received, Some(s.form_id.clone())),
            (None, Some(o)) if matches!(o.state, OutboxState::Received(_)) => (Standing::Received, Some(o.form_id.clone())),
            _ => (Standing::NotBegun, None),
        }
    }

    /// State of a household's row: what waits for the person in any of its forms; else how far the first of its forms is, which is the task.
    pub fn of_household(&self, household: &str, forms: &[String]) -> (Standing, Option<String>) {
        let any = self.standing(household, None);
        match forms.first() {
            Some(task) if matches!(any.0, Standing::Received | Standing::Accepted) => self.standing(household, Some(task)),
            _ => any,
        }
    }

    /// A return that no waiting correction answers yet.
    pub fn awaits_mending(&self, submission: &OwnSubmission) -> bool {
        let id = submission.receipt.instance_id.as_str();
        submission.receipt.state == SubmissionState::Returned
            && !self.own.iter().any(|other| other.corrects.as_deref() == Some(id))
            && !self.outbox.iter().any(|item| self.corrects(item).as_deref() == Some(id))
    }

    /// What an outbox item corrects is not kept beside it; the household and form tell, for a return that is older than it.
    fn corrects(&self, item: &OutboxItem) -> Option<String> {
        if matches!(item.state, OutboxState::Refused(_)) || self.own.iter().any(|s| s.receipt.instance_id == item.id) {
            return None;
        }
        self.own
            .iter()
            .filter(|s| s.form_id == item.form_id && s.household == item.household && item.household.is_some())
            .find(|s| s.receipt.state == SubmissionState::Returned && s.changed_at <= item.finalized_at)
            .map(|s| s.receipt.instance_id.clone())
    }
}

#[cfg(test)]
mod tests {
    use api::{Problem, Receipt, Words};

    use super::*;

    fn draft(id: &str, answered: (u32, u32)) -> DraftInfo {
        DraftInfo {
            id: id.into(),
            form_id: "b_hh_survey".into(),
            form_hash: "h".into(),
            household: Some("HC0001".into()),
            name: "测试甲".into(),
            saved_at: 1,
            answered,
            corrects: None,
            refused: None,
        }
    }

    fn own(id: &str, state: SubmissionState, changed_at: i64) -> OwnSubmission {
        OwnSubmission {
            receipt: Receipt {
                instance_id: id.into(),
                number: "RH-2026-000001".into(),
                sha256: String::new(),
                received_at: 1,
                missing: vec![],
                state,
            },
            form_id: "b_hh_survey".into(),
            name: "测试甲".into(),
            household: Some("HC0001".into()),
            changed_at,
            remarks: vec![],
            due: None,
            corrects: None,
        }
    }

    fn item(id: &str, finalized_at: i64, state: OutboxState) -> OutboxItem {
        OutboxItem {
            id: id.into(),
            form_id: "b_hh_survey".into(),
            household: Some("HC0001".into()),
            name: "测试甲".into(),
            finalized_at,
            state,
            media: vec![],
        }
    }

    #[test]
    fn a_household_waits_until_the_first_of_its_forms_is_sent() {
        let mut exit = own("uuid:1", SubmissionState::Received, 1);
        exit.form_id = "f_hh_exit".into();
        let own = [exit];
        let known = Known { drafts: &[], outbox: &[], own: &own };
        let forms = ["b_hh_survey".to_owned(), "f_hh_exit".to_owned()];
        assert_eq!(known.of_household("HC0001", &forms), (Standing::NotBegun, None));
        assert_eq!(known.of_household("HC0001", &forms[1..]).0, Standing::Received);
    }

    #[test]
    fn a_household_without_anything_is_not_begun_and_another_ones_draft_does_not_count() {
        let drafts = [draft("uuid:1", (3, 10))];
        let known = Known { drafts: &drafts, outbox: &[], own: &[] };
        assert_eq!(known.standing("HC0002", None).0, Standing::NotBegun);
        assert_eq!(known.standing("HC0001", Some("f_hh_exit")).0, Standing::NotBegun);
        assert_eq!(known.standing("HC0001", None).0, Standing::Draft { id: "uuid:1".into(), open: 7 });
    }

    #[test]
    fn a_refused_draft_comes_before_a_return_and_a_return_before_a_draft() {
        let mut refused = draft("uuid:2", (10, 10));
        refused.refused = Some(Problem { code: "x".into(), message: Words::default(), places: vec![] });
        let returned = [own("uuid:0", SubmissionState::Returned, 5)];
        let both = [draft("uuid:1", (1, 2)), refused];
        let known = Known { drafts: &both, outbox: &[], own: &returned };
        assert_eq!(known.standing("HC0001", None).0, Standing::Refused { draft: Some("uuid:2".into()) });
        let known = Known { drafts: &both[..1], outbox: &[], own: &returned };
        assert_eq!(known.standing("HC0001", None).0, Standing::Returned { id: "uuid:0".into(), remarks: 0 });
    }

    #[test]
    fn a_correction_on_its_way_answers_the_return_but_an_older_parcel_does_not() {
        let returned = [own("uuid:0", SubmissionState::Returned, 50)];
        let newer = [item("uuid:1", 60, OutboxState::Waiting)];
        assert_eq!(Known { drafts: &[], outbox: &newer, own: &returned }.standing("HC0001", None).0, Standing::Waiting);
        let older = [item("uuid:1", 40, OutboxState::Waiting)];
        assert!(matches!(Known { drafts: &[], outbox: &older, own: &returned }.standing("HC0001", None).0, Standing::Returned { .. }));
    }

    #[test]
    fn a_sent_household_is_never_lost() {
        let accepted = [own("uuid:0", SubmissionState::Accepted, 9), own("uuid:9", SubmissionState::Replaced, 3)];
        assert_eq!(Known { drafts: &[], outbox: &[], own: &accepted }.standing("HC0001", None).0, Standing::Accepted);
        let receipt = accepted[0].receipt.clone();
        let sent = [item("uuid:0", 1, OutboxState::Received(receipt))];
        assert_eq!(Known { drafts: &[], outbox: &sent, own: &[] }.standing("HC0001", None).0, Standing::Received);
    }
}
