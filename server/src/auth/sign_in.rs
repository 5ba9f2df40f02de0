//! Signing in, staying signed in, signing out.
//!
//! Invariants: one text for every failure; five wrong tries rest the account name, known or not; the token is kept as a hash.

use api::{Area, Me};
use axum::http::HeaderMap;

use super::{Person, hash, new_token, role_of, token_of};
use crate::clock::now_ms;
use crate::limits::{LOCK_MS, SESSION_IDLE_MS, SESSION_MS, SESSION_TOUCH_MS, WRONG_TRIES};
use crate::office::Office;
use crate::problem::{self, Answer};
use crate::store::person::PersonRow;
use crate::store::{person, session};

/// Checks account and password; the new token and who it belongs to.
pub(crate) async fn sign_in(office: &Office, account: &str, password: String) -> Answer<(String, Me)> {
    let account = account.trim().to_lowercase();
    let key = hash(&account);
    let now = now_ms();
    let (until, found) = {
        let mut db = office.store.read().await?;
        (person::locked_until(&mut db, &key).await?, person::by_account(&mut db, &account).await?)
    };
    if until > now {
        return Err(problem::locked((until - now) / 1000));
    }
    if !office.passwords.opens(found.as_ref().map(|p| p.password.clone()), password).await? {
        return Err(wrong_try(office, &key, now).await?);
    }
    let row = found.ok_or_else(problem::wrong_sign_in)?;
    let token = new_token().map_err(|_| problem::broken())?;
    let person = placed(office, row, now + SESSION_MS)?;
    let mut tx = office.store.write().await?;
    person::clear_wrong(&mut tx, &key).await?;
    session::sweep(&mut tx, now, now - SESSION_IDLE_MS).await?;
    session::insert(&mut tx, &hash(&token), &person.id, now, person.expires_at).await?;
    tx.commit().await?;
    Ok((token, me(office, &person)))
}

async fn wrong_try(office: &Office, key: &str, now: i64) -> Answer<problem::Refused> {
    let mut tx = office.store.write().await?;
    let wrong = person::add_wrong(&mut tx, key, now).await?;
    if wrong >= WRONG_TRIES {
        person::lock(&mut tx, key, now + LOCK_MS).await?;
    }
    tx.commit().await?;
    Ok(if wrong >= WRONG_TRIES { problem::locked(LOCK_MS / 1000) } else { problem::wrong_sign_in() })
}

/// The person of a request, or "sign in first".
pub(crate) async fn who(office: &Office, headers: &HeaderMap) -> Answer<Person> {
    let token = token_of(headers, office.tls).ok_or_else(problem::sign_in_first)?;
    let key = hash(token);
    let now = now_ms();
    let found = session::find(&mut *office.store.read().await?, &key).await?.ok_or_else(problem::sign_in_first)?;
    if found.expires_at <= now || found.seen_at + SESSION_IDLE_MS <= now {
        return Err(problem::sign_in_first());
    }
    if found.seen_at + SESSION_TOUCH_MS <= now {
        let mut tx = office.store.write().await?;
        session::touch(&mut tx, &key, now).await?;
        tx.commit().await?;
    }
    placed(office, found.person, found.expires_at)
}

/// Ends the session of a request; fine where there is none.
pub(crate) async fn sign_out(office: &Office, headers: &HeaderMap) -> Answer<()> {
    let Some(token) = token_of(headers, office.tls) else { return Ok(()) };
    let mut tx = office.store.write().await?;
    session::remove(&mut tx, &hash(token)).await?;
    tx.commit().await?;
    Ok(())
}

fn placed(office: &Office, row: PersonRow, expires_at: i64) -> Answer<Person> {
    let role = role_of(&row.role).ok_or_else(problem::no_right)?;
    let path = office.areas.path(&row.area).ok_or_else(problem::no_right)?.to_owned();
    Ok(Person { id: row.id, account: row.account, name: row.name, role, path, demo: row.demo == 1, expires_at })
}

/// A person as the app sees them.
pub(crate) fn me(office: &Office, person: &Person) -> Me {
    let area: Vec<Area> = office.areas.line(&person.path);
    Me {
        id: person.id.clone(),
        account: person.account.clone(),
        name: person.name.clone(),
        role: person.role,
        area,
        expires_at: person.expires_at,
        demo: person.demo,
    }
}
