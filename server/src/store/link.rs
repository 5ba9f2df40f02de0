//! Village links, by hash of their token.

use sqlx::FromRow;

use super::{Db, Sql};

/// A link.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct LinkRow {
    pub(crate) token_hash: String,
    pub(crate) area: String,
    pub(crate) form: String,
    pub(crate) opens_at: i64,
    pub(crate) closes_at: Option<i64>,
}

pub(crate) async fn find(db: &mut Db, token_hash: &str) -> Sql<Option<LinkRow>> {
    sqlx::query_as("SELECT token_hash, area, form, opens_at, closes_at FROM link WHERE token_hash = $1").bind(token_hash).fetch_optional(db).await
}

pub(crate) async fn insert(db: &mut Db, link: &LinkRow) -> Sql<()> {
    sqlx::query("INSERT INTO link (token_hash, area, form, opens_at, closes_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&link.token_hash)
        .bind(&link.area)
        .bind(&link.form)
        .bind(link.opens_at)
        .bind(link.closes_at)
        .execute(db)
        .await?;
    Ok(())
}
