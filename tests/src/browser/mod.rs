//! Real Chromium against a real server: what the browser stories and the pictures are made with.
//!
//! A story starts a [`Server`], opens a [`Phone`] or [`Desk`] and does what a person does: opens an address, taps what has a name, writes
//! into what has a label, waits until something can be read. It never reaches into the app and never waits a fixed time.
//! Invariant: every process started here ends with the value that holds it, and a story fails when the page logs an error.

mod answers;
mod chrome;
mod oracle;
mod page;
mod server;
mod wait;

pub use answers::Answers;
pub use chrome::{Chrome, Look};
pub use oracle::{Oracle, case};
pub use page::Page;
pub use server::Server;

use anyhow::Result;

/// Password of every demo account.
pub const DEMO_PASSWORD: &str = "ruhu-demo-2026";

/// A surveyor's or a household's phone: 360 × 740, touch, a profile of its own that outlives a killed browser.
pub struct Phone {
    pub chrome: Chrome,
}

/// A township office's PC: 1366 × 850.
pub struct Desk {
    pub chrome: Chrome,
}

impl Phone {
    /// A phone that has never seen the app.
    pub async fn new() -> Result<Self> {
        Ok(Self { chrome: Chrome::open(Look::PHONE).await? })
    }

    pub fn page(&self) -> &Page {
        self.chrome.page()
    }

    /// Signs in with the form on the start page and waits for the tabs of the signed-in app.
    pub async fn sign_in(&self, server: &Server, account: &str) -> Result<()> {
        self.page().open(&server.address("/")).await?;
        sign_in(self.page(), account).await?;
        self.page().wait_for("nav.tabs, [role=navigation], nav").await
    }
}

impl Desk {
    pub async fn new() -> Result<Self> {
        Ok(Self { chrome: Chrome::open(Look::DESK).await? })
    }

    pub fn page(&self) -> &Page {
        self.chrome.page()
    }

    pub async fn sign_in(&self, server: &Server, account: &str) -> Result<()> {
        self.page().open(&server.address("/desk")).await?;
        sign_in(self.page(), account).await?;
        self.page().wait_gone("input[type=password]").await
    }
}

/// The account field is the first, the password field says what it is.
async fn sign_in(page: &Page, account: &str) -> Result<()> {
    page.wait_for("input[type=password]").await?;
    page.write_into("input[autocomplete=username], form input:not([type=password])", account).await?;
    page.write_into("input[type=password]", DEMO_PASSWORD).await?;
    page.press("[data-act=sign-in], form button.main, form button[type=submit]").await
}
