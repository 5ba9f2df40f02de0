//! What is in view: focus, scrolling, the root's language, copying. Small synchronous verbs; a browser that lacks one does nothing.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Tells the page's language to fonts and screen readers.
pub fn set_language(tag: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", tag);
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus to an element, if it is there.
pub fn focus(id: &str) -> bool {
    element(id).is_some_and(|el| el.focus().is_ok())
}

/// Scrolls an element to the middle or the top of what is seen.
pub fn reveal(id: &str, top: bool) {
    if let Some(el) = element(id) {
        let options = ScrollIntoViewOptions::new();
        options.set_behavior(ScrollBehavior::Instant);
        options.set_block(if top { ScrollLogicalPosition::Start } else { ScrollLogicalPosition::Center });
        el.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// How far an element is scrolled down, in pixels.
pub fn scrolled(id: &str) -> i32 {
    element(id).map_or(0, |el| el.scroll_top())
}

/// Scrolls an element down to there.
pub fn scroll_to(id: &str, top: i32) {
    if let Some(el) = element(id) {
        el.set_scroll_top(top);
    }
}

/// Whether the focus is where letters are text.
pub fn is_typing() -> bool {
    document().active_element().is_some_and(|el| matches!(el.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// Puts a text on the clipboard; needs https or localhost.
pub fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    if !window.is_secure_context() {
        return false;
    }
    drop(window.navigator().clipboard().write_text(text));
    true
}

/// Whether the focus is on something that takes Enter itself.
pub fn is_control() -> bool {
    document().active_element().is_some_and(|el| matches!(el.tag_name().as_str(), "A" | "BUTTON" | "SUMMARY" | "INPUT" | "TEXTAREA" | "SELECT"))
}

/// Whether a dialog stands over the page.
pub fn has_dialog() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Gives the focus to the first element of a selector.
pub fn focus_first(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten().and_then(|el| el.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|el| el.focus().is_ok())
}
