//! Compiled forms and their lists: kept by hash, fetched once, checked against their hash, ready again after a reload without a network.

use std::sync::Arc;

use api::{FormInfo, ListInfo};
use forms::{Form, List};
use leptos::prelude::*;
use sync::{Route, Table};

use super::Trouble;
use super::core::View;
use super::shelf::Sheet;
use crate::platform::files::sha256;
use crate::platform::net::{self, path_part};

fn info_key(hash: &str) -> String {
    format!("form/{hash}")
}

impl View {
    /// Keeps a form and its lists, so that it opens later without a network.
    pub(super) async fn stock(&self, info: &FormInfo) -> Result<(), Trouble> {
        self.form_bytes(&info.hash, Some(&info.id)).await?;
        for list in &info.lists {
            self.list_bytes(list).await?;
        }
        self.core.shelf.write(Sheet::relaxed().record(Table::Meta, info_key(&info.hash), info)?).await
    }

    /// A form by its hash, its lists ready.
    pub(super) async fn form(&self, hash: &str) -> Result<Arc<Form>, Trouble> {
        let info = self.info(hash).await?;
        let known = self.core.forms.borrow().get(hash).cloned();
        let form = match known {
            Some(form) => form,
            None => {
                let bytes = self.form_bytes(hash, info.as_ref().map(|i| i.id.as_str())).await?;
                let form = Arc::new(Form::from_bytes(&bytes).map_err(|d| Trouble::Damaged(d.message))?);
                self.core.forms.borrow_mut().insert(hash.to_owned(), form.clone());
                form
            }
        };
        for list in info.iter().flat_map(|i| &i.lists) {
            self.list(list).await?;
        }
        Ok(form)
    }

    /// What the server said of this version of a form.
    async fn info(&self, hash: &str) -> Result<Option<FormInfo>, Trouble> {
        if let Some(info) = self.forms.with_untracked(|forms| forms.iter().find(|f| f.hash == hash).cloned()) {
            return Ok(Some(info));
        }
        self.core.shelf.record(Table::Meta, &info_key(hash)).await
    }

    async fn form_bytes(&self, hash: &str, id: Option<&str>) -> Result<Vec<u8>, Trouble> {
        let path = match &self.route {
            Route::Staff => format!("/v1/forms/{}/{}", path_part(id.unwrap_or("form")), path_part(hash)),
            Route::Link(token) => format!("/v1/declare/{}/forms/{}", path_part(token), path_part(hash)),
        };
        self.artefact(Table::Forms, hash, &path).await
    }

    async fn list_bytes(&self, list: &ListInfo) -> Result<Vec<u8>, Trouble> {
        let path = match &self.route {
            Route::Staff => format!("/v1/lists/{}", path_part(&list.hash)),
            Route::Link(token) => format!("/v1/declare/{}/lists/{}", path_part(token), path_part(&list.hash)),
        };
        self.artefact(Table::Lists, &list.hash, &path).await
    }

    async fn list(&self, info: &ListInfo) -> Result<(), Trouble> {
        let known = self.core.lists_by_hash.borrow().get(&info.hash).cloned();
        let list = match known {
            Some(list) => list,
            None => {
                let bytes = self.list_bytes(info).await?;
                let list = Arc::new(List::from_bytes(&bytes).map_err(|d| Trouble::Damaged(d.message))?);
                self.core.lists_by_hash.borrow_mut().insert(info.hash.clone(), list.clone());
                list
            }
        };
        self.core.lists.borrow_mut().insert(info.uri.clone(), list);
        Ok(())
    }

    /// Bytes by their hash: from the store, else from the server and into the store.
    async fn artefact(&self, table: Table, hash: &str, path: &str) -> Result<Vec<u8>, Trouble> {
        // What is kept is checked as well: a phone's flash fails, and a damaged copy is fetched anew.
        if let Some(bytes) = self.core.shelf.bytes(table, hash).await?.filter(|bytes| sha256(bytes) == hash) {
            return Ok(bytes);
        }
        let bytes = match self.core.note(net::get_bytes(path).await) {
            Err(Trouble::Offline) => return Err(Trouble::Missing),
            other => other?,
        };
        if sha256(&bytes) != hash {
            return Err(Trouble::Damaged("hash".into()));
        }
        self.core.shelf.write(Sheet::relaxed().bytes(table, hash, bytes.clone())).await?;
        Ok(bytes)
    }
}
