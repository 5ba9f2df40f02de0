//! The loader script's side of the page (`app/web/loader.js`, `window.ruhu`): build name, waiting update, panic words.

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;

fn ruhu() -> Option<JsValue> {
    let window: JsValue = web_sys::window()?.into();
    Reflect::get(&window, &"ruhu".into()).ok().filter(JsValue::is_object)
}

fn member(name: &str) -> Option<JsValue> {
    Reflect::get(&ruhu()?, &name.into()).ok()
}

/// Name of this build; empty when the page was opened without the loader.
pub fn build() -> String {
    member("build").and_then(|b| b.as_string()).unwrap_or_default()
}

/// Whether a new build waits for the person's tap. The window's event `ruhu-update` tells when this changes.
pub fn update_ready() -> bool {
    member("updateReady").and_then(|b| b.as_bool()).unwrap_or(false)
}

/// Lets the waiting build take over; the page loads again.
pub fn apply_update() {
    if let Some(update) = member("update").and_then(|f| f.dyn_into::<Function>().ok()) {
        let _ = update.call0(&JsValue::NULL);
    }
}

/// Waits until the phone keeps this whole build, and can open it without a network. Never ends where there is no service worker.
#[cfg(feature = "parts")]
pub async fn build_kept() {
    let kept = member("kept").and_then(|p| p.dyn_into::<js_sys::Promise>().ok());
    match kept {
        Some(kept) => drop(wasm_bindgen_futures::JsFuture::from(kept).await),
        None => std::future::pending().await,
    }
}

/// Tells the words of a panic how far the work is kept.
pub fn kept_at(ms: i64) {
    if let Some(ruhu) = ruhu() {
        let _ = Reflect::set(&ruhu, &"keptAt".into(), &JsValue::from_f64(ms as f64));
    }
}

/// Makes a panic show the loader's words with file and line, never its message (it may hold answers). Call first in `main`.
pub fn catch_panics() {
    std::panic::set_hook(Box::new(|info| {
        let at = info.location().map_or_else(String::new, |l| format!("{}:{}", l.file(), l.line()));
        if let Some(stopped) = member("stopped").and_then(|f| f.dyn_into::<Function>().ok()) {
            let _ = stopped.call1(&JsValue::NULL, &JsValue::from_str(&at));
        }
    }));
}
