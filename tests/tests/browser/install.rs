//! The app on the home screen: what the browser needs to offer it, and opening it where there is no server.

use super::people;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::{Phone, Server};

pub(crate) async fn the_app_can_be_installed_and_opens_without_a_server() -> Result<()> {
    let mut server = Server::start().await?;
    let phone = Phone::new().await?;
    let page = phone.page();
    page.open(&server.address("/")).await?;
    page.wait_for("[data-act=sign-in]").await?;
    people::works_without_server(page).await?;
    let manifest = page.cdp("Page.getAppManifest", json!({})).await?;
    ensure!(manifest["errors"].as_array().is_none_or(Vec::is_empty), "the manifest has errors: {}", manifest["errors"]);
    let text: serde_json::Value = serde_json::from_str(manifest["data"].as_str().context("no manifest")?)?;
    for size in ["192x192", "512x512"] {
        let icon = text["icons"].as_array().into_iter().flatten().find(|icon| icon["sizes"] == size).with_context(|| format!("no icon of {size}"))?;
        let answer = reqwest::get(server.address(icon["src"].as_str().unwrap_or_default())).await?;
        ensure!(answer.status().is_success(), "the icon of {size} is not there");
    }
    ensure!(text["display"] == "standalone" && text["start_url"] == "/", "{text}");
    let reasons = page.cdp("Page.getInstallabilityErrors", json!({})).await?;
    let reasons: Vec<&str> = reasons["installabilityErrors"].as_array().into_iter().flatten().filter_map(|e| e["errorId"].as_str()).collect();
    // A profile of a test counts as private browsing for some builds of Chromium; anything else stands in the way of a person too.
    ensure!(reasons.iter().all(|reason| *reason == "in-incognito"), "it cannot be installed: {reasons:?}");

    phone.sign_in(&server, "surveyor").await?;
    people::all_is_on_the_phone(page).await?;
    server.stop().await?;
    page.set_offline(true).await?;
    for (path, sign) in [
        ("/", "[data-household=HC0001]"),
        ("/household/HC0001", "[data-form=b_hh_survey]"),
        ("/forms", "[data-form=f_hh_exit]"),
        ("/outbox", "nav.tabs"),
        ("/me", "nav.tabs"),
    ] {
        page.open(&server.address(path)).await?;
        page.wait_for(sign).await.with_context(|| format!("{path} without a server"))?;
    }
    page.open(&server.address("/")).await?;
    page.wait_for("[data-household]").await?;
    page.see("没有信号").await?;
    page.shot("install", "home-without-server").await?;
    phone.chrome.close().await
}
