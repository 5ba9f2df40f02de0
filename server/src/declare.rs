//! Households declaring by a village's link: no account, one submission makes one declaration, a number to ask with.
//!
//! Invariant: a link opens its own form and its own village and nothing else; whoever asks for a status must know number and telephone.

use api::{DeclareStatus, Invitation, StatusStep, Words};

use crate::assignment;
use crate::auth;
use crate::clock::{PHONE, day, now_ms, working_day};
use crate::intake::Checked;
use crate::limits::{LINK_REQUESTS, STATUS_REQUESTS, VISIT_DAYS};
use crate::office::Office;
use crate::problem::{self, Answer, words};
use crate::store::Tx;
use crate::store::link::{self, LinkRow};
use crate::store::submission::{self, HappeningRow, SubmissionRow};

/// The open link of a token; wrong and closed are told apart, and guessing is slowed down.
pub(crate) async fn open(office: &Office, token: &str, caller: &str) -> Answer<LinkRow> {
    let now = now_ms();
    let key = auth::hash(token);
    office.links.pass(&format!("{caller} {key}"), LINK_REQUESTS, now).map_err(problem::too_often)?;
    let found = link::find(&mut *office.store.read().await?, &key).await?.ok_or_else(problem::link_unknown)?;
    let closed = found.opens_at > now || found.closes_at.is_some_and(|c| c <= now);
    if closed { Err(problem::link_closed()) } else { Ok(found) }
}

/// What opens for whoever scanned the code.
pub(crate) fn invitation(office: &Office, link: &LinkRow) -> Answer<Invitation> {
    let published = office.library.published(&link.form).ok_or_else(problem::form_unknown)?;
    let path = office.areas.path(&link.area).ok_or_else(problem::link_unknown)?;
    let codes = assignment::place(&office.areas, path);
    let value = |source: &String| codes.iter().find(|(name, _)| name == source).map(|(_, code)| code.clone());
    let prefill = published.meta.prefill.iter().filter_map(|(leaf, source)| Some((leaf.clone(), value(source)?))).collect();
    let town = office.areas.line(path).into_iter().rev().nth(1);
    Ok(Invitation {
        village: office.areas.line(path).into_iter().map(|a| a.name).collect(),
        prefill,
        form: published.info.clone(),
        phone: PHONE.to_owned(),
        office: with_town(office, town.map(|a| a.name)),
        visit_days: VISIT_DAYS,
    })
}

fn with_town(office: &Office, town: Option<Words>) -> Words {
    let own = office.library.pack.word("office", "town");
    let town = town.unwrap_or_default();
    words(format!("{}{}", town.zh, own.zh), format!("{} {}", town.en, own.en).trim().to_owned())
}

/// The one declaration of a submission that just came in, in the same transaction.
pub(crate) async fn enter(office: &Office, tx: &mut Tx, link: &LinkRow, row: &SubmissionRow, checked: &Checked) -> Answer<()> {
    let tel = office.library.published(&row.form).and_then(|p| p.meta.tel.as_ref()).and_then(|node| checked.values.get(node));
    let digits: Vec<char> = tel.map(|t| t.chars().filter(char::is_ascii_digit).collect()).unwrap_or_default();
    let tail: String = digits.iter().skip(digits.len().saturating_sub(4)).collect();
    submission::declare(tx, &row.instance_id, &link.token_hash, &tail, &working_day(row.received_at, VISIT_DAYS)).await?;
    Ok(())
}

/// Where a declaration stands.
pub(crate) async fn status(office: &Office, link: &LinkRow, number: &str, tail: &str, caller: &str) -> Answer<DeclareStatus> {
    office.statuses.pass(caller, STATUS_REQUESTS, now_ms()).map_err(problem::too_often)?;
    let number = number.trim().to_uppercase();
    if tail.len() != 4 || !tail.bytes().all(|b| b.is_ascii_digit()) {
        return Err(problem::status_unknown());
    }
    let mut db = office.store.read().await?;
    let found = submission::declared(&mut db, &number, tail, &link.token_hash).await?.ok_or_else(problem::status_unknown)?;
    let happened = submission::happenings(&mut db, &found.instance_id).await?;
    Ok(DeclareStatus { number: found.number, steps: steps(&happened) })
}

/// The steps to come, in a neighbour's words; those behind `accepted` are taken by the village and have no day yet.
const STEPS: [(&str, &str, &str); 6] = [
    ("received", "已收到", "Received"),
    ("accepted", "乡里已看过", "Seen by the township"),
    ("visited", "上门了解", "Visit at home"),
    ("reviewed", "村里评议", "Village review"),
    ("noticed", "公示", "Public notice"),
    ("entered", "结果", "Result"),
];

fn steps(happened: &[HappeningRow]) -> Vec<StatusStep> {
    let when = |what: &str| happened.iter().find(|h| h.what == what).map(|h| day(h.at));
    let days: Vec<Option<String>> = STEPS.iter().map(|(what, _, _)| when(what)).collect();
    let last = days.iter().rposition(Option::is_some).unwrap_or(0);
    let mut steps: Vec<StatusStep> = STEPS.iter().zip(days).map(|((_, zh, en), day)| StatusStep { name: words(*zh, *en), day, now: false }).collect();
    if let Some(step) = steps.get_mut(last) {
        step.now = true;
    }
    steps
}
