//! Chromium and its driver: started, killed like a phone whose battery ends, and opened again on the same profile.

use super::page::Page;
use super::{server::free_port, wait};
use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Stdio;
use thirtyfour::{Capabilities, WebDriver};
use tokio::process::{Child, Command};

/// How the browser presents itself.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub width: u32,
    pub height: u32,
    pub is_phone: bool,
    pub is_dark: bool,
}

impl Look {
    pub const PHONE: Self = Self { width: 360, height: 740, is_phone: true, is_dark: false };
    pub const DESK: Self = Self { width: 1366, height: 850, is_phone: false, is_dark: false };
}

/// What every browser here is started with: no window, no sandbox (tests run as root), nothing of its own on the net.
const SWITCHES: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--lang=zh-CN",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
];

/// A browser with a profile of its own.
pub struct Chrome {
    look: Look,
    profile: tempfile::TempDir,
    driver: Option<Child>,
    page: Option<Page>,
    /// Pictures taken before the browser was killed.
    taken: u32,
}

impl Chrome {
    /// A new profile, opened.
    pub async fn open(look: Look) -> Result<Self> {
        let mut chrome = Self { look, profile: tempfile::tempdir()?, driver: None, page: None, taken: 0 };
        chrome.open_again().await?;
        Ok(chrome)
    }

    /// The one page.
    ///
    /// # Panics
    /// When the browser was killed and not opened again: a mistake in the story.
    pub fn page(&self) -> &Page {
        self.page.as_ref().expect("the browser is open")
    }

    /// Starts driver and browser on the profile as it is.
    pub async fn open_again(&mut self) -> Result<()> {
        let port = free_port()?;
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "/usr/bin/chromedriver".into());
        let driver = Command::new(&program)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        self.driver = Some(driver);
        let address = format!("http://127.0.0.1:{port}");
        let status = format!("{address}/status");
        wait::until("chromedriver answers", || async { Ok(reqwest::get(&status).await?.status().is_success().then_some(())) }).await?;
        let driver = WebDriver::new(address, self.capabilities()).await?;
        if !self.look.is_phone {
            driver.set_window_rect(0, 0, self.look.width, self.look.height).await?;
        }
        self.page = Some(Page::new(driver, self.taken));
        Ok(())
    }

    fn capabilities(&self) -> Capabilities {
        let mut switches: Vec<String> = SWITCHES.iter().map(|s| (*s).to_owned()).collect();
        switches.push(format!("--window-size={},{}", self.look.width, self.look.height));
        switches.push(format!("--user-data-dir={}", self.profile.path().display()));
        if self.look.is_dark {
            switches.push("--force-dark-mode".into());
            switches.push("--blink-settings=preferredColorScheme=0".into());
        }
        let mut options = json!({
            "args": switches,
            "binary": std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".into()),
            "prefs": { "intl.accept_languages": "zh-CN,zh" },
        });
        if self.look.is_phone {
            options["mobileEmulation"] = json!({ "deviceMetrics": { "width": self.look.width, "height": self.look.height, "pixelRatio": 1.0, "touch": true, "mobile": true } });
        }
        let mut capabilities = Capabilities::new();
        for (key, value) in [("browserName", json!("chrome")), ("goog:chromeOptions", options), ("goog:loggingPrefs", json!({ "browser": "SEVERE" }))]
        {
            capabilities.set(key, value).unwrap_or_default();
        }
        capabilities
    }

    /// `kill -9` of the browser: what a dying battery or a system short of memory does. The profile stays.
    pub async fn kill(&mut self) -> Result<()> {
        let lock = std::fs::read_link(self.profile.path().join("SingletonLock")).context("the browser has no lock in its profile")?;
        let id = lock.to_string_lossy().rsplit('-').next().map(str::to_owned).ok_or_else(|| anyhow!("the lock names no process"))?;
        let status = Command::new("kill").args(["-9", &id]).status().await?;
        if !status.success() {
            return Err(anyhow!("process {id} could not be killed"));
        }
        let process = PathBuf::from(format!("/proc/{id}/exe"));
        wait::until("the browser is gone", || async { Ok((!process.exists()).then_some(())) }).await?;
        if let Some(page) = self.page.take() {
            self.taken = page.taken();
            page.forget();
        }
        if let Some(mut driver) = self.driver.take() {
            driver.kill().await?;
        }
        let _ = std::fs::remove_file(self.profile.path().join("SingletonLock"));
        Ok(())
    }

    /// Closes in peace and fails when the page has logged an error.
    pub async fn close(mut self) -> Result<()> {
        if let Some(page) = self.page.take() {
            page.must_be_quiet().await?;
            page.quit().await?;
        }
        Ok(())
    }

    /// What the driver is told beyond `WebDriver`'s own commands.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Result<Value> {
        self.page().cdp(command, parameters).await
    }
}
