//! A household with a village's link: from the scan to the receipt and the question where it stands.

use api::{DeclareStatus, Declared, Invitation, Queue, Receipt, Source};

use crate::house::{Filled, House, Person, filled};

async fn declare(household: &Person, token: &str, form: &Filled) -> crate::house::Answer {
    household.put(&format!("/v1/declare/{token}/{}", form.instance_id), form.body()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_declaration_makes_one_receipt_and_the_household_can_ask_for_it() {
    let house = House::open().await;
    let household = house.nobody();
    let open: Invitation = household.get("/v1/declare/demo-houcun").await.value();
    assert_eq!(open.form.id, "a_self_declare");
    assert_eq!(open.village.last().map(|v| v.zh.as_str()), Some("侯村村"));
    assert!(open.prefill.contains(&("a_village".to_owned(), "hx_01_01".to_owned())), "{:?}", open.prefill);
    let compiled = household.get(&format!("/v1/declare/demo-houcun/forms/{}", open.form.hash)).await;
    assert_eq!(compiled.bytes.len() as u64, open.form.bytes);

    let form = filled("a_self_declare", "a1", &[]).await;
    let declared: Declared = declare(&household, "demo-houcun", &form).await.value();
    let again: Declared = declare(&household, "demo-houcun", &form).await.value();
    assert_eq!(declared, again);
    for (info, bytes) in &form.media {
        let path = format!("/v1/declare/demo-houcun/media/{}/{}", form.instance_id, info.sha256);
        assert_eq!(household.put(&path, bytes.clone()).await.value::<Receipt>().missing.len(), 0);
    }

    let status = |number: &str, tail: &str| format!("/v1/declare/demo-houcun/status?number={number}&tail={tail}");
    let stands: DeclareStatus = household.get(&status(&declared.receipt.number, "0009")).await.value();
    assert!(stands.steps.first().is_some_and(|s| s.now && s.day.is_some() && s.name.zh == "已收到"), "{stands:?}");
    household.get(&status(&declared.receipt.number, "0008")).await.refused(404, "status-unknown");
    household.get(&status("RH-2026-999999", "0009")).await.refused(404, "status-unknown");

    let town = house.person("town").await;
    let queue: Queue = town.get(&format!("/v1/review?source=household&q={}", declared.receipt.number)).await.value();
    assert_eq!(queue.rows.iter().map(|r| (r.instance_id.as_str(), r.source)).collect::<Vec<_>>(), [(form.instance_id.as_str(), Source::Household)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_or_closed_link_says_what_to_do() {
    let house = House::open().await;
    let household = house.nobody();
    let form = filled("a_self_declare", "a1", &[]).await;
    for (token, status, code) in [("no-such-link", 404, "link-unknown"), ("demo-closed", 410, "link-closed")] {
        let problem = household.get(&format!("/v1/declare/{token}")).await.refused(status, code);
        assert!(problem.message.zh.contains("12317") && problem.message.en.contains("12317"), "{problem:?}");
        declare(&household, token, &form).await.refused(status, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_its_own_form_and_village_only() {
    let house = House::open().await;
    let household = house.nobody();
    let survey = filled("b_hh_survey", "b2", &[]).await;
    declare(&household, "demo-houcun", &survey).await.refused(422, "form-unknown");
    let elsewhere = filled("a_self_declare", "a1", &[("a_county", "sz"), ("a_township", "sz_01"), ("a_village", "sz_01_01")]).await;
    declare(&household, "demo-houcun", &elsewhere).await.refused(422, "other-village");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_for_a_status_is_slowed_down() {
    let house = House::open().await;
    let household = house.nobody();
    let mut refused = None;
    for n in 0..30 {
        let answer = household.get(&format!("/v1/declare/demo-houcun/status?number=RH-2026-000001&tail={n:04}")).await;
        if answer.status.as_u16() == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("slowed down before the thirtieth guess");
    refused.refused(429, "too-often");
    assert!(refused.headers.contains_key("retry-after"));
}
