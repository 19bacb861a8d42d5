//! Reads and writes GeoJSON geometries without a library: four types, numbers only.

use geo::{Coord, Geometry, LineString, MultiPolygon, Point, Polygon};
use serde_json::{Value, json};

use super::ShapeError;

pub(super) fn read(value: &Value) -> Result<Geometry<f64>, ShapeError> {
    let name = value.get("type").and_then(Value::as_str).ok_or_else(|| malformed("it has no type"))?;
    let coordinates = value.get("coordinates").ok_or_else(|| malformed("it has no coordinates"))?;
    match name {
        "Point" => Ok(Geometry::Point(Point(position(coordinates)?))),
        "LineString" => Ok(Geometry::LineString(line(coordinates, 2)?)),
        "Polygon" => Ok(Geometry::Polygon(polygon(coordinates)?)),
        "MultiPolygon" => {
            let areas = list(coordinates)?.iter().map(polygon).collect::<Result<_, _>>()?;
            Ok(Geometry::MultiPolygon(MultiPolygon(areas)))
        }
        other => Err(ShapeError::Unsupported(other.to_owned())),
    }
}

pub(super) fn write(geometry: &Geometry<f64>) -> Value {
    match geometry {
        Geometry::Point(point) => json!({"type": "Point", "coordinates": pair(point.0)}),
        Geometry::LineString(path) => json!({"type": "LineString", "coordinates": pairs(path)}),
        Geometry::Polygon(area) => json!({"type": "Polygon", "coordinates": rings(area)}),
        Geometry::MultiPolygon(areas) => {
            let areas: Vec<Value> = areas.iter().map(rings).collect();
            json!({"type": "MultiPolygon", "coordinates": areas})
        }
        Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => Value::Null,
    }
}

fn malformed(why: &str) -> ShapeError {
    ShapeError::Malformed(why.to_owned())
}

fn list(value: &Value) -> Result<&Vec<Value>, ShapeError> {
    value.as_array().ok_or_else(|| malformed("coordinates are not nested as the type needs"))
}

fn position(value: &Value) -> Result<Coord<f64>, ShapeError> {
    let numbers = list(value)?;
    match (numbers.first().and_then(Value::as_f64), numbers.get(1).and_then(Value::as_f64)) {
        (Some(x), Some(y)) => Ok(Coord { x, y }),
        (None, _) | (_, None) => Err(malformed("a position is two numbers, longitude and latitude")),
    }
}

fn line(value: &Value, least: usize) -> Result<LineString<f64>, ShapeError> {
    let positions = list(value)?;
    if positions.len() < least {
        return Err(ShapeError::Malformed(format!("{} positions where {least} are needed", positions.len())));
    }
    positions.iter().map(position).collect()
}

fn polygon(value: &Value) -> Result<Polygon<f64>, ShapeError> {
    let mut rings = list(value)?.iter().map(|ring| {
        let closed = line(ring, 4)?;
        if closed.0.first() == closed.0.last() {
            Ok(closed)
        } else {
            Err(malformed("a ring does not end where it begins"))
        }
    });
    let outer = rings.next().ok_or_else(|| malformed("a polygon needs a ring"))??;
    Ok(Polygon::new(outer, rings.collect::<Result<_, _>>()?))
}

fn pair(at: Coord<f64>) -> Value {
    json!([at.x, at.y])
}

fn pairs(path: &LineString<f64>) -> Vec<Value> {
    path.coords().map(|at| pair(*at)).collect()
}

fn rings(area: &Polygon<f64>) -> Value {
    Value::from(std::iter::once(area.exterior()).chain(area.interiors()).map(pairs).collect::<Vec<_>>())
}
