//! Places answered: numbers, a sketch to scale, a link for the computer's own map program. No outside map: nothing about a household leaves the server.

use api::GeoPlace;
use leptos::prelude::*;

use super::Review;
use crate::platform::view;
use crate::ui::icon::{self, icon};
use crate::words::{self, desk as w, say, t};

/// Size of the sketch in its own units.
const WIDTH: f64 = 332.0;
const HEIGHT: f64 = 130.0;
/// Metres of a degree of latitude; of longitude at the equator.
const METRES_A_DEGREE: f64 = 111_320.0;
/// The sketch shows at least this many metres to each side, so that one exact point is not drawn as a blot.
const LEAST_METRES: f64 = 20.0;

struct Spot {
    x: f64,
    y: f64,
    radius: f64,
}

/// Points in metres east and south of the first one; places that are no numbers are left out.
fn spots(places: &[GeoPlace]) -> Vec<Spot> {
    let read = |place: &GeoPlace| Some((place.lat.parse::<f64>().ok()?, place.lon.parse::<f64>().ok()?));
    let Some((lat0, lon0)) = places.iter().find_map(read) else { return Vec::new() };
    let wide = METRES_A_DEGREE * lat0.to_radians().cos();
    let spot = |place: &GeoPlace| {
        let (lat, lon) = read(place)?;
        let radius = place.accuracy.as_deref().and_then(|a| a.parse::<f64>().ok()).unwrap_or(0.0);
        Some(Spot { x: (lon - lon0) * wide, y: (lat0 - lat) * METRES_A_DEGREE, radius })
    };
    places.iter().filter_map(spot).collect()
}

/// The largest of 1, 2, 5 × 10ⁿ not above a length.
fn round_length(metres: f64) -> f64 {
    let power = 10_f64.powf(metres.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|step| step * power).find(|length| *length <= metres).unwrap_or(power)
}

fn length_words(metres: f64) -> String {
    if metres >= 1000.0 { format!("{} km", metres / 1000.0) } else { format!("{metres} m") }
}

/// The panel.
#[component]
pub(super) fn Places(places: Vec<GeoPlace>) -> impl IntoView {
    let accuracy = places.first().and_then(|place| place.accuracy.clone());
    (!places.is_empty()).then(|| view! {
        <section class="panel">
            <header><h2>{move || say(w::PLACE)}</h2><span class="end">{accuracy.map(|metres| move || words::fill(w::ACCURACY, &[&short(&metres)]))}</span></header>
            <Sketch spots=spots(&places)/>
            <ul class="places">{places.into_iter().map(|place| view! { <PlaceLine place/> }).collect_view()}</ul>
        </section>
    })
}

/// Accuracy without needless digits.
fn short(metres: &str) -> String {
    metres.parse::<f64>().map_or_else(|_| metres.to_owned(), |m| format!("{}", (m * 10.0).round() / 10.0))
}

#[component]
fn PlaceLine(place: GeoPlace) -> impl IntoView {
    let desk = expect_context::<Review>().desk;
    let text = format!("{}, {}", place.lat, place.lon);
    let copied = text.clone();
    let copy = move |_| {
        let word = if view::copy(&copied) { w::COPIED } else { w::NOT_COPIED };
        desk.spoken.set(t(desk.lang.get_untracked(), word).to_owned());
    };
    view! {
        <li>
            <span class="grow"><span class="dim">{place.label.clone()}</span><br/><span class="coordinates">{text}</span></span>
            <button type="button" class="button s icon-only" aria-label=move || say(w::COPY) title=move || say(w::COPY) on:click=copy>{icon(icon::COPY)}</button>
            <a class="button s" href=format!("geo:{},{}", place.lat, place.lon)>{icon(icon::PIN)}{move || say(w::OPEN_MAP)}</a>
        </li>
    }
}

/// North up, circles of accuracy, a bar for the scale.
#[component]
fn Sketch(spots: Vec<Spot>) -> impl IntoView {
    let reach = spots.iter().map(|spot| spot.x.abs().max(spot.y.abs()) + spot.radius).fold(LEAST_METRES, f64::max) * 1.25;
    let unit = HEIGHT / 2.0 / reach;
    let bar = round_length(WIDTH / 4.0 / unit);
    let at = move |spot: &Spot| (WIDTH / 2.0 + spot.x * unit, HEIGHT / 2.0 + spot.y * unit);
    let rings = [1.0, 2.0, 3.0].map(|n| view! { <circle class="ring" cx=WIDTH / 2.0 cy=HEIGHT / 2.0 r=round1(n * bar * unit)></circle> });
    let marks = spots
        .iter()
        .map(|spot| {
            let (x, y) = at(spot);
            view! {
                <circle class="about" cx=round1(x) cy=round1(y) r=round1(spot.radius * unit)></circle>
                <circle class="spot" cx=round1(x) cy=round1(y) r="5"></circle>
            }
        })
        .collect_view();
    (!spots.is_empty()).then(|| {
        view! {
            <svg class="sketch" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=move || say(w::SKETCH)>
                {rings} {marks}
                <path class="bar" d=format!("M14 {}h{}", HEIGHT - 12.0, round1(bar * unit))></path>
                <text x="14" y=HEIGHT - 18.0>{length_words(bar)}</text>
                <path class="north" d="M312 30V10l-5 8M312 10l5 8"></path>
                <text x="312" y="44" text-anchor="middle">{move || say(w::NORTH)}</text>
            </svg>
        }
    })
}

fn round1(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_bar_has_a_round_length() {
        for (given, wanted) in [(7.0, 5.0), (19.9, 10.0), (20.0, 20.0), (730.0, 500.0)] {
            assert!((round_length(given) - wanted).abs() < 1e-9, "{given}");
        }
    }
}
