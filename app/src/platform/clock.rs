//! The phone's clock and time zone. It may be wrong: the server notes the difference at receipt.

use forms::Instant;
use gloo_timers::future::TimeoutFuture;
use js_sys::Date;
use wasm_bindgen::JsValue;

/// Milliseconds since 1970 UTC by the phone's clock.
pub fn now_ms() -> i64 {
    Date::now() as i64
}

/// The present moment with the phone's time zone.
pub fn now() -> Instant {
    let unix_ms = now_ms();
    Instant { unix_ms, offset_min: offset_at(unix_ms) }
}

/// Minutes east of UTC at a moment in the phone's time zone.
pub fn offset_at(unix_ms: i64) -> i32 {
    let west = Date::new(&JsValue::from_f64(unix_ms as f64)).get_timezone_offset();
    if west.is_finite() { -(west as i32) } else { 0 }
}

/// `14:03` in the phone's time zone.
pub fn hours_minutes(unix_ms: i64) -> String {
    let date = Date::new(&JsValue::from_f64(unix_ms as f64));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}

/// Year, month 1–12 and day in the phone's time zone.
pub fn day(unix_ms: i64) -> (u32, u32, u32) {
    let date = Date::new(&JsValue::from_f64(unix_ms as f64));
    (date.get_full_year(), date.get_month() + 1, date.get_date())
}

/// Waits.
pub async fn pause(ms: u32) {
    TimeoutFuture::new(ms).await;
}
