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

/// Sum of the signed triangles between each side and the pole.
fn sphere_area(points: &[Point]) -> f64 {
    let polar = |point: Point| {
        let half = (90.0 - point.latitude).to_radians() / 2.0;
        (libm::tan(half), point.longitude.to_radians())
    };
    let triangle = |(from, to): (Point, Point)| {
        let ((tan_from, longitude_from), (tan_to, longitude_to)) = (polar(from), polar(to));
        let (turn, product) = (longitude_to - longitude_from, tan_from * tan_to);
        2.0 * libm::atan2(product * libm::sin(turn), 1.0 + product * libm::cos(turn))
    };
    let closing = points.last().copied().zip(points.first().copied());
    let total: f64 = pairs(points).chain(closing).map(triangle).sum();
    total.abs() * RADIUS * RADIUS
}

fn metres(from: Point, to: Point) -> f64 {
    let (a, b) = (from.latitude.to_radians(), to.latitude.to_radians());
    let (north, east) = ((b - a) / 2.0, (to.longitude - from.longitude).to_radians() / 2.0);
    let chord = libm::sin(north) * libm::sin(north) + libm::cos(a) * libm::cos(b) * libm::sin(east) * libm::sin(east);
    2.0 * RADIUS * libm::asin(libm::sqrt(chord.min(1.0)))
}

pub(super) fn area(call: &mut Call) -> Result<Value, Fault> {
    number(match all_points(call) {
        Some(points) if points.len() >= 3 => in_cents(sphere_area(&points)),
        Some(points) if !points.is_empty() => 0.0,
        _ => f64::NAN,
    })
}

pub(super) fn distance(call: &mut Call) -> Result<Value, Fault> {
    number(match all_points(call) {
        Some(points) if !points.is_empty() => in_cents(pairs(&points).map(|(from, to)| metres(from, to)).sum()),
        _ => f64::NAN,
    })
}

/// Ray casting in degrees: good for shapes that do not cross the date line.
pub(super) fn geofence(call: &mut Call) -> Result<Value, Fault> {
    let (Some(at), Some(shape)) = (point(&call.text(0)), points(&call.text(1))) else { return truth(false) };
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
