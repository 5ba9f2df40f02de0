//! The one door for submissions: run through the engine again, placed, stored, receipted.
//!
//! Invariants: equal bytes under one id give the same receipt for ever, other bytes are kept beside and refused; row, differences,
//! media list, number and history are one transaction; a receipt leaves only after its commit.

mod check;
mod place;
mod receipt;

pub(crate) use check::Checked;
pub(crate) use receipt::{receipt, state_of};

use api::{Receipt, Submit};

use crate::auth::Person;
use crate::clock::{judged_at, minutes_between, now_ms, working_day, year};
use crate::library::{Published, sha};
use crate::limits::{MEDIA_BYTES, MEDIA_FILES, REVIEW_DAYS};
use crate::office::Office;
use crate::problem::{self, Answer};
use crate::store::link::LinkRow;
use crate::store::media::{self, MediaRow};
use crate::store::submission::{self, DifferenceRow, HappeningRow, SubmissionRow};
use crate::store::{self, Db, Tx};
use check::Head;

/// Who sends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sent<'a> {
    /// A person with an account.
    Staff(&'a Person),
    /// A household by a village's link.
    Household(&'a LinkRow),
}

impl Sent<'_> {
    fn person(&self) -> Option<&str> {
        match self {
            Sent::Staff(person) => Some(&person.id),
            Sent::Household(_) => None,
        }
    }
    fn link(&self) -> Option<&str> {
        match self {
            Sent::Staff(_) => None,
            Sent::Household(link) => Some(&link.token_hash),
        }
    }
    fn name(&self) -> &str {
        match self {
            Sent::Staff(person) => &person.name,
            Sent::Household(_) => "农户 household",
        }
    }
    fn sent(&self, row: &SubmissionRow) -> bool {
        row.person.as_deref() == self.person() && row.link.as_deref() == self.link()
    }
}

/// A body that came in.
#[derive(Debug)]
pub(crate) struct Arrival<'a> {
    pub(crate) instance_id: String,
    pub(crate) submit: Submit,
    pub(crate) from: Sent<'a>,
    /// Server clock at receipt.
    pub(crate) at: i64,
}

/// Takes a submission in, or says what does not hold.
pub(crate) async fn receive(office: &Office, arrival: Arrival<'_>) -> Answer<Receipt> {
    let hash = sha(arrival.submit.xml.as_bytes());
    if let Some(known) = known(office, &arrival, &hash).await? {
        return Ok(known);
    }
    let (head, checked) = checked(office, &arrival).await?;
    let published = office.library.published(&head.form).ok_or_else(problem::form_unknown)?;
    allowed(published, arrival.from)?;
    let mut db = office.store.read().await?;
    let (path, household) = place::place(office, &mut db, published, &checked, &arrival).await?;
    let corrected = corrected(&mut db, &head, arrival.from).await?;
    let files = files(&mut db, &arrival.submit, &checked, corrected.as_ref()).await?;
    drop(db);
    let mut row = row(published, &arrival, hash, head, &checked, path, household, &files);
    if let Some(code) = row.household.as_ref().filter(|_| row.head.is_empty()) {
        row.head = store::household::head(&mut *office.store.read().await?, code, &row.path).await?.unwrap_or_default();
        row.search = format!("{} {}", row.search, row.head.to_lowercase());
    }
    store(office, &arrival, row, &checked, corrected, &files).await
}

/// What the server has already under this id: the receipt again, or a rival kept.
async fn known(office: &Office, arrival: &Arrival<'_>, hash: &str) -> Answer<Option<Receipt>> {
    let mut db = office.store.read().await?;
    let Some(found) = submission::find(&mut db, &arrival.instance_id).await? else { return Ok(None) };
    if found.sha256 == hash {
        return if arrival.from.sent(&found) { Ok(Some(receipt(&mut db, &found).await?)) } else { Err(problem::no_right()) };
    }
    drop(db);
    let now = now_ms();
    let mut tx = office.store.write().await?;
    if submission::keep_rival(&mut tx, &arrival.instance_id, hash, &arrival.submit.xml, arrival.from.person(), now).await? {
        let happening = HappeningRow { at: now, by_name: arrival.from.name().to_owned(), what: "rival".to_owned() };
        submission::happened(&mut tx, &arrival.instance_id, &happening).await?;
    }
    tx.commit().await?;
    Err(problem::different_content())
}

async fn checked(office: &Office, arrival: &Arrival<'_>) -> Answer<(Head, Checked)> {
    let xml = arrival.submit.xml.clone();
    let head = office.engine(move || check::head(&xml)).await??;
    if head.instance_id != arrival.instance_id {
        return Err(problem::instance_mismatch());
    }
    if office.library.published(&head.form).is_none() {
        return Err(problem::form_unknown());
    }
    let form = office.library.version(&head.form, &head.version).ok_or_else(problem::version_unknown)?.clone();
    let (lists, xml) = (office.library.lists(), arrival.submit.xml.clone());
    let at = judged_at(head.ended.as_deref(), arrival.at);
    let checked = office.engine(move || check::recheck(form, lists, &xml, at)).await??;
    Ok((head, checked))
}

fn allowed(published: &Published, from: Sent<'_>) -> Answer<()> {
    match from {
        Sent::Staff(_) if published.meta.staff => Ok(()),
        Sent::Household(link) if published.meta.declare && link.form == published.info.id => Ok(()),
        _ => Err(problem::form_unknown()),
    }
}

/// The version this one corrects: the sender's own, and returned.
async fn corrected(db: &mut Db, head: &Head, from: Sent<'_>) -> Answer<Option<SubmissionRow>> {
    let Some(old) = &head.deprecated else { return Ok(None) };
    let found = submission::find(db, old).await?.ok_or_else(problem::mend_refused)?;
    if from.sent(&found) && found.state == "returned" && found.form == head.form { Ok(Some(found)) } else { Err(problem::mend_refused()) }
}

/// The files the form names, as the phone lists them; what the corrected version brought is here already.
async fn files(db: &mut Db, submit: &Submit, checked: &Checked, corrected: Option<&SubmissionRow>) -> Answer<Vec<MediaRow>> {
    let had = match corrected {
        Some(old) => media::of(db, &old.instance_id).await?,
        None => Vec::new(),
    };
    if checked.media.len() > MEDIA_FILES {
        return Err(problem::media_list("> 200"));
    }
    let mut files = Vec::new();
    for name in &checked.media {
        let info = submit.media.iter().find(|m| &m.name == name).ok_or_else(|| problem::media_list(name))?;
        if !is_sha256(&info.sha256) {
            return Err(problem::media_list(name));
        }
        if info.size > MEDIA_BYTES {
            return Err(problem::too_large(MEDIA_BYTES));
        }
        let here = had.iter().any(|m| m.here == 1 && m.sha256 == info.sha256);
        let size = i64::try_from(info.size).unwrap_or(i64::MAX);
        files.push(MediaRow { name: name.clone(), sha256: info.sha256.clone(), size, kind: info.kind.clone(), here: i64::from(here) });
    }
    Ok(files)
}

/// Lower-case hex of 32 bytes.
pub(crate) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[allow(clippy::too_many_arguments)] // One row from all that is known of it; a struct for the arguments would be the row again.
fn row(
    published: &Published,
    arrival: &Arrival<'_>,
    hash: String,
    head: Head,
    checked: &Checked,
    path: String,
    household: Option<String>,
    files: &[MediaRow],
) -> SubmissionRow {
    let (meta, submit) = (&published.meta, &arrival.submit);
    let flags = check::flags(meta, checked, submit.phone_at - arrival.at);
    let head_name = meta.head.as_ref().and_then(|node| checked.values.get(node)).cloned().unwrap_or_default();
    let name = if checked.name.trim().is_empty() { head_name.clone() } else { checked.name.clone() };
    let text = |leaf: &str| checked.values.get(leaf).map(String::as_str).unwrap_or_default();
    SubmissionRow {
        search: format!("{name} {head_name} {}", household.as_deref().unwrap_or_default()).to_lowercase(),
        instance_id: arrival.instance_id.clone(),
        number: String::new(),
        form: head.form,
        version: head.version,
        xml: submit.xml.clone(),
        sha256: hash,
        name,
        household,
        path,
        person: arrival.from.person().map(str::to_owned),
        link: arrival.from.link().map(str::to_owned),
        source: if arrival.from.link().is_some() { "household" } else { "staff" }.to_owned(),
        received_at: arrival.at,
        phone_at: submit.phone_at,
        changed_at: arrival.at,
        state: "received".to_owned(),
        due: working_day(arrival.at, REVIEW_DAYS),
        corrects: head.deprecated,
        app_version: submit.app_version.clone(),
        minutes: minutes_between(text("start"), text("end")),
        facts: serde_json::to_string(&check::facts(meta, checked)).unwrap_or_default(),
        flagged: i64::from(!flags.is_empty()),
        flags: serde_json::to_string(&flags).unwrap_or_default(),
        head: head_name,
        media_missing: files.iter().map(|f| 1 - f.here).sum(),
    }
}

async fn store(
    office: &Office,
    arrival: &Arrival<'_>,
    mut row: SubmissionRow,
    checked: &Checked,
    corrected: Option<SubmissionRow>,
    files: &[MediaRow],
) -> Answer<Receipt> {
    let mut tx = office.store.write().await?;
    // The same body may have come twice at once: the second one finds the first here.
    if let Some(found) = submission::find(&mut tx, &row.instance_id).await? {
        return if found.sha256 == row.sha256 { receipt(&mut tx, &found).await } else { Err(problem::different_content()) };
    }
    let number = submission::next_number(&mut tx, &format!("receipt-{}", year(arrival.at))).await?;
    row.number = format!("RH-{}-{number:06}", year(arrival.at));
    row.search = format!("{} {}", row.search, row.number.to_lowercase());
    if let Some(old) = &corrected {
        replace(&mut tx, old, arrival).await?;
    }
    submission::insert(&mut tx, &row).await?;
    for (ord, d) in (0..).zip(&checked.differences) {
        let difference = DifferenceRow { path: d.path.clone(), sent: d.sent.clone(), computed: d.computed.clone() };
        submission::add_difference(&mut tx, &row.instance_id, ord, &difference).await?;
    }
    for file in files {
        media::insert(&mut tx, &row.instance_id, file).await?;
    }
    let what = if corrected.is_some() { "mended" } else { "received" }.to_owned();
    submission::happened(&mut tx, &row.instance_id, &HappeningRow { at: arrival.at, by_name: arrival.from.name().to_owned(), what }).await?;
    if let Sent::Household(link) = arrival.from {
        crate::declare::enter(office, &mut tx, link, &row, checked).await?;
    }
    let answer = receipt(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(answer)
}

/// The old version stays, replaced.
async fn replace(tx: &mut Tx, old: &SubmissionRow, arrival: &Arrival<'_>) -> Answer<()> {
    if !submission::change_state(tx, &old.instance_id, "returned", "replaced", &old.due, arrival.at).await? {
        return Err(problem::mend_refused());
    }
    let happening = HappeningRow { at: arrival.at, by_name: arrival.from.name().to_owned(), what: "replaced".to_owned() };
    Ok(submission::happened(tx, &old.instance_id, &happening).await?)
}
