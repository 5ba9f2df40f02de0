//! The table of rights: role × action. The area is not in it: whatever a right allows, it allows only within the person's own area
//! (or for what is the person's own), and the statements of `store` see to that.
//!
//! Source: domain §3.1 (may / may not). The table also generates the test matrix.

use api::Role;

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See forms, lists, areas.
    Read,
    /// See the households assigned to oneself.
    SeeAssigned,
    /// Send submissions and their media, see and mend one's own.
    Send,
    /// See submissions of one's area.
    Review,
    /// Accept or return a submission.
    Decide,
}

use Action::{Decide, Read, Review, SeeAssigned, Send};

/// Role → what it may do.
pub const RIGHTS: &[(Role, &[Action])] = &[
    (Role::Surveyor, &[Read, SeeAssigned, Send]),
    (Role::Village, &[Read, SeeAssigned, Send]),
    (Role::Supervisor, &[Read, Send]),
    (Role::Helper, &[Read, SeeAssigned, Send]),
    (Role::Town, &[Read, SeeAssigned, Send, Review, Decide]),
    (Role::County, &[Read, Send, Review, Decide]),
    (Role::Dept, &[Read]),
    (Role::Auditor, &[Read, Send, Review]),
    (Role::Third, &[Read, Send]),
    (Role::Admin, &[Read]),
];

/// Whether a role may do it.
pub fn may(role: Role, action: Action) -> bool {
    RIGHTS.iter().any(|(r, actions)| *r == role && actions.contains(&action))
}

const CODES: [(Role, &str); 10] = [
    (Role::Surveyor, "surveyor"),
    (Role::Village, "village"),
    (Role::Supervisor, "supervisor"),
    (Role::Helper, "helper"),
    (Role::Town, "town"),
    (Role::County, "county"),
    (Role::Dept, "dept"),
    (Role::Auditor, "auditor"),
    (Role::Third, "third"),
    (Role::Admin, "admin"),
];

/// The role of a stored code.
pub(crate) fn role_of(code: &str) -> Option<Role> {
    CODES.iter().find(|(_, c)| *c == code).map(|(r, _)| *r)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_stands_once_in_the_table_and_whoever_decides_may_also_look() {
        for (role, code) in CODES {
            assert_eq!(RIGHTS.iter().filter(|(r, _)| *r == role).count(), 1, "{code}");
            assert_eq!(role_of(code), Some(role));
            assert!(!may(role, Decide) || may(role, Review), "{code}");
        }
    }
}
