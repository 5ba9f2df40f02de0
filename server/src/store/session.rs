//! Sessions, by hash of their token.

use sqlx::any::AnyRow;
use sqlx::{FromRow, Row};

use super::person::PersonRow;
use super::{Db, Sql};

/// An open session with its person.
#[derive(Debug)]
pub(crate) struct SessionRow {
    pub(crate) person: PersonRow,
    pub(crate) seen_at: i64,
    pub(crate) expires_at: i64,
}

impl FromRow<'_, AnyRow> for SessionRow {
    fn from_row(row: &AnyRow) -> Sql<Self> {
        Ok(Self { person: PersonRow::from_row(row)?, seen_at: row.try_get("seen_at")?, expires_at: row.try_get("expires_at")? })
    }
}

pub(crate) async fn find(db: &mut Db, token_hash: &str) -> Sql<Option<SessionRow>> {
    sqlx::query_as(
        "SELECT p.id, p.account, p.name, p.role, p.area, p.password, p.demo, s.seen_at, s.expires_at
         FROM session s JOIN person p ON p.id = s.person WHERE s.token_hash = $1",
    )
    .bind(token_hash)
    .fetch_optional(db)
    .await
}

pub(crate) async fn insert(db: &mut Db, token_hash: &str, person: &str, now: i64, expires_at: i64) -> Sql<()> {
    sqlx::query("INSERT INTO session (token_hash, person, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)")
        .bind(token_hash)
        .bind(person)
        .bind(now)
        .bind(expires_at)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn touch(db: &mut Db, token_hash: &str, now: i64) -> Sql<()> {
    sqlx::query("UPDATE session SET seen_at = $2 WHERE token_hash = $1").bind(token_hash).bind(now).execute(db).await?;
    Ok(())
}

pub(crate) async fn remove(db: &mut Db, token_hash: &str) -> Sql<()> {
    sqlx::query("DELETE FROM session WHERE token_hash = $1").bind(token_hash).execute(db).await?;
    Ok(())
}

pub(crate) async fn sweep(db: &mut Db, now: i64, idle_before: i64) -> Sql<()> {
    sqlx::query("DELETE FROM session WHERE expires_at < $1 OR seen_at < $2").bind(now).bind(idle_before).execute(db).await?;
    Ok(())
}
