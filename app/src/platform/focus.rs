//! Where the person is on the page: focus and what is in view. Ids only; it knows nothing of questions.

use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Runs after the page has been drawn.
pub fn after_drawing(act: impl FnOnce() + 'static) {
    leptos::prelude::request_animation_frame(act);
}

fn element(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Focus on an element without moving the page.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        focus_on(&element);
    }
}

fn focus_on(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// The element with its frame (the nearest one that matches `around`) to the top of the view, as far as `scroll-margin` says, and the focus on
/// the first thing in it that takes one.
pub fn show(id: &str, around: &str) {
    let Some(inner) = element(id) else { return };
    let frame: Element = inner.closest(around).ok().flatten().unwrap_or_else(|| inner.clone().into());
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Start);
    frame.scroll_into_view_with_scroll_into_view_options(&options);
    let first = frame.query_selector("input, textarea, button, select").ok().flatten().and_then(|e| e.dyn_into::<HtmlElement>().ok());
    focus_on(first.as_ref().unwrap_or(&inner));
}

/// The words in an element as a reader sees them.
pub fn words_in(id: &str) -> String {
    element(id).map(|e| e.inner_text()).unwrap_or_default()
}
