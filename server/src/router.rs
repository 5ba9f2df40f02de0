//! All routes of the server, and what every request passes: size, time, origin, page security, compression.
//!
//! Invariant: every answer with status 4xx or 5xx has an `api::Problem` for its body, also when a handler falls over.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, Predicate, predicate};
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::limits::{BODY_IDLE_TIME, MEDIA_BYTES, REQUEST_TIME, UPLOAD_TIME};
use crate::office::Office;
use crate::{assets, problem, routes};

/// Page security of the app's own pages (no other origin at all; Leptos needs the `default` policy that the loader makes).
const PAGE: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; \
img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; \
base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // The token of a village link stands in the address: it must not leave this server in a referrer. (`no-referrer` would also make
    // browsers send `Origin: null` with some of our own requests.)
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static("camera=(self), microphone=(self), geolocation=(self)")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// The whole server as a service; works in process as well as behind a socket.
pub fn router(office: Office) -> Router {
    Router::new()
        .nest("/v1", v1())
        .fallback(assets::serve)
        .layer(middleware::from_fn(secure))
        .layer(CatchPanicLayer::custom(|_| problem::broken().into_response()))
        .with_state(office)
}

/// Where a phone gets the certificate of this machine's own authority: `/ruhu-ca.crt`, which phones offer to install.
pub(crate) fn authority(pem: String) -> Router {
    let kind = [(header::CONTENT_TYPE, "application/x-x509-ca-cert"), (header::CACHE_CONTROL, "no-store")];
    Router::new().route("/ruhu-ca.crt", get(move || std::future::ready((kind, pem.clone()))))
}

fn v1() -> Router<Office> {
    Router::new()
        .route("/about", get(routes::session::about))
        .route("/session", post(routes::session::sign_in).get(routes::session::who).delete(routes::session::sign_out))
        .route("/areas", get(routes::session::areas))
        .route("/forms", get(routes::forms::list))
        .route("/forms/{id}/{hash}", get(routes::forms::compiled))
        .route("/lists/{hash}", get(routes::forms::list_bytes))
        .route("/assignments", get(routes::assignments::list))
        .route("/submissions", get(routes::submissions::own))
        .route("/submissions/{id}", put(routes::submissions::put).get(routes::submissions::get))
        .route("/submissions/{id}/mend", get(routes::submissions::mend))
        .route("/media/{id}/{sha256}", put(routes::media::put).get(routes::media::get))
        .route("/review", get(routes::review::queue))
        .route("/review/{id}", get(routes::review::detail))
        .route("/review/{id}/decision", post(routes::review::decide))
        .route("/declare/{token}", get(routes::declare::invite))
        .route("/declare/{token}/{id}", put(routes::declare::put))
        .route("/declare/{token}/media/{id}/{sha256}", put(routes::declare::put_media))
        .route("/declare/{token}/forms/{hash}", get(routes::declare::artefact))
        .route("/declare/{token}/lists/{hash}", get(routes::declare::artefact))
        .route("/declare/{token}/status", get(routes::declare::status))
        .method_not_allowed_fallback(|| async { problem::method() })
        .fallback(|| async { problem::not_found() })
        // Bodies are read with the limit of their own route; this one is the outermost.
        .layer(DefaultBodyLimit::max(MEDIA_BYTES as usize))
        .layer(CompressionLayer::new().compress_when(predicate::SizeAbove::new(600).and(predicate::NotForContentType::IMAGES)))
        .layer(RequestBodyTimeoutLayer::new(BODY_IDLE_TIME))
        .layer(middleware::from_fn(from_the_app))
        .layer(middleware::from_fn(in_time))
}

/// A changing request must carry the app's header (a page of another origin cannot set it) and, where the browser names an origin, ours.
async fn from_the_app(request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    // HTTP/2 has no `Host`: its name of the server is in the address.
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str));
    let own_origin = match (headers.get(header::ORIGIN).and_then(|o| o.to_str().ok()), host) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, named)| named.eq_ignore_ascii_case(host)),
        (Some(_), None) => false,
        (None, _) => true,
    };
    if changes && !(headers.contains_key(api::CLIENT_HEADER) && own_origin) {
        return problem::not_from_the_app().into_response();
    }
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// No request hangs for ever.
async fn in_time(request: Request, next: Next) -> Response {
    let upload = request.method() == Method::PUT;
    let time = if upload { UPLOAD_TIME } else { REQUEST_TIME };
    tokio::time::timeout(time, next.run(request)).await.unwrap_or_else(|_| problem::slow().into_response())
}

async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}
