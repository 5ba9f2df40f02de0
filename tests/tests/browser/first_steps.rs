//! The first minute of each kind of person: signing in, and the link that needs no account.

use anyhow::{Result, ensure};
use tests::browser::{Desk, Phone, Server};

pub(crate) async fn a_surveyor_signs_in_and_finds_todays_households() -> Result<()> {
    let server = Server::start().await?;
    let phone = Phone::new().await?;
    phone.sign_in(&server, "surveyor").await?;
    let page = phone.page();
    page.wait_for("[data-household=HC0001]").await?;
    page.shot("first-steps", "home").await?;
    page.reload().await?;
    page.wait_for("[data-household=HC0001]").await?;
    phone.chrome.close().await
}

pub(crate) async fn a_wrong_password_is_refused_in_words() -> Result<()> {
    let server = Server::start().await?;
    let phone = Phone::new().await?;
    let page = phone.page();
    page.open(&server.address("/")).await?;
    page.write_into("form input:not([type=password])", "surveyor").await?;
    page.write_into("input[type=password]", "not-the-password").await?;
    page.press("[data-act=sign-in]").await?;
    page.wait_for("[role=alert], [aria-invalid=true]").await?;
    page.shot("first-steps", "wrong-password").await?;
    ensure!(page.shows("input[type=password]").await?, "a wrong password must not open the app");
    phone.chrome.close().await
}

pub(crate) async fn a_household_opens_its_link_without_an_account() -> Result<()> {
    let server = Server::start().await?;
    let phone = Phone::new().await?;
    let page = phone.page();
    page.open(&server.address("/d/demo-houcun")).await?;
    page.wait_for("[data-act=for-self]").await?;
    page.see("侯村").await?;
    page.shot("first-steps", "declare").await?;
    ensure!(!page.shows("input[type=password]").await?, "a household needs no account");
    phone.chrome.close().await
}

pub(crate) async fn a_supervisor_signs_in_at_the_desk() -> Result<()> {
    let server = Server::start().await?;
    let desk = Desk::new().await?;
    desk.sign_in(&server, "supervisor").await?;
    desk.page().wait_for("main").await?;
    desk.page().shot("first-steps", "desk").await?;
    desk.chrome.close().await
}
