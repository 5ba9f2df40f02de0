//! The exit check of a household: a verdict that the checks do not carry cannot be given, on the phone or past it.

use super::people::{self, Person};
use anyhow::{Context, Result, ensure};
use tests::browser::{Answers, Oracle, Page, Phone, Server, case};

/// Opens an empty exit check from the list of forms.
async fn begin(page: &Page) -> Result<()> {
    page.open_here("/forms").await?;
    page.press("[data-form=f_hh_exit]").await?;
    page.wait_for("[data-act=next]").await
}

fn paper(name: &str, picture: &people::Picture) -> Result<Answers> {
    Ok(Answers::read(&case("f_hh_exit", name, "in.txt")?).with_picture(picture.path()))
}

pub(crate) async fn an_exit_is_not_passed_while_a_check_fails() -> Result<()> {
    let picture = people::picture()?;
    let server = Server::start().await?;
    let phone = Phone::new().await?;
    phone.sign_in(&server, "surveyor").await?;
    let page = phone.page();
    people::all_is_on_the_phone(page).await?;

    begin(page).await?;
    let f2 = paper("f2", &picture)?;
    f2.fill_to(page, "verdict").await?;
    page.wait_for("[data-name=verdict] label.off:has(input[value=pass]:disabled)").await?;
    page.script("document.querySelector('[data-name=verdict]').scrollIntoView({ block: 'center' });", vec![]).await?;
    page.shot("exit", "pass-is-closed").await?;
    let why = page.read("[data-name=verdict] label:has(input[value=pass])").await?;
    ensure!(why.contains("住房") && why.contains("收入"), "the reasons are not told: {why}");
    ensure!(!page.shows("[data-name=verdict] input[value=pass]:checked").await?, "pass was chosen all the same");
    f2.fill(page).await?;
    page.wait_for("[data-act=fix]").await?;
    page.shot("exit", "not-without-a-verdict").await?;
    ensure!(!page.shows("[data-act=finish]").await?, "a check without a verdict was let through");

    let f3 = paper("f3", &picture)?;
    page.press("[data-act=fix]").await?;
    page.wait_for("[data-name=verdict]").await?;
    f3.fill(page).await?;
    page.wait_for("[data-act=finish]").await?;
    page.shot("exit", "fail-can-be-sent").await?;
    page.press("[data-act=finish]").await?;
    page.wait_for("[data-parcel][data-state=received] .receipt-no").await?;
    page.shot("exit", "fail-is-received").await?;
    let id = page.attribute("[data-parcel]", "data-parcel").await?;
    let differences = Oracle::read("f_hh_exit", "f3")?.differences(&server.stored_xml(&id).await?)?;
    ensure!(differences.is_empty(), "the server has other values than the case:\n{}", differences.join("\n"));
    phone.chrome.close().await
}

pub(crate) async fn a_notice_of_four_days_is_refused() -> Result<()> {
    let picture = people::picture()?;
    let server = Server::start().await?;
    let phone = Phone::new().await?;
    phone.sign_in(&server, "surveyor").await?;
    let page = phone.page();
    people::all_is_on_the_phone(page).await?;
    begin(page).await?;
    let f4 = paper("f4", &picture)?;
    f4.fill_to(page, "r_pub_to").await?;
    page.see("公示不少于7天").await?;
    page.shot("exit", "four-days").await?;
    f4.fill(page).await?;
    page.see("公示不少于7天").await?;
    page.shot("exit", "four-days-in-the-list").await?;
    ensure!(!page.shows("[data-act=finish]").await?, "a notice of four days was let through");
    phone.chrome.close().await
}

pub(crate) async fn the_server_refuses_a_pass_sent_past_the_page() -> Result<()> {
    let server = Server::start().await?;
    let person = Person::sign_in(&server, "surveyor").await?;
    let script = programme::Demo::script("f3").map_err(|e| anyhow::anyhow!("{e}"))?;
    let made = tokio::task::spawn_blocking(move || server::fill_from_pack("f_hh_exit", &script)).await?.map_err(|e| anyhow::anyhow!(e))?;
    let media = made.media.iter().map(|name| people::media(name)).collect::<Result<Vec<_>>>()?;
    let body = |xml: String| api::Submit {
        xml,
        media: media.iter().map(|(info, _)| info.clone()).collect(),
        household: None,
        phone_at: people::now_ms(),
        app_version: "story".into(),
    };
    let path = format!("/v1/submissions/{}", made.instance_id);
    let forged = made.xml.replacen("<verdict>fail</verdict>", "<verdict>pass</verdict>", 1);
    ensure!(forged != made.xml, "there was no verdict to forge");
    let (status, text) = person.put(&path, &body(forged)).await?;
    ensure!(status == 422, "a forged pass got {status}: {text}");
    let problem: api::Problem = serde_json::from_str(&text)?;
    let verdict = problem.places.iter().find(|place| place.path.ends_with("/verdict")).context("the refusal does not name the verdict")?;
    ensure!(!verdict.words.zh.is_empty() && !verdict.words.en.is_empty(), "the refusal has no words: {verdict:?}");
    let (status, text) = person.put(&path, &body(made.xml)).await?;
    ensure!(status == 200 || status == 201, "the honest one got {status}: {text}");
    Ok(())
}
