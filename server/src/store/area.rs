//! The area tree.

use api::{Area, Level, Words};
use sqlx::any::AnyRow;
use sqlx::{FromRow, Row};

use super::{Db, Sql};

/// An area with its path (`hx/hx_01/`): what lies below begins with it.
#[derive(Debug, Clone)]
pub(crate) struct PlacedArea {
    pub(crate) area: Area,
    pub(crate) path: String,
}

pub(crate) fn level_code(level: Level) -> &'static str {
    match level {
        Level::County => "county",
        Level::Town => "town",
        Level::Village => "village",
        Level::Group => "group",
    }
}

pub(crate) fn level_of(code: &str) -> Level {
    match code {
        "county" => Level::County,
        "town" => Level::Town,
        "village" => Level::Village,
        _ => Level::Group,
    }
}

impl FromRow<'_, AnyRow> for PlacedArea {
    fn from_row(row: &AnyRow) -> Sql<Self> {
        let level: String = row.try_get("level")?;
        let name = Words { zh: row.try_get("zh")?, en: row.try_get("en")? };
        let area = Area { id: row.try_get("id")?, code: row.try_get("code")?, name, level: level_of(&level) };
        Ok(Self { area, path: row.try_get("path")? })
    }
}

pub(crate) async fn all(db: &mut Db) -> Sql<Vec<PlacedArea>> {
    sqlx::query_as("SELECT id, code, zh, en, level, path FROM area ORDER BY ord").fetch_all(db).await
}

pub(crate) async fn insert(db: &mut Db, place: &PlacedArea, ord: i64) -> Sql<()> {
    sqlx::query("INSERT INTO area (id, code, zh, en, level, path, ord) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING")
        .bind(&place.area.id)
        .bind(&place.area.code)
        .bind(&place.area.name.zh)
        .bind(&place.area.name.en)
        .bind(level_code(place.area.level))
        .bind(&place.path)
        .bind(ord)
        .execute(db)
        .await?;
    Ok(())
}
