//! Signing in, staying signed in, signing out.

use api::{Area, Assignments, FormInfo, Me, Role};
use reqwest::Method;

use crate::house::{House, send};

#[tokio::test(flavor = "multi_thread")]
async fn a_surveyor_signs_in_sees_their_work_and_signs_out() {
    let house = House::open().await;
    let surveyor = house.nobody();
    let answer = surveyor.sign_in(" Surveyor ", "ruhu-demo-2026").await;
    let cookie = answer.headers["set-cookie"].to_str().expect("text").to_owned();
    assert!(cookie.starts_with("ruhu=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let me: Me = answer.value();
    assert_eq!((me.role, me.area.last().map(|a| a.code.as_str())), (Role::Surveyor, Some("hx_01_01")));

    let work: Assignments = surveyor.get("/v1/assignments").await.value();
    assert!(work.households.len() >= 12, "{}", work.households.len());
    let first = work.households.iter().find(|h| h.code == "HC0001").expect("HC0001");
    assert_eq!((first.head.as_str(), first.persons, first.phone_masked.as_str()), ("测试甲", 4, "138****0001"));
    assert!(first.prefill.contains(&("village".to_owned(), "hx_01_01".to_owned())), "{:?}", first.prefill);
    assert!(work.households.iter().any(|h| h.blocked.is_some()), "kin are told before knocking");

    let forms: Vec<FormInfo> = surveyor.get("/v1/forms").await.value();
    assert_eq!(forms.len(), 11);
    for form in &forms {
        let bytes = surveyor.get(&format!("/v1/forms/{}/{}", form.id, form.hash)).await;
        assert!(bytes.status.is_success() && bytes.bytes.len() as u64 == form.bytes, "{}", form.id);
        let read = forms::Form::from_bytes(&bytes.bytes).expect("the compiled form reads");
        assert_eq!((read.id(), read.version()), (form.id.as_str(), form.version.as_str()));
        for list in &form.lists {
            assert!(forms::List::from_bytes(&surveyor.get(&format!("/v1/lists/{}", list.hash)).await.bytes).is_ok());
        }
    }
    let areas: Vec<Area> = surveyor.get("/v1/areas").await.value();
    assert_eq!(areas.iter().map(|a| a.code.as_str()).collect::<Vec<_>>(), ["hx_01_01"]);

    assert_eq!(send(surveyor.ask(Method::DELETE, "/v1/session")).await.status.as_u16(), 204);
    surveyor.get("/v1/session").await.refused(401, "session-expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_tries_rest_an_account_whether_it_exists_or_not() {
    let house = House::open().await;
    for account in ["town", "no-such-account"] {
        let someone = house.nobody();
        for _ in 0..4 {
            someone.sign_in(account, "wrong").await.refused(401, "wrong-sign-in");
        }
        let fifth = someone.sign_in(account, "wrong").await;
        fifth.refused(429, "locked");
        assert!(fifth.headers.contains_key("retry-after"));
        someone.sign_in(account, "ruhu-demo-2026").await.refused(429, "locked");
    }
    house.person("county").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_left_alone_for_half_a_day_ends() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    house.sql("UPDATE session SET seen_at = seen_at - 12 * 3600 * 1000").await;
    surveyor.get("/v1/assignments").await.refused(401, "session-expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_from_another_page_changes_nothing() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    let url = format!("http://{}/v1/session", house.address);
    let bare = send(surveyor.http.request(Method::DELETE, &url)).await;
    bare.refused(403, "not-from-the-app");
    let foreign = send(surveyor.ask(Method::DELETE, "/v1/session").header("origin", "https://evil.example")).await;
    foreign.refused(403, "not-from-the-app");
    assert!(surveyor.get("/v1/session").await.status.is_success(), "still signed in");
}
