//! The network: one request, one answer or the reason there is none. Same origin only, the session rides in its cookie.
//!
//! Invariant: what is not ours never passes for ours. An answer counts only with the content type it should have; a portal's page, a
//! proxy's error and a cut body are [`Trouble::Nonsense`], whatever their status.

use js_sys::{Promise, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, Request, RequestCache, RequestCredentials, RequestInit, Response};

use super::{Trouble, json};

/// Time for a small request until it counts as unanswered. Villages have 2G: short would mean never.
pub const TIMEOUT_MS: u32 = 30_000;
/// The same for a body of some size: a photo of 300 KB at 2 KB/s.
pub const LONG_TIMEOUT_MS: u32 = 180_000;
/// Bodies from this size on get the long time.
const LONG_FROM_BYTES: usize = 16 * 1024;

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

/// Method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// What came back, before anyone judges it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Content type without parameters, lower case.
    pub kind: String,
    /// `Retry-After` in seconds, where given as a number.
    pub retry_after_s: Option<u32>,
    /// The whole body.
    pub body: Vec<u8>,
}

/// Sends one request and reads the whole answer, whatever its status. `Err` only when there is no answer: no network, no server,
/// time out, body cut off.
pub async fn exchange(method: Method, path: &str, body: Option<(&str, &[u8])>) -> Result<Answer, Trouble> {
    let window = web_sys::window().ok_or(Trouble::Offline)?;
    let controller = AbortController::new().map_err(|_| Trouble::Offline)?;
    let request = request(method, path, body, &controller).map_err(|_| Trouble::Offline)?;
    let long = method == Method::Get || body.is_some_and(|(_, bytes)| bytes.len() >= LONG_FROM_BYTES);
    let timer = Timer::start(&window, controller, if long { LONG_TIMEOUT_MS } else { TIMEOUT_MS });
    let answer = read(&window, &request).await;
    drop(timer);
    answer.map_err(|_| Trouble::Offline)
}

fn request(method: Method, path: &str, body: Option<(&str, &[u8])>, controller: &AbortController) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    headers.set(api::CLIENT_HEADER, "1")?;
    headers.set("accept", "application/json, application/octet-stream")?;
    let init = RequestInit::new();
    init.set_method(method.name());
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&controller.signal()));
    if let Some((kind, bytes)) = body {
        headers.set("content-type", kind)?;
        init.set_body(&Uint8Array::from(bytes));
    }
    init.set_headers(&headers);
    Request::new_with_str_and_init(path, &init)
}

async fn read(window: &web_sys::Window, request: &Request) -> Result<Answer, JsValue> {
    let response: Response = JsFuture::from(window.fetch_with_request(request)).await?.dyn_into()?;
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let kind = header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let retry_after_s = header("retry-after").and_then(|s| s.trim().parse().ok());
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Answer { status: response.status(), kind, retry_after_s, body: Uint8Array::new(&buffer).to_vec() })
}

/// Aborts a request that takes too long; dropping it stops the clock.
struct Timer {
    window: web_sys::Window,
    handle: i32,
    _abort: Closure<dyn FnMut()>,
}

impl Timer {
    fn start(window: &web_sys::Window, controller: AbortController, ms: u32) -> Self {
        let abort = Closure::once(move || controller.abort());
        let handle = window.set_timeout_with_callback_and_timeout_and_arguments_0(abort.as_ref().unchecked_ref(), ms as i32).unwrap_or(0);
        Timer { window: window.clone(), handle, _abort: abort }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.window.clear_timeout_with_handle(self.handle);
    }
}

/// The [`api::Problem`] of an answer, if it is one of ours.
pub fn problem(answer: &Answer) -> Option<api::Problem> {
    if is_json(&answer.kind) { json::read(&answer.body) } else { None }
}

fn is_json(kind: &str) -> bool {
    kind == JSON || kind == "application/problem+json"
}

/// Judges an answer by status and content type: 2xx of the right kind passes.
pub fn judge(answer: Answer, kind: &str) -> Result<Answer, Trouble> {
    match answer.status {
        204 | 205 => Ok(answer),
        200..=299 if answer.kind == kind => Ok(answer),
        // A portal that answers 401 with its own page must not sign anyone out.
        401 => Err(if problem(&answer).is_some() { Trouble::SignIn } else { Trouble::Nonsense }),
        400..=599 => Err(problem(&answer).map_or(Trouble::Nonsense, Trouble::Refused)),
        _ => Err(Trouble::Nonsense),
    }
}

async fn asked<T: DeserializeOwned>(method: Method, path: &str, body: Option<(&str, &[u8])>) -> Result<T, Trouble> {
    let answer = judge(exchange(method, path, body).await?, JSON)?;
    json::read(&answer.body).ok_or(Trouble::Nonsense)
}

fn written<B: Serialize + ?Sized>(body: &B) -> Result<Vec<u8>, Trouble> {
    json::write(body).ok_or(Trouble::Nonsense)
}

/// `GET`, JSON back.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    asked(Method::Get, path, None).await
}

/// `POST` of JSON, JSON back.
pub async fn post<B: Serialize + ?Sized, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, Trouble> {
    asked(Method::Post, path, Some((JSON, &written(body)?))).await
}

/// `PUT` of JSON, JSON back.
pub async fn put<B: Serialize + ?Sized, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, Trouble> {
    asked(Method::Put, path, Some((JSON, &written(body)?))).await
}

/// `DELETE`; the body of the answer does not matter.
pub async fn delete(path: &str) -> Result<(), Trouble> {
    let answer = exchange(Method::Delete, path, None).await?;
    let kind = answer.kind.clone();
    judge(answer, &kind).map(|_| ())
}

/// `GET` of bytes (`application/octet-stream`).
pub async fn get_bytes(path: &str) -> Result<Vec<u8>, Trouble> {
    Ok(judge(exchange(Method::Get, path, None).await?, BYTES)?.body)
}

/// `GET` of a file of any kind that is not a page: its content type and bytes.
pub async fn get_file(path: &str) -> Result<(String, Vec<u8>), Trouble> {
    let answer = exchange(Method::Get, path, None).await?;
    if answer.status == 200 && answer.kind == "text/html" {
        return Err(Trouble::Nonsense);
    }
    let kind = answer.kind.clone();
    judge(answer, &kind).map(|a| (a.kind, a.body))
}

/// Whether the browser thinks there is a network at all. `true` proves nothing.
pub fn seems_online() -> bool {
    web_sys::window().is_none_or(|w| w.navigator().on_line())
}

/// Waits some milliseconds.
pub async fn pause(ms: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms.min(i32::MAX as u32) as i32);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// A text made safe as one part of a path.
pub fn path_part(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
