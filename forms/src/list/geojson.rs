//! A list from GeoJSON (RFC 7946): a row for each feature, its geometry as ODK writes places, its id and its properties as columns.
//!
//! Only on the server: the phone gets the columns.

use serde_json::{Map, Value};

use super::{Builder, List, refusal};
use crate::diag::Diagnostic;
use crate::limits::LIST_ROWS;

/// Column of the geometry.
const GEOMETRY: &str = "geometry";

impl List {
    /// Reads a feature collection of points, lines and polygons. The `id` of a feature counts before a property of that name.
    pub fn from_geojson(text: &[u8]) -> Result<Self, Diagnostic> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut all: Value = serde_json::from_slice(text).map_err(|error| refusal("list-geojson", error.line() as u64, error.to_string()))?;
        let kind = all.get("type").and_then(Value::as_str).unwrap_or("nothing").to_owned();
        let Some(Value::Array(features)) = all.get_mut("features").filter(|_| kind == "FeatureCollection").map(Value::take) else {
            return Err(unlike(format!("expected a FeatureCollection with features, found {kind}")));
        };
        if features.len() > LIST_ROWS {
            return Err(refusal("list-too-long", 0, format!("expected at most {LIST_ROWS} features")));
        }
        let mut columns = vec![GEOMETRY.to_owned()];
        let mut rows: Vec<Vec<Option<String>>> = Vec::with_capacity(features.len());
        for (at, feature) in features.iter().enumerate() {
            let row = cells(feature).map_err(|expected| unlike(format!("expected {expected} in feature {}", at + 1)))?;
            let mut texts: Vec<Option<String>> = vec![None; columns.len()];
            for (name, text) in row {
                let column = columns.iter().position(|known| *known == name).unwrap_or_else(|| {
                    columns.push(name);
                    columns.len() - 1
                });
                texts.resize(columns.len(), None);
                if let Some(place) = texts.get_mut(column) {
                    *place = Some(text);
                }
            }
            rows.push(texts);
        }
        let width = columns.len();
        let mut builder = Builder::new(columns);
        for row in &rows {
            builder.push_some(row.iter().map(Option::as_deref).chain(std::iter::repeat(None)).take(width));
        }
        Ok(builder.finish())
    }
}

fn unlike(message: String) -> Diagnostic {
    refusal("list-geojson", 0, message).hint("export points, lines or polygons as GeoJSON")
}

/// Columns of a feature with their texts, or what was expected of it.
fn cells(feature: &Value) -> Result<Vec<(String, String)>, &'static str> {
    let geometry = feature.get(GEOMETRY).filter(|geometry| geometry.is_object()).ok_or("a geometry")?;
    let mut cells = vec![(GEOMETRY.to_owned(), place(geometry)?)];
    let id = feature.get("id").filter(|id| !id.is_null());
    cells.extend(id.map(|id| ("id".to_owned(), plain(id))));
    let none = Map::new();
    let properties = feature.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let own = properties.iter().filter(|(name, _)| id.is_none() || *name != "id");
    cells.extend(own.filter(|(name, _)| *name != GEOMETRY).map(|(name, value)| (name.clone(), plain(value))));
    Ok(cells)
}

/// A geometry as ODK writes it: `latitude longitude altitude accuracy`, points divided by semicolons.
fn place(geometry: &Value) -> Result<String, &'static str> {
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or_default();
    let coordinates = geometry.get("coordinates").ok_or("coordinates")?;
    let line = match kind {
        "Point" => return point(coordinates),
        "LineString" => coordinates,
        // The outer ring; holes have no place in ODK's shapes.
        "Polygon" => coordinates.get(0).ok_or("a ring of points")?,
        _ => return Err("a Point, LineString or Polygon"),
    };
    let points = line.as_array().filter(|points| !points.is_empty()).ok_or("points")?;
    Ok(points.iter().map(point).collect::<Result<Vec<_>, _>>()?.join("; "))
}

fn point(coordinates: &Value) -> Result<String, &'static str> {
    let number = |at: usize| coordinates.get(at).filter(|number| number.is_number());
    let (longitude, latitude) = number(0).zip(number(1)).ok_or("a longitude and a latitude")?;
    let altitude = number(2).map_or_else(|| "0".to_owned(), ToString::to_string);
    Ok(format!("{latitude} {longitude} {altitude} 0"))
}

/// A property as text; nothing is the empty text.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_become_rows_with_their_place_and_properties() {
        let text = r#"{"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [102.5, 0.5]}, "properties": {"id": "w1", "name": "东井", "deep": 12}},
            {"type": "Feature", "id": 7, "geometry": {"type": "LineString", "coordinates": [[1, 2, 3], [4, 5]]}, "properties": {"id": "no", "name": null}}
        ]}"#;
        let list = List::from_geojson(text.as_bytes()).unwrap();
        assert_eq!(list.columns().collect::<Vec<_>>(), ["geometry", "id", "name", "deep"]);
        assert_eq!([0, 1, 2, 3].map(|column| list.cell(0, column)), ["0.5 102.5 0 0", "w1", "东井", "12"]);
        assert_eq!([0, 1, 2].map(|column| list.cell(1, column)), ["2 1 3 0; 5 4 0 0", "7", ""]);
        assert_eq!((list.has(1, 2), list.has(1, 3)), (true, false));
    }

    #[test]
    fn what_is_no_collection_of_places_is_refused_with_its_place() {
        for (text, code, told) in [
            ("{\n\"type\": }", "list-geojson", "line 2"),
            (r#"{"type": "Feature"}"#, "list-geojson", "found Feature"),
            (r#"{"type": "FeatureCollection", "features": [{"geometry": {"type": "MultiPoint", "coordinates": []}}]}"#, "list-geojson", "feature 1"),
            (r#"{"type": "FeatureCollection", "features": [{"geometry": {"type": "Point", "coordinates": ["a"]}}]}"#, "list-geojson", "longitude"),
        ] {
            let found = List::from_geojson(text.as_bytes()).unwrap_err();
            assert!(found.code == code && found.message.contains(told), "{text}: {found}");
        }
    }
}
