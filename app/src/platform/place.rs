//! Where the phone is, with its accuracy, asked for by the person's tap. WGS-84 as the sensor gives it.
//!
//! Invariant: no place is read before [`watch`] is called, and none after its [`Watch`] is dropped.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::PositionOptions;

/// After this long without a better fix the person is told to go on and fill in later.
pub const GIVE_UP_S: u32 = 60;
/// A fix at most this many metres off is good enough for a house.
pub const GOOD_M: f64 = 20.0;

/// One fix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Metres above the ellipsoid, where the sensor knows.
    pub altitude_m: Option<f64>,
    /// Radius in metres within which it holds with 68 %.
    pub accuracy_m: f64,
}

impl Fix {
    /// As a `geopoint` stores it: latitude, longitude, altitude, accuracy, separated by spaces.
    pub fn text(self) -> String {
        format!("{:.7} {:.7} {:.1} {:.1}", self.latitude, self.longitude, self.altitude_m.unwrap_or(0.0), self.accuracy_m)
    }
}

/// Why there is no fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceTrouble {
    /// The person or the phone does not allow it.
    Denied,
    /// No satellite, no network place.
    Unavailable,
    /// It took longer than [`GIVE_UP_S`].
    TimedOut,
    /// This browser has none (also plain http).
    None,
}

/// A running search; dropping it ends it.
#[must_use]
pub struct Watch {
    id: i32,
    _found: Closure<dyn FnMut(JsValue)>,
    _failed: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(geolocation) = web_sys::window().and_then(|w| w.navigator().geolocation().ok()) {
            geolocation.clear_watch(self.id);
        }
    }
}

/// Searches and calls `found` with each fix, each usually better than the last, or with the trouble. Keep the [`Watch`] while wanted.
pub fn watch(found: impl FnMut(Result<Fix, PlaceTrouble>) + Clone + 'static) -> Result<Watch, PlaceTrouble> {
    let geolocation = web_sys::window().and_then(|w| w.navigator().geolocation().ok()).ok_or(PlaceTrouble::None)?;
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_timeout(GIVE_UP_S * 1000);
    options.set_maximum_age(0);
    let (mut good, mut bad) = (found.clone(), found);
    let on_found: Closure<dyn FnMut(JsValue)> = Closure::new(move |position: JsValue| {
        if let Some(fix) = read(&position) {
            good(Ok(fix));
        }
    });
    let on_failed: Closure<dyn FnMut(JsValue)> = Closure::new(move |error: JsValue| {
        bad(Err(match number(&error, "code").map(|c| c as u32) {
            Some(1) => PlaceTrouble::Denied,
            Some(3) => PlaceTrouble::TimedOut,
            _ => PlaceTrouble::Unavailable,
        }));
    });
    let id = geolocation
        .watch_position_with_error_callback_and_options(on_found.as_ref().unchecked_ref(), Some(on_failed.as_ref().unchecked_ref()), &options)
        .map_err(|_| PlaceTrouble::None)?;
    Ok(Watch { id, _found: on_found, _failed: on_failed })
}

fn read(position: &JsValue) -> Option<Fix> {
    let coords = Reflect::get(position, &"coords".into()).ok()?;
    Some(Fix {
        latitude: number(&coords, "latitude")?,
        longitude: number(&coords, "longitude")?,
        altitude_m: number(&coords, "altitude"),
        accuracy_m: number(&coords, "accuracy")?,
    })
}

fn number(of: &JsValue, name: &str) -> Option<f64> {
    Reflect::get(of, &name.into()).ok()?.as_f64()
}
