//! Demonstration data into an empty store: people, households, links, and submissions that the engine really made.
//!
//! Invariant: nothing here runs on a store that already has people.

use std::collections::BTreeMap;

use api::{Area, MediaInfo, Submit, Words};
use programme::{Demo, DemoHousehold, DemoSubmission, Pack};

use crate::auth::{Person, hash_password, role_of};
use crate::clock::{day, now_ms, working_day};
use crate::intake::{self, Arrival, Sent};
use crate::library::sha;
use crate::office::{Office, OfficeError};
use crate::script;
use crate::store::area::{self, PlacedArea, level_of};
use crate::store::household::{self, HouseholdRow};
use crate::store::link::{self, LinkRow};
use crate::store::person::{self, PersonRow};
use crate::store::submission::{self, HappeningRow};
use crate::store::{Sql, Store, Tx};

const HOUR_MS: i64 = 3600 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The pack's area tree; areas already there stay as they are.
pub(crate) async fn plant_areas(store: &Store, pack: &Pack) -> Sql<()> {
    let mut tx = store.write().await?;
    let mut paths = BTreeMap::<String, String>::new();
    for (ord, row) in pack.areas.iter().enumerate() {
        let around = row.parent.as_ref().and_then(|p| paths.get(p)).cloned().unwrap_or_default();
        let path = format!("{around}{}/", row.code);
        paths.insert(row.code.clone(), path.clone());
        let name = Words { zh: row.zh.clone(), en: row.en.clone() };
        let placed = PlacedArea { area: Area { id: row.code.clone(), code: row.code.clone(), name, level: level_of(&row.level) }, path };
        area::insert(&mut tx, &placed, i64::try_from(ord).unwrap_or(i64::MAX)).await?;
    }
    tx.commit().await
}

/// Everything else.
pub(crate) async fn plant(office: &Office) -> Result<(), OfficeError> {
    let demo = Pack::demo()?;
    let mut tx = office.store.write().await?;
    plant_people(&mut tx, &demo).await?;
    for household in &demo.households {
        plant_household(&mut tx, household).await?;
    }
    for l in &demo.links {
        let now = now_ms();
        let row = LinkRow {
            token_hash: crate::auth::hash(&l.token),
            area: l.village.clone(),
            form: l.form.clone(),
            opens_at: now - 30 * DAY_MS,
            closes_at: l.closed.then_some(now - DAY_MS),
        };
        link::insert(&mut tx, &row).await?;
    }
    tx.commit().await?;
    for wanted in &demo.submissions {
        // A demo that does not hold is told and left out: the server is for people, not for its demo.
        if let Err(reason) = plant_submission(office, &demo, wanted).await {
            tracing::warn!(script = wanted.script, reason, "demo submission not made");
        }
    }
    Ok(())
}

/// Fills a form with a script's answers through the engine and sends it in by the same door as everybody.
async fn plant_submission(office: &Office, demo: &Demo, wanted: &DemoSubmission) -> Result<(), String> {
    let published = office.library.published(&wanted.form).ok_or("the form is not published")?;
    let (form, lists) = (published.form.clone(), office.library.lists());
    let mut answers = Demo::script(&wanted.script).map_err(|e| e.to_string())?;
    for (name, value) in &mut answers {
        if let Some(other) = wanted.otherwise.get(name) {
            value.clone_from(other);
        }
    }
    let at = now_ms() - wanted.hours * HOUR_MS;
    let made = office.engine(move || script::run(form, lists, &answers, at)).await.map_err(|e| format!("{e:?}"))??;
    let mut bodies = BTreeMap::new();
    let mut media = Vec::new();
    for name in &made.media {
        let bytes = Demo::media(name).ok_or_else(|| format!("no file for {name}"))?;
        let kind = crate::media::kind_of(&bytes).unwrap_or_default().to_owned();
        media.push(MediaInfo { name: name.clone(), sha256: sha(&bytes), size: bytes.len() as u64, kind });
        bodies.insert(sha(&bytes), bytes);
    }
    let submit = Submit { xml: made.xml, media, household: None, phone_at: at, app_version: "demo".to_owned() };
    let person = wanted.account.as_ref().and_then(|a| person_of(office, demo, a));
    let link = link_of(office, wanted).await?;
    let from = match (&person, &link) {
        (Some(person), _) => Sent::Staff(person),
        (None, Some(link)) => Sent::Household(link),
        (None, None) => return Err("neither account nor link".to_owned()),
    };
    let arrival = Arrival { instance_id: made.instance_id.clone(), submit, from, at };
    intake::receive(office, arrival).await.map_err(|e| format!("{e:?}"))?;
    for (hash, bytes) in bodies {
        let mut db = office.store.read().await.map_err(|e| e.to_string())?;
        let found = submission::find(&mut db, &made.instance_id).await.map_err(|e| e.to_string())?;
        drop(db);
        crate::routes::take_in(office, found, &hash, bytes.into()).await.map_err(|e| format!("{e:?}"))?;
    }
    match wanted.accepted_by.as_ref().and_then(|a| person_of(office, demo, a)) {
        Some(reviewer) => accept(office, &made.instance_id, &reviewer, at + DAY_MS).await.map_err(|e| e.to_string()),
        None => Ok(()),
    }
}

/// A decision of the past.
async fn accept(office: &Office, instance_id: &str, reviewer: &Person, at: i64) -> Sql<()> {
    let mut tx = office.store.write().await?;
    submission::change_state(&mut tx, instance_id, "received", "accepted", &day(at), at).await?;
    submission::happened(&mut tx, instance_id, &HappeningRow { at, by_name: reviewer.name.clone(), what: "accepted".to_owned() }).await?;
    tx.commit().await
}

fn person_of(office: &Office, demo: &Demo, account: &str) -> Option<Person> {
    let [_, name, role, area] = demo.people.iter().find(|p| p[0] == account)?;
    Some(Person {
        id: format!("demo-{account}"),
        account: account.to_owned(),
        name: name.clone(),
        role: role_of(role)?,
        path: office.areas.path(area)?.to_owned(),
        demo: true,
        expires_at: 0,
    })
}

async fn link_of(office: &Office, wanted: &DemoSubmission) -> Result<Option<LinkRow>, String> {
    let Some(token) = &wanted.link else { return Ok(None) };
    let mut db = office.store.read().await.map_err(|e| e.to_string())?;
    link::find(&mut db, &crate::auth::hash(token)).await.map_err(|e| e.to_string())
}

async fn plant_people(tx: &mut Tx, demo: &Demo) -> Result<(), OfficeError> {
    // One hash for all: the password is printed in the README, a salt for each would hide nothing and cost a second.
    let password = hash_password(&demo.password).map_err(OfficeError::Password)?;
    for [account, name, role, area] in &demo.people {
        let row = PersonRow {
            id: format!("demo-{account}"),
            account: account.clone(),
            name: name.clone(),
            role: role.clone(),
            area: area.clone(),
            password: password.clone(),
            demo: 1,
        };
        person::insert(tx, &row, now_ms()).await?;
    }
    Ok(())
}

async fn plant_household(tx: &mut Tx, h: &DemoHousehold) -> Result<(), OfficeError> {
    let members: Vec<(&str, &str, u32)> = h.members.iter().map(|m| (m.name.as_str(), m.relation.as_str(), m.age)).collect();
    let row = HouseholdRow {
        code: h.code.clone(),
        area: h.village.clone(),
        group_no: i64::from(h.group),
        head: h.head.clone(),
        members: serde_json::to_string(&members).map_err(|e| OfficeError::Demo(e.to_string()))?,
        category: h.category.clone(),
        state: h.state.clone(),
        phone: h.phone.clone(),
        last_day: h.last_day.clone(),
        last_income: h.last_income.clone(),
        last_by: h.last_by.clone(),
    };
    household::insert(tx, &row).await?;
    let due = working_day(now_ms() + h.due_days * DAY_MS, 1);
    for account in &h.accounts {
        household::assign(tx, &format!("demo-{account}"), &h.code, &h.forms.join(" "), &due, h.blocked.as_deref()).await?;
    }
    Ok(())
}
