//! Media named by submissions: which are here, which are still to come. The bytes lie in the media folder by their hash.

use sqlx::FromRow;

use super::{Db, Sql};

/// One file of a submission.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct MediaRow {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) size: i64,
    pub(crate) kind: String,
    pub(crate) here: i64,
}

pub(crate) async fn of(db: &mut Db, instance_id: &str) -> Sql<Vec<MediaRow>> {
    sqlx::query_as("SELECT name, sha256, size, kind, here FROM media WHERE instance_id = $1 ORDER BY name").bind(instance_id).fetch_all(db).await
}

pub(crate) async fn insert(db: &mut Db, instance_id: &str, m: &MediaRow) -> Sql<()> {
    sqlx::query("INSERT INTO media (instance_id, name, sha256, size, kind, here) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(instance_id)
        .bind(&m.name)
        .bind(&m.sha256)
        .bind(m.size)
        .bind(&m.kind)
        .bind(m.here)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn arrived(db: &mut Db, instance_id: &str, sha256: &str) -> Sql<()> {
    sqlx::query("UPDATE media SET here = 1 WHERE instance_id = $1 AND sha256 = $2").bind(instance_id).bind(sha256).execute(db).await?;
    Ok(())
}

/// Counts again what is still to come.
pub(crate) async fn recount(db: &mut Db, instance_id: &str) -> Sql<()> {
    sqlx::query(
        "UPDATE submission SET media_missing = (SELECT count(*) FROM media m WHERE m.instance_id = $1 AND m.here = 0) WHERE instance_id = $1",
    )
    .bind(instance_id)
    .execute(db)
    .await?;
    Ok(())
}
