//! Exactly once: whatever the line does, one submission is one row and one receipt.

use api::{Queue, Receipt, SubmissionState};

use crate::house::{House, filled};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_give_the_same_receipt_and_one_row() {
    let house = House::open().await;
    let (surveyor, town) = (house.person("surveyor").await, house.person("town").await);
    let before: Queue = town.get("/v1/review").await.value();
    let form = filled("b_hh_survey", "b2", &[]).await;
    let (first, second) = tokio::join!(surveyor.submit(&form), surveyor.submit(&form));
    let (first, second): (Receipt, Receipt) = (first.value(), second.value());
    assert_eq!(first, second);
    assert!(first.number.starts_with("RH-20") && first.number.len() == 14, "{}", first.number);
    assert_eq!((first.state, first.missing.len()), (SubmissionState::Received, 2), "two different pictures are still to come");
    let later: Receipt = surveyor.get(&format!("/v1/submissions/{}", form.instance_id)).await.value();
    assert_eq!(later, first);
    let after: Queue = town.get("/v1/review").await.value();
    assert_eq!(after.total, before.total + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_bytes_under_the_same_id_are_kept_beside_and_refused() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    let form = filled("b_hh_survey", "b2", &[]).await;
    let receipt: Receipt = surveyor.submit(&form).await.value();
    let other = form.with("帮扶人二", "帮扶人三");
    surveyor.submit(&other).await.refused(409, "different-content");
    surveyor.submit(&other).await.refused(409, "different-content");
    let again: Receipt = surveyor.submit(&form).await.value();
    assert_eq!(again, receipt, "the first stays as it was");
    let detail: api::Detail = house.person("town").await.get(&format!("/v1/review/{}", form.instance_id)).await.value();
    let rivals = detail.history.iter().filter(|h| h.what.en.contains("kept beside")).count();
    assert_eq!(rivals, 1, "the reviewer sees that another one came: {:?}", detail.history);
    let someone_else = house.person("surveyor2").await;
    someone_else.submit(&form).await.refused(403, "no-right");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_receipted_is_there_after_a_restart() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    let form = filled("f_hh_exit", "f3", &[]).await;
    surveyor.submit_all(&form).await;
    let receipt: Receipt = surveyor.get(&format!("/v1/submissions/{}", form.instance_id)).await.value();
    let before: Queue = house.person("town").await.get("/v1/review").await.value();
    let house = house.restart().await;
    let surveyor = house.person("surveyor").await;
    let after: Queue = house.person("town").await.get("/v1/review").await.value();
    assert_eq!(after, before, "no demonstration data a second time");
    assert_eq!(surveyor.submit(&form).await.value::<Receipt>(), receipt);
    let (photo, bytes) = &form.media[0];
    assert_eq!(&surveyor.get(&format!("/v1/media/{}/{}", form.instance_id, photo.sha256)).await.bytes, bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_database_take_a_submission_once() {
    let house = House::open().await;
    let beside = house.beside().await;
    let (here, there) = (house.person("surveyor").await, beside.person("surveyor").await);
    let town = beside.person("town").await;
    let before: Queue = town.get("/v1/review").await.value();
    let forms = [filled("b_hh_survey", "b2", &[]).await, filled("f_hh_exit", "f3", &[]).await];
    let (a, b, c, d) = tokio::join!(here.submit(&forms[0]), there.submit(&forms[0]), there.submit(&forms[1]), here.submit(&forms[1]));
    let [a, b, c, d]: [Receipt; 4] = [a.value(), b.value(), c.value(), d.value()];
    assert_eq!((&a, &c), (&b, &d), "one receipt, whichever server gives it");
    assert_ne!(a.number, c.number, "numbers are given once among all servers");
    let after: Queue = town.get("/v1/review").await.value();
    assert_eq!(after.total, before.total + 2);
}
