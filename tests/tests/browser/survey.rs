//! A household survey on the phone: filled without signal, through a reload and a killed browser, sent when the server is back.

use super::people;
use anyhow::{Result, ensure};
use tests::browser::{Answers, DEMO_PASSWORD, Oracle, Page, Phone, Server, case};

/// Where the server goes away, and where the browser is killed.
const OUT_OF_REACH_AT: &str = "hh_tags";
const KILLED_AT: &str = "has_crop";
/// Left blank at first.
const FORGOTTEN: &str = "cause_main";

pub(crate) async fn a_survey_outlives_lost_signal_reload_and_a_killed_browser() -> Result<()> {
    let picture = people::picture()?;
    let paper = Answers::read(&case("b_hh_survey", "b1", "in.txt")?).with_picture(picture.path());
    let mut server = Server::start().await?;
    let mut phone = Phone::new().await?;
    opens_the_survey(&mut phone, &server).await?;

    let page = phone.page();
    paper.fill_to(page, OUT_OF_REACH_AT).await?;
    page.shot("survey", "with-signal").await?;
    let moment = page.now().await?;
    page.press("[data-act=next]").await?;
    page.kept_since(moment - 1000).await?;
    server.stop().await?;
    page.set_offline(true).await?;
    page.reload().await?;
    page.wait_for("[data-name=survey_year]").await?;
    whole_after_reload(page).await?;
    page.shot("survey", "reloaded-without-signal").await?;

    go_on(page).await?;
    paper.fill_to(page, KILLED_AT).await?;
    page.shot("survey", "before-the-battery-dies").await?;
    let moment = page.now().await?;
    page.press("[data-act=contents]").await?;
    page.wait_for("[data-act=go]").await?;
    page.kept_since(moment - 1000).await?;
    page.shot("survey", "contents").await?;
    phone.chrome.kill().await?;
    phone.chrome.open_again().await?;

    let page = phone.page();
    page.set_offline(true).await?;
    page.open(&server.address("/")).await?;
    page.wait_for("[data-act=primary]").await?;
    page.shot("survey", "home-after-the-kill").await?;
    page.press("[data-act=primary]").await?;
    page.wait_for("[data-name=survey_year]").await?;
    whole_after_reload(page).await?;
    go_on(page).await?;
    page.shot("survey", "goes-on").await?;
    paper.clone().without(FORGOTTEN).fill(page).await?;

    mends_what_was_forgotten(page, &paper).await?;

    page.wait_for("[data-parcel]").await?;
    page.shot("survey", "kept").await?;
    let id = page.attribute("[data-parcel]", "data-parcel").await?;
    ensure!(page.attribute("[data-parcel]", "data-state").await? == "waiting", "nothing can have been sent");
    page.tap("看发送").await?;
    page.wait_for("[data-list=outbox] [data-state=waiting]").await?;
    page.shot("survey", "outbox-waits").await?;

    server.start_again().await?;
    page.set_offline(false).await?;
    signs_in_again_if_asked(page).await?;
    page.wait_for("[data-state=received] .receipt-no").await?;
    page.shot("survey", "outbox-received").await?;
    let number = page.read(".receipt-no").await?;
    ensure!(number.starts_with("RH-"), "`{number}` is no receipt number");
    page.wait_for(".note.ok").await?;

    let oracle = Oracle::read("b_hh_survey", "b1")?.with("/data/g_visit/hh_code", "HC0001");
    let differences = oracle.differences(&server.stored_xml(&id).await?)?;
    ensure!(differences.is_empty(), "the server has other values than the case:\n{}", differences.join("\n"));
    phone.chrome.close().await
}

/// From the home page to the first page of the survey.
async fn opens_the_survey(phone: &mut Phone, server: &Server) -> Result<()> {
    phone.sign_in(server, "surveyor").await?;
    people::all_is_on_the_phone(phone.page()).await?;
    phone.page().shot("survey", "home").await?;
    phone.page().press("[data-household=HC0001]").await?;
    phone.page().wait_for("[data-form=b_hh_survey]").await?;
    phone.page().shot("survey", "household").await?;
    phone.page().press("[data-form=b_hh_survey]").await?;
    phone.page().wait_for("[data-name=survey_year]").await?;
    phone.page().shot("survey", "first-page").await?;
    Ok(())
}

/// The list before sending leads to the question left blank; then nothing stands in the way.
async fn mends_what_was_forgotten(page: &Page, paper: &Answers) -> Result<()> {
    page.wait_for("[data-act=fix]").await?;
    page.shot("survey", "problems").await?;
    ensure!(!page.shows("[data-act=finish]").await?, "what is not complete must not be finished");
    page.press("[data-act=fix]").await?;
    page.wait_for(&format!("[data-name={FORGOTTEN}]")).await?;
    page.shot("survey", "the-forgotten-question").await?;
    paper.fill_to(page, FORGOTTEN).await?;
    page.press("[data-act=more]").await?;
    page.press("[data-act=check]").await?;
    page.wait_for("[data-act=finish]").await?;
    page.shot("survey", "all-complete").await?;
    page.press("[data-act=finish]").await
}

/// The outbox may ask for the password once the server is back.
async fn signs_in_again_if_asked(page: &Page) -> Result<()> {
    // A browser killed soon after signing in may have lost its session too: then the outbox asks for the password, and that is all.
    page.wait_for("[data-state=received] .receipt-no, [data-state=held] a[href='/sign-in']").await?;
    if page.shows("[data-state=held]").await? {
        page.shot("survey", "outbox-asks-to-sign-in").await?;
        page.press("[data-state=held] a[href='/sign-in']").await?;
        page.write_into("input[type=password]", DEMO_PASSWORD).await?;
        page.press("[data-act=sign-in]").await?;
        page.wait_for("[data-household]").await?;
        page.tap("发送").await?;
    }
    Ok(())
}

/// What was answered on the first page stands there.
async fn whole_after_reload(page: &Page) -> Result<()> {
    page.wait_for("[data-name=survey_date] input").await?;
    let day = page.value("[data-name=survey_date] input").await?;
    ensure!(day == "2015-01-15", "the day of the survey is `{day}` after the reload");
    let chosen = page.shows("[data-name=survey_kind] input[value=new]:checked").await?;
    ensure!(chosen, "the kind of survey is lost");
    Ok(())
}

/// By the contents to the first part that is not complete, as a person does who comes back.
async fn go_on(page: &Page) -> Result<()> {
    page.press("[data-act=contents]").await?;
    page.press("[data-act=go]").await?;
    page.wait_for("[data-act=next]").await
}
