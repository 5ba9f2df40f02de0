//! Dates and times by the phone's own pickers. Stored as ODK does: ISO, times with the offset of the place.

use leptos::{ev, html, prelude::*};

use super::Asked;
use super::frame::{Around, frame};
use crate::platform::clock;
use crate::ui::day;
use crate::words::use_lang;

/// From stored to field, and back; an empty text clears.
#[derive(Clone, Copy)]
struct How {
    kind: &'static str,
    /// The day is said in words below: the browser's own field follows the phone's language, not the screen's.
    said: bool,
    show: fn(&str) -> String,
    store: fn(&str) -> String,
}

/// Asks for a day; a month or a year where the appearance says so.
pub(super) fn date(asked: Asked) -> AnyView {
    let how = if asked.looks("month-year") {
        How { kind: "month", said: false, show: |s| head(s, 7), store: |s| if s.is_empty() { String::new() } else { format!("{s}-01") } }
    } else if asked.looks("year") {
        How { kind: "number", said: false, show: |s| head(s, 4), store: |s| if s.len() == 4 { format!("{s}-01-01") } else { String::new() } }
    } else {
        How { kind: "date", said: true, show: |s| head(s, 10), store: str::to_owned }
    };
    picked(asked, how)
}

/// Asks for a time of day.
pub(super) fn time(asked: Asked) -> AnyView {
    picked(
        asked,
        How {
            kind: "time",
            said: false,
            show: |s| head(s, 5),
            store: |s| if s.is_empty() { String::new() } else { format!("{}{}", seconds(s), offset()) },
        },
    )
}

/// Asks for a moment.
pub(super) fn date_time(asked: Asked) -> AnyView {
    picked(
        asked,
        How {
            kind: "datetime-local",
            said: true,
            show: |s| head(s, 16),
            store: |s| if s.is_empty() { String::new() } else { format!("{}{}", seconds(s), offset()) },
        },
    )
}

fn head(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// `14:02` → `14:02:00.000`; what has seconds keeps them.
fn seconds(text: &str) -> String {
    let colons = text.matches(':').count();
    if colons < 2 { format!("{text}:00.000") } else { text.to_owned() }
}

/// `+08:00`.
fn offset() -> String {
    let minutes = clock::now().offset_min;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn picked(asked: Asked, how: How) -> AnyView {
    let node = NodeRef::<html::Input>::new();
    let first = (how.show)(&asked.view.with_untracked(|v| v.value.clone()));
    Effect::new(move |_| {
        let shown = (how.show)(&asked.value());
        let Some(field) = node.get() else { return };
        if !asked.typing.get() && field.value() != shown {
            field.set_value(&shown);
        }
    });
    // While a date is half typed the field's value is empty: only a whole one is taken then, and what is left empty clears.
    let typed = move |event: ev::Event| {
        let value = (how.store)(&event_target_value(&event));
        if value.is_empty() { asked.typing.set(true) } else { asked.typed(value) }
    };
    let done = move |event: ev::Event| asked.answer((how.store)(&event_target_value(&event)));
    let body = view! {
        <input
            node_ref=node id=asked.id() class="input date" type=how.kind value=first readonly=move || asked.locked()
            disabled=move || asked.locked()
            aria-invalid=move || asked.wrong().then_some("true") aria-describedby=asked.described()
            on:input=typed on:change=done on:blur=move |_| asked.typing.set(false)
        />
        {how.said.then(|| move || day::parse(&asked.value()).map(|day| view! { <p class="hint aid" data-said="day">{day.whole(use_lang().get())}</p> }))}
    };
    frame(asked, Around::One, body.into_any())
}
