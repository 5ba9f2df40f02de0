//! What goes wrong on an ordinary day: a session that ended, a portal that answers for the server, a full phone, a second tab; and another
//! language in the middle. Nothing of what was filled in is lost, and each is told in words with what to do.

use super::people::{self, Portal};
use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::{Answers, Page, Phone, Server, case};

/// A short form of the list, opened empty.
const FORM: &str = "a_self_declare";

async fn begin(page: &Page) -> Result<()> {
    page.open_here("/forms").await?;
    page.press(&format!("[data-form={FORM}]")).await?;
    page.wait_for("[data-name=a_who]").await
}

fn paper(picture: &people::Picture) -> Result<Answers> {
    Ok(Answers::read(&case(FORM, "a1", "in.txt")?).with_picture(picture.path()))
}

async fn surveyor(server: &Server) -> Result<Phone> {
    let phone = Phone::new().await?;
    phone.sign_in(server, "surveyor").await?;
    people::all_is_on_the_phone(phone.page()).await?;
    Ok(phone)
}

async fn finish(page: &Page) -> Result<()> {
    page.wait_for("[data-act=finish]").await?;
    page.press("[data-act=finish]").await?;
    page.wait_for("[data-parcel]").await
}

pub(crate) async fn a_session_that_ends_while_filling_costs_only_a_password() -> Result<()> {
    let picture = people::picture()?;
    let server = Server::start().await?;
    let phone = surveyor(&server).await?;
    let page = phone.page();
    begin(page).await?;
    let paper = paper(&picture)?;
    paper.fill_to(page, "a_name").await?;
    page.cdp("Network.clearBrowserCookies", json!({})).await?;
    paper.fill(page).await?;
    finish(page).await?;
    page.wait_for("[data-parcel][data-state=held]").await?;
    page.see("登录过期了").await?;
    page.shot("trouble", "session-ended").await?;
    page.press("[data-parcel] a[href='/sign-in']").await?;
    page.wait_for("input[type=password]").await?;
    page.see("草稿和没发的都在本机").await?;
    page.shot("trouble", "sign-in-again").await?;
    page.write_into("input[type=password]", tests::browser::DEMO_PASSWORD).await?;
    page.press("[data-act=sign-in]").await?;
    page.wait_for("[data-household]").await?;
    page.tap("发送").await?;
    page.wait_for("[data-parcel][data-state=received] .receipt-no").await?;
    page.shot("trouble", "sent-after-signing-in").await?;
    phone.chrome.close().await
}

pub(crate) async fn a_portal_that_answers_for_the_server_is_not_believed() -> Result<()> {
    let picture = people::picture()?;
    let mut server = Server::start().await?;
    let phone = surveyor(&server).await?;
    let page = phone.page();
    begin(page).await?;
    let paper = paper(&picture)?;
    server.stop().await?;
    let portal = Portal::open(server.port()).await?;
    paper.fill(page).await?;
    finish(page).await?;
    page.open(&server.address("/outbox")).await?;
    page.wait_for("[data-parcel]:not([data-state=received])").await?;
    page.press("[data-act=send]").await?;
    page.see("可能是 Wi-Fi 的登录页").await?;
    page.shot("trouble", "portal").await?;
    ensure!(!page.shows("[data-state=received]").await?, "a portal's page was taken for a receipt");
    portal.close().await;
    server.start_again().await?;
    page.press("[data-act=send]").await?;
    page.wait_for("[data-parcel][data-state=received] .receipt-no").await?;
    page.shot("trouble", "sent-after-the-portal").await?;
    phone.chrome.close().await
}

pub(crate) async fn a_full_phone_says_what_to_do_and_loses_nothing() -> Result<()> {
    let server = Server::start().await?;
    let mut phone = surveyor(&server).await?;
    let page = phone.page();
    begin(page).await?;
    let moment = page.now().await?;
    Answers::read("a_who=self").fill_to(page, "a_who").await?;
    page.kept_since(moment).await?;
    let path = page.path().await?;
    // A browser asks only now and then how much room there is: one that has just been opened asks at once.
    phone.chrome.kill().await?;
    phone.chrome.open_again().await?;
    let page = phone.page();
    let origin = server.address("");
    page.cdp("Storage.overrideQuotaForOrigin", json!({ "origin": origin, "quotaSize": 1 })).await?;
    page.open(&server.address(&path)).await?;
    page.wait_for("[data-act=next]").await?;
    Answers::read("a_name=测试丁").fill_to(page, "a_name").await?;
    page.wait_for(".saved.failed").await?;
    page.see("腾出空间").await?;
    page.shot("trouble", "full-phone").await?;
    ensure!(page.value("[data-name=a_name] input").await? == "测试丁", "the answer is gone from the page");
    page.cdp("Storage.overrideQuotaForOrigin", json!({ "origin": origin })).await?;
    let moment = page.now().await?;
    page.press(".saved.failed button").await?;
    page.kept_since(moment).await?;
    page.wait_gone(".saved.failed").await?;
    page.reload().await?;
    page.wait_for("[data-act=next]").await?;
    Answers::default().fill_to(page, "a_name").await?;
    ensure!(page.value("[data-name=a_name] input").await? == "测试丁", "the answer is lost");
    page.shot("trouble", "room-again").await?;
    phone.chrome.close().await
}

pub(crate) async fn another_language_keeps_page_and_answers() -> Result<()> {
    let server = Server::start().await?;
    let phone = surveyor(&server).await?;
    let page = phone.page();
    page.open_here("/household/HC0001").await?;
    page.press("[data-form=b_hh_survey]").await?;
    page.wait_for("[data-name=survey_kind]").await?;
    Answers::read("survey_kind=new\nenum2=调查员二").fill_to(page, "survey_kind").await?;
    page.shot("trouble", "chinese").await?;
    page.press("[data-act=more]").await?;
    page.press("[data-act=language]").await?;
    page.see("1. Visit").await?;
    ensure!(page.shows("[data-name=survey_kind] input[value=new]:checked").await?, "the answer is lost");
    ensure!(page.attribute("html", "lang").await? == "en", "readers are told the wrong language");
    page.press("[data-name=survey_kind] label:nth-of-type(2)").await?;
    page.wait_for("[data-name=survey_kind] label:nth-of-type(2) input:checked").await?;
    page.press("[data-name=survey_kind] label:has(input[value=new])").await?;
    page.shot("trouble", "english").await?;
    page.press("[data-act=more]").await?;
    page.press("[data-act=language]").await?;
    page.see("一、调查信息").await?;
    page.wait_for("[data-name=survey_kind] input[value=new]:checked:not(:disabled)").await?;
    phone.chrome.close().await
}

pub(crate) async fn a_second_tab_only_reads_until_it_takes_over() -> Result<()> {
    let server = Server::start().await?;
    let phone = surveyor(&server).await?;
    let page = phone.page();
    begin(page).await?;
    let moment = page.now().await?;
    Answers::read("a_who=self").fill_to(page, "a_who").await?;
    page.kept_since(moment).await?;
    let path = page.path().await?;
    let first = page.tab().await?;
    let second = page.new_tab().await?;
    page.open(&server.address(&path)).await?;
    page.see("这份草稿正在另一个页面里填").await?;
    page.wait_for("[data-name=a_who] input[value=self]:checked:disabled").await?;
    page.shot("trouble", "second-tab-reads").await?;
    page.tap("接着在这里填").await?;
    page.wait_for("[data-name=a_who] input[value=self]:checked:not(:disabled)").await?;
    let moment = page.now().await?;
    Answers::read("a_name=测试丁").fill_to(page, "a_name").await?;
    page.kept_since(moment).await?;
    page.shot("trouble", "second-tab-writes").await?;
    page.go_to_tab(&first).await?;
    page.see("这份草稿正在另一个页面里填").await?;
    page.shot("trouble", "first-tab-reads").await?;
    page.tap("接着在这里填").await?;
    page.wait_for("[data-name=a_who] input:not(:disabled)").await?;
    Answers::default().fill_to(page, "a_name").await?;
    ensure!(page.value("[data-name=a_name] input").await? == "测试丁", "what the second tab wrote is not here");
    page.go_to_tab(&second).await?;
    page.see("这份草稿正在另一个页面里填").await?;
    phone.chrome.close().await
}
