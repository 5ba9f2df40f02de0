//! What the desk is told about a submission: whose it is, what stands out, what still hinders a decision.

use api::{Decision, Detail, Invitation, Queue, QueueRow, Receipt};
use server::fill_from_pack_at;

use crate::house::{Answer, Filled, House, Person, answers, filled, picture};

const HOUR_MS: i64 = 3_600_000;

fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    i64::try_from(now.as_millis()).expect("fits")
}

async fn detail(person: &Person, form: &Filled) -> Detail {
    person.get(&format!("/v1/review/{}", form.instance_id)).await.value()
}

async fn row(person: &Person, form: &Filled) -> QueueRow {
    let queue: Queue = person.get("/v1/review").await.value();
    queue.rows.into_iter().find(|r| r.instance_id == form.instance_id).expect("in the queue")
}

async fn accept(person: &Person, form: &Filled, query: &str) -> Answer {
    person.post(&format!("/v1/review/{}/decision{query}", form.instance_id), serde_json::to_string(&Decision::Accept).expect("JSON")).await
}

fn codes(row: &QueueRow) -> Vec<&str> {
    row.flags.iter().map(|f| f.code.as_str()).collect()
}

/// A form finished at that moment.
async fn finished(form: &'static str, answers: Vec<(String, String)>, at: i64) -> Filled {
    let made = tokio::task::spawn_blocking(move || fill_from_pack_at(form, &answers, at)).await.expect("filled").expect("the script holds");
    Filled { instance_id: made.instance_id, xml: made.xml, media: made.media.iter().map(|name| picture(name)).collect() }
}

/// A text of the submission.
fn said(form: &Filled, name: &str) -> String {
    let document = roxmltree::Document::parse(&form.xml).expect("XML");
    document.descendants().find(|n| n.has_tag_name(name)).and_then(|n| n.text()).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_names_people_and_not_records() {
    let house = House::open().await;
    let (surveyor, town) = (house.person("surveyor").await, house.person("town").await);
    let (survey, exit) = (filled("b_hh_survey", "b2", &[]).await, filled("f_hh_exit", "f3", &[]).await);
    surveyor.submit_all(&survey).await;
    surveyor.submit_all(&exit).await;
    assert_eq!(row(&town, &survey).await.name, "测试乙", "the form has the name of the head");
    assert_eq!(row(&town, &exit).await.name, "测试甲", "the register has it, by the code of the household");
    let found: Queue = town.get("/v1/review?form=f_hh_exit&q=%E6%B5%8B%E8%AF%95%E7%94%B2").await.value();
    assert!(found.rows.iter().any(|r| r.instance_id == exit.instance_id), "and people look for it by that name");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_accepted_before_its_photos_are_here() {
    let house = House::open().await;
    let (surveyor, town) = (house.person("surveyor").await, house.person("town").await);
    let form = filled("b_hh_survey", "b2", &[]).await;
    surveyor.submit(&form).await.value::<Receipt>();
    assert!(codes(&row(&town, &form).await).contains(&"media-missing"));
    let why = accept(&town, &form, "").await.refused(409, "media-missing");
    assert!(why.message.zh.contains(&form.media.len().to_string()), "{why:?}");
    for (info, bytes) in &form.media {
        surveyor.put(&format!("/v1/media/{}/{}", form.instance_id, info.sha256), bytes.clone()).await.value::<Receipt>();
    }
    let accepted: Detail = accept(&town, &form, "?lang=1").await.value();
    assert!(accepted.sections.iter().flat_map(|s| &s.answers).any(|a| a.label == "Household category"), "answered in the language asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_finished_two_days_before_it_is_sent_still_holds() {
    let house = House::open().await;
    let (surveyor, town) = (house.person("surveyor").await, house.person("town").await);
    let before = now_ms() - 48 * HOUR_MS;
    // Days of the programme's time zone: a mending due on the very day of the check, in the past by the time of sending.
    let day = said(&finished("f_hh_exit", answers("f3", &[]), before).await, "today");
    let form = finished("f_hh_exit", answers("f3", &[("fix_by", &day)]), before).await;
    assert_eq!(said(&form, "fix_by"), day);
    surveyor.submit_all(&form).await;
    let shown = detail(&town, &form).await;
    assert_eq!(shown.differences, [], "nothing is computed by another day");
    assert!(shown.minutes.is_some_and(|m| (5..=60).contains(&m)), "{:?}", shown.minutes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_clock_is_off_is_flagged() {
    let house = House::open().await;
    let (surveyor, town) = (house.person("surveyor").await, house.person("town").await);
    let (right, wrong) = (filled("b_hh_survey", "b2", &[]).await, filled("b_hh_survey", "b2", &[]).await);
    surveyor.submit(&right).await.value::<Receipt>();
    surveyor.put(&format!("/v1/submissions/{}", wrong.instance_id), wrong.body_at(-HOUR_MS)).await.value::<Receipt>();
    assert!(!codes(&row(&town, &right).await).contains(&"clock"));
    let flagged = row(&town, &wrong).await;
    let flag = flagged.flags.iter().find(|f| f.code == "clock").expect("flagged");
    assert!(flag.words.zh.contains("60") || flag.words.zh.contains("59"), "{flag:?}");
    assert!(detail(&town, &wrong).await.clock_skew_ms <= -59 * 60_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_income_just_above_the_line_is_flagged() {
    let house = House::open().await;
    let (surveyor, town) = (house.person("surveyor").await, house.person("town").await);
    let plain = filled("b_hh_survey", "b2", &[]).await;
    let figure = |name: &str| said(&plain, name).parse::<f64>().expect("a figure");
    let (income, line) = (figure("pci"), figure("line"));
    // One person lives in this household: so much dibao more or less is so much income more or less.
    let dibao = |over: f64| format!("{:.2}", figure("t_dibao") + line + over - income);
    let (near, far) = (dibao(30.0), dibao(500.0));
    let near = filled("b_hh_survey", "b2", &[("t_dibao", &near)]).await;
    let far = filled("b_hh_survey", "b2", &[("t_dibao", &far)]).await;
    surveyor.submit(&far).await.value::<Receipt>();
    surveyor.submit(&near).await.value::<Receipt>();
    assert!(!codes(&row(&town, &far).await).contains(&"near-line"), "{income} {line}");
    let flagged = row(&town, &near).await;
    let flag = flagged.flags.iter().find(|f| f.code == "near-line").unwrap_or_else(|| panic!("{income} {line} {:?}", flagged.facts));
    assert!(flag.words.zh.contains("30"), "{flag:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_household_reads_the_plain_name_of_the_office() {
    let house = House::open().await;
    let open: Invitation = house.nobody().get("/v1/declare/demo-houcun").await.value();
    assert_eq!((open.office.zh.as_str(), open.office.en.as_str()), ("凌笪乡扶贫办", "Lingda township poverty relief office"));
}
