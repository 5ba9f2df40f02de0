//! Demonstration data into an empty store: people, households, links, and submissions that the engine really made.
//!
//! Invariant: nothing here runs on a store that already has people.

use api::{Area, Words};
use programme::{Demo, DemoHousehold, Pack};

use crate::auth::hash_password;
use crate::clock::{now_ms, working_day};
use crate::office::{Office, OfficeError};
use crate::store::area::{self, PlacedArea, level_of};
use crate::store::household::{self, HouseholdRow};
use crate::store::link::{self, LinkRow};
use crate::store::person::{self, PersonRow};
use crate::store::{Sql, Store, Tx};

const DAY_MS: i64 = 24 * 3600 * 1000;

/// The pack's area tree; areas already there stay as they are.
pub(crate) async fn plant_areas(store: &Store, pack: &Pack) -> Sql<()> {
    let mut tx = store.write().await?;
    let mut paths = std::collections::BTreeMap::<String, String>::new();
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
    Ok(())
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
