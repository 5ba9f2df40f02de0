//! A place (geopoint): searched only when asked, its accuracy drawn to scale and told in words; by hand behind 更多. Never taken silently.

use leptos::prelude::*;

use super::Asked;
use super::frame::{Around, frame};
use super::number::half_width;
use crate::platform::place::{Fix, GOOD_M, PlaceTrouble, Watch, watch};
use crate::ui::icon::{self, icon};
use crate::ui::{Tone, chip};
use crate::words::{self, Word, fill, say};

/// Metres from the middle of the ring's picture to its edge.
const RING_RANGE_M: f64 = 24.0;
/// Half of the picture's edge in its own units.
const RING_HALF: f64 = 58.0;

/// Latitude, longitude and accuracy of a stored answer.
fn parts(value: &str) -> Option<(String, String, Option<f64>)> {
    let mut words = value.split_whitespace();
    let (lat, lon) = (words.next()?.to_owned(), words.next()?.to_owned());
    Some((lat, lon, words.nth(1).and_then(forms::decimal::parse).filter(|a| *a > 0.0)))
}

/// Asks for a place.
pub(super) fn place(asked: Asked) -> AnyView {
    let search: StoredValue<Option<Watch>, LocalStorage> = StoredValue::new_local(None);
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<PlaceTrouble>);
    let stop = move || {
        // The owner may be gone when a late fix arrives.
        search.try_update_value(std::option::Option::take);
        busy.try_set(false);
    };
    let start = move |()| {
        trouble.set(None);
        busy.set(true);
        let found = move |fix: Result<Fix, PlaceTrouble>| match fix {
            Ok(fix) => {
                asked.answer(fix.text());
                if fix.accuracy_m <= GOOD_M {
                    stop();
                }
            }
            Err(why) => {
                trouble.try_set(Some(why));
                stop();
            }
        };
        match watch(found) {
            Ok(running) => search.set_value(Some(running)),
            Err(why) => {
                trouble.set(Some(why));
                busy.set(false);
            }
        }
    };
    on_cleanup(move || {
        search.try_update_value(std::option::Option::take);
    });
    let start = UnsyncCallback::new(start);
    let shown = move || match parts(&asked.value()) {
        Some((lat, lon, accuracy)) => fixed(asked, &lat, &lon, accuracy, busy, start),
        None => view! {
            <button type="button" class="button wide" data-act="locate" disabled=move || asked.locked() || busy.get() on:click=move |_| start.run(())>
                {icon(icon::LOCATE)}{move || say(if busy.get() { words::fill::PLACE_BUSY } else { words::fill::PLACE_TAKE })}
            </button>
        }
        .into_any(),
    };
    let why = move || trouble.get().map(|t| view! { <p class="note warn">{icon(icon::WARN)}<span>{say(word_of(t))}</span></p> });
    frame(asked, Around::Set, view! { {shown}{why}{by_hand(asked)} }.into_any())
}

fn word_of(trouble: PlaceTrouble) -> Word {
    match trouble {
        PlaceTrouble::Denied => words::fill::PLACE_DENIED,
        PlaceTrouble::Unavailable => words::fill::PLACE_NO_SIGNAL,
        PlaceTrouble::TimedOut => words::fill::PLACE_TIMED_OUT,
        PlaceTrouble::None => words::fill::PLACE_NONE,
    }
}

fn fixed(asked: Asked, lat: &str, lon: &str, accuracy: Option<f64>, busy: RwSignal<bool>, start: UnsyncCallback<()>) -> AnyView {
    let state = accuracy.map(|a| {
        let metres = format!("{}", a.round() as i64);
        if a <= GOOD_M {
            chip(Tone::Ok, fill(words::fill::PLACE_GOOD, &[&metres]))
        } else {
            chip(Tone::Warn, fill(words::fill::PLACE_FAR, &[&metres]))
        }
    });
    view! {
        <div class="card place">
            {ring(accuracy)}
            <div>
                {state}
                <p class="small coordinates">{fill(words::fill::PLACE_LAT, &[&short(lat)])}<br />{fill(words::fill::PLACE_LON, &[&short(lon)])}</p>
                <button type="button" class="quiet-link" data-act="locate" disabled=move || asked.locked() || busy.get() on:click=move |_| start.run(())>
                    {icon(icon::LOCATE)}{move || say(if busy.get() { words::fill::PLACE_BUSY } else { words::fill::PLACE_AGAIN })}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Four decimals are ten metres: enough to see, the answer keeps all.
fn short(degrees: &str) -> String {
    forms::decimal::parse(degrees).map_or_else(|| degrees.to_owned(), |d| format!("{d:.4}"))
}

/// The circle of accuracy to scale, the spot in its middle.
fn ring(accuracy: Option<f64>) -> AnyView {
    let radius = accuracy.map_or(6.0, |a| (a / RING_RANGE_M * RING_HALF).clamp(8.0, RING_HALF - 2.0)).round();
    let label = accuracy.map(|a| fill(words::fill::PLACE_RING, &[&format!("{}", a.round() as i64)])).unwrap_or_default();
    view! {
        <svg class="ring" viewBox="0 0 116 116" role="img" aria-label=label>
            <path d="M0 29h116M0 58h116M0 87h116M29 0v116M58 0v116M87 0v116" stroke="var(--line)" />
            <circle cx="58" cy="58" r=radius.to_string() fill="var(--accent-soft)" stroke="var(--accent)" stroke-width="2" />
            <path d=format!("M58 58h{radius}") stroke="var(--accent)" stroke-width="1.5" stroke-dasharray="3 3" />
            <circle cx="58" cy="58" r="6" fill="var(--accent)" stroke="var(--card)" stroke-width="2" />
            <path d="M102 18V6l-4 5m4-5l4 5" fill="none" stroke="var(--ink-2)" stroke-width="1.5" />
        </svg>
    }
    .into_any()
}

/// Latitude and longitude typed, for a phone without satellites: stored when both are there, with accuracy 0.
fn by_hand(asked: Asked) -> AnyView {
    let half = StoredValue::new((String::new(), String::new()));
    let typed = move |which: usize, text: String| {
        let text = half_width(&text).trim().to_owned();
        half.update_value(|h| if which == 0 { h.0 = text } else { h.1 = text });
        let (lat, lon) = half.get_value();
        if lat.is_empty() && lon.is_empty() {
            asked.typed(String::new());
        } else if !lat.is_empty() && !lon.is_empty() {
            asked.typed(format!("{lat} {lon} 0 0"));
        }
    };
    if let Some((lat, lon, _)) = asked.view.with_untracked(|v| parts(&v.value)) {
        half.set_value((lat, lon));
    }
    let field = move |which: usize, part: &'static str, word: Word| {
        let first = half.with_value(|h| if which == 0 { h.0.clone() } else { h.1.clone() });
        view! {
            <label class="small">
                {move || say(word)}
                <input
                    class="input" data-part=part inputmode="decimal" autocomplete="off" value=first readonly=move || asked.locked()
                    on:input=move |event| typed(which, event_target_value(&event)) on:blur=move |_| asked.typing.set(false)
                />
            </label>
        }
    };
    view! {
        <details class="by-hand">
            <summary class="quiet-link" data-act="by-hand">{move || say(words::fill::PLACE_BY_HAND)}</summary>
            <div class="pair">{field(0, "lat", words::fill::PLACE_LAT_FIELD)}{field(1, "lon", words::fill::PLACE_LON_FIELD)}</div>
        </details>
    }
    .into_any()
}
