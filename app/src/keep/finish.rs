//! From draft to outbox: one strict transaction, read back before anyone is told.
//!
//! Invariant: at every moment a survey is a draft or in the outbox, never both, never neither.

use std::rc::Rc;

use api::MediaInfo;
use forms::Submission;
use leptos::prelude::*;
use sync::{Event, Item, Medium, State, Table};

use super::Trouble;
use super::core::View;
use super::records::{DraftRecord, draft_key, media_key, unpack, was_draft_key, xml_key};
use super::sender;
use super::shelf::{Sheet, written};
use crate::platform::clock;
use crate::platform::files::sha256;
use crate::platform::part::apart;

apart! {
    more:
    /// Moves a draft to the outbox.
    pub(super) async fn finalize(view: Rc<View>, draft: String, submission: Submission) -> Result<(), Trouble> {
        view.finalize(&draft, submission).await
    }
}

impl View {
    async fn finalize(&self, draft: &str, submission: Submission) -> Result<(), Trouble> {
        let owner = self.owned()?;
        let key = draft_key(&owner, draft);
        let record: DraftRecord = self.core.shelf.record(Table::Drafts, &key).await?.ok_or(Trouble::Missing)?;
        if submission.instance_id != draft {
            return Err(Trouble::Store("instance id".into()));
        }
        let item = Item {
            id: draft.to_owned(),
            owner: owner.clone(),
            route: self.route.clone(),
            form_id: record.info.form_id.clone(),
            form_hash: record.info.form_hash.clone(),
            household: record.info.household.clone(),
            name: record.info.name.clone(),
            finalized_at: clock::now_ms(),
            sha256: sha256(submission.xml.as_bytes()),
            media: self.media_of(&owner, draft, &submission.media, &record.remote).await?,
            state: State::Waiting,
            receipt: None,
            visit_by: None,
            done_at: None,
            tries: 0,
            not_before: 0,
        };
        let sheet = Sheet::strict()
            .record(Table::Outbox, draft, &item)?
            .bytes(Table::Bodies, xml_key(draft), submission.xml.into_bytes())
            .record(Table::Bodies, was_draft_key(draft), &record)?
            .delete(Table::Drafts, key);
        self.core.shelf.write(sheet).await?;
        self.read_back(&item).await?;
        self.drafts.update(|drafts| drafts.retain(|d| d.id != draft));
        self.core.say("drafts");
        sender::kick_now(&self.core, Event::Finalized(Box::new(item))).await;
        Ok(())
    }

    /// Each file the XML names: from this phone, or one the server had from the version before.
    async fn media_of(&self, owner: &str, draft: &str, names: &[String], remote: &[MediaInfo]) -> Result<Vec<Medium>, Trouble> {
        let mut media = Vec::with_capacity(names.len());
        for name in names {
            let kept = self.core.shelf.bytes(Table::Media, &media_key(owner, draft, name)).await?.and_then(unpack);
            let (sha256, size, kind) = match (kept, remote.iter().find(|m| m.name == *name)) {
                (Some((kind, bytes)), _) => (sha256(&bytes), bytes.len() as u64, kind),
                (None, Some(info)) => (info.sha256.clone(), info.size, info.kind.clone()),
                (None, None) => return Err(Trouble::Missing),
            };
            media.push(Medium { name: name.clone(), sha256, size, kind, sent: false, tries: 0, not_before: 0 });
        }
        Ok(media)
    }

    /// Some browsers have said "done" and kept nothing: only what can be read again counts.
    async fn read_back(&self, item: &Item) -> Result<(), Trouble> {
        let kept = self.core.shelf.bytes(Table::Outbox, &item.id).await?;
        let xml = self.core.shelf.bytes(Table::Bodies, &xml_key(&item.id)).await?;
        let same = kept == Some(written(item)?) && xml.is_some_and(|xml| sha256(&xml) == item.sha256);
        if same { Ok(()) } else { Err(Trouble::Store("read back".into())) }
    }
}
