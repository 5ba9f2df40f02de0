//! People with an account, and wrong tries.

use sqlx::FromRow;

use super::{Db, Sql};

/// A person as stored.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct PersonRow {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) area: String,
    pub(crate) password: String,
    pub(crate) demo: i64,
}

pub(crate) async fn by_account(db: &mut Db, account: &str) -> Sql<Option<PersonRow>> {
    sqlx::query_as("SELECT id, account, name, role, area, password, demo FROM person WHERE account = $1").bind(account).fetch_optional(db).await
}

pub(crate) async fn any_demo(db: &mut Db) -> Sql<bool> {
    let n: i64 = sqlx::query_scalar("SELECT count(*) FROM person WHERE demo = 1").fetch_one(db).await?;
    Ok(n > 0)
}

pub(crate) async fn count(db: &mut Db) -> Sql<i64> {
    sqlx::query_scalar("SELECT count(*) FROM person").fetch_one(db).await
}

pub(crate) async fn insert(db: &mut Db, p: &PersonRow, now: i64) -> Sql<()> {
    sqlx::query("INSERT INTO person (id, account, name, role, area, password, demo, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&p.id)
        .bind(&p.account)
        .bind(&p.name)
        .bind(&p.role)
        .bind(&p.area)
        .bind(&p.password)
        .bind(p.demo)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

/// Until when an account name rests; 0 = not at all.
pub(crate) async fn locked_until(db: &mut Db, account_hash: &str) -> Sql<i64> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT locked_until_at FROM sign_in_try WHERE account_hash = $1").bind(account_hash).fetch_optional(db).await?;
    Ok(found.unwrap_or(0))
}

/// One more wrong try; returns how many there are now.
pub(crate) async fn add_wrong(db: &mut Db, account_hash: &str, now: i64) -> Sql<i64> {
    sqlx::query_scalar(
        "INSERT INTO sign_in_try (account_hash, wrong, locked_until_at, last_at) VALUES ($1, 1, 0, $2)
         ON CONFLICT (account_hash) DO UPDATE SET wrong = sign_in_try.wrong + 1, last_at = $2 RETURNING wrong",
    )
    .bind(account_hash)
    .bind(now)
    .fetch_one(db)
    .await
}

/// The account rests until then, and its count begins anew.
pub(crate) async fn lock(db: &mut Db, account_hash: &str, until: i64) -> Sql<()> {
    sqlx::query("UPDATE sign_in_try SET wrong = 0, locked_until_at = $2 WHERE account_hash = $1").bind(account_hash).bind(until).execute(db).await?;
    Ok(())
}

pub(crate) async fn clear_wrong(db: &mut Db, account_hash: &str) -> Sql<()> {
    sqlx::query("DELETE FROM sign_in_try WHERE account_hash = $1").bind(account_hash).execute(db).await?;
    Ok(())
}
