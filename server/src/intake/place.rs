//! Where a submission belongs and whether its sender may send it there.
//!
//! Invariant: whoever sends, the submission lies within the sender's own area; a link takes its own village only.

use api::Role;

use super::{Arrival, Checked, Sent};
use crate::library::Published;
use crate::office::Office;
use crate::problem::{self, Answer};
use crate::store::Db;
use crate::store::household::{self, Standing};

/// Path of the area and code of the household.
pub(super) async fn place(
    office: &Office,
    db: &mut Db,
    published: &Published,
    checked: &Checked,
    arrival: &Arrival<'_>,
) -> Answer<(String, Option<String>)> {
    let said = |node: &String| checked.values.get(node).map(String::as_str).filter(|v| !v.is_empty());
    let code = published.meta.area.iter().rev().find_map(said);
    let named = code.and_then(|c| office.areas.by_code(c)).map(|p| p.path.clone());
    let household = published.meta.household.as_ref().and_then(said).map(str::to_owned).or_else(|| arrival.submit.household.clone());
    match arrival.from {
        Sent::Household(link) => {
            let own = office.areas.path(&link.area).ok_or_else(problem::link_unknown)?;
            if named.as_deref().is_some_and(|n| n == own) { Ok((own.to_owned(), household)) } else { Err(problem::other_village()) }
        }
        Sent::Staff(person) => {
            let standing = match &household {
                Some(code) => household::standing(db, code, &person.id).await?,
                None => None,
            };
            let lives = standing.as_ref().and_then(|s| office.areas.path(&s.area)).map(str::to_owned);
            let path = named.or(lives).unwrap_or_else(|| person.path.clone());
            if !path.starts_with(&person.path) {
                return Err(problem::other_area());
            }
            may_visit(person.role, standing.as_ref())?;
            Ok((path, household))
        }
    }
}

/// Those who go from house to house go to the houses assigned to them; kin go to none.
fn may_visit(role: Role, standing: Option<&Standing>) -> Answer<()> {
    let Some(standing) = standing else { return Ok(()) };
    if standing.blocked.is_some() {
        return Err(problem::blocked_household());
    }
    let goes_by_list = matches!(role, Role::Surveyor | Role::Helper);
    if goes_by_list && standing.assigned > 0 && standing.mine == 0 { Err(problem::not_assigned()) } else { Ok(()) }
}
