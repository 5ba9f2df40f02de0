//! From the surveyor to the township and back, until it is accepted.

use std::rc::Rc;
use std::sync::Arc;

use api::{Decision, Detail, Mend, NewRemark, OwnSubmission, Queue, Receipt, SubmissionState};
use base64::Engine as _;
use forms::{Edit, Env, Form, Instant, Session};

use crate::house::{Answer, Filled, House, Person, filled};

struct Phone;

impl Env for Phone {
    fn now(&self) -> Instant {
        Instant { unix_ms: 1_795_564_800_000, offset_min: 480 }
    }
    fn random(&self) -> u64 {
        7
    }
}

async fn decide(person: &Person, id: &str, decision: &Decision) -> Answer {
    person.post(&format!("/v1/review/{id}/decision"), serde_json::to_string(decision).expect("JSON")).await
}

fn returned(path: Option<&str>, text: &str) -> Decision {
    Decision::Return { remarks: vec![NewRemark { path: path.map(str::to_owned), text: text.to_owned() }] }
}

/// Opens what came back, changes one answer and finalizes again, as the phone does.
async fn mended(surveyor: &Person, old: &Filled, name: &str, text: &str) -> Filled {
    let mend: Mend = surveyor.get(&format!("/v1/submissions/{}/mend", old.instance_id)).await.value();
    let form = surveyor.get(&format!("/v1/forms/{}/{}", mend.form_id, mend.form_hash)).await.bytes;
    let snapshot = base64::engine::general_purpose::STANDARD.decode(&mend.snapshot).expect("base64");
    let form = Arc::new(Form::from_bytes(&form).expect("compiled form"));
    let mut session = Session::restore(form, Rc::new(Phone), &snapshot).expect("the snapshot opens");
    let path = session.values().iter().map(|v| v.0.clone()).find(|p| p.rsplit('/').next() == Some(name)).expect("the question");
    let node = session.find(&path).expect("node");
    session.apply(Edit::Set { node, text: text.to_owned() }).expect("answered");
    let made = session.finalize().expect("it holds");
    assert_ne!(made.instance_id, old.instance_id);
    Filled { instance_id: made.instance_id, xml: made.xml, media: old.media.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_is_returned_mended_and_accepted_and_both_versions_stay() {
    let house = House::open().await;
    let (surveyor, town) = (house.person("surveyor").await, house.person("town").await);
    let first = filled("b_hh_survey", "b2", &[]).await;
    surveyor.submit_all(&first).await;

    let detail: Detail = town.get(&format!("/v1/review/{}", first.instance_id)).await.value();
    assert_eq!(detail.may_decide, Ok(()));
    let answers: Vec<_> = detail.sections.iter().flat_map(|s| &s.answers).collect();
    let shown = |name: &str| answers.iter().find(|a| a.path.rsplit('/').next() == Some(name)).unwrap_or_else(|| panic!("{name} is not shown"));
    assert_eq!(
        (shown("hh_attr").display.as_str(), shown("hh_attr").label.as_str()),
        ("低保贫困户(扶贫低保交叉对象)", "农户属性"),
        "labels, not codes"
    );
    assert!(shown("m_id").masked && shown("m_id").display == "990*************50", "{}", shown("m_id").display);
    assert!(shown("bank_no").masked && shown("m_disease").masked, "account and illness are masked");
    assert_eq!(detail.places.first().map(|p| (p.lat.as_str(), p.lon.as_str())), Some(("30.1", "119.3")));
    let english: Detail = town.get(&format!("/v1/review/{}?lang=1", first.instance_id)).await.value();
    assert!(english.sections.iter().flat_map(|s| &s.answers).any(|a| a.label == "Household category"));

    let path = shown("food_short").path.clone();
    decide(&town, &first.instance_id, &returned(Some(&path), "请核对缺粮月数")).await.value::<Detail>();
    let own: Vec<OwnSubmission> = surveyor.get("/v1/submissions").await.value();
    let back = own.iter().find(|s| s.receipt.instance_id == first.instance_id).expect("in the list");
    assert_eq!((back.receipt.state, back.remarks.len()), (SubmissionState::Returned, 1));
    assert_eq!((back.remarks[0].text.as_str(), back.remarks[0].value.as_str(), back.remarks[0].by.as_str()), ("请核对缺粮月数", "0", "乡专干甲"));
    assert!(back.due.is_some() && !back.remarks[0].label.is_empty());

    let second = mended(&surveyor, &first, "food_short", "1").await;
    let receipt: Receipt = surveyor.submit(&second).await.value();
    assert_eq!(receipt.missing, Vec::<String>::new(), "its photos are at the server already");
    surveyor.submit(&second).await.value::<Receipt>();
    let queue: Queue = town.get("/v1/review?state=received&q=HC0002").await.value();
    assert!(queue.rows.iter().any(|r| r.instance_id == second.instance_id) && queue.rows.iter().all(|r| r.instance_id != first.instance_id));

    let accepted: Detail = decide(&town, &second.instance_id, &Decision::Accept).await.value();
    assert_eq!(accepted.row.state, SubmissionState::Accepted);
    assert_eq!(accepted.versions.iter().map(|v| v.state).collect::<Vec<_>>(), [SubmissionState::Replaced, SubmissionState::Accepted]);
    let old: Detail = town.get(&format!("/v1/review/{}", first.instance_id)).await.value();
    let was = old.sections.iter().flat_map(|s| &s.answers).find(|a| a.path == path).expect("the old answer");
    assert_eq!((was.display.as_str(), old.remarks.len()), ("0", 1), "the first version reads as it was sent");
    surveyor.get(&format!("/v1/submissions/{}/mend", first.instance_id)).await.refused(409, "mend-refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_decision_wins_and_the_second_learns_of_it() {
    let house = House::open().await;
    let (surveyor, town, county) = (house.person("surveyor").await, house.person("town").await, house.person("county").await);
    let form = filled("b_hh_survey", "b2", &[]).await;
    surveyor.submit_all(&form).await;
    decide(&town, &form.instance_id, &Decision::Return { remarks: vec![] }).await.refused(422, "remark-needed");
    decide(&town, &form.instance_id, &returned(None, "  ")).await.refused(422, "remark-needed");
    decide(&town, &form.instance_id, &returned(Some("/data/nowhere"), "x")).await.refused(422, "remark-place");
    decide(&county, &form.instance_id, &Decision::Accept).await.value::<Detail>();
    let late = decide(&town, &form.instance_id, &returned(None, "收入偏低")).await.refused(409, "already-decided");
    assert!(late.message.zh.contains("县办一"), "{late:?}");
    let seen: Detail = town.get(&format!("/v1/review/{}", form.instance_id)).await.value();
    assert!(seen.may_decide.is_err_and(|why| why.zh.contains("县办一")));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_one_decides_on_their_own_and_no_one_sees_another_area() {
    let house = House::open().await;
    let (town, elsewhere) = (house.person("town").await, house.person("town2").await);
    let form = filled("b_hh_survey", "b2", &[]).await;
    town.submit_all(&form).await;
    decide(&town, &form.instance_id, &Decision::Accept).await.refused(403, "own");
    let detail: Detail = town.get(&format!("/v1/review/{}", form.instance_id)).await.value();
    assert!(detail.may_decide.is_err() && detail.row.flags.iter().any(|f| f.code == "own"));
    let queue: Queue = elsewhere.get("/v1/review").await.value();
    assert_eq!((queue.total, queue.rows.len(), queue.counts.len()), (0, 0, 0), "lists and counts end at the area");
    elsewhere.get(&format!("/v1/review/{}", form.instance_id)).await.refused(404, "not-found");
    decide(&elsewhere, &form.instance_id, &Decision::Accept).await.refused(404, "not-found");
    elsewhere.get("/v1/review?area=hx").await.refused(403, "no-right");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_is_not_empty_on_the_first_day_and_its_counts_equal_its_lists() {
    let house = House::open().await;
    let town = house.person("town").await;
    let all: Queue = town.get("/v1/review").await.value();
    assert_eq!(all.total, 5, "{:?}", all.rows.iter().map(|r| &r.form_id).collect::<Vec<_>>());
    for (state, count) in &all.counts {
        let code = serde_json::to_value(state).expect("state");
        let of_state: Queue = town.get(&format!("/v1/review?state={}", code.as_str().unwrap_or_default())).await.value();
        assert_eq!(of_state.total, *count);
    }
    let declared: Queue = town.get("/v1/review?source=household").await.value();
    assert_eq!(declared.rows.iter().map(|r| r.form_id.as_str()).collect::<Vec<_>>(), ["a_self_declare"]);
    let survey: Queue = town.get("/v1/review?form=b_hh_survey&area=hx_01_01").await.value();
    assert!(survey.rows.iter().all(|r| r.facts.iter().any(|(label, value)| label.zh == "人均纯收入" && !value.is_empty())), "{:?}", survey.rows);
    assert_eq!(town.get("/v1/review?q=%25").await.value::<Queue>().total, 0, "a percent sign is a sign like others");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_calls_forms_by_the_head_of_the_household_and_never_by_codes() {
    let house = House::open().await;
    let all: Queue = house.person("town").await.get("/v1/review").await.value();
    assert!(
        all.rows.iter().all(|r| !r.name.is_empty() && !r.name.contains("hx_") && !r.name.contains("HC0")),
        "{:?}",
        all.rows.iter().map(|r| &r.name).collect::<Vec<_>>()
    );
    assert!(all.rows.iter().any(|r| r.name == "测试乙" && r.household.as_deref() == Some("HC0002")));
}

#[tokio::test(flavor = "multi_thread")]
async fn members_stand_under_their_name_beside_the_answers_of_the_year_before() {
    let house = House::open().await;
    let town = house.person("town").await;
    let all: Queue = town.get("/v1/review?q=HC0002&state=received").await.value();
    let detail: Detail = town.get(&format!("/v1/review/{}", all.rows[0].instance_id)).await.value();
    let member = detail.sections.iter().position(|s| s.instance).expect("a member");
    assert!(detail.sections[member].label.ends_with("1 / 1 · 测试乙"), "{}", detail.sections[member].label);
    let inner = &detail.sections[member + 1];
    assert!(inner.depth > detail.sections[member].depth && inner.path.starts_with(&detail.sections[member].path), "its groups follow it");
    let answers: Vec<_> = detail.sections.iter().flat_map(|s| &s.answers).collect();
    let last = |name: &str| answers.iter().find(|a| a.path.rsplit('/').next() == Some(name)).map(|a| (a.display.as_str(), a.last.as_deref()));
    assert_eq!(last("p_land"), Some(("200", Some("150"))));
    assert_eq!(last("m_med_total"), Some(("••••", Some("与本次不同"))), "a member's answer is found by the name, and a change behind masks is told");
    assert!(answers.iter().any(|a| a.computed && a.last.as_ref().is_some_and(|l| *l != a.display)), "computed figures are compared as well");
    assert!(detail.minutes.is_some_and(|m| (10..120).contains(&m)), "{:?}", detail.minutes);
    let first: Queue = town.get("/v1/review?q=HC0002&state=accepted").await.value();
    let first: Detail = town.get(&format!("/v1/review/{}", first.rows[0].instance_id)).await.value();
    assert!(first.sections.iter().flat_map(|s| &s.answers).filter(|a| !a.computed).all(|a| a.last.is_none()), "a later visit is no last visit");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_accepted_while_photos_are_still_on_the_phone() {
    let house = House::open().await;
    let (surveyor, town) = (house.person("surveyor").await, house.person("town").await);
    let form = filled("f_hh_exit", "f3", &[]).await;
    surveyor.submit(&form).await.value::<Receipt>();
    let told = decide(&town, &form.instance_id, &Decision::Accept).await.refused(409, "media-missing");
    assert!(told.message.zh.contains(&form.media.len().to_string()), "{told:?}");
    surveyor.submit_all(&form).await;
    let body = serde_json::to_string(&Decision::Accept).expect("JSON");
    let accepted: Detail = town.post(&format!("/v1/review/{}/decision?lang=1", form.instance_id), body).await.value();
    assert_eq!(accepted.row.state, SubmissionState::Accepted);
    let english = accepted.sections.iter().flat_map(|s| &s.answers).filter(|a| a.label.is_ascii()).count();
    assert!(english > 5, "the answer to a decision comes in the language asked for");
}
