//! Submissions: the row, its differences, rivals, remarks and happenings.

use sqlx::FromRow;

use super::{Db, Sql};

/// A submission as stored.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct SubmissionRow {
    pub(crate) instance_id: String,
    pub(crate) number: String,
    pub(crate) form: String,
    pub(crate) version: String,
    pub(crate) xml: String,
    pub(crate) sha256: String,
    pub(crate) name: String,
    pub(crate) household: Option<String>,
    pub(crate) path: String,
    pub(crate) person: Option<String>,
    pub(crate) link: Option<String>,
    pub(crate) source: String,
    pub(crate) received_at: i64,
    pub(crate) phone_at: i64,
    pub(crate) changed_at: i64,
    pub(crate) state: String,
    pub(crate) due: String,
    pub(crate) corrects: Option<String>,
    pub(crate) app_version: String,
    pub(crate) minutes: Option<i64>,
    pub(crate) facts: String,
    pub(crate) flags: String,
    pub(crate) flagged: i64,
    pub(crate) media_missing: i64,
    pub(crate) search: String,
    /// Name of the head of the household, where the form or the register has it.
    pub(crate) head: String,
}

const COLUMNS: &str = "instance_id, number, form, version, xml, sha256, name, household, path, person, link, source, received_at, phone_at, \
changed_at, state, due, corrects, app_version, minutes, facts, flags, flagged, media_missing, search, head";

/// The statement on one submission or several, with all columns.
fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // `rest` is always a literal of this file.
    sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM submission {rest}"))
}

pub(crate) async fn find(db: &mut Db, instance_id: &str) -> Sql<Option<SubmissionRow>> {
    sqlx::query_as(select("WHERE instance_id = $1")).bind(instance_id).fetch_optional(db).await
}

/// The submission if it lies within an area.
pub(crate) async fn find_within(db: &mut Db, instance_id: &str, path: &str) -> Sql<Option<SubmissionRow>> {
    sqlx::query_as(select("WHERE instance_id = $1 AND substr(path, 1, length($2)) = $2")).bind(instance_id).bind(path).fetch_optional(db).await
}

/// The submission if that person sent it.
pub(crate) async fn find_own(db: &mut Db, instance_id: &str, person: &str) -> Sql<Option<SubmissionRow>> {
    sqlx::query_as(select("WHERE instance_id = $1 AND person = $2")).bind(instance_id).bind(person).fetch_optional(db).await
}

/// The submission if it came by that link.
pub(crate) async fn find_by_link(db: &mut Db, instance_id: &str, link: &str) -> Sql<Option<SubmissionRow>> {
    sqlx::query_as(select("WHERE instance_id = $1 AND link = $2")).bind(instance_id).bind(link).fetch_optional(db).await
}

/// A person's submissions changed since a moment, newest first.
pub(crate) async fn own(db: &mut Db, person: &str, since: i64, limit: i64) -> Sql<Vec<SubmissionRow>> {
    sqlx::query_as(select("WHERE person = $1 AND changed_at >= $2 ORDER BY received_at DESC, number DESC LIMIT $3"))
        .bind(person)
        .bind(since)
        .bind(limit)
        .fetch_all(db)
        .await
}

/// The visit before: the newest accepted submission of the same form and household that came in earlier.
pub(crate) async fn accepted_before(db: &mut Db, s: &SubmissionRow) -> Sql<Option<SubmissionRow>> {
    sqlx::query_as(select(
        "WHERE household = $1 AND form = $2 AND path = $3 AND state = 'accepted' AND received_at < $4 ORDER BY received_at DESC, number DESC LIMIT 1",
    ))
    .bind(&s.household)
    .bind(&s.form)
    .bind(&s.path)
    .bind(s.received_at)
    .fetch_optional(db)
    .await
}

/// The one that corrects this one.
pub(crate) async fn corrected_by(db: &mut Db, instance_id: &str) -> Sql<Option<SubmissionRow>> {
    sqlx::query_as(select("WHERE corrects = $1")).bind(instance_id).fetch_optional(db).await
}

/// By number and last four digits of the telephone.
pub(crate) async fn declared(db: &mut Db, number: &str, tail: &str, link: &str) -> Sql<Option<SubmissionRow>> {
    sqlx::query_as(select("WHERE number = $1 AND instance_id IN (SELECT d.instance_id FROM declaration d WHERE d.tel_tail = $2 AND d.link = $3)"))
        .bind(number)
        .bind(tail)
        .bind(link)
        .fetch_optional(db)
        .await
}

pub(crate) async fn insert(db: &mut Db, s: &SubmissionRow) -> Sql<()> {
    sqlx::query(
        "INSERT INTO submission (instance_id, number, form, version, xml, sha256, name, household, path, person, link, source, received_at, phone_at,
            changed_at, state, due, corrects, app_version, minutes, facts, flags, flagged, media_missing, search, head)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)",
    )
    .bind(&s.instance_id)
    .bind(&s.number)
    .bind(&s.form)
    .bind(&s.version)
    .bind(&s.xml)
    .bind(&s.sha256)
    .bind(&s.name)
    .bind(&s.household)
    .bind(&s.path)
    .bind(&s.person)
    .bind(&s.link)
    .bind(&s.source)
    .bind(s.received_at)
    .bind(s.phone_at)
    .bind(s.changed_at)
    .bind(&s.state)
    .bind(&s.due)
    .bind(&s.corrects)
    .bind(&s.app_version)
    .bind(s.minutes)
    .bind(&s.facts)
    .bind(&s.flags)
    .bind(s.flagged)
    .bind(s.media_missing)
    .bind(&s.search)
    .bind(&s.head)
    .execute(db)
    .await?;
    Ok(())
}

/// Moves a submission from one state to another; whether it stood in the first.
pub(crate) async fn change_state(db: &mut Db, instance_id: &str, from: &str, to: &str, due: &str, now: i64) -> Sql<bool> {
    let done = sqlx::query("UPDATE submission SET state = $3, due = $4, changed_at = $5 WHERE instance_id = $1 AND state = $2")
        .bind(instance_id)
        .bind(from)
        .bind(to)
        .bind(due)
        .bind(now)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The next number of a counter, beginning with 1.
pub(crate) async fn next_number(db: &mut Db, counter: &str) -> Sql<i64> {
    sqlx::query_scalar("INSERT INTO counter (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value")
        .bind(counter)
        .fetch_one(db)
        .await
}

/// A value computed otherwise.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct DifferenceRow {
    pub(crate) path: String,
    pub(crate) sent: String,
    pub(crate) computed: String,
}

pub(crate) async fn add_difference(db: &mut Db, instance_id: &str, ord: i64, d: &DifferenceRow) -> Sql<()> {
    sqlx::query("INSERT INTO difference (instance_id, ord, path, sent, computed) VALUES ($1, $2, $3, $4, $5)")
        .bind(instance_id)
        .bind(ord)
        .bind(&d.path)
        .bind(&d.sent)
        .bind(&d.computed)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn differences(db: &mut Db, instance_id: &str) -> Sql<Vec<DifferenceRow>> {
    sqlx::query_as("SELECT path, sent, computed FROM difference WHERE instance_id = $1 ORDER BY ord").bind(instance_id).fetch_all(db).await
}

/// Keeps a body that came under a taken id.
pub(crate) async fn keep_rival(db: &mut Db, instance_id: &str, sha256: &str, xml: &str, person: Option<&str>, now: i64) -> Sql<bool> {
    let done = sqlx::query("INSERT INTO rival (instance_id, sha256, xml, person, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
        .bind(instance_id)
        .bind(sha256)
        .bind(xml)
        .bind(person)
        .bind(now)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A remark as stored.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct RemarkRow {
    pub(crate) node: Option<String>,
    pub(crate) text: String,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) by_name: String,
    pub(crate) at: i64,
}

pub(crate) async fn add_remark(db: &mut Db, instance_id: &str, ord: i64, r: &RemarkRow) -> Sql<()> {
    sqlx::query("INSERT INTO remark (instance_id, ord, node, text, label, value, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(instance_id)
        .bind(ord)
        .bind(&r.node)
        .bind(&r.text)
        .bind(&r.label)
        .bind(&r.value)
        .bind(&r.by_name)
        .bind(r.at)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn remarks(db: &mut Db, instance_id: &str) -> Sql<Vec<RemarkRow>> {
    sqlx::query_as("SELECT node, text, label, value, by_name, at FROM remark WHERE instance_id = $1 ORDER BY ord")
        .bind(instance_id)
        .fetch_all(db)
        .await
}

/// Something that happened to a submission.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct HappeningRow {
    pub(crate) at: i64,
    pub(crate) by_name: String,
    pub(crate) what: String,
}

pub(crate) async fn happened(db: &mut Db, instance_id: &str, h: &HappeningRow) -> Sql<()> {
    sqlx::query(
        "INSERT INTO happening (instance_id, ord, at, by_name, what)
         SELECT $1, (SELECT count(*) FROM happening h WHERE h.instance_id = $1), $2, $3, $4",
    )
    .bind(instance_id)
    .bind(h.at)
    .bind(&h.by_name)
    .bind(&h.what)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn happenings(db: &mut Db, instance_id: &str) -> Sql<Vec<HappeningRow>> {
    sqlx::query_as("SELECT at, by_name, what FROM happening WHERE instance_id = $1 ORDER BY ord").bind(instance_id).fetch_all(db).await
}

/// One declaration of a household: exactly one for its submission.
pub(crate) async fn declare(db: &mut Db, instance_id: &str, link: &str, tail: &str, visit_by: &str) -> Sql<()> {
    sqlx::query("INSERT INTO declaration (instance_id, link, tel_tail, visit_by) VALUES ($1, $2, $3, $4)")
        .bind(instance_id)
        .bind(link)
        .bind(tail)
        .bind(visit_by)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn visit_by(db: &mut Db, instance_id: &str) -> Sql<Option<String>> {
    sqlx::query_scalar("SELECT visit_by FROM declaration WHERE instance_id = $1").bind(instance_id).fetch_optional(db).await
}
