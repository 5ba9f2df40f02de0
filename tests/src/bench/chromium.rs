//! The same in Chromium: a small server with the page, the adapter and the forms, and a browser that is slowed down and not.
//!
//! Invariant: each form is played by a browser of its own, so that none is measured with the memory and the compiled code another has left.

use super::{Measured, Run};
use crate::browser::{Chrome, Look};
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::{Path as Asked, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a page plays: the function of `play.js` and its argument.
pub type Play = (&'static str, &'static str);

/// The plays of the engine alone, in order.
pub const ENGINE: &[Play] = &[
    ("form", "F4-household"),
    ("form", "F1-flat-1000"),
    ("form", "F1-flat-5000"),
    ("form", "F2-roster-100"),
    ("form", "F2-roster-500"),
    ("form", "F3-cascade-50000-ext"),
    ("form", "F3-cascade-50000-int"),
    ("memory", "F1-flat-5000"),
    ("memory", "F3-cascade-50000-ext"),
    ("memory", "F3-cascade-50000-int"),
    ("expressions", ""),
    ("survey", ""),
];

/// The plays of the app's own pages.
pub const APP: &[Play] = &[
    ("form", "F4-household"),
    ("form", "F1-flat-5000"),
    ("form", "F2-roster-500"),
    ("form", "F3-cascade-50000-int"),
    ("pages", "F4-household"),
    ("pages", "F1-flat-5000"),
    ("pages", "F2-roster-500"),
];

/// How much slower the processor is made to seem.
const SLOWED: u32 = 4;

/// Folders by the first step of an address.
type Folders = Arc<BTreeMap<&'static str, PathBuf>>;

/// Plays everything at full speed, then slowed down.
pub async fn measure(plays: &[Play], adapter: &Path, forms: &Path, out: &Path) -> Result<BTreeMap<Run, Vec<Measured>>> {
    let folders: Folders = Arc::new(BTreeMap::from([("adapter", adapter.to_owned()), ("perf", forms.to_owned()), ("out", out.to_owned())]));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/", listener.local_addr()?);
    let app = Router::new()
        .route("/", get(|| async { given("html", include_bytes!("page.html").to_vec()) }))
        .route("/play.js", get(|| async { given("js", include_bytes!("play.js").to_vec()) }))
        .route("/{folder}/{file}", get(file))
        .with_state(folders);
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut runs = BTreeMap::new();
    for (run, rate) in [(Run::Chromium, 1), (Run::Slowed, SLOWED)] {
        let mut all = Vec::new();
        for (play, of) in plays {
            let chrome = Chrome::open(Look::DESK).await?;
            chrome.page().open(&address).await?;
            chrome.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": rate })).await?;
            all.extend(play_one(&chrome, play, of).await.with_context(|| format!("{play} {of}"))?);
            chrome.close().await?;
        }
        runs.insert(run, all);
    }
    serving.abort();
    Ok(runs)
}

async fn play_one(chrome: &Chrome, play: &str, of: &str) -> Result<Vec<Measured>> {
    let script = format!(
        "Promise.all([import('/adapter/adapter.js'), import('/play.js')]).then(([adapter, play]) => play.{play}(adapter, {})).then(JSON.stringify)",
        json!(of)
    );
    let answer = chrome.cdp("Runtime.evaluate", json!({ "expression": script, "awaitPromise": true, "returnByValue": true })).await?;
    match answer.pointer("/result/value").and_then(Value::as_str) {
        Some(list) => Measured::list(list),
        None => bail!("the page gave no figures: {answer}"),
    }
}

async fn file(State(folders): State<Folders>, Asked((folder, name)): Asked<(String, String)>) -> impl IntoResponse {
    let Some(path) = folders.get(folder.as_str()).map(|at| at.join(&name)) else {
        return Err(StatusCode::NOT_FOUND);
    };
    let bytes = tokio::fs::read(&path).await.map_err(|_| StatusCode::NOT_FOUND)?;
    Ok(given(name.rsplit('.').next().unwrap_or_default(), bytes))
}

/// An answer that lets the page have a clock of 5 µs.
fn given(ending: &str, bytes: Vec<u8>) -> impl IntoResponse + use<> {
    let kind = match ending {
        "css" => "text/css",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "wasm" => "application/wasm",
        "json" => "application/json",
        _ => "application/octet-stream",
    };
    let isolated = [("cross-origin-opener-policy", "same-origin"), ("cross-origin-embedder-policy", "require-corp")];
    let headers = isolated.map(|(name, value)| (HeaderName::from_static(name), value));
    (headers, [(header::CONTENT_TYPE, kind)], bytes)
}
