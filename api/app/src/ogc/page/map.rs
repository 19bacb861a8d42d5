//! Renders a small map of features as SVG.

use std::fmt::Write as _;

use domain::place::Bounds;
use geo::{Coord, CoordsIter, Geometry, LineString, Polygon};
use serde::Serialize;

use crate::ogc::feature::Feature;

/// The width in drawing units; the height follows from the extent, within limits.
const WIDTH: f64 = 960.0;
const HEIGHT: (f64, f64) = (240.0, 640.0);
const MARGIN: f64 = 24.0;
/// The margin around a single point, in degrees.
const LEAST_DEGREES: f64 = 0.002;
/// Vertices of a line nearer than this to the previous vertex are left out.
const FINE: f64 = 0.7;

#[derive(Debug, Serialize)]
pub(super) struct Picture {
    width: String,
    height: String,
    /// The size of a point: smaller where there are many.
    dot: u8,
    marks: Vec<MapSymbol>,
}

#[derive(Debug, Serialize)]
struct MapSymbol {
    /// The path of a line or an edge; empty for a point.
    path: String,
    /// Whether the path is a filled polygon.
    filled: bool,
    x: String,
    y: String,
    href: String,
    title: String,
}

/// The map of features; `None` when no feature has a location.
pub(super) fn picture(features: &[Feature], href: impl Fn(&Feature) -> String) -> Option<Picture> {
    let shapes: Vec<_> = features.iter().filter_map(|one| Some((one, one.shape.as_ref()?))).collect();
    if shapes.is_empty() {
        return None;
    }
    let corners = shapes.iter().flat_map(|(_, shape)| {
        let bounds = shape.bounds();
        [Coord { x: bounds.west, y: bounds.south }, Coord { x: bounds.east, y: bounds.north }]
    });
    let frame = Frame::around(Bounds::around(corners));
    let dot = if shapes.len() > 150 { 3 } else { 5 };
    let marks = shapes.into_iter().map(|(feature, shape)| frame.mark(feature, shape.geometry(), href(feature)));
    Some(Picture { width: number(WIDTH), height: number(frame.height), dot, marks: marks.collect() })
}

/// The transformation from degrees to drawing units: a degree of longitude is narrower than a
/// degree of latitude.
struct Frame {
    west: f64,
    north: f64,
    across: f64,
    up: f64,
    height: f64,
}

impl Frame {
    fn around(bounds: Bounds) -> Self {
        let middle = f64::midpoint(bounds.south, bounds.north);
        let narrow = middle.to_radians().cos().max(0.05);
        let wide = ((bounds.east - bounds.west) * narrow).max(LEAST_DEGREES);
        let high = (bounds.north - bounds.south).max(LEAST_DEGREES / 2.0);
        let inner = WIDTH - 2.0 * MARGIN;
        let height = (high / wide * inner + 2.0 * MARGIN).clamp(HEIGHT.0, HEIGHT.1);
        let scale = (inner / wide).min((height - 2.0 * MARGIN) / high);
        let center = f64::midpoint(bounds.west, bounds.east);
        Self {
            west: center - WIDTH / 2.0 / (scale * narrow),
            north: middle + height / 2.0 / scale,
            across: scale * narrow,
            up: scale,
            height,
        }
    }

    fn at(&self, place: Coord<f64>) -> (f64, f64) {
        ((place.x - self.west) * self.across, (self.north - place.y) * self.up)
    }

    fn mark(&self, feature: &Feature, geometry: &Geometry<f64>, href: String) -> MapSymbol {
        let (x, y) = geometry.coords_iter().next().map(|first| self.at(first)).unwrap_or_default();
        let (mut path, mut filled) = (String::new(), false);
        if let Geometry::LineString(line) = geometry {
            self.draw(&mut path, line);
        } else if let Geometry::Polygon(area) = geometry {
            filled = true;
            self.outline(&mut path, area);
        } else if let Geometry::MultiPolygon(areas) = geometry {
            filled = true;
            areas.iter().for_each(|area| self.outline(&mut path, area));
        }
        let title =
            ["code", "number", "name", "title"].into_iter().find_map(|name| feature.properties.get(name)?.as_str());
        MapSymbol { path, filled, x: number(x), y: number(y), href, title: title.unwrap_or_default().to_owned() }
    }

    fn outline(&self, path: &mut String, area: &Polygon<f64>) {
        for ring in std::iter::once(area.exterior()).chain(area.interiors()) {
            self.draw(path, ring);
            path.push('Z');
        }
    }

    fn draw(&self, path: &mut String, line: &LineString<f64>) {
        let (mut pen, mut before) = ('M', None);
        for place in line.coords() {
            let (x, y) = self.at(*place);
            let near = before.is_some_and(|(ax, ay): (f64, f64)| (x - ax).abs() < FINE && (y - ay).abs() < FINE);
            let is_end = line.0.last() == Some(place);
            if near && !is_end {
                continue;
            }
            // Writing into a string does not fail.
            let _written = write!(path, "{pen}{} {}", number(x), number(y));
            (pen, before) = ('L', Some((x, y)));
        }
    }
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}
