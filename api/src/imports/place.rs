//! Where a row says its asset stands.

use domain::place::Shape;
use geo::{CoordsIter, Geometry, Point};
use wkt::TryFromWkt;

use super::cell::{number, shown};
use super::fault::Fault;
use super::mapping::PositionMapping;
use crate::geo::limits::Limits;
use crate::geo::position::coordinate;
use crate::geo::row::Cells;
use crate::geo::shape::Unplaced;

/// A fault and the field it is in.
pub type Misfit = (Option<String>, Fault);

/// The shape a row gives its asset.
///
/// # Errors
/// When there is none, or it is not on earth.
pub fn shape(mapping: &PositionMapping, cells: &Cells, limits: &Limits) -> Result<Shape, Misfit> {
    let geometry = geometry(mapping, cells, limits)?;
    Shape::new(geometry)
        .map_err(|fault| (Some("geometry".to_owned()), Fault::Unplaced(Unplaced::Malformed(fault.to_string()))))
}

fn geometry(mapping: &PositionMapping, cells: &Cells, limits: &Limits) -> Result<Geometry<f64>, Misfit> {
    match mapping {
        PositionMapping::Feature => match cells {
            Cells::Feature { geometry: Some(Ok(geometry)), .. } => Ok(geometry.clone()),
            Cells::Feature { geometry: Some(Err(unplaced)), .. } => {
                Err((Some("geometry".to_owned()), Fault::Unplaced(unplaced.clone())))
            }
            Cells::Feature { geometry: None, .. } | Cells::Table { .. } => {
                Err((Some("geometry".to_owned()), Fault::NoPosition))
            }
        },
        PositionMapping::Degrees { longitude, latitude } => {
            let read = |cell: &super::cell::Cell| {
                let value = cell.read(cells).map_err(|fault| (cell.label(), fault))?;
                let value = value.ok_or_else(|| (cell.label(), Fault::NoPosition))?;
                // "NaN" and "inf" are numbers to a reader of numbers, and no degrees.
                number(&value).map_err(|fault| (cell.label(), fault))
            };
            let (x, y) = (read(longitude)?, read(latitude)?);
            let placed = coordinate(x, y).map_err(|misplaced| {
                let both = [longitude.label(), latitude.label()].into_iter().flatten().collect::<Vec<_>>();
                (Some(both.join(" + ")), Fault::Unplaced(misplaced.into()))
            })?;
            Ok(Geometry::Point(Point(placed)))
        }
        PositionMapping::Wkt(cell) => {
            let value = cell.read(cells).map_err(|fault| (cell.label(), fault))?;
            let text = value.as_ref().map(shown).ok_or_else(|| (cell.label(), Fault::NoPosition))?;
            from_wkt(&text, limits).map_err(|unplaced| (cell.label(), Fault::Unplaced(unplaced)))
        }
    }
}

fn from_wkt(text: &str, limits: &Limits) -> Result<Geometry<f64>, Unplaced> {
    // Collections nest without bound, and the reader would follow them; none is stored anyway.
    let kind = text.trim_start().to_ascii_uppercase();
    if !["POINT", "LINESTRING", "POLYGON", "MULTIPOLYGON"].iter().any(|known| kind.starts_with(known)) {
        return Err(Unplaced::Malformed("not a POINT, LINESTRING, POLYGON or MULTIPOLYGON".to_owned()));
    }
    let found = text.matches(',').count().saturating_add(1);
    if found > limits.vertices {
        return Err(Unplaced::TooManyVertices { found, limit: limits.vertices });
    }
    let geometry = Geometry::<f64>::try_from_wkt_str(text).map_err(|fault| Unplaced::Malformed(fault.to_string()))?;
    for place in geometry.coords_iter() {
        coordinate(place.x, place.y)?;
    }
    Ok(geometry)
}

/// A shape in few words: its ends and how many positions it has.
#[must_use]
pub fn in_short(shape: &Geometry<f64>) -> String {
    let ends = [shape.coords_iter().next(), shape.coords_iter().last()];
    let ends: Vec<String> = ends.into_iter().flatten().map(|place| format!("{:.7} {:.7}", place.x, place.y)).collect();
    format!("{} positions: {}", shape.coords_iter().count(), ends.join(" … "))
}
