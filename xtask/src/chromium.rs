//! Chromium and its driver for the browser tests: found, or installed by apt when root on Debian, or one sentence on what is missing.
//!
//! It chooses no version: chromedriver must match Chromium, and both come from one package source.

use crate::apt;
use anyhow::{Result, bail};
use std::path::PathBuf;

/// Paths of the two programs, handed to the tests by these variables.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Variable and the names a program goes by, best first.
const CHROMIUM: (&str, &[&str]) = ("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]);
const DRIVER: (&str, &[&str]) = ("CHROMEDRIVER", &["chromedriver", "chromium.chromedriver"]);

/// Debian's packages: browser, driver, and a small font with Chinese, without which pictures show boxes.
const PACKAGES: &[&str] = &["chromium", "chromium-driver", "fonts-wqy-microhei"];

/// Finds both, installing them if this may be done here.
pub(crate) fn need() -> Result<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    if apt::install(PACKAGES)?
        && let Some(browser) = find()
    {
        return Ok(browser);
    }
    bail!(
        "the browser tests need Chromium and chromedriver of the same version: install the packages {} or set CHROMIUM and CHROMEDRIVER to their paths",
        PACKAGES.join(", ")
    )
}

fn find() -> Option<Browser> {
    Some(Browser { chromium: look(CHROMIUM)?, driver: look(DRIVER)? })
}

/// By the variable, else on the PATH, else in /usr/bin.
fn look((variable, names): (&str, &[&str])) -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(variable).map(PathBuf::from)
        && path.is_file()
    {
        return Some(path);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain([PathBuf::from("/usr/bin")]).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|candidate| candidate.is_file())
}
