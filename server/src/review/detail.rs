//! One submission with everything a decision needs.

use std::collections::BTreeMap;

use api::{Detail, Happened, Remark, Version, Words};
use programme::{Fact, FormMeta};

use super::read::{self, Book, Visit, happening};
use super::row;
use crate::auth::{Action, Person, may};
use crate::intake::state_of;
use crate::office::Office;
use crate::problem::{self, Answer, words};
use crate::store::Db;
use crate::store::household;
use crate::store::media;
use crate::store::queue::{self, QueuedRow};
use crate::store::submission::{self, HappeningRow, RemarkRow, SubmissionRow};

/// Versions followed in each direction: a form returned more often is a matter for people to talk about.
const VERSIONS: usize = 50;

/// The detail page of a submission within the person's area.
pub(crate) async fn detail(office: &Office, person: &Person, instance_id: &str, language: usize) -> Answer<Detail> {
    let mut db = office.store.read().await?;
    let queued = queue::one(&mut db, instance_id, &person.path).await?.ok_or_else(problem::not_found)?;
    let s = queued.submission.clone();
    let book = book(office, &mut db, &s, language).await?;
    let (remarks, versions) = (submission::remarks(&mut db, instance_id).await?, versions(&mut db, &s).await?);
    let happened = submission::happenings(&mut db, instance_id).await?;
    drop(db);
    let languages = book.form.languages().to_vec();
    let pages = office.engine(move || read::read(&book)).await??;
    Ok(Detail {
        sections: pages.sections,
        languages,
        differences: pages.differences,
        media: pages.media,
        places: pages.places,
        remarks: remarks.into_iter().map(on_wire).collect(),
        versions,
        history: happened.iter().map(told).collect(),
        clock_skew_ms: s.phone_at - s.received_at,
        minutes: s.minutes.and_then(|m| u32::try_from(m).ok()),
        may_decide: may_decide(person, &s, &happened),
        row: row(office, person, QueuedRow { submission: s, by: queued.by }),
    })
}

/// A submission as the engine needs it.
pub(super) async fn book(office: &Office, db: &mut Db, s: &SubmissionRow, language: usize) -> Answer<Book> {
    let form = office.library.version(&s.form, &s.version).ok_or_else(problem::version_unknown)?.clone();
    let meta = office.library.published(&s.form).map(|p| &p.meta);
    let results: Vec<Fact> = meta.map(|m| if m.results.is_empty() { m.facts.clone() } else { m.results.clone() }).unwrap_or_default();
    let before = submission::accepted_before(db, s).await?;
    let visit = before.and_then(|b| Some(Visit { form: office.library.version(&b.form, &b.version)?.clone(), xml: b.xml }));
    Ok(Book {
        visit,
        lists: office.library.lists(),
        xml: s.xml.clone(),
        at: s.received_at,
        language: if language < form.languages().len() { language } else { 0 },
        form,
        results,
        last: last_visit(db, s, meta).await?,
        differences: submission::differences(db, &s.instance_id).await?,
        files: media::of(db, &s.instance_id).await?,
    })
}

/// What the register knows of the last visit, under the leaf names of the form.
async fn last_visit(db: &mut Db, s: &SubmissionRow, meta: Option<&FormMeta>) -> Answer<BTreeMap<String, String>> {
    let (Some(meta), Some(code)) = (meta, &s.household) else { return Ok(BTreeMap::new()) };
    let income = household::last_income(db, code, &s.path).await?;
    let known = |source: &String| if source == "last_income" { income.clone() } else { None };
    Ok(meta.last.iter().filter_map(|(leaf, source)| Some((leaf.clone(), known(source)?))).collect())
}

async fn versions(db: &mut Db, s: &SubmissionRow) -> Answer<Vec<Version>> {
    let mut all = vec![s.clone()];
    while let Some(older) = all.first().and_then(|v| v.corrects.clone()).filter(|_| all.len() < VERSIONS) {
        match submission::find(db, &older).await? {
            Some(found) => all.insert(0, found),
            None => break,
        }
    }
    while let Some(last) = all.last().map(|v| v.instance_id.clone()).filter(|_| all.len() < VERSIONS) {
        match submission::corrected_by(db, &last).await? {
            Some(found) => all.push(found),
            None => break,
        }
    }
    Ok(all.iter().map(|v| Version { instance_id: v.instance_id.clone(), received_at: v.received_at, state: state_of(&v.state) }).collect())
}

/// A stored remark on the wire.
fn on_wire(r: RemarkRow) -> Remark {
    Remark { path: r.node, text: r.text, label: r.label, value: r.value, by: r.by_name, at: r.at }
}

/// Remarks of a submission, for its sender.
pub(crate) async fn remarks_of(db: &mut Db, instance_id: &str) -> Answer<Vec<Remark>> {
    Ok(submission::remarks(db, instance_id).await?.into_iter().map(on_wire).collect())
}

fn told(h: &HappeningRow) -> Happened {
    Happened { at: h.at, by: h.by_name.clone(), what: happening(&h.what) }
}

fn may_decide(person: &Person, s: &SubmissionRow, happened: &[HappeningRow]) -> Result<(), Words> {
    if !may(person.role, Action::Decide) {
        return Err(words("您的账号只能查看，不能审核", "Your account may look, not decide"));
    }
    if s.person.as_deref() == Some(person.id.as_str()) {
        return Err(words("不能审核自己提交的表", "You cannot decide on your own submission"));
    }
    if s.state == "received" { Ok(()) } else { Err(decided(happened)) }
}

/// Who decided, when and what, in words.
pub(super) fn decided(happened: &[HappeningRow]) -> Words {
    let last = happened.iter().rev().find(|h| matches!(h.what.as_str(), "accepted" | "returned" | "replaced"));
    match last {
        Some(h) => {
            let (day, what) = (crate::clock::day(h.at), happening(&h.what));
            words(format!("{}已于 {day} 处理：{}", h.by_name, what.zh), format!("{} decided on {day}: {}", h.by_name, what.en))
        }
        None => words("这张表已处理", "This form is decided already"),
    }
}
