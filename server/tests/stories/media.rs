//! Photos: whole or not at all, for those who may see them.

use api::Receipt;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::house::{Filled, House, Person, filled, sha};

fn path(form: &Filled, hash: &str) -> String {
    format!("/v1/media/{}/{hash}", form.instance_id)
}

async fn missing(person: &Person, form: &Filled) -> usize {
    person.get(&format!("/v1/submissions/{}", form.instance_id)).await.value::<Receipt>().missing.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_arrive_in_any_order_and_any_number_of_times() {
    let house = House::open().await;
    let (surveyor, town) = (house.person("surveyor").await, house.person("town").await);
    let form = filled("f_hh_exit", "f3", &[]).await;
    surveyor.put(&path(&form, &form.media[0].0.sha256), form.media[0].1.clone()).await.refused(404, "media-unknown");
    surveyor.submit(&form).await.value::<Receipt>();
    let detail: api::Detail = town.get(&format!("/v1/review/{}", form.instance_id)).await.value();
    assert!(detail.row.flags.iter().any(|f| f.code == "media-missing"), "text does not wait for photos, and the desk says so");
    for (info, bytes) in form.media.iter().chain(&form.media) {
        surveyor.put(&path(&form, &info.sha256), bytes.clone()).await.value::<Receipt>();
    }
    assert_eq!(missing(&surveyor, &form).await, 0);
    let detail: api::Detail = town.get(&format!("/v1/review/{}", form.instance_id)).await.value();
    assert!(detail.media.iter().all(|m| m.here && !m.label.is_empty()) && detail.media.len() == form.media.len(), "{:?}", detail.media);

    let (info, bytes) = &form.media[0];
    let seen = town.get(&path(&form, &info.sha256)).await;
    assert_eq!(&seen.bytes, bytes);
    let header = |name: &str| seen.headers[name].to_str().expect("text");
    assert_eq!(
        (header("x-content-type-options"), header("content-disposition"), header("cache-control")),
        ("nosniff", "attachment", "private, no-store")
    );
    assert!(header("content-security-policy").contains("sandbox"));
    house.person("surveyor2").await.get(&path(&form, &info.sha256)).await.refused(404, "not-found");
    house.person("town2").await.get(&path(&form, &info.sha256)).await.refused(404, "not-found");
    house.nobody().get(&path(&form, &info.sha256)).await.refused(401, "session-expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_wrong_too_large_or_cut_off_leaves_nothing() {
    let house = House::open().await;
    let surveyor = house.person("surveyor").await;
    let mut form = filled("f_hh_exit", "f3", &[]).await;
    let page = b"<html><script>steal()</script></html>".to_vec();
    form.media[1].0.sha256 = sha(&page);
    let before = surveyor.submit(&form).await.value::<Receipt>().missing.len();
    let (info, bytes) = &form.media[0];
    let half = bytes.len() / 2;
    surveyor.put(&path(&form, &info.sha256), bytes[..half].to_vec()).await.refused(422, "media-hash");
    surveyor.put(&path(&form, &info.sha256), vec![0_u8; (12 << 20) + 1]).await.refused(413, "too-large");
    surveyor.put(&path(&form, &sha(&page)), page.clone()).await.refused(422, "media-kind");
    surveyor.put(&path(&form, &sha(b"another")), b"another".to_vec()).await.refused(404, "media-unknown");
    cut_off(&house, &surveyor, &form).await;
    assert_eq!(missing(&surveyor, &form).await, before);
    let left = std::fs::read_dir(house.data().join("media"))
        .expect("folder")
        .filter_map(Result::ok)
        .filter(|e| e.file_name().to_string_lossy().starts_with("part-"))
        .count();
    assert_eq!(left, 0, "no part of a file is left");
    surveyor.put(&path(&form, &info.sha256), bytes.clone()).await.value::<Receipt>();
    assert_eq!(missing(&surveyor, &form).await, before - 1, "sent again, it is there");
}

/// The line breaks in the middle of a photo.
async fn cut_off(house: &House, surveyor: &Person, form: &Filled) {
    let signed_in = surveyor.sign_in("surveyor", "ruhu-demo-2026").await;
    let cookie = signed_in.headers["set-cookie"].to_str().expect("text").split(';').next().unwrap_or_default().to_owned();
    let (info, bytes) = &form.media[0];
    let head = format!(
        "PUT {} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\n{}: 1\r\ncontent-length: {}\r\n\r\n",
        path(form, &info.sha256),
        house.address,
        api::CLIENT_HEADER,
        bytes.len()
    );
    let mut line = tokio::net::TcpStream::connect(house.address).await.expect("connected");
    line.write_all(head.as_bytes()).await.expect("head");
    line.write_all(&bytes[..bytes.len() / 2]).await.expect("half");
    line.shutdown().await.expect("cut");
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.expect("closed");
    assert!(!String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 2"), "half a photo is never received");
}
