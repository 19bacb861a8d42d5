//! A GeoJSON geometry as a shape the register knows: points, lines and areas, in bounds and on earth.

use geo::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use geojson::{GeometryValue, Position};
use serde_json::Value;

use super::limits::Limits;
use super::position::{Misplaced, coordinate};

/// Why a geometry is no shape of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unplaced {
    /// A position in it is no place on earth.
    Misplaced(Misplaced),
    /// Too many positions.
    TooManyVertices {
        /// In the geometry.
        found: usize,
        /// Allowed.
        limit: usize,
    },
    /// A type that is not stored.
    Unsupported(&'static str),
    /// Not a GeoJSON geometry.
    Malformed(String),
}

impl From<Misplaced> for Unplaced {
    fn from(misplaced: Misplaced) -> Self {
        Self::Misplaced(misplaced)
    }
}

/// Reads a GeoJSON geometry. Altitudes are not kept; the file is.
///
/// # Errors
/// When it is no geometry, too big, or not on earth.
pub fn from_geojson(value: Value, limits: &Limits) -> Result<Geometry<f64>, Unplaced> {
    let geometry: geojson::Geometry =
        serde_json::from_value(value).map_err(|fault| Unplaced::Malformed(fault.to_string()))?;
    let mut budget = Budget { used: 0, limit: limits.vertices };
    match geometry.value {
        GeometryValue::Point { coordinates } => Ok(Geometry::Point(budget.position(&coordinates)?.into())),
        GeometryValue::LineString { coordinates } => Ok(Geometry::LineString(budget.line(&coordinates, 2)?)),
        GeometryValue::Polygon { coordinates } => Ok(Geometry::Polygon(budget.polygon(&coordinates)?)),
        GeometryValue::MultiPolygon { coordinates } => Ok(Geometry::MultiPolygon(MultiPolygon(
            coordinates.iter().map(|polygon| budget.polygon(polygon)).collect::<Result<_, _>>()?,
        ))),
        GeometryValue::MultiPoint { .. } => Err(Unplaced::Unsupported("MultiPoint")),
        GeometryValue::MultiLineString { coordinates } => match coordinates.as_slice() {
            [only] => Ok(Geometry::LineString(budget.line(only, 2)?)),
            _ => Err(Unplaced::Unsupported("MultiLineString")),
        },
        GeometryValue::GeometryCollection { .. } => Err(Unplaced::Unsupported("GeometryCollection")),
    }
}

/// How many positions were taken, and how many may be.
struct Budget {
    used: usize,
    limit: usize,
}

impl Budget {
    fn position(&mut self, position: &Position) -> Result<Coord<f64>, Unplaced> {
        self.used = self.used.saturating_add(1);
        match position.as_slice() {
            [longitude, latitude, ..] => Ok(coordinate(*longitude, *latitude)?),
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
