//! The matrix: every role × every route, from the table of rights. Nobody gets more, nobody less.

use reqwest::Method;
use server::auth::{Action, RIGHTS, may};

use crate::house::{House, send};

/// Route, what it needs (`None`: only to be signed in).
const ROUTES: [(Method, &str, Option<Action>); 13] = [
    (Method::GET, "/v1/session", None),
    (Method::GET, "/v1/areas", Some(Action::Read)),
    (Method::GET, "/v1/forms", Some(Action::Read)),
    (Method::GET, "/v1/forms/b_hh_survey/00", Some(Action::Read)),
    (Method::GET, "/v1/lists/00", Some(Action::Read)),
    (Method::GET, "/v1/assignments", Some(Action::SeeAssigned)),
    (Method::GET, "/v1/submissions", Some(Action::Send)),
    (Method::PUT, "/v1/submissions/uuid:x", Some(Action::Send)),
    (Method::GET, "/v1/submissions/uuid:x/mend", Some(Action::Send)),
    (Method::PUT, "/v1/media/uuid:x/00", Some(Action::Send)),
    (Method::GET, "/v1/review", Some(Action::Review)),
    (Method::GET, "/v1/review/uuid:x", Some(Action::Review)),
    (Method::POST, "/v1/review/uuid:x/decision", Some(Action::Decide)),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_role_gets_what_the_table_says_and_nothing_else() {
    let house = House::open().await;
    for (role, _) in RIGHTS {
        let account = serde_json::to_value(role).expect("role");
        let person = house.person(account.as_str().unwrap_or_default()).await;
        for (method, path, action) in &ROUTES {
            let answer = send(person.ask(method.clone(), path)).await;
            if action.is_none_or(|a| may(*role, a)) {
                assert!(!matches!(answer.status.as_u16(), 401 | 403 | 405 | 500), "{role:?} {method} {path}: {}", answer.text());
            } else {
                answer.refused(403, "no-right");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_signing_in() {
    let house = House::open().await;
    let nobody = house.nobody();
    for (method, path, _) in &ROUTES {
        send(nobody.ask(method.clone(), path)).await.refused(401, "session-expired");
    }
    assert!(nobody.get("/v1/about").await.status.is_success());
}
