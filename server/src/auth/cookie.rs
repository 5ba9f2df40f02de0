//! The session cookie: `ruhu`, or `__Host-ruhu` over TLS.

use axum::http::{HeaderMap, HeaderValue, header};

fn name(tls: bool) -> &'static str {
    // `__Host-` binds the cookie to this host and path; browsers take it over TLS only.
    if tls { "__Host-ruhu" } else { "ruhu" }
}

/// The token a request carries.
pub(crate) fn token_of(headers: &HeaderMap, tls: bool) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name(tls)).map(|(_, value)| value)
}

/// Sets the token for as long as the session can last.
pub(crate) fn set(token: &str, tls: bool, seconds: i64) -> Option<HeaderValue> {
    let secure = if tls { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}", name(tls))).ok()
}

/// Takes it away.
pub(crate) fn clear(tls: bool) -> Option<HeaderValue> {
    set("", tls, 0)
}
