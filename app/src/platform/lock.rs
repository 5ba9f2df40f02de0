//! Web Locks: one sender per origin, one writer per draft. The browser frees a lock when its tab crashes.
//!
//! Where there are no locks (plain http on a network address), [`try_take`] always succeeds: such a page is for trying out, and the
//! server still takes each submission once.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A lock held; dropping it frees it.
#[must_use]
#[derive(Debug)]
pub struct Lock {
    release: Option<Function>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// Takes a lock if nobody holds it; none if another tab (or this one) does.
pub async fn try_take(name: &str) -> Option<Lock> {
    request(name, "ifAvailable", || {}).await
}

/// As [`try_take`], and `lost` runs when another tab takes it over.
pub async fn try_hold(name: &str, lost: impl FnOnce() + 'static) -> Option<Lock> {
    request(name, "ifAvailable", lost).await
}

/// Takes a lock from whoever holds it; `lost` runs when another tab does the same to us.
pub async fn take_over(name: &str, lost: impl FnOnce() + 'static) -> Option<Lock> {
    request(name, "steal", lost).await
}

async fn request(name: &str, option: &str, lost: impl FnOnce() + 'static) -> Option<Lock> {
    let Some((locks, request)) = manager() else { return Some(Lock { release: None }) };
    let options = Object::new();
    Reflect::set(&options, &option.into(), &JsValue::TRUE).ok()?;
    let release: Rc<RefCell<Option<Function>>> = Rc::default();
    // Settles with whether we got it; the lock itself lives as long as the promise the callback returned.
    let mut lost = Some(lost);
    let answered = Promise::new(&mut |resolve, _| {
        let lost = lost.take();
        let kept = release.clone();
        let tell = resolve.clone();
        let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            let got = !lock.is_null() && !lock.is_undefined();
            let held = Promise::new(&mut |free, _| {
                if got {
                    *kept.borrow_mut() = Some(free);
                } else {
                    let _ = free.call0(&JsValue::NULL);
                }
            });
            let _ = tell.call1(&JsValue::NULL, &JsValue::from_bool(got));
            held.into()
        });
        let outcome = request.call3(&locks, &name.into(), &options, &callback);
        match outcome.ok().and_then(|p| p.dyn_into::<Promise>().ok()) {
            // A stolen lock rejects this promise later.
            Some(whole) => {
                let quiet = resolve.clone();
                let ended = Closure::once_into_js(move |_: JsValue| {
                    let _ = quiet.call1(&JsValue::NULL, &JsValue::FALSE);
                    if let Some(lost) = lost {
                        lost();
                    }
                });
                let _ =
                    Reflect::get(&whole, &"catch".into()).ok().and_then(|f| f.dyn_into::<Function>().ok()).map(|catch| catch.call1(&whole, &ended));
            }
            None => {
                let _ = resolve.call1(&JsValue::NULL, &JsValue::FALSE);
            }
        }
    });
    let got = JsFuture::from(answered).await.ok()?.as_bool()?;
    let release = release.borrow_mut().take();
    (got && release.is_some()).then_some(Lock { release })
}

fn manager() -> Option<(JsValue, Function)> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
