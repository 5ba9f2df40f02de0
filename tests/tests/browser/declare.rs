//! A household declares by the village's link: from the code on the wall to the number in the hand, also without signal.

use super::people;
use anyhow::{Result, ensure};
use tests::browser::{Answers, Desk, Oracle, Page, Phone, Server, case};

pub(crate) async fn a_household_declares_by_its_link_and_holds_a_number() -> Result<()> {
    let picture = people::picture()?;
    let mut server = Server::start().await?;
    let phone = Phone::new().await?;
    let page = phone.page();
    page.open(&server.address("/d/demo-houcun")).await?;
    page.wait_for("[data-act=for-self]").await?;
    people::works_without_server(page).await?;
    page.shot("declare", "start").await?;
    page.press("[data-act=for-self]").await?;
    page.wait_for("[data-act=next]").await?;
    page.shot("declare", "first-question").await?;
    let paper = Answers::read(&case("a_self_declare", "a1", "in.txt")?).with_picture(picture.path());
    paper.fill_to(page, "a_risk").await?;
    page.shot("declare", "risk").await?;

    server.stop().await?;
    page.set_offline(true).await?;
    paper.fill(page).await?;
    page.wait_for("[data-act=finish]").await?;
    page.shot("declare", "before-sending").await?;
    page.press("[data-act=finish]").await?;
    page.wait_for(".ticket.unsent").await?;
    page.see("还没发出去").await?;
    ensure!(!page.shows("[data-number]").await?, "no number before the server gave one");
    page.shot("declare", "not-sent-yet").await?;

    server.start_again().await?;
    page.set_offline(false).await?;
    page.wait_for("[data-number]").await?;
    page.shot("declare", "receipt").await?;
    let number = page.attribute("[data-number]", "data-number").await?;
    ensure!(number.starts_with("RH-"), "`{number}` is no receipt number");
    let id = page.path().await?.rsplit('/').next().unwrap_or_default().to_owned();
    let differences = Oracle::read("a_self_declare", "a1")?.differences(&server.stored_xml(&id).await?)?;
    ensure!(differences.is_empty(), "the server has other values than the case:\n{}", differences.join("\n"));
    progress(page).await?;
    phone.chrome.close().await?;
    listed_as_declared(&server, &id).await
}

/// By number and the last digits of the telephone.
async fn progress(page: &Page) -> Result<()> {
    page.tap("查进度").await?;
    page.write_into("#tail", "0009").await?;
    page.press("[data-act=ask]").await?;
    page.wait_for(".line-of [aria-current=step]").await?;
    page.shot("declare", "progress").await
}

async fn listed_as_declared(server: &Server, id: &str) -> Result<()> {
    let desk = Desk::new().await?;
    desk.sign_in(server, "town").await?;
    let page = desk.page();
    page.press(".saved-filters a[href*='source=household']").await?;
    let row = format!("tr:has(a.row-link[href$='{id}'])");
    page.wait_for(&row).await?;
    let by = page.read(&format!("{row} .c-by")).await?;
    ensure!(by.contains("农户"), "the list says it came from `{by}`");
    page.shot("declare", "desk-list").await?;
    page.press(&format!("a.row-link[href$='{id}']")).await?;
    page.wait_for(".decide").await?;
    page.shot("declare", "desk-detail").await?;
    desk.chrome.close().await
}

pub(crate) async fn a_wrong_link_and_a_closed_one_say_so() -> Result<()> {
    let server = Server::start().await?;
    let phone = Phone::new().await?;
    let page = phone.page();
    let mut said = Vec::new();
    for (token, step) in [("no-such-link", "wrong-link"), ("demo-closed", "closed-link")] {
        page.open(&server.address(&format!("/d/{token}"))).await?;
        page.see("这个链接打不开").await?;
        page.wait_for("a[href^='tel:']").await?;
        page.shot("declare", step).await?;
        ensure!(!page.shows("[data-act=for-self]").await?, "{token} opened a form");
        said.push(page.read(".trouble h2").await?);
    }
    ensure!(said[0] != said[1], "a wrong and a closed link read the same: {}", said[0]);
    phone.chrome.close().await
}
