//! The way of a survey through the office: seen in the queue, returned with a remark, mended on the phone, accepted; both versions stay.

use super::people::{self, Person};
use anyhow::{Context, Result, ensure};
use tests::browser::{Answers, Desk, Oracle, Page, Phone, Server, case};

/// The question the remark is about, its answer in the case and the mended one.
const ASKED: &str = "/data/g_body/g_help/helper_visits";
const BEFORE: &str = "4";
const AFTER: &str = "6";
const REMARK: &str = "走访次数和日记不一致，请再核对";

pub(crate) async fn a_survey_is_returned_mended_and_accepted() -> Result<()> {
    let server = Server::start().await?;
    let first = sent_survey(&server).await?;
    let desk = Desk::new().await?;
    desk.sign_in(&server, "town").await?;
    open_by_filter(desk.page(), &first).await?;
    read_the_detail(desk.page()).await?;
    return_with_remark(desk.page()).await?;

    let phone = Phone::new().await?;
    phone.sign_in(&server, "surveyor").await?;
    let second = mend(phone.page()).await?;
    ensure!(second != first, "the mended survey is a version of its own");

    accept(desk.page(), &first, &second).await?;
    let (old, new) = (server.stored_xml(&first).await?, server.stored_xml(&second).await?);
    let oracle = || Oracle::read("b_hh_survey", "b1");
    let before = oracle()?.differences(&old)?;
    ensure!(before.is_empty(), "the first version was touched:\n{}", before.join("\n"));
    let after = oracle()?.with(ASKED, AFTER).differences(&new)?;
    ensure!(after.is_empty(), "the mended version has other values than the case:\n{}", after.join("\n"));
    phone.chrome.close().await?;
    desk.chrome.close().await
}

/// The survey of case b1, sent by the surveyor from another phone.
async fn sent_survey(server: &Server) -> Result<String> {
    let person = Person::sign_in(server, "surveyor").await?;
    let script: Vec<(String, String)> = case("b_hh_survey", "b1", "in.txt")?
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let made = tokio::task::spawn_blocking(move || server::fill_from_pack("b_hh_survey", &script)).await?.map_err(|e| anyhow::anyhow!(e))?;
    let media = made.media.iter().map(|name| people::media(name)).collect::<Result<Vec<_>>>()?;
    let submit = api::Submit {
        xml: made.xml,
        media: media.iter().map(|(info, _)| info.clone()).collect(),
        household: Some("HC0001".into()),
        phone_at: people::now_ms(),
        app_version: "story".into(),
    };
    let (status, text) = person.put(&format!("/v1/submissions/{}", made.instance_id), &submit).await?;
    ensure!(status < 300, "the survey was not taken: {status} {text}");
    for (info, bytes) in media {
        let status = person.put_bytes(&format!("/v1/media/{}/{}", made.instance_id, info.sha256), &info.kind, bytes).await?;
        ensure!(status < 300, "{} was not taken: {status}", info.name);
    }
    Ok(made.instance_id)
}

/// Down to the household surveys, and into this one.
async fn open_by_filter(page: &Page, id: &str) -> Result<()> {
    page.wait_for("a.row-link").await?;
    page.shot("review", "queue").await?;
    page.choose("select:has(option[value=b_hh_survey])", "b_hh_survey").await?;
    page.wait_gone(".grey-line").await?;
    let row = format!("a.row-link[href$='{id}']");
    page.wait_for(&row).await?;
    page.shot("review", "queue-filtered").await?;
    page.press(&row).await?;
    page.wait_for(".decide").await
}

async fn read_the_detail(page: &Page) -> Result<()> {
    page.tap("全部").await?;
    page.see("测试甲").await?;
    page.see("蜜枣").await?;
    page.wait_for("figure img").await?;
    page.wait_for("a[href^='geo:30.1']").await?;
    page.shot("review", "detail").await?;
    ensure!(!page.shows(".flag.bad .differing").await?, "the server computed other values than the engine of the phone");
    Ok(())
}

async fn return_with_remark(page: &Page) -> Result<()> {
    let row = format!("#at-{}", ASKED.replace('/', "-"));
    page.press(&format!("{row} .remark-open")).await?;
    page.write_into(".remark-text", REMARK).await?;
    page.shot("review", "remark").await?;
    page.tap("退回").await?;
    page.wait_for("#way-on").await?;
    page.shot("review", "returned").await
}

/// The surveyor finds the return, mends the one answer and sends again; gives the id of the new version.
async fn mend(page: &Page) -> Result<String> {
    people::all_is_on_the_phone(page).await?;
    page.see("退回").await?;
    page.shot("review", "phone-home").await?;
    page.press("[data-household=HC0001]").await?;
    page.press("[data-form=b_hh_survey]").await?;
    page.wait_for("[data-remark]").await?;
    page.see(REMARK).await?;
    page.shot("review", "phone-returned").await?;
    page.press("[data-act=primary]").await?;
    page.wait_for("[data-name=helper_visits]").await?;
    page.see(REMARK).await?;
    page.shot("review", "phone-question").await?;
    let stood = page.value("[data-name=helper_visits] input").await?;
    ensure!(stood == BEFORE, "the answer to mend stands at `{stood}`");
    let moment = page.now().await?;
    Answers::read(&format!("helper_visits={AFTER}")).fill_to(page, "helper_visits").await?;
    page.kept_since(moment).await?;
    page.press("[data-act=back]").await?;
    page.see("已改").await?;
    page.shot("review", "phone-mended").await?;
    page.press("[data-act=resend]").await?;
    page.wait_for("[data-parcel][data-state=received] .receipt-no").await?;
    page.shot("review", "phone-sent-again").await?;
    page.attribute("[data-parcel]", "data-parcel").await
}

/// The supervisor reads both versions and accepts the newer.
async fn accept(page: &Page, first: &str, second: &str) -> Result<()> {
    page.open_here(&format!("/desk/review/{second}")).await?;
    page.wait_for(".versions").await?;
    page.shot("review", "second-version").await?;
    page.press(&format!(".versions a[href$='{first}']")).await?;
    let value = format!("#at-{} .new", ASKED.replace('/', "-"));
    page.wait_for(".versions [aria-current]").await?;
    page.until_path_ends(first).await?;
    page.tap("全部").await?;
    let old = page.read(&value).await?;
    ensure!(old.contains(BEFORE), "the first version reads `{old}`");
    page.shot("review", "first-version").await?;
    page.press(&format!(".versions a[href$='{second}']")).await?;
    page.until_path_ends(second).await?;
    page.tap("全部").await?;
    let new = page.read(&value).await?;
    ensure!(new.contains(AFTER), "the second version reads `{new}`");
    page.tap("通过").await?;
    page.wait_for("#way-on").await?;
    page.see("已通过").await.or_else(|error| Err(error).context("nothing says that it was accepted"))?;
    page.shot("review", "accepted").await
}
