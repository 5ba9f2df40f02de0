//! Households of the register and who they are assigned to.

use sqlx::FromRow;

use super::{Db, Sql};

/// A household.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct HouseholdRow {
    pub(crate) code: String,
    pub(crate) area: String,
    pub(crate) group_no: i64,
    pub(crate) head: String,
    pub(crate) members: String,
    pub(crate) category: String,
    pub(crate) state: String,
    pub(crate) phone: String,
    pub(crate) last_day: Option<String>,
    pub(crate) last_income: Option<String>,
    pub(crate) last_by: Option<String>,
}

/// A household as assigned to one person.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct AssignedRow {
    #[sqlx(flatten)]
    pub(crate) household: HouseholdRow,
    pub(crate) forms: String,
    pub(crate) due: Option<String>,
    pub(crate) blocked: Option<String>,
}

/// How a household stands to a person.
#[derive(Debug, FromRow)]
pub(crate) struct Standing {
    pub(crate) area: String,
    pub(crate) assigned: i64,
    pub(crate) mine: i64,
    pub(crate) blocked: Option<String>,
}

pub(crate) async fn assigned(db: &mut Db, person: &str) -> Sql<Vec<AssignedRow>> {
    sqlx::query_as(
        "SELECT h.code, h.area, h.group_no, h.head, h.members, h.category, h.state, h.phone, h.last_day, h.last_income, h.last_by,
                a.forms, a.due, a.blocked
         FROM assignment a JOIN household h ON h.code = a.household WHERE a.person = $1 ORDER BY h.group_no, h.code",
    )
    .bind(person)
    .fetch_all(db)
    .await
}

pub(crate) async fn standing(db: &mut Db, household: &str, person: &str) -> Sql<Option<Standing>> {
    sqlx::query_as(
        "SELECT h.area,
                (SELECT count(*) FROM assignment a WHERE a.household = h.code) AS assigned,
                (SELECT count(*) FROM assignment a WHERE a.household = h.code AND a.person = $2) AS mine,
                (SELECT a.blocked FROM assignment a WHERE a.household = h.code AND a.person = $2) AS blocked
         FROM household h WHERE h.code = $1",
    )
    .bind(household)
    .bind(person)
    .fetch_optional(db)
    .await
}

/// Income per head at the last visit of a household that lives within an area.
pub(crate) async fn last_income(db: &mut Db, household: &str, path: &str) -> Sql<Option<String>> {
    let found: Option<Option<String>> =
        sqlx::query_scalar("SELECT h.last_income FROM household h JOIN area a ON a.id = h.area WHERE h.code = $1 AND a.path = $2")
            .bind(household)
            .bind(path)
            .fetch_optional(db)
            .await?;
    Ok(found.flatten())
}

/// Name of the head of a household that lives within an area.
pub(crate) async fn head(db: &mut Db, household: &str, path: &str) -> Sql<Option<String>> {
    sqlx::query_scalar("SELECT h.head FROM household h JOIN area a ON a.id = h.area WHERE h.code = $1 AND a.path = $2")
        .bind(household)
        .bind(path)
        .fetch_optional(db)
        .await
}

pub(crate) async fn insert(db: &mut Db, h: &HouseholdRow) -> Sql<()> {
    sqlx::query(
        "INSERT INTO household (code, area, group_no, head, members, category, state, phone, last_day, last_income, last_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&h.code)
    .bind(&h.area)
    .bind(h.group_no)
    .bind(&h.head)
    .bind(&h.members)
    .bind(&h.category)
    .bind(&h.state)
    .bind(&h.phone)
    .bind(&h.last_day)
    .bind(&h.last_income)
    .bind(&h.last_by)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn assign(db: &mut Db, person: &str, household: &str, forms: &str, due: &str, blocked: Option<&str>) -> Sql<()> {
    sqlx::query("INSERT INTO assignment (person, household, forms, due, blocked) VALUES ($1, $2, $3, $4, $5)")
        .bind(person)
        .bind(household)
        .bind(forms)
        .bind(due)
        .bind(blocked)
        .execute(db)
        .await?;
    Ok(())
}
