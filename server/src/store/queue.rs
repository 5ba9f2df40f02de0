//! The desk's queue: filters, totals and counts, always within an area.
//!
//! Invariant: rows, total and counts use the same condition on the area, so that a count equals its list.

use sqlx::any::AnyRow;
use sqlx::{FromRow, Row};

use super::submission::SubmissionRow;
use super::{Db, Sql};

/// What is asked for; `None` = any.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted<'a> {
    /// Path of the area the person may see.
    pub(crate) within: &'a str,
    pub(crate) state: Option<&'a str>,
    pub(crate) form: Option<&'a str>,
    pub(crate) source: Option<&'a str>,
    /// Pattern of `LIKE` with `!` as escape, lower case.
    pub(crate) words: Option<String>,
    pub(crate) flagged: Option<i64>,
    /// Rows after this `due|number`.
    pub(crate) after: Option<(&'a str, &'a str)>,
}

/// A row with the name of whoever sent it.
#[derive(Debug)]
pub(crate) struct QueuedRow {
    pub(crate) submission: SubmissionRow,
    pub(crate) by: Option<String>,
}

impl FromRow<'_, AnyRow> for QueuedRow {
    fn from_row(row: &AnyRow) -> Sql<Self> {
        Ok(Self { submission: SubmissionRow::from_row(row)?, by: row.try_get("by_name")? })
    }
}

// Replaced versions are shown only when asked for: their successor stands in the list.
const CONDITION: &str = "substr(s.path, 1, length($1)) = $1
    AND (s.state = $2 OR ($2 IS NULL AND s.state <> 'replaced'))
    AND ($3 IS NULL OR s.form = $3)
    AND ($4 IS NULL OR s.source = $4)
    AND ($5 IS NULL OR s.search LIKE $5 ESCAPE '!')
    AND ($6 IS NULL OR (s.flagged + s.media_missing > 0) = ($6 = 1))";

pub(crate) async fn rows(db: &mut Db, w: &Wanted<'_>, limit: i64) -> Sql<Vec<QueuedRow>> {
    let sql = format!(
        "SELECT s.*, p.name AS by_name FROM submission s LEFT JOIN person p ON p.id = s.person WHERE {CONDITION}
         AND ($7 IS NULL OR s.due > $7 OR (s.due = $7 AND s.number > $8)) ORDER BY s.due, s.number LIMIT $9"
    );
    sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(w.within)
        .bind(w.state)
        .bind(w.form)
        .bind(w.source)
        .bind(w.words.as_deref())
        .bind(w.flagged)
        .bind(w.after.map(|a| a.0))
        .bind(w.after.map(|a| a.1))
        .bind(limit)
        .fetch_all(db)
        .await
}

pub(crate) async fn total(db: &mut Db, w: &Wanted<'_>) -> Sql<i64> {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM submission s WHERE {CONDITION}")))
        .bind(w.within)
        .bind(w.state)
        .bind(w.form)
        .bind(w.source)
        .bind(w.words.as_deref())
        .bind(w.flagged)
        .fetch_one(db)
        .await
}

/// Count by state within an area.
pub(crate) async fn counts(db: &mut Db, within: &str) -> Sql<Vec<(String, i64)>> {
    sqlx::query_as("SELECT state, count(*) FROM submission WHERE substr(path, 1, length($1)) = $1 GROUP BY state ORDER BY state")
        .bind(within)
        .fetch_all(db)
        .await
}

/// One row with its sender, within an area.
pub(crate) async fn one(db: &mut Db, instance_id: &str, within: &str) -> Sql<Option<QueuedRow>> {
    sqlx::query_as(
        "SELECT s.*, p.name AS by_name FROM submission s LEFT JOIN person p ON p.id = s.person
         WHERE s.instance_id = $1 AND substr(s.path, 1, length($2)) = $2",
    )
    .bind(instance_id)
    .bind(within)
    .fetch_optional(db)
    .await
}
