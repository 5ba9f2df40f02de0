//! Drafts and their files: kept at every save, loaded, thrown away; a returned submission becomes one.
//!
//! Invariant: `Ok` means the transaction is complete. What is in the outbox is no draft and is not written as one.

use std::rc::Rc;

use api::{MediaInfo, Mend};
use forms::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::{Event, State, Table};

use super::core::View;
use super::records::{DraftRecord, draft_key, media_key, media_prefix, pack, unpack};
use super::shelf::Sheet;
use super::{DraftInfo, Trouble, sender};
use crate::platform::net::{self, path_part};
use crate::platform::part::apart;
use crate::platform::{clock, files, loader, space, urls};

apart! {
    more:
    /// Keeps a file of a draft under a name.
    pub(super) async fn put_media(view: Rc<View>, draft: String, name: String, kind: String, bytes: Vec<u8>) -> Result<(), Trouble> {
        view.put_media(&draft, &name, &kind, &bytes).await
    }

    more:
    /// Address of a kept file; none if it is not here.
    pub(super) async fn media_url(view: Rc<View>, draft: String, name: String) -> Result<Option<String>, Trouble> {
        Ok(view.media_url(&draft, &name).await)
    }
}

impl View {
    pub(super) async fn save(&self, mut info: DraftInfo, snapshot: Vec<u8>) -> Result<i64, Trouble> {
        let owner = self.owned()?;
        self.is_draft(&info.id)?;
        let key = draft_key(&owner, &info.id);
        let old: Option<DraftRecord> = self.core.shelf.record(Table::Drafts, &key).await?;
        let saved_at = clock::now_ms();
        info.saved_at = saved_at;
        let record = DraftRecord { info, remote: old.map(|o| o.remote).unwrap_or_default() };
        // Once more: it may have gone to the outbox while the old record was read.
        self.is_draft(&record.info.id)?;
        let sheet = Sheet::relaxed().record(Table::Drafts, &key, &record)?.bytes(Table::Snapshots, key, snapshot);
        self.core.shelf.write(sheet).await?;
        loader::kept_at(saved_at);
        self.show_draft(record.info);
        self.ask_persistence();
        Ok(saved_at)
    }

    fn is_draft(&self, id: &str) -> Result<(), Trouble> {
        let outbox = self.core.outbox.borrow();
        let gone = outbox.item(id).is_some_and(|item| !matches!(item.state, State::Refused(_)));
        if gone { Err(Trouble::Missing) } else { Ok(()) }
    }

    fn show_draft(&self, info: DraftInfo) {
        self.drafts.update(|drafts| {
            drafts.retain(|d| d.id != info.id);
            drafts.insert(0, info);
        });
        self.core.say("drafts");
    }

    /// After the first save, when the browser sees the app is used.
    fn ask_persistence(&self) {
        if !self.core.persist_asked.replace(true) {
            spawn_local(async {
                space::persist().await;
            });
        }
    }

    pub(super) async fn load(&self, id: &str) -> Result<(DraftInfo, Vec<u8>), Trouble> {
        let key = draft_key(&self.owned()?, id);
        let record: DraftRecord = self.core.shelf.record(Table::Drafts, &key).await?.ok_or(Trouble::Missing)?;
        let snapshot = self.core.shelf.bytes(Table::Snapshots, &key).await?.ok_or(Trouble::Missing)?;
        Ok((record.info, snapshot))
    }

    pub(super) async fn discard(&self, id: &str) -> Result<(), Trouble> {
        let owner = self.owned()?;
        self.is_draft(id)?;
        let key = draft_key(&owner, id);
        let sheet = Sheet::strict().delete(Table::Drafts, &key).delete(Table::Snapshots, key).delete_under(Table::Media, media_prefix(&owner, id));
        self.core.shelf.write(sheet).await?;
        self.drafts.update(|drafts| drafts.retain(|d| d.id != id));
        self.core.say("drafts");
        // The refusal it came from has done its work.
        if self.core.outbox.borrow().item(id).is_some() {
            sender::kick(&self.core, Event::Forget(id.to_owned()));
        }
        Ok(())
    }

    async fn put_media(&self, draft: &str, name: &str, kind: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let owner = self.owned()?;
        self.is_draft(draft)?;
        if space::estimate().await.is_some_and(|space| !space.takes_media()) {
            return Err(Trouble::Full);
        }
        let key = media_key(&owner, draft, name);
        self.core.shelf.write(Sheet::strict().bytes(Table::Media, &key, pack(kind, bytes))).await?;
        if let Some(old) = self.core.urls.borrow_mut().remove(&key) {
            urls::revoke(&old);
        }
        Ok(())
    }

    async fn media_url(&self, draft: &str, name: &str) -> Option<String> {
        let owner = self.owner()?;
        let key = media_key(&owner, draft, name);
        if let Some(url) = self.core.urls.borrow().get(&key) {
            return Some(url.clone());
        }
        let kept = self.core.shelf.bytes(Table::Media, &key).await.ok()?.and_then(unpack);
        let (kind, bytes) = match kept {
            Some(kept) => kept,
            None => self.remote_media(&owner, draft, name).await?,
        };
        let url = urls::make(&kind, &bytes)?;
        self.core.urls.borrow_mut().insert(key, url.clone());
        Some(url)
    }

    async fn remote_media(&self, owner: &str, draft: &str, name: &str) -> Option<(String, Vec<u8>)> {
        let record: DraftRecord = self.core.shelf.record(Table::Drafts, &draft_key(owner, draft)).await.ok()??;
        let info = record.remote.iter().find(|m| m.name == name)?;
        fetch(record.info.corrects.as_deref()?, info).await.map(|bytes| (info.kind.clone(), bytes))
    }

    pub(super) async fn mend(&self, instance_id: &str) -> Result<String, Trouble> {
        let owner = self.owned()?;
        let begun = self.drafts.with_untracked(|drafts| drafts.iter().find(|d| d.corrects.as_deref() == Some(instance_id)).map(|d| d.id.clone()));
        if let Some(id) = begun {
            return Ok(id);
        }
        let mend: Mend = self.core.note(net::get(&format!("/v1/submissions/{}/mend", path_part(instance_id))).await)?;
        let snapshot = files::from_base64(&mend.snapshot).ok_or(Trouble::Nonsense)?;
        let form = self.form(&mend.form_hash).await?;
        let session = Session::restore(form, self.env(), &snapshot).map_err(|d| Trouble::Damaged(d.message))?;
        let id = session.instance_id().to_owned();
        let name = self.own.with_untracked(|own| own.iter().find(|o| o.receipt.instance_id == instance_id).map(|o| o.name.clone()));
        let info = DraftInfo {
            id: id.clone(),
            form_id: mend.form_id,
            form_hash: mend.form_hash,
            household: mend.household,
            name: name.unwrap_or_else(|| session.instance_name()),
            saved_at: clock::now_ms(),
            answered: (0, 0),
            corrects: Some(instance_id.to_owned()),
            refused: None,
        };
        let key = draft_key(&owner, &id);
        let record = DraftRecord { info, remote: mend.media };
        let mut sheet = Sheet::strict().record(Table::Drafts, &key, &record)?.bytes(Table::Snapshots, key, snapshot);
        // Its photos come along, to be seen without a network; one that does not come now is still at the server.
        for info in &record.remote {
            if let Some(bytes) = fetch(instance_id, info).await {
                sheet = sheet.bytes(Table::Media, media_key(&owner, &id, &info.name), pack(&info.kind, &bytes));
            }
        }
        self.core.shelf.write(sheet).await?;
        self.show_draft(record.info);
        Ok(id)
    }
}

/// A file of a submission from the server, if it is the one named.
async fn fetch(instance_id: &str, info: &MediaInfo) -> Option<Vec<u8>> {
    let (_, bytes) = net::get_file(&format!("/v1/media/{}/{}", path_part(instance_id), info.sha256)).await.ok()?;
    (files::sha256(&bytes) == info.sha256).then_some(bytes)
}
