//! Writes well-known text, with the shortest exact text of every number.

use std::fmt::Write;

use geo::{Coord, Geometry, LineString, Polygon};

/// A shape of the register as text.
pub(super) fn text(geometry: &Geometry<f64>) -> String {
    let mut text = String::new();
    match geometry {
        Geometry::Point(point) => {
            text.push_str("POINT(");
            position(&mut text, point.0);
            text.push(')');
        }
        Geometry::LineString(line) => {
            text.push_str("LINESTRING");
            ring(&mut text, line);
        }
        Geometry::Polygon(area) => {
            text.push_str("POLYGON");
            polygon(&mut text, area);
        }
        Geometry::MultiPolygon(areas) => {
            text.push_str("MULTIPOLYGON(");
            for (place, area) in areas.0.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                polygon(&mut text, area);
            }
            text.push(')');
        }
        // The register has no other types.
        Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => {}
    }
    text
}

fn position(text: &mut String, at: Coord<f64>) {
    // Writing to a string never fails.
    let _written = write!(text, "{} {}", at.x, at.y);
}

fn ring(text: &mut String, line: &LineString<f64>) {
    text.push('(');
    for (place, at) in line.coords().enumerate() {
        if place > 0 {
            text.push(',');
        }
        position(text, *at);
    }
    text.push(')');
}

fn polygon(text: &mut String, area: &Polygon<f64>) {
    text.push('(');
    ring(text, area.exterior());
    for hole in area.interiors() {
        text.push(',');
        ring(text, hole);
    }
    text.push(')');
}
