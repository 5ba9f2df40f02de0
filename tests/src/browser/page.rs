//! One page in the browser: open, read, tap, write, photograph. Things are found by what a person sees; a CSS selector only where
//! the app promises an attribute (`data-act`, `data-name`).

use super::wait;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use thirtyfour::prelude::*;

/// A page; all waiting is inside.
pub struct Page {
    driver: WebDriver,
    taken: AtomicU32,
}

/// Finds what can be tapped by its name, in the topmost dialog if one is open: exact first, then beginning, then part.
const BY_NAME: &str = r"
const wanted = arguments[0];
const shown = (e) => e.checkVisibility({ visibilityProperty: true });
const clean = (t) => (t || '').replace(/\s+/g, ' ').trim();
const name = (e) => clean(e.getAttribute('aria-label') || e.innerText || e.value);
const dialog = [...document.querySelectorAll('dialog[open]')].pop() || document;
const all = [...dialog.querySelectorAll('button, a[href], label, summary, [role=button], [role=tab], [role=option], [role=menuitem], [role=radio], [role=checkbox]')]
  .filter((e) => shown(e) && !e.disabled);
const found = all.find((e) => name(e) === wanted) || all.find((e) => name(e).startsWith(wanted)) || all.find((e) => name(e).includes(wanted)) || null;
if (found) found.scrollIntoView({ block: 'center' });
return found;";

/// Finds the field a label names.
const BY_LABEL: &str = r"
const wanted = arguments[0];
const clean = (t) => (t || '').replace(/\s+/g, ' ').trim();
const fields = [...document.querySelectorAll('input, textarea, select')].filter((e) => e.checkVisibility());
const names = (e) => [e.getAttribute('aria-label'), e.placeholder, ...[...(e.labels || [])].map((l) => l.innerText)].map(clean);
const found = fields.find((e) => names(e).includes(wanted)) || fields.find((e) => names(e).some((n) => n.includes(wanted))) || null;
if (found) found.scrollIntoView({ block: 'center' });
return found;";

/// The first visible element of a selector, preferring an open dialog.
const BY_SELECTOR: &str = r"
const dialog = [...document.querySelectorAll('dialog[open]')].pop();
const all = [...(dialog ? dialog.querySelectorAll(arguments[0]) : []), ...document.querySelectorAll(arguments[0])];
const found = all.find((e) => e.checkVisibility({ visibilityProperty: true })) || null;
if (found) found.scrollIntoView({ block: 'center' });
return found;";

impl Page {
    /// A page of a browser; pictures go on from a number, so that those after a killed browser follow those before.
    pub(super) fn new(driver: WebDriver, taken: u32) -> Self {
        Self { driver, taken: AtomicU32::new(taken) }
    }

    pub(super) fn taken(&self) -> u32 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Opens an address and waits until the app has replaced the opening screen.
    pub async fn open(&self, address: &str) -> Result<()> {
        self.driver.goto(address).await?;
        self.wait_open().await
    }

    /// As the browser's own reload.
    pub async fn reload(&self) -> Result<()> {
        self.driver.refresh().await?;
        self.wait_open().await
    }

    async fn wait_open(&self) -> Result<()> {
        let script = "const o = document.getElementById('opening'); return document.readyState === 'complete' && !(o && o.checkVisibility());";
        wait::until("the app has opened", || async { Ok((self.script(script, vec![]).await? == Value::Bool(true)).then_some(())) }).await
    }

    /// Waits until something visible matches.
    pub async fn wait_for(&self, selector: &str) -> Result<()> {
        self.find(BY_SELECTOR, selector).await.map(drop)
    }

    /// Waits until nothing visible matches any more.
    pub async fn wait_gone(&self, selector: &str) -> Result<()> {
        wait::until(&format!("`{selector}` is gone"), || async { Ok((!self.shows(selector).await?).then_some(())) }).await
    }

    /// Is something visible that matches, now?
    pub async fn shows(&self, selector: &str) -> Result<bool> {
        let found =
            self.script("return [...document.querySelectorAll(arguments[0])].some((e) => e.checkVisibility());", vec![json!(selector)]).await?;
        Ok(found == Value::Bool(true))
    }

    /// Waits until the words can be read on the page.
    pub async fn see(&self, words: &str) -> Result<()> {
        let read = || async { Ok(self.text().await?.contains(words).then_some(())) };
        match wait::until(&format!("“{words}” can be read"), read).await {
            Ok(()) => Ok(()),
            Err(error) => bail!("{error:#}; what can be read is:\n{}", self.text().await.unwrap_or_default()),
        }
    }

    /// Waits until something else can be read than before.
    pub async fn changed_from(&self, before: &str) -> Result<()> {
        wait::until("the page changes", || async { Ok((self.text().await? != before).then_some(())) }).await
    }

    /// Waits until words can be read nowhere any more.
    pub async fn wait_unsaid(&self, words: &str) -> Result<()> {
        wait::until(&format!("“{words}” is gone"), || async { Ok((!self.text().await?.contains(words)).then_some(())) }).await
    }

    /// Waits until fonts and pictures are there (those below the page only when they are scrolled to) and what can be read stays the same over two frames.
    pub async fn settled(&self) -> Result<()> {
        let script = r"
const done = arguments[arguments.length - 1];
const isAwaited = (i) => !i.complete && (i.loading !== 'lazy' || i.getBoundingClientRect().top < innerHeight);
const pictures = [...document.images].filter(isAwaited).map((i) => new Promise((r) => { i.onload = i.onerror = r; }));
Promise.all([document.fonts.ready, ...pictures]).then(() => requestAnimationFrame(() => { const t = document.body.innerText; requestAnimationFrame(() => done(t === document.body.innerText)); }));";
        wait::until("the page stays as it is", || async { Ok((self.script_async(script, vec![]).await? == Value::Bool(true)).then_some(())) }).await
    }

    /// All that can be read now.
    pub async fn text(&self) -> Result<String> {
        Ok(self.script("return document.body.innerText;", vec![]).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Taps what has this name: a button, a link, a tab, the label of a choice.
    pub async fn tap(&self, name: &str) -> Result<()> {
        self.click(BY_NAME, name).await
    }

    /// Taps the first visible match of a selector.
    pub async fn press(&self, selector: &str) -> Result<()> {
        self.click(BY_SELECTOR, selector).await
    }

    /// Writes into the field a label names, in place of what stood there.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        write(&self.find(BY_LABEL, label).await?, text).await
    }

    /// Writes into the first visible match of a selector.
    pub async fn write_into(&self, selector: &str, text: &str) -> Result<()> {
        write(&self.find(BY_SELECTOR, selector).await?, text).await
    }

    /// Gives a file to a file field, which need not be visible.
    pub async fn upload(&self, selector: &str, file: &std::path::Path) -> Result<()> {
        let field = self.driver.query(By::Css(selector)).first().await?;
        field.send_keys(file.to_string_lossy().into_owned()).await?;
        Ok(())
    }

    async fn click(&self, how: &str, what: &str) -> Result<()> {
        // The element may be replaced, or still be covered, between finding and tapping: then it is found and tapped again.
        wait::until(&format!("“{what}” can be tapped"), || async {
            let Some(element) = self.look(how, what).await? else { return Ok(None) };
            element.click().await?;
            Ok(Some(()))
        })
        .await
    }

    async fn find(&self, how: &str, what: &str) -> Result<WebElement> {
        wait::until(&format!("“{what}” is there"), || self.look(how, what)).await
    }

    async fn look(&self, how: &str, what: &str) -> Result<Option<WebElement>> {
        let found = self.driver.execute(how, vec![json!(what)]).await?;
        if found.json().is_null() { Ok(None) } else { Ok(Some(found.element()?)) }
    }

    /// Runs a script in the page and returns its value: to look, not to act.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Runs a script that ends with a promise.
    pub async fn script_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver.execute_async(script, arguments).await?.json().clone())
    }

    /// The path of the address.
    pub async fn path(&self) -> Result<String> {
        Ok(self.driver.current_url().await?.path().to_owned())
    }

    /// A picture into `target/shots/stories`, numbered in the order taken.
    pub async fn shot(&self, story: &str, step: &str) -> Result<()> {
        let number = self.taken.fetch_add(1, Ordering::Relaxed) + 1;
        self.shot_to(&shots().join("stories").join(format!("{story}-{number:02}-{step}.png"))).await
    }

    /// A picture into a file.
    pub async fn shot_to(&self, file: &std::path::Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        self.driver.screenshot(file).await?;
        Ok(())
    }

    /// Fails when the page has logged an error. A request that did not get through is no error: stories cut the net on purpose.
    pub async fn must_be_quiet(&self) -> Result<()> {
        let errors: Vec<String> = self
            .driver
            .browser_log()
            .await?
            .into_iter()
            .filter(|entry| entry.level == "SEVERE" && entry.source.as_deref() != Some("network"))
            .map(|entry| entry.message)
            .collect();
        if errors.is_empty() { Ok(()) } else { bail!("the page logged errors:\n{}", errors.join("\n")) }
    }

    /// The moment of the page's clock, ms.
    pub async fn now(&self) -> Result<i64> {
        self.script("return Date.now();", vec![]).await?.as_i64().context("the clock of the page")
    }

    /// Waits until the app has said that a draft is in the store, at or after a moment.
    pub async fn kept_since(&self, moment: i64) -> Result<()> {
        let script = "return window.ruhu.keptAt >= arguments[0];";
        wait::until("the draft is kept", || async { Ok((self.script(script, vec![json!(moment)]).await? == Value::Bool(true)).then_some(())) }).await
    }

    /// The text of the first visible match.
    pub async fn read(&self, selector: &str) -> Result<String> {
        Ok(self.find(BY_SELECTOR, selector).await?.text().await?)
    }

    /// An attribute of the first visible match; empty when it has none.
    pub async fn attribute(&self, selector: &str, name: &str) -> Result<String> {
        Ok(self.find(BY_SELECTOR, selector).await?.attr(name).await?.unwrap_or_default())
    }

    /// What stands in the first visible field that matches.
    pub async fn value(&self, selector: &str) -> Result<String> {
        Ok(self.find(BY_SELECTOR, selector).await?.prop("value").await?.unwrap_or_default())
    }

    /// Waits until a script says true.
    pub async fn until(&self, what: &str, script: &str) -> Result<()> {
        wait::until(what, || async { Ok((self.script(script, vec![]).await? == Value::Bool(true)).then_some(())) }).await
    }

    /// Waits until the address ends so.
    pub async fn until_path_ends(&self, end: &str) -> Result<()> {
        wait::until(&format!("the address ends with {end}"), || async { Ok(self.path().await?.ends_with(end).then_some(())) }).await
    }

    /// Chooses an option of a native list.
    pub async fn choose(&self, selector: &str, value: &str) -> Result<()> {
        let script = r"
const list = document.querySelector(arguments[0]);
if (!list || ![...list.options].some((o) => o.value === arguments[1])) return false;
list.value = arguments[1];
list.dispatchEvent(new Event('change', { bubbles: true }));
return true;";
        let choose = || async { Ok((self.script(script, vec![json!(selector), json!(value)]).await? == Value::Bool(true)).then_some(())) };
        wait::until(&format!("`{value}` can be chosen"), choose).await
    }

    /// Opens a path of the server the page came from.
    pub async fn open_here(&self, path: &str) -> Result<()> {
        let address = self.driver.current_url().await?.join(path)?;
        self.open(address.as_str()).await
    }

    /// Name of the tab shown.
    pub async fn tab(&self) -> Result<String> {
        Ok(self.driver.window().await?.to_string())
    }

    /// Opens another tab of the same browser and shows it.
    pub async fn new_tab(&self) -> Result<String> {
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab.clone()).await?;
        Ok(tab.to_string())
    }

    /// Shows a tab.
    pub async fn go_to_tab(&self, tab: &str) -> Result<()> {
        Ok(self.driver.switch_to_window(tab.to_owned().into()).await?)
    }

    /// Cuts the browser off the net, or lets it on again.
    pub async fn set_offline(&self, offline: bool) -> Result<()> {
        self.cdp("Network.enable", json!({})).await?;
        self.cdp("Network.emulateNetworkConditions", json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 }))
            .await?;
        Ok(())
    }

    /// A command of the browser's own protocol.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Result<Value> {
        Ok(self.driver.cdp().send_raw(command, parameters).await?)
    }

    pub(super) async fn quit(self) -> Result<()> {
        self.driver.quit().await?;
        Ok(())
    }

    /// Lets go of a session whose browser is gone.
    pub(super) fn forget(self) {
        let _ = self.driver.leak();
    }
}

/// Where pictures go.
pub(super) fn shots() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/shots")
}

async fn write(field: &WebElement, text: &str) -> Result<()> {
    // As a person does: all of it marked, then typed over. The driver's own clearing tells the page nothing.
    field.send_keys(Key::Control + "a").await?;
    field.send_keys(Key::Backspace + text).await?;
    Ok(())
}
