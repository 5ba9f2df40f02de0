//! The suites in Chromium: the same files, the same runner compiled for wasm, and what its engine has said beside what ours has said.
//!
//! Invariant: nothing is compared that was not computed in both.

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::{Path as Asked, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::browser::{Chrome, Look};

/// What the page may ask for.
struct Given {
    /// The packed runner.
    packed: PathBuf,
    recordings: Vec<PathBuf>,
}

/// A browser that holds the recordings and the runner.
pub struct Page {
    chrome: Chrome,
    serving: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// Loads the runner, and hands it every file.
const OPEN: &str = "(async () => {
  const runner = globalThis.runner = await import('/packed/engine.js');
  await runner.default({ module_or_path: fetch('/packed/engine_bg.wasm') });
  const paths = await (await fetch('/recordings')).json();
  for (const [n, path] of paths.entries()) runner.give(path, new Uint8Array(await (await fetch(`/recording/${n}`)).arrayBuffer()));
  return paths.length;
})()";

impl Page {
    /// Opens the page; `folders` and files are what the suites will look for.
    pub async fn open(packed: &Path, folders: &[PathBuf]) -> Result<Self> {
        let mut recordings = Vec::new();
        for folder in folders {
            collect(folder, &mut recordings)?;
        }
        recordings.sort();
        recordings.dedup();
        let given = Arc::new(Given { packed: packed.to_owned(), recordings });
        let app = Router::new()
            .route("/", get(|| async { Html("<!doctype html><title>equal</title>") }))
            .route("/packed/{file}", get(packed_file))
            .route("/recordings", get(|State(given): State<Arc<Given>>| async move { axum::Json(given.recordings.clone()) }))
            .route("/recording/{n}", get(recording))
            .with_state(given);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}/", listener.local_addr()?);
        let serving = tokio::spawn(async move { axum::serve(listener, app).await });
        let chrome = Chrome::open(Look::DESK).await?;
        chrome.page().open(&address).await?;
        let page = Self { chrome, serving };
        page.evaluate(OPEN).await.context("the runner in the page")?;
        Ok(page)
    }

    /// What the suite came to in the browser, as [`conformance::equal::ran`] tells it.
    pub async fn ran(&self, suite: &str, places: &[PathBuf]) -> Result<String> {
        let answer = self.evaluate(&format!("runner.run({}, {})", json!(suite), json!(places))).await?;
        answer.as_str().map(str::to_owned).with_context(|| format!("{suite}: the page gave {answer}"))
    }

    /// Closes the browser.
    pub async fn close(self) -> Result<()> {
        self.serving.abort();
        self.chrome.close().await
    }

    async fn evaluate(&self, script: &str) -> Result<Value> {
        let answer = self.chrome.cdp("Runtime.evaluate", json!({ "expression": script, "awaitPromise": true, "returnByValue": true })).await?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!("{thrown}");
        }
        Ok(answer.pointer("/result/value").cloned().unwrap_or_default())
    }
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        found.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).with_context(|| path.display().to_string())? {
        collect(&entry?.path(), found)?;
    }
    Ok(())
}

async fn packed_file(State(given): State<Arc<Given>>, Asked(name): Asked<String>) -> impl IntoResponse {
    let kind = if name == "engine_bg.wasm" { "application/wasm" } else { "text/javascript" };
    let bytes = tokio::fs::read(given.packed.join(&name)).await.map_err(|_| StatusCode::NOT_FOUND)?;
    Ok::<_, StatusCode>(([(header::CONTENT_TYPE, kind)], bytes))
}

async fn recording(State(given): State<Arc<Given>>, Asked(n): Asked<usize>) -> Result<Vec<u8>, StatusCode> {
    let path = given.recordings.get(n).ok_or(StatusCode::NOT_FOUND)?;
    tokio::fs::read(path).await.map_err(|_| StatusCode::NOT_FOUND)
}
