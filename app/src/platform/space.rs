//! Room on this phone and whether the browser may clear it.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

/// Room as the browser tells it; estimates, not promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// Bytes used by this app.
    pub used: u64,
    /// Bytes it may use.
    pub quota: u64,
}

/// No photo is taken with less room than this: text must still fit.
pub const MEDIA_ROOM_BYTES: u64 = 200 << 20;

impl Space {
    /// Whether there is room for media beside the text still to come.
    pub fn takes_media(self) -> bool {
        self.quota.saturating_sub(self.used) >= MEDIA_ROOM_BYTES && self.used <= self.quota / 5 * 4
    }
}

fn storage() -> Option<StorageManager> {
    let navigator = web_sys::window()?.navigator();
    // Absent outside secure contexts.
    let has = Reflect::get(&navigator, &"storage".into()).ok()?.is_instance_of::<Object>();
    has.then(|| navigator.storage())
}

/// Asks the browser not to clear this app's store by itself; whether it agreed. Browsers may ask the person, so ask after a first save.
pub async fn persist() -> bool {
    let Some(storage) = storage() else { return false };
    let Ok(promise) = storage.persist() else { return false };
    JsFuture::from(promise).await.ok().and_then(|v| v.as_bool()).unwrap_or(false)
}

/// Whether the browser has agreed not to clear it.
pub async fn is_persistent() -> bool {
    let Some(storage) = storage() else { return false };
    let Ok(promise) = storage.persisted() else { return false };
    JsFuture::from(promise).await.ok().and_then(|v| v.as_bool()).unwrap_or(false)
}

/// Room used and allowed; none where the browser does not tell.
pub async fn estimate() -> Option<Space> {
    let estimate = JsFuture::from(storage()?.estimate().ok()?).await.ok()?;
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok().and_then(|v| v.as_f64()).map(|n| n as u64);
    Some(Space { used: number("usage")?, quota: number("quota")? })
}
