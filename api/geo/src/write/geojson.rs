//! Writes GeoJSON: a collection, or a sequence of features.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use domain::place::Shape;
use geo::{Coord, Geometry, LineString, Polygon};
use serde_json::{Map, Value, json};

use super::{Entry, Losses, Plan, Target, WriteError, Writer};
use crate::crs::Crs;

/// The writer of features.
pub(super) struct FeatureWriter {
    file: BufWriter<File>,
    plan: Plan,
    is_first: bool,
}

impl FeatureWriter {
    pub(super) fn create(path: &Path, plan: Plan) -> Result<Self, WriteError> {
        let mut file = BufWriter::new(File::create(path)?);
        if plan.target == Target::Geojson {
            write!(file, "{{\"type\":\"FeatureCollection\",\"name\":{},", Value::from(plan.layer.as_str()))?;
            // RFC 7946 supports only WGS 84; other systems use the `crs` member of the earlier
            // specification, which programs still read.
            if !matches!(plan.crs, Crs::Crs84 | Crs::Epsg4326) {
                let name = format!("urn:ogc:def:crs:EPSG::{}", plan.crs.epsg());
                write!(file, "\"crs\":{},", json!({"type": "name", "properties": {"name": name}}))?;
            }
            write!(file, "\"features\":[")?;
        }
        Ok(Self { file, plan, is_first: true })
    }
}

/// A shape in any system, as GeoJSON.
fn drawn(geometry: &Geometry<f64>) -> Value {
    let at = |at: &Coord<f64>| json!([at.x, at.y]);
    let line = |line: &LineString<f64>| Value::Array(line.coords().map(at).collect());
    let area = |area: &Polygon<f64>| {
        Value::Array(std::iter::once(area.exterior()).chain(area.interiors()).map(line).collect())
    };
    match geometry {
        Geometry::Point(point) => json!({"type": "Point", "coordinates": at(&point.0)}),
        Geometry::LineString(found) => json!({"type": "LineString", "coordinates": line(found)}),
        Geometry::Polygon(found) => json!({"type": "Polygon", "coordinates": area(found)}),
        Geometry::MultiPolygon(found) => {
            json!({"type": "MultiPolygon", "coordinates": found.0.iter().map(area).collect::<Vec<_>>()})
        }
        // The register has no other types.
        Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => Value::Null,
    }
}

impl Writer for FeatureWriter {
    fn write(&mut self, entry: &Entry) -> Result<(), WriteError> {
        let placed = self.plan.placed(&entry.geometry)?;
        let geometry = Shape::new(placed.clone()).map_or_else(|_metres| drawn(&placed), |shape| shape.to_geojson());
        let said = self.plan.fields.iter().zip(&entry.values).filter(|(_, value)| !value.is_null());
        let properties: Map<String, Value> = said.map(|(field, value)| (field.name.clone(), value.clone())).collect();
        let feature = json!({"type": "Feature", "geometry": geometry, "properties": properties});
        if self.plan.target == Target::GeojsonSeq {
            writeln!(self.file, "\u{1E}{feature}")?;
        } else {
            write!(self.file, "{}\n{feature}", if self.is_first { "" } else { "," })?;
        }
        self.is_first = false;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Losses, WriteError> {
        if self.plan.target == Target::Geojson {
            writeln!(self.file, "\n]}}")?;
        } else if self.is_first {
            // Most programs reject an empty file.
            writeln!(self.file, "\u{1E}")?;
        }
        self.file.flush()?;
        Ok(Losses::default())
    }
}
