//! The built app inside the binary: pages, hashed assets, the service worker. Brotli where the browser takes it.
//!
//! Invariant: a path of the app without extension is its start page; a path with an extension that is not there is a 404, never a page.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::problem;

#[derive(RustEmbed)]
#[folder = "../target/web/dist"]
#[allow_missing = true]
struct Built;

/// The build of the app inside, named by `cargo xtask build --release`: cargo compiles this crate again when it is another one.
const _: Option<&str> = option_env!("RUHU_APP");

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

const NOT_BUILT: &str = "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>Ruhu 入户</title>\
<p>网页还没有构建。请运行 <code>cargo xtask build</code>，再刷新。</p>\
<p lang=\"en\">The app is not built yet. Run <code>cargo xtask build</code>, then reload.</p></html>";

/// Whatever is not `/v1`.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return problem::method().into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Built::get(path).filter(|_| !path.is_empty()) {
        return reply(path, file, &headers);
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') || path == "v1" || path.starts_with("v1/") {
        return problem::not_found().into_response();
    }
    let page = if path == "desk" || path.starts_with("desk/") { "desk.html" } else { "field.html" };
    match Built::get(page) {
        Some(file) => reply(page, file, &headers),
        None => (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOT_BUILT).into_response(),
    }
}

fn reply(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex::encode(file.metadata.sha256_hash()));
    let kind = kind_of(path, &file);
    let cache = if path.starts_with("assets/") { FOREVER } else { ASK_AGAIN };
    let same = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).is_some_and(|v| v.split(',').any(|t| t.trim() == tag));
    let packed = if takes_brotli(headers) { Built::get(&format!("{path}.br")) } else { None };
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else if let Some(packed) = packed {
        let mut response = Body::from(packed.data).into_response();
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        response
    } else {
        Body::from(file.data).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::CACHE_CONTROL, cache);
    for (name, value) in [(header::CONTENT_TYPE, &kind), (header::ETAG, &tag)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            out.insert(name, value);
        }
    }
    response
}

fn kind_of(path: &str, file: &EmbeddedFile) -> String {
    let known = match path.rsplit('.').next() {
        Some("webmanifest") => "application/manifest+json",
        Some("wasm") => "application/wasm",
        _ => file.metadata.mimetype(),
    };
    let text = known.starts_with("text/") || known.ends_with("javascript") || known.ends_with("json");
    if text { format!("{known}; charset=utf-8") } else { known.to_owned() }
}

/// Whether a browser unpacks Brotli.
pub(crate) fn takes_brotli(headers: &HeaderMap) -> bool {
    let offers = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
    offers.map(str::trim).any(|o| o == "br" || o.starts_with("br;") && !o.ends_with("q=0"))
}
