//! Points, lines and areas on the globe: a geopoint is `latitude longitude [altitude [accuracy]]`, traces and shapes have `;` between points.

use super::{Call, number, truth};
use crate::xpath::value::{Fault, Value, plain_number};

/// Radius of the sphere that stands for the earth, in metres (as ODK tools have it).
const RADIUS: f64 = 6_378_100.0;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    latitude: f64,
    longitude: f64,
}

/// One geopoint; none where it is not on the globe.
fn point(text: &str) -> Option<Point> {
    let mut parts = text.split_ascii_whitespace();
    let (latitude, longitude) = (plain_number(parts.next()?)?, plain_number(parts.next()?)?);
    (latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some(Point { latitude, longitude })
}

/// Whether a text is a place, a line or a shape as ODK writes them.
pub fn is_place(text: &str) -> bool {
    points(text).is_some_and(|points| !points.is_empty())
}

/// Points of a trace; empty parts (a closing `;`) count nothing; none where a part is no point.
fn points(text: &str) -> Option<Vec<Point>> {
    text.split(';').filter(|part| !part.trim().is_empty()).map(point).collect()
}

/// Points of all arguments, each node of a path for itself.
fn all_points(call: &Call) -> Option<Vec<Point>> {
    let mut all = Vec::new();
    for text in call.texts_from(0) {
        all.extend(points(&text)?);
    }
    Some(all)
}

/// The points with the next one of each.
fn pairs(points: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    points.iter().copied().zip(points.iter().copied().skip(1))
}

fn in_cents(metres: f64) -> f64 {
    libm::round(metres * 100.0) / 100.0
}

/// Area under each side down to the pole, as on a cylinder of equal area.
fn sphere_area(points: &[Point]) -> f64 {
    let sine = |point: Point| libm::sin(point.latitude.to_radians());
    let under = |(from, to): (Point, Point)| (to.longitude - from.longitude).to_radians() * (2.0 + sine(from) + sine(to));
    let closing = points.last().copied().zip(points.first().copied());
    let total: f64 = pairs(points).chain(closing).map(under).sum();
    total.abs() * RADIUS * RADIUS / 2.0
}

fn metres(from: Point, to: Point) -> f64 {
    let (a, b) = (from.latitude.to_radians(), to.latitude.to_radians());
    let (north, east) = ((b - a) / 2.0, (to.longitude - from.longitude).to_radians() / 2.0);
    let chord = libm::sin(north) * libm::sin(north) + libm::cos(a) * libm::cos(b) * libm::sin(east) * libm::sin(east);
    2.0 * RADIUS * libm::asin(libm::sqrt(chord.min(1.0)))
}

/// Fewer than three points have no area, whatever they are.
pub(super) fn area(call: &mut Call) -> Result<Value, Fault> {
    let parts: usize = call.texts_from(0).map(|text| text.split(';').filter(|part| !part.trim().is_empty()).count()).sum();
    if parts < 3 {
        return number(0.0);
    }
    number(all_points(call).map_or(f64::NAN, |points| in_cents(sphere_area(&points))))
}

pub(super) fn distance(call: &mut Call) -> Result<Value, Fault> {
    number(match all_points(call) {
        Some(points) if !points.is_empty() => in_cents(pairs(&points).map(|(from, to)| metres(from, to)).sum()),
        _ => f64::NAN,
    })
}

/// Ray casting in degrees: good for shapes that do not cross the date line.
pub(super) fn geofence(call: &mut Call) -> Result<Value, Fault> {
    let (Some(at), Some(shape)) = (point(&call.text(0)), points(&call.text(1))) else {
        return truth(false);
    };
    let closing = shape.last().copied().zip(shape.first().copied());
    let crossings = pairs(&shape).chain(closing).filter(|(a, b)| {
        (a.latitude > at.latitude) != (b.latitude > at.latitude)
            && at.longitude < (b.longitude - a.longitude) * (at.latitude - a.latitude) / (b.latitude - a.latitude) + a.longitude
    });
    truth(crossings.count() % 2 == 1)
}

/// Side on which `c` lies of the line from `a` to `b`.
fn side(a: Point, b: Point, c: Point) -> f64 {
    (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude)
}

fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

pub(super) fn intersects(call: &mut Call) -> Result<Value, Fault> {
    let points = all_points(call).unwrap_or_default();
    let sides: Vec<_> = pairs(&points).collect();
    truth(sides.iter().enumerate().any(|(at, one)| sides.iter().skip(at + 2).any(|other| cross(*one, *other))))
}
