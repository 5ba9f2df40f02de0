//! Letters as the browser composes them.

use js_sys::JsString;

/// A text in Unicode's composed form (NFC); none where nothing in it can combine.
pub fn composed(text: &str) -> Option<String> {
    // Marks that combine come behind those of Latin-1.
    let may_combine = text.chars().any(|c| c >= '\u{300}');
    may_combine.then(|| String::from(JsString::from(text).normalize("NFC")))
}
