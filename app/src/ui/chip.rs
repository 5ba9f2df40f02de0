//! A chip: one state as icon and word, never a button, at most one a row.

use leptos::prelude::*;

use super::icon::{self, Icon, icon};

/// What a state means to the person; each tone has an icon of its own, so colour never speaks alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// A neutral fact.
    #[default]
    Plain,
    /// Done, holds.
    Ok,
    /// Missing, waiting, returned.
    Warn,
    /// Refused or wrong.
    Bad,
    /// On its way.
    Info,
}

impl Tone {
    /// Class of chips, notes and strips.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Ok => "ok",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Info => "info",
        }
    }
    /// The icon that goes with it where none is chosen.
    pub fn icon(self) -> Option<Icon> {
        match self {
            Tone::Plain => None,
            Tone::Ok => Some(icon::CHECK),
            Tone::Warn => Some(icon::PEN),
            Tone::Bad => Some(icon::ALERT),
            Tone::Info => Some(icon::ARROW_UP),
        }
    }
}

/// A chip with the icon of its tone.
pub fn chip(tone: Tone, text: String) -> impl IntoView {
    chip_with(tone, tone.icon(), text)
}

/// A chip with an icon of one's choice.
pub fn chip_with(tone: Tone, mark: Option<Icon>, text: String) -> impl IntoView {
    view! { <span class=format!("chip {}", tone.class())>{mark.map(icon)}{text}</span> }
}
