//! Converts the geometry of a file into a shape of the register: points, lines and areas, within
//! the limits, with valid positions, in WGS 84.

use domain::place::lines;
use geo::{Coord, CoordsIter, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Polygon};
use geojson::{GeometryValue, Position};
use serde_json::Value;

use super::crs::Crs;
use super::limits::Limits;
use super::position::{PositionError, coordinate, possible};

/// Why a geometry is not a shape of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unplaced {
    /// A position is out of range.
    PositionError(PositionError),
    /// The geometry has too many positions.
    TooManyVertices { found: usize, limit: usize },
    /// A type that the register does not support.
    Unsupported(&'static str),
    /// The geometry crosses the date line, which on a flat map means once around the earth.
    AcrossAntimeridian,
    /// The value is not a geometry.
    Malformed(String),
}

impl From<PositionError> for Unplaced {
    fn from(misplaced: PositionError) -> Self {
        Self::PositionError(misplaced)
    }
}

/// Converts a geometry, east before north in the system of its file, into a shape of the register.
/// A multi-geometry with one part becomes a simple geometry.
///
/// # Errors
/// When the type is not supported, the geometry is too large, or a position is out of range.
pub fn settled(geometry: Geometry<f64>, crs: Crs, limits: &Limits) -> Result<Geometry<f64>, Unplaced> {
    let geometry = one(geometry)?;
    let found = geometry.coords_count();
    if found > limits.vertices {
        return Err(Unplaced::TooManyVertices { found, limit: limits.vertices });
    }
    enough(&geometry)?;
    for at in geometry.coords_iter() {
        possible(crs, at.x, at.y)?;
    }
    let placed = crs.to_register(&geometry).map_err(|_nowhere| PositionError::OutOfRange)?;
    for at in placed.coords_iter() {
        coordinate(at.x, at.y)?;
    }
    if lines(&placed).into_iter().any(jumps) { Err(Unplaced::AcrossAntimeridian) } else { Ok(placed) }
}

fn one(geometry: Geometry<f64>) -> Result<Geometry<f64>, Unplaced> {
    match geometry {
        Geometry::Point(_) | Geometry::LineString(_) | Geometry::Polygon(_) => Ok(geometry),
        Geometry::MultiPoint(MultiPoint(points)) => match points.as_slice() {
            [only] => Ok(Geometry::Point(*only)),
            _ => Err(Unplaced::Unsupported("MultiPoint")),
        },
        Geometry::MultiLineString(MultiLineString(mut lines)) => match (lines.pop(), lines.is_empty()) {
            (Some(only), true) => Ok(Geometry::LineString(only)),
            _ => Err(Unplaced::Unsupported("MultiLineString")),
        },
        Geometry::MultiPolygon(MultiPolygon(mut polygons)) => match (polygons.pop(), polygons.is_empty()) {
            (Some(only), true) => Ok(Geometry::Polygon(only)),
            (Some(last), false) => {
                polygons.push(last);
                Ok(Geometry::MultiPolygon(MultiPolygon(polygons)))
            }
            (None, _) => Err(Unplaced::Malformed("an empty geometry".to_owned())),
        },
        Geometry::GeometryCollection(_) => Err(Unplaced::Unsupported("GeometryCollection")),
        Geometry::Line(line) => Ok(Geometry::LineString(line.into())),
        Geometry::Rect(rect) => Ok(Geometry::Polygon(rect.into())),
        Geometry::Triangle(triangle) => Ok(Geometry::Polygon(triangle.into())),
    }
}

/// Lines need at least two positions, rings at least four.
fn enough(geometry: &Geometry<f64>) -> Result<(), Unplaced> {
    let least = if matches!(geometry, Geometry::LineString(_)) { 2 } else { 4 };
    match lines(geometry).into_iter().find(|line| line.0.len() < least) {
        Some(short) => {
            Err(Unplaced::Malformed(format!("{} positions where at least {least} are needed", short.0.len())))
        }
        None => Ok(()),
    }
}

fn jumps(line: &LineString<f64>) -> bool {
    line.lines().any(|part| (part.end.x - part.start.x).abs() > 180.0)
}

/// Reads a GeoJSON geometry and drops altitudes; the server keeps the original file.
///
/// # Errors
/// When the value is not a geometry, is too large, or has a position out of range.
pub fn from_geojson(value: Value, crs: Crs, limits: &Limits) -> Result<Geometry<f64>, Unplaced> {
    let geometry: geojson::Geometry =
        serde_json::from_value(value).map_err(|fault| Unplaced::Malformed(fault.to_string()))?;
    let mut budget = Budget { used: 0, limit: limits.vertices };
    let geometry = match geometry.value {
        GeometryValue::Point { coordinates } => Geometry::Point(budget.position(&coordinates)?.into()),
        GeometryValue::LineString { coordinates } => Geometry::LineString(budget.line(&coordinates, 2)?),
        GeometryValue::Polygon { coordinates } => Geometry::Polygon(budget.polygon(&coordinates)?),
        GeometryValue::MultiPolygon { coordinates } => Geometry::MultiPolygon(MultiPolygon(
            coordinates.iter().map(|polygon| budget.polygon(polygon)).collect::<Result<_, _>>()?,
        )),
        GeometryValue::MultiPoint { .. } => return Err(Unplaced::Unsupported("MultiPoint")),
        GeometryValue::MultiLineString { coordinates } => match coordinates.as_slice() {
            [only] => Geometry::LineString(budget.line(only, 2)?),
            _ => return Err(Unplaced::Unsupported("MultiLineString")),
        },
        GeometryValue::GeometryCollection { .. } => return Err(Unplaced::Unsupported("GeometryCollection")),
    };
    settled(geometry, crs, limits)
}

/// The number of positions so far, and the limit.
struct Budget {
    used: usize,
    limit: usize,
}

impl Budget {
    fn position(&mut self, position: &Position) -> Result<Coord<f64>, Unplaced> {
        self.used = self.used.saturating_add(1);
        match position.as_slice() {
            [x, y, ..] => Ok(Coord { x: *x, y: *y }),
            _ => Err(Unplaced::Malformed("a position has fewer than two numbers".to_owned())),
        }
    }

    fn line(&mut self, positions: &[Position], least: usize) -> Result<LineString<f64>, Unplaced> {
        let found = self.used.saturating_add(positions.len());
        if found > self.limit {
            return Err(Unplaced::TooManyVertices { found, limit: self.limit });
        }
        if positions.len() < least {
            return Err(Unplaced::Malformed(format!(
                "{} positions where at least {least} are needed",
                positions.len()
            )));
        }
        positions.iter().map(|position| self.position(position)).collect()
    }

    fn polygon(&mut self, rings: &[Vec<Position>]) -> Result<Polygon<f64>, Unplaced> {
        let mut rings = rings.iter().map(|ring| {
            let line = self.line(ring, 4)?;
            if line.0.first() == line.0.last() {
                Ok(line)
            } else {
                Err(Unplaced::Malformed("a ring does not end where it begins".to_owned()))
            }
        });
        let outer = rings.next().ok_or_else(|| Unplaced::Malformed("a polygon without a ring".to_owned()))??;
        let holes = rings.collect::<Result<_, _>>()?;
        Ok(Polygon::new(outer, holes))
    }
}
