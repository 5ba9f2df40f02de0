//! `shots [NAME]`: a picture of every screen into `target/shots`, at 360 × 740 and 1366 × 850, the question page also dark and huge.
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

/// Looks of the question page beyond the plain one.
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
    desk.chrome.close().await?;

    let household = Phone::new().await?;
    walk.screens(household.page(), LINK).await;
    household.chrome.close().await?;

    let phone = Phone::new().await?;
    walk.server_page(phone.page(), "sign-in", "/").await;
    let signed_in = phone.sign_in(&walk.server, "surveyor").await;
    walk.step("signing in on the phone", signed_in);
    walk.screens(phone.page(), PHONE).await;
    walk.looks(phone.page()).await;
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
        page.settled().await?;
        page.shot_to(&file(screen.name)).await
    }

    async fn server_page(&mut self, page: &Page, name: &str, path: &str) {
        let taken = async {
            page.open(&self.server.address(path)).await?;
            page.settled().await?;
            page.shot_to(&file(name)).await
        };
        let result = taken.await;
        self.note(name, result);
    }

    /// The question page in other looks.
    async fn looks(&mut self, page: &Page) {
        let Some(question) = PHONE.iter().find(|screen| screen.name == "question") else { return };
        for (name, look) in LOOKS {
            let taken = async {
                self.screen(page, question).await?;
                let scheme = if *look == "dark" { "dark" } else { "light" };
                page.cdp("Emulation.setEmulatedMedia", json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] })).await?;
                if *look == "huge" {
                    page.script("document.documentElement.dataset.size = 'huge';", vec![]).await?;
                }
                page.settled().await?;
                page.shot_to(&file(&format!("question-{name}"))).await?;
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
            page.settled().await?;
            page.shot_to(&file("problems")).await
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

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/shots").join(format!("{name}.png"))
}
