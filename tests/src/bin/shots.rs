//! `shots [NAME]`: a picture of every screen into `target/shots`, each at 360 × 740 and at 1366 × 850, some also dark and huge.
//!
//! It walks a real server with demo data and goes on when a screen cannot be reached, so that one broken page does not hide the others;
//! it ends with failure then. Pictures are for looking at, beside those of the design.

use anyhow::{Result, bail};
use serde_json::json;
use std::path::PathBuf;
use tests::browser::{Desk, Page, Phone, Server};

/// A way to a screen from a signed-in start page.
struct Screen {
    name: &'static str,
    path: &'static str,
    /// Pressed one after the other.
    steps: &'static [&'static str],
}

const PHONE: &[Screen] = &[
    Screen { name: "home", path: "/", steps: &[] },
    Screen { name: "household", path: "/household/HC0001", steps: &[] },
    Screen { name: "forms", path: "/forms", steps: &[] },
    Screen { name: "drafts", path: "/drafts", steps: &[] },
    Screen { name: "outbox", path: "/outbox", steps: &[] },
    Screen { name: "me", path: "/me", steps: &[] },
    Screen { name: "question", path: "/household/HC0001", steps: &["[data-act=primary]"] },
    Screen { name: "contents", path: "/household/HC0001", steps: &["[data-act=primary]", "[data-act=contents]"] },
];

const LINK: &[Screen] = &[
    Screen { name: "declare-start", path: "/d/demo-houcun", steps: &[] },
    Screen { name: "declare-question", path: "/d/demo-houcun", steps: &["[data-act=for-self]"] },
    Screen { name: "declare-status", path: "/d/demo-houcun/status", steps: &[] },
];

const DESK: &[Screen] = &[
    Screen { name: "desk-queue", path: "/desk", steps: &[] },
    Screen { name: "desk-review", path: "/desk", steps: &["main tbody tr a, main tbody tr, main [role=row] a"] },
];

/// What a page says until it has something to show.
const OPENING: &str = "正在打开";

/// Looks of a page beyond the plain one.
const LOOKS: &[(&str, &str)] = &[("dark", "dark"), ("huge", "huge")];

#[tokio::main]
async fn main() -> Result<()> {
    let wanted = std::env::args().nth(1);
    let mut walk = Walk { server: Server::start().await?, wanted, taken: 0, missed: Vec::new() };
    let desk = Desk::new().await?;
    walk.server_page(desk.page(), "desk-signin", "/desk").await;
    let signed_in = desk.sign_in(&walk.server, "town").await;
    walk.step("signing in at the desk", signed_in);
    walk.screens(desk.page(), DESK).await;
    walk.looks_of(desk.page(), DESK, "desk-review").await;
    desk.chrome.close().await?;

    let household = Phone::new().await?;
    walk.screens(household.page(), LINK).await;
    household.chrome.close().await?;

    let phone = Phone::new().await?;
    walk.server_page(phone.page(), "sign-in", "/").await;
    let signed_in = phone.sign_in(&walk.server, "surveyor").await;
    walk.step("signing in on the phone", signed_in);
    walk.screens(phone.page(), PHONE).await;
    walk.looks_of(phone.page(), PHONE, "question").await;
    walk.filled(phone.page()).await;
    phone.chrome.close().await?;

    println!("{} pictures in target/shots", walk.taken);
    if walk.missed.is_empty() { Ok(()) } else { bail!("not reached: {}", walk.missed.join("; ")) }
}

struct Walk {
    server: Server,
    wanted: Option<String>,
    taken: usize,
    missed: Vec<String>,
}

impl Walk {
    async fn screens(&mut self, page: &Page, screens: &[Screen]) {
        for screen in screens {
            if self.wanted.as_deref().is_some_and(|wanted| !screen.name.contains(wanted)) {
                continue;
            }
            let result = self.screen(page, screen).await;
            self.note(screen.name, result);
        }
    }

    async fn screen(&self, page: &Page, screen: &Screen) -> Result<()> {
        page.open(&self.server.address(screen.path)).await?;
        page.wait_for("main").await?;
        for step in screen.steps {
            let before = page.text().await?;
            page.press(step).await?;
            page.changed_from(&before).await?;
        }
        both_sizes(page, screen.name).await
    }

    async fn server_page(&mut self, page: &Page, name: &str, path: &str) {
        let taken = async {
            page.open(&self.server.address(path)).await?;
            both_sizes(page, name).await
        };
        let result = taken.await;
        self.note(name, result);
    }

    async fn looks_of(&mut self, page: &Page, screens: &[Screen], name: &str) {
        if let Some(screen) = screens.iter().find(|screen| screen.name == name) {
            self.looks(page, screen).await;
        }
    }

    /// A screen in other looks.
    async fn looks(&mut self, page: &Page, screen: &Screen) {
        for (name, look) in LOOKS {
            let taken = async {
                self.screen(page, screen).await?;
                let scheme = if *look == "dark" { "dark" } else { "light" };
                page.cdp("Emulation.setEmulatedMedia", json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] })).await?;
                if *look == "huge" {
                    page.script("document.documentElement.dataset.size = 'huge';", vec![]).await?;
                }
                both_sizes(page, &format!("{}-{name}", screen.name)).await?;
                page.cdp("Emulation.setEmulatedMedia", json!({ "features": [] })).await?;
                Ok(())
            };
            let result = taken.await;
            self.note(name, result);
        }
    }

    /// The end of a form with nothing answered: the list of problems.
    async fn filled(&mut self, page: &Page) {
        let taken = async {
            page.open(&self.server.address("/household/HC0002")).await?;
            page.press("[data-act=primary]").await?;
            page.wait_for("[data-act=next]").await?;
            page.press("[data-act=more]").await?;
            page.press("[data-act=check]").await?;
            page.wait_for("[data-act=fix]").await?;
            both_sizes(page, "problems").await
        };
        let result = taken.await;
        self.note("problems", result);
    }

    /// A picture taken, or not.
    fn note(&mut self, name: &str, result: Result<()>) {
        self.taken += usize::from(result.is_ok());
        self.step(name, result);
    }

    /// A step on the way: the walk goes on without it.
    fn step(&mut self, name: &str, result: Result<()>) {
        if let Err(error) = result {
            println!("{name}: {error:#}");
            self.missed.push(name.to_owned());
        }
    }
}

/// The page as it is, in the hand and on the desk, once nothing is on its way any more.
async fn both_sizes(page: &Page, name: &str) -> Result<()> {
    for (width, height) in [(360, 740), (1366, 850)] {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        page.cdp("Emulation.setDeviceMetricsOverride", size).await?;
        page.wait_unsaid(OPENING).await?;
        page.settled().await?;
        page.shot_to(&file(&format!("{name}-{width}"))).await?;
    }
    page.cdp("Emulation.clearDeviceMetricsOverride", json!({})).await?;
    Ok(())
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/shots").join(format!("{name}.png"))
}
