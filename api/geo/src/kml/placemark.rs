//! One placemark: its name, its data and its shape.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Polygon};
use serde_json::{Map, Value};

use crate::crs::Crs;
use crate::limits::Limits;
use crate::row::{Cells, RowError};
use crate::shape::{Unplaced, settled};

/// A placemark under construction.
#[derive(Default)]
pub(super) struct Placemark {
    said: Map<String, Value>,
    /// The name of the current datum.
    datum: Option<String>,
    text: String,
    inside: Inside,
    parts: Vec<Result<Geometry<f64>, Unplaced>>,
    outer: Option<LineString<f64>>,
    holes: Vec<LineString<f64>>,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Inside {
    #[default]
    Nothing,
    Outer,
    Inner,
}

impl Placemark {
    pub(super) fn open(&mut self, name: &str, named: Option<&str>) {
        self.text.clear();
        match name {
            "Data" | "SimpleData" => self.datum = named.map(str::to_owned),
            "outerBoundaryIs" => self.inside = Inside::Outer,
            "innerBoundaryIs" => self.inside = Inside::Inner,
            _ => {}
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn close(&mut self, name: &str) {
        let text = std::mem::take(&mut self.text);
        match name {
            "name" | "description" | "address" => self.say(name.to_owned(), text),
            "SimpleData" => {
                if let Some(datum) = self.datum.take() {
                    self.say(datum, text);
                }
            }
            "value" => {
                if let Some(datum) = self.datum.clone() {
                    self.say(datum, text);
                }
            }
            "Data" => self.datum = None,
            "outerBoundaryIs" | "innerBoundaryIs" => self.inside = Inside::Nothing,
            "coordinates" => self.coordinates(&text),
            "Polygon" => {
                let holes = std::mem::take(&mut self.holes);
                let missing = || Unplaced::Malformed("a polygon without a ring".to_owned());
                let outer = self.outer.take().ok_or_else(missing);
                self.parts.push(outer.map(|outer| Geometry::Polygon(Polygon::new(outer, holes))));
            }
            "Model" | "Track" | "MultiTrack" => self.parts.push(Err(Unplaced::Unsupported("model or track"))),
            _ => {}
        }
    }

    /// Extended data take precedence over the name and the description with the same name.
    fn say(&mut self, name: String, text: String) {
        if self.datum.is_some()
            || !self.said.contains_key(&name)
            || !matches!(name.as_str(), "name" | "description" | "address")
        {
            self.said.insert(name, Value::String(text));
        }
    }

    fn coordinates(&mut self, text: &str) {
        match (positions(text), self.inside) {
            (Err(unplaced), _) => self.parts.push(Err(unplaced)),
            (Ok(line), Inside::Outer) => self.outer = Some(line),
            (Ok(line), Inside::Inner) => self.holes.push(line),
            (Ok(line), Inside::Nothing) => self.parts.push(Ok(match line.0.as_slice() {
                [only] => Geometry::Point((*only).into()),
                _ => Geometry::LineString(line),
            })),
        }
    }

    /// The cells of the placemark.
    pub(super) fn cells(self, crs: Crs, limits: &Limits) -> Result<Cells, RowError> {
        let zero = |(name, value): (&String, &Value)| {
            name.contains('\0') || value.as_str().is_some_and(|text| text.contains('\0'))
        };
        if self.said.iter().any(zero) {
            return Err(RowError::ZeroCharacter);
        }
        let geometry = match self.parts.into_iter().collect::<Result<Vec<_>, _>>() {
            Err(unplaced) => Some(Err(unplaced)),
            Ok(parts) if parts.is_empty() => None,
            Ok(parts) => Some(gathered(parts).and_then(|geometry| settled(geometry, crs, limits))),
        };
        Ok(Cells::Feature { properties: self.said, geometry })
    }
}

fn positions(text: &str) -> Result<LineString<f64>, Unplaced> {
    let malformed = |position: &str| {
        let shown: String = position.chars().take(40).collect();
        Unplaced::Malformed(format!("\"{shown}\" is no longitude,latitude"))
    };
    text.split_whitespace()
        .map(|position| {
            let mut numbers = position.split(',').map(str::parse::<f64>);
            match (numbers.next(), numbers.next()) {
                (Some(Ok(x)), Some(Ok(y))) => Ok(Coord { x, y }),
                _ => Err(malformed(position)),
            }
        })
        .collect()
}

/// Several shapes of one type become a multi-geometry; several types are a collection, which the
/// register does not support.
fn gathered(mut parts: Vec<Geometry<f64>>) -> Result<Geometry<f64>, Unplaced> {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return Ok(only);
    }
    let points: Option<Vec<_>> = parts.iter().map(|part| part.clone().try_into().ok()).collect();
    let lines: Option<Vec<_>> = parts.iter().map(|part| part.clone().try_into().ok()).collect();
    let polygons: Option<Vec<_>> = parts.iter().map(|part| part.clone().try_into().ok()).collect();
    match (points, lines, polygons) {
        (Some(points), _, _) => Ok(Geometry::MultiPoint(MultiPoint(points))),
        (_, Some(lines), _) => Ok(Geometry::MultiLineString(MultiLineString(lines))),
        (_, _, Some(polygons)) => Ok(Geometry::MultiPolygon(MultiPolygon(polygons))),
        (None, None, None) => Err(Unplaced::Unsupported("GeometryCollection")),
    }
}
