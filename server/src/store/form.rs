//! Published forms with their source, and compiled bytes by hash.

use sqlx::FromRow;

use super::{Db, Sql};

/// A published form.
#[derive(Debug, FromRow)]
pub(crate) struct FormRow {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) xml: String,
}

pub(crate) async fn all(db: &mut Db) -> Sql<Vec<FormRow>> {
    sqlx::query_as("SELECT id, version, xml FROM form ORDER BY id, version").fetch_all(db).await
}

pub(crate) async fn publish(db: &mut Db, row: &FormRow, hash: &str, now: i64) -> Sql<()> {
    sqlx::query(
        "INSERT INTO form (id, version, xml, hash, published_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id, version) DO UPDATE SET xml = $3, hash = $4",
    )
    .bind(&row.id)
    .bind(&row.version)
    .bind(&row.xml)
    .bind(hash)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn keep_artefact(db: &mut Db, hash: &str, bytes: &[u8]) -> Sql<()> {
    sqlx::query("INSERT INTO artefact (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING").bind(hash).bind(bytes).execute(db).await?;
    Ok(())
}

pub(crate) async fn artefact(db: &mut Db, hash: &str) -> Sql<Option<Vec<u8>>> {
    sqlx::query_scalar("SELECT bytes FROM artefact WHERE hash = $1").bind(hash).fetch_optional(db).await
}
