//! A range: a slider between the form's bounds, with its figure; blank until it is touched.

use leptos::prelude::*;

use super::Asked;
use super::frame::{Around, frame};
use crate::words::{self, say};

/// Asks for a number within bounds.
pub(super) fn range(asked: Asked) -> AnyView {
    let bound = |name: &str, other: &str| asked.parameter(name).unwrap_or_else(|| other.to_owned());
    let (start, end, step) = (bound("start", "1"), bound("end", "10"), bound("step", "1"));
    let (least, most) = (start.clone(), end.clone());
    let shown = move || {
        let value = asked.value();
        if value.is_empty() { say(words::fill::NOT_SET).to_owned() } else { value.to_string() }
    };
    let body = view! {
        <p class="figure range-figure">{shown}</p>
        <input
            id=asked.id() class="range" type="range" min=start max=end step=step
            prop:value=move || asked.value().to_string() disabled=move || asked.locked()
            aria-describedby=asked.described() aria-valuetext=shown
            on:input=move |event| asked.answer(event_target_value(&event))
        />
        <p class="small dim ends"><span>{least}</span><span>{most}</span></p>
    };
    frame(asked, Around::One, body.into_any())
}
