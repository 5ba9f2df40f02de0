//! JSON by the browser's own parser: what the server says and the store keeps, in and out of Rust types. No program of ours reads JSON text, so
//! none has to be loaded.
//!
//! Invariant: numbers beyond 2⁵³ do not pass; nothing here has any (sizes in bytes, times in milliseconds).

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;

/// The value a text stands for; none if it is no JSON or not of this shape.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Option<T> {
    let value = js_sys::JSON::parse(std::str::from_utf8(text).ok()?).ok()?;
    serde_wasm_bindgen::from_value(value).ok()
}

/// The text of a value, always the same for equal values.
pub fn write<T: Serialize + ?Sized>(value: &T) -> Option<Vec<u8>> {
    let value = value.serialize(&Serializer::json_compatible()).ok()?;
    Some(String::from(js_sys::JSON::stringify(&value).ok()?).into_bytes())
}
