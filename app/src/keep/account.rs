//! Signing in and out, and bringing everything of the server's up to date.

use api::{Assignments, FormInfo, Invitation, Me, OwnSubmission, SignIn};
use leptos::prelude::*;
use sync::{Event, Table};

use super::Trouble;
use super::core::View;
use super::sender;
use super::shelf::Sheet;
use crate::platform::clock;
use crate::platform::net::{self, path_part};

impl View {
    pub(super) async fn sign_in(&self, who: &SignIn) -> Result<Me, Trouble> {
        let me: Me = self.core.note(net::post("/v1/session", who).await)?;
        self.adopt(Some(&me)).await?;
        Ok(me)
    }

    pub(super) async fn sign_out(&self) -> Result<(), Trouble> {
        self.adopt(None).await?;
        match self.core.note(net::delete("/v1/session").await) {
            // Without a network the session ends by itself; this phone no longer uses it.
            Err(Trouble::Offline | Trouble::Nonsense | Trouble::SignIn) | Ok(()) => Ok(()),
            Err(other) => Err(other),
        }
    }

    async fn adopt(&self, me: Option<&Me>) -> Result<(), Trouble> {
        let sheet = match me {
            Some(me) => Sheet::strict().record(Table::Meta, "me", me)?,
            None => Sheet::strict().delete(Table::Meta, "me"),
        };
        self.core.shelf.write(sheet).await?;
        self.core.me.set(me.cloned());
        self.core.reread().await?;
        self.core.say("me");
        sender::kick(&self.core, sender::who(&self.core));
        Ok(())
    }

    pub(super) async fn refresh(&self) -> Result<(), Trouble> {
        let owner = self.owned()?;
        let me: Me = self.core.note(net::get("/v1/session").await)?;
        if me.id != owner {
            // Another tab's session; this page shows the old person until it is told.
            return Err(Trouble::SignIn);
        }
        sender::kick_now(&self.core, Event::SignedIn(owner.clone())).await;
        let forms: Vec<FormInfo> = allowed(self.core.note(net::get("/v1/forms").await))?;
        let assignments: Assignments = allowed(self.core.note(net::get("/v1/assignments").await))?;
        let own: Vec<OwnSubmission> = allowed(self.core.note(net::get("/v1/submissions").await))?;
        let sheet = Sheet::relaxed()
            .record(Table::Meta, "me", &me)?
            .record(Table::Meta, format!("forms/{owner}"), &forms)?
            .record(Table::Meta, format!("assignments/{owner}"), &assignments)?
            .record(Table::Meta, format!("own/{owner}"), &own)?;
        self.core.shelf.write(sheet).await?;
        if self.core.me.with_untracked(|old| old.as_ref() != Some(&me)) {
            self.core.me.set(Some(me));
        }
        self.forms.set(forms.clone());
        self.assignments.set(assignments);
        self.own.set(own);
        for info in &forms {
            self.stock(info).await?;
        }
        let now = clock::now_ms();
        self.core.shelf.write(Sheet::relaxed().record(Table::Meta, format!("refreshed/{owner}"), &now)?).await?;
        self.refreshed_at.set(Some(now));
        Ok(())
    }

    /// What a link opens, from the server; else as it was kept. A closed link is refused also when it was kept.
    pub(super) async fn invite(&self, token: &str) -> Result<Invitation, Trouble> {
        let key = format!("link/{}", path_part(token));
        let invitation = match self.core.note(net::get::<Invitation>(&format!("/v1/declare/{}", path_part(token))).await) {
            Ok(invitation) => {
                self.core.shelf.write(Sheet::relaxed().record(Table::Meta, key, &invitation)?).await?;
                invitation
            }
            Err(trouble @ (Trouble::Offline | Trouble::Nonsense)) => self.core.shelf.record(Table::Meta, &key).await?.ok_or(trouble)?,
            Err(other) => return Err(other),
        };
        self.forms.set(vec![invitation.form.clone()]);
        self.invitation.replace(Some(invitation.clone()));
        Ok(invitation)
    }
}

/// A role that has no such list has an empty one.
fn allowed<T: Default>(outcome: Result<T, Trouble>) -> Result<T, Trouble> {
    match outcome {
        Err(Trouble::Refused(_)) => Ok(T::default()),
        other => other,
    }
}
