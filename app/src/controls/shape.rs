//! A way or an outline (geotrace, geoshape): a list of places taken one after another, the last one can be taken back.

use leptos::prelude::*;

use super::Asked;
use super::frame::{Around, frame};
use crate::platform::place::{Fix, PlaceTrouble, Watch, watch};
use crate::ui::icon::{self, icon};
use crate::words::{self, fill, say};

fn points(value: &str) -> Vec<String> {
    value.split(';').map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

/// Points as stored; an outline ends where it began.
fn stored(mut points: Vec<String>, closed: bool) -> String {
    if closed && points.len() > 2 && points.first() != points.last() {
        points.extend(points.first().cloned());
    }
    points.join(";")
}

/// The points without the repeated end of an outline.
fn open(mut points: Vec<String>, closed: bool) -> Vec<String> {
    if closed && points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

/// Asks for points.
pub(super) fn shape(asked: Asked, closed: bool) -> AnyView {
    let search: StoredValue<Option<Watch>, LocalStorage> = StoredValue::new_local(None);
    let busy = RwSignal::new(false);
    let now = move || open(points(&asked.view.with_untracked(|v| v.value.clone())), closed);
    let add = move |_| {
        busy.set(true);
        let found = move |fix: Result<Fix, PlaceTrouble>| {
            if search.try_update_value(std::option::Option::take).flatten().is_none() {
                return; // A second fix of a search that has ended.
            }
            busy.try_set(false);
            if let Ok(fix) = fix {
                let mut points = now();
                points.push(fix.text());
                asked.answer(stored(points, closed));
            }
        };
        match watch(found) {
            Ok(running) => search.set_value(Some(running)),
            Err(_) => busy.set(false),
        }
    };
    let back = move |_| {
        let mut points = now();
        points.pop();
        asked.answer(stored(points, closed));
    };
    let rows = move || {
        let line = |(at, point): (usize, String)| {
            let mut words = point.split_whitespace();
            let (lat, lon) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
            view! { <li class="small">{format!("{}  {lat}, {lon}", at + 1)}</li> }
        };
        open(points(&asked.value()), closed).into_iter().enumerate().map(line).collect_view()
    };
    let some = move || !asked.value().is_empty();
    let body = view! {
        <ol class="points">{rows}</ol>
        <div class="pair">
            <button type="button" class="button" data-act="point" disabled=move || asked.locked() || busy.get() on:click=add>{icon(icon::LOCATE)}{move || say(words::fill::POINT_ADD)}</button>
            {move || some().then(|| view! { <button type="button" class="button" on:click=back>{icon(icon::ERASE)}{move || say(words::fill::POINT_BACK)}</button> })}
        </div>
        <p class="hint">{move || fill(words::fill::POINTS, &[&open(points(&asked.value()), closed).len().to_string()])}</p>
    };
    frame(asked, Around::Set, body.into_any())
}
