//! The page itself: address, title, focus, what the root element carries, small preferences, the receipt as a picture.
//! Not the network and not the store.
//!
//! Invariant: nothing written here (title, address, preference) holds a personal value; callers pass constants and ids.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, Element, Event, HtmlAnchorElement, HtmlCanvasElement, HtmlElement, MouseEvent, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

/// Path and query of the address.
pub fn address() -> String {
    let Some(location) = window().map(|w| w.location()) else { return "/".into() };
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Scheme and host, for saying where one is.
pub fn origin() -> String {
    window().and_then(|w| w.location().origin().ok()).unwrap_or_default()
}

/// Makes `path` the address; with `replace` the entry before is written over.
pub fn set_address(path: &str, replace: bool) {
    let Some(history) = window().and_then(|w| w.history().ok()) else { return };
    let _ = if replace {
        history.replace_state_with_url(&JsValue::NULL, "", Some(path))
    } else {
        // The state tells that the app has a page of its own behind this one.
        history.push_state_with_url(&JsValue::TRUE, "", Some(path))
    };
}

/// One step back if the app itself led here; false if there is nothing of ours behind.
pub fn back() -> bool {
    let Some(history) = window().and_then(|w| w.history().ok()) else { return false };
    history.state().is_ok_and(|state| state.is_truthy()) && history.back().is_ok()
}

/// Loads the app anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Calls `then` with the new address after back and forward.
pub fn on_move(then: impl Fn(String) + 'static) {
    listen_on_window("popstate", move |_| then(address()));
}

/// Calls `then` with the path of a clicked link of this app instead of loading it; links of `/desk` and other hosts go their way.
pub fn on_link(then: impl Fn(String) + 'static) {
    let Some(document) = window().and_then(|w| w.document()) else { return };
    let listener = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        if event.default_prevented() || event.button() != 0 || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        let Some(link) = target.and_then(|t| t.closest("a[href]").ok().flatten()).and_then(|e| e.dyn_into::<HtmlAnchorElement>().ok()) else {
            return;
        };
        let ours = link.origin() == origin() && link.target().is_empty() && !link.has_attribute("download");
        let path = link.pathname();
        if !ours || path == "/desk" || path.starts_with("/desk/") || !link.hash().is_empty() {
            return;
        }
        event.prevent_default();
        then(path + &link.search());
    });
    let _ = document.add_event_listener_with_callback("click", listener.as_ref().unchecked_ref());
    listener.forget();
}

/// Calls `then` at each event `name` of the window, as long as the app runs.
pub fn listen_on_window(name: &str, then: impl Fn(Event) + 'static) {
    let Some(window) = window() else { return };
    let listener = Closure::<dyn Fn(Event)>::new(then);
    let _ = window.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    listener.forget();
}

/// Title of the window. Never a name.
pub fn set_title(title: &str) {
    if let Some(document) = window().and_then(|w| w.document()) {
        document.set_title(title);
    }
}

/// Moves the focus to the first element of a selector, without scrolling for it; it need not be focusable by itself.
pub fn focus(selector: &str) {
    let found = window().and_then(|w| w.document()).and_then(|d| d.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        if !element.has_attribute("tabindex") && element.tab_index() < 0 {
            let _ = element.set_attribute("tabindex", "-1");
        }
        let _ = element.focus();
    }
}

/// Runs `then` when what was just mounted is in the page.
pub fn after_mount(then: impl FnOnce() + 'static) {
    let Some(window) = window() else { return };
    let callback = Closure::once_into_js(then);
    let _ = window.request_animation_frame(callback.unchecked_ref::<Function>());
}

/// Asks the browser's own question whether to put the app on the home screen, with the event it offered earlier.
pub fn ask_install(offer: &Event) {
    let offer: &JsValue = offer.as_ref();
    if let Some(prompt) = js_sys::Reflect::get(offer, &"prompt".into()).ok().and_then(|p| p.dyn_into::<Function>().ok()) {
        let _ = prompt.call0(offer);
    }
}

/// A small preference of this device, `None` if it was never set or cannot be read.
pub fn recall(name: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(&format!("ruhu-{name}")).ok()?
}

/// Keeps a small preference; a device that cannot keep it starts with the default again.
pub fn remember(name: &str, value: &str) {
    if let Some(Ok(Some(storage))) = window().map(|w| w.local_storage()) {
        let _ = storage.set_item(&format!("ruhu-{name}"), value);
    }
}

/// `zh` or other, of the browser.
pub fn browser_language() -> String {
    window().and_then(|w| w.navigator().language()).unwrap_or_default()
}

/// Name of the browser as it calls itself.
pub fn user_agent() -> String {
    window().and_then(|w| w.navigator().user_agent().ok()).unwrap_or_default()
}

/// Whether the app runs from the home screen.
pub fn installed() -> bool {
    window().and_then(|w| w.match_media("(display-mode: standalone)").ok().flatten()).is_some_and(|m| m.matches())
}

/// The browser's print dialog.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// A line of [`save_picture`].
pub struct Line<'a> {
    /// The text.
    pub text: &'a str,
    /// Height of the letters in pixels.
    pub size: u32,
    /// Bold.
    pub bold: bool,
    /// Space above in pixels.
    pub above: u32,
}

const PICTURE_WIDTH: u32 = 1080;
const PICTURE_EDGE: u32 = 72;

/// Draws lines, centred, into a picture and hands it to the browser's downloads under `name`. False if the browser cannot.
pub fn save_picture(name: &str, lines: &[Line<'_>]) -> bool {
    draw(name, lines).is_some()
}

fn draw(name: &str, lines: &[Line<'_>]) -> Option<()> {
    let document = window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    let height: u32 = lines.iter().map(|l| l.above + l.size + l.size / 3).sum::<u32>() + 2 * PICTURE_EDGE;
    canvas.set_width(PICTURE_WIDTH);
    canvas.set_height(height);
    let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    pen.set_fill_style_str("#ffffff");
    pen.fill_rect(0.0, 0.0, f64::from(PICTURE_WIDTH), f64::from(height));
    pen.set_stroke_style_str("#0a5942");
    pen.set_line_width(6.0);
    pen.stroke_rect(20.0, 20.0, f64::from(PICTURE_WIDTH - 40), f64::from(height - 40));
    pen.set_fill_style_str("#17211c");
    pen.set_text_align("center");
    pen.set_text_baseline("top");
    let mut y = PICTURE_EDGE;
    for line in lines {
        y += line.above;
        let weight = if line.bold { 700 } else { 400 };
        pen.set_font(&format!("{weight} {}px \"PingFang SC\", \"Noto Sans CJK SC\", \"Microsoft YaHei\", sans-serif", line.size));
        let room = f64::from(PICTURE_WIDTH - 2 * PICTURE_EDGE);
        pen.fill_text_with_max_width(line.text, f64::from(PICTURE_WIDTH / 2), f64::from(y), room).ok()?;
        y += line.size + line.size / 3;
    }
    let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&canvas.to_data_url_with_type("image/png").ok()?);
    link.set_download(name);
    link.click();
    Some(())
}
