//! Whatever comes in broken gets a clear refusal in both languages, and nothing of it stays.

use api::{Problem, Queue};
use reqwest::Method;

use crate::house::{Filled, House, Person, filled, send};

/// Refused with this status and code, and not there afterwards.
async fn refused(person: &Person, form: &Filled, status: u16, code: &str) -> Problem {
    let problem = person.submit(form).await.refused(status, code);
    person.get(&format!("/v1/submissions/{}", form.instance_id)).await.refused(404, "not-found");
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_cut_off_unreadable_or_too_large_says_so() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    let form = filled("f_hh_exit", "f3", &[]).await;
    let (path, body) = (format!("/v1/submissions/{}", form.instance_id), form.body());
    let half: String = body.chars().take(body.chars().count() / 2).collect();
    surveyor.put(&path, half).await.refused(400, "body-cut");
    surveyor.put(&path, "").await.refused(400, "body-cut");
    surveyor.put(&path, "<html>captive portal</html>").await.refused(400, "body-broken");
    surveyor.put(&path, "{\"xml\": 1}").await.refused(400, "body-broken");
    surveyor.put(&path, vec![b' '; 11 << 20]).await.refused(413, "too-large");
    surveyor.get(&path).await.refused(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_that_is_not_what_it_says_is_refused() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    let form = filled("f_hh_exit", "f3", &[]).await;
    refused(&surveyor, &form.with("</data>", ""), 422, "xml-broken").await;
    let dtd = Filled {
        xml: format!("<!DOCTYPE data [<!ENTITY x \"y\">]>{}", form.xml.split_once("?>").map_or(form.xml.as_str(), |x| x.1)),
        ..form.clone()
    };
    refused(&surveyor, &dtd, 422, "xml-broken").await;
    refused(&surveyor, &form.with("id=\"f_hh_exit\"", "id=\"f_other\""), 422, "form-unknown").await;
    refused(&surveyor, &form.with("version=\"2026112401\"", "version=\"1999010101\""), 422, "version-unknown").await;
    let other = Filled { instance_id: "uuid:00000000-0000-4000-8000-000000000000".to_owned(), ..form.clone() };
    refused(&surveyor, &other, 422, "instance-mismatch").await;
    let stranger = refused(&surveyor, &form.with("<county>", "<bribe>1</bribe><county>"), 422, "does-not-hold").await;
    assert!(stranger.places.iter().any(|p| p.path.contains("bribe") && !p.words.zh.is_empty() && !p.words.en.is_empty()), "{stranger:?}");
    let unlisted = Filled { media: Vec::new(), ..form.clone() };
    refused(&surveyor, &unlisted, 422, "media-list").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_household_does_not_pass_the_exit_check_while_one_check_fails() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    let town = house.person("town").await;
    let before: Queue = town.get("/v1/review").await.value();
    let form = filled("f_hh_exit", "f3", &[]).await;
    let problem = refused(&surveyor, &form.with("<verdict>fail</verdict>", "<verdict>pass</verdict>"), 422, "does-not-hold").await;
    let verdict = problem.places.iter().find(|p| p.path.ends_with("/verdict")).unwrap_or_else(|| panic!("{problem:?}"));
    assert_eq!(verdict.code, "constraint");
    assert!(
        verdict.words.zh.contains("未") && verdict.words.en.is_ascii() && !verdict.words.en.is_empty(),
        "the form's own message in both languages: {verdict:?}"
    );
    // Claiming the checks do not help: they are computed again.
    let claimed = form.with("<verdict>fail</verdict>", "<verdict>pass</verdict>").with("<k_all>0</k_all>", "<k_all>1</k_all>");
    refused(&surveyor, &claimed, 422, "does-not-hold").await;
    let after: Queue = town.get("/v1/review").await.value();
    assert_eq!(after.total, before.total);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_required_answer_taken_out_is_named_with_its_place() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    let form = filled("b_hh_survey", "b2", &[]).await;
    let problem = refused(&surveyor, &form.with("<head_name>测试乙</head_name>", "<head_name/>"), 422, "does-not-hold").await;
    assert!(problem.places.iter().any(|p| p.path.ends_with("/head_name") && p.code == "required"), "{problem:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_computed_otherwise_is_taken_in_and_flagged() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    let form = filled("f_hh_exit", "f3", &[]).await;
    let made_up = form.with("<k_food>1</k_food>", "<k_food>0</k_food>");
    assert!(surveyor.submit(&made_up).await.status.is_success());
    let detail: api::Detail = house.person("town").await.get(&format!("/v1/review/{}", form.instance_id)).await.value();
    assert!(detail.row.flags.iter().any(|f| f.code == "differs"), "{:?}", detail.row.flags);
    let difference = detail.differences.iter().find(|d| d.path.ends_with("/k_food")).expect("the difference");
    assert_eq!((difference.sent.as_str(), difference.computed.as_str()), ("0", "1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_household_of_another_or_kin_is_refused() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    let not_mine = filled("f_hh_exit", "f3", &[("hh_code", "HC0014")]).await;
    refused(&surveyor, &not_mine, 403, "not-assigned").await;
    let kin = filled("f_hh_exit", "f3", &[("hh_code", "HC0013")]).await;
    refused(&surveyor, &kin, 403, "kin").await;
    let far = filled("f_hh_exit", "f3", &[("county", "sz"), ("township", "sz_01"), ("village", "sz_01_01")]).await;
    refused(&surveyor, &far, 403, "other-area").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_is_not_there_is_a_refusal_and_never_the_start_page() {
    let house = House::open().await;
    let nobody = house.nobody();
    nobody.get("/v1/nothing").await.refused(404, "not-found");
    nobody.get("/assets/old-1234.wasm").await.refused(404, "not-found");
    nobody.get("/old.js").await.refused(404, "not-found");
    send(nobody.ask(Method::PATCH, "/v1/session")).await.refused(405, "method");
    nobody.post("/home", "").await.refused(405, "method");
    let page = nobody.get("/home").await;
    assert!(page.headers["content-type"].to_str().expect("text").starts_with("text/html"));
    let policy = page.headers["content-security-policy"].to_str().expect("text");
    assert!(
        policy.contains("require-trusted-types-for 'script'") && policy.contains("frame-ancestors 'none'") && !policy.contains("'unsafe-eval'"),
        "{policy}"
    );
    house.person("town").await.get("/v1/review?state=nonsense").await.refused(400, "query-broken");
}
