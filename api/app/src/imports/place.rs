//! Reads the position of an asset from a row.

use domain::place::{ReceivedShape, Shape};
use geo::{CoordsIter, Geometry, Point};
use wkt::TryFromWkt;

use super::cell::{Cell, number, shown};
use super::fault::RowFault;
use super::mapping::{Mapping, PositionMapping};
use api_geo::crs::Crs;
use api_geo::limits::Limits;
use api_geo::row::Cells;
use api_geo::shape::{Unplaced, settled};

/// A fault and its field.
pub type Misfit = (Option<String>, RowFault);

/// The shape of the asset in a row.
///
/// # Errors
/// When the row has no shape, or the shape is not on earth.
pub fn shape(mapping: &Mapping, cells: &Cells, limits: &Limits) -> Result<Shape, Misfit> {
    let geometry = geometry(&mapping.asset.position, mapping.crs.unwrap_or_default(), cells, limits)?;
    Shape::new(geometry)
        .and_then(ReceivedShape::of)
        .map(ReceivedShape::into_shape)
        .map_err(|fault| (Some("geometry".to_owned()), RowFault::Unplaced(Unplaced::Malformed(fault.to_string()))))
}

fn geometry(mapping: &PositionMapping, crs: Crs, cells: &Cells, limits: &Limits) -> Result<Geometry<f64>, Misfit> {
    match mapping {
        PositionMapping::Feature => drawn(cells),
        PositionMapping::FeatureOrWkt(cell) => match cells {
            Cells::Feature { .. } => drawn(cells),
            Cells::Table { .. } => written(cell, crs, cells, limits),
        },
        PositionMapping::Degrees { longitude, latitude } => pair([longitude, latitude], Crs::Crs84, cells, limits),
        PositionMapping::Metres { easting, northing } => pair([easting, northing], crs, cells, limits),
        PositionMapping::Wkt(cell) => written(cell, crs, cells, limits),
    }
}

/// The geometry of a feature.
fn drawn(cells: &Cells) -> Result<Geometry<f64>, Misfit> {
    let geometry = Some("geometry".to_owned());
    match cells {
        Cells::Feature { geometry: Some(Ok(found)), .. } => Ok(found.clone()),
        Cells::Feature { geometry: Some(Err(unplaced)), .. } => Err((geometry, RowFault::Unplaced(unplaced.clone()))),
        Cells::Feature { geometry: None, .. } | Cells::Table { .. } => Err((geometry, RowFault::NoPosition)),
    }
}

/// A point from two columns, east before north.
fn pair(both: [&Cell; 2], crs: Crs, cells: &Cells, limits: &Limits) -> Result<Geometry<f64>, Misfit> {
    let read = |cell: &Cell| {
        let value = cell.read(cells).map_err(|fault| (cell.label(), fault))?;
        let value = value.ok_or_else(|| (cell.label(), RowFault::NoPosition))?;
        // "NaN" and "inf" parse as numbers, but are not degrees.
        number(&value).map_err(|fault| (cell.label(), fault))
    };
    let [east, north] = both;
    let point = Geometry::Point(Point::new(read(east)?, read(north)?));
    settled(point, crs, limits).map_err(|unplaced| {
        let labels = both.iter().filter_map(|cell| cell.label()).collect::<Vec<_>>();
        (Some(labels.join(" + ")), RowFault::Unplaced(unplaced))
    })
}

/// A column of well-known text.
fn written(cell: &Cell, crs: Crs, cells: &Cells, limits: &Limits) -> Result<Geometry<f64>, Misfit> {
    let value = cell.read(cells).map_err(|fault| (cell.label(), fault))?;
    let text = value.as_ref().map(shown).ok_or_else(|| (cell.label(), RowFault::NoPosition))?;
    from_wkt(&text, crs, limits).map_err(|unplaced| (cell.label(), RowFault::Unplaced(unplaced)))
}

fn from_wkt(text: &str, crs: Crs, limits: &Limits) -> Result<Geometry<f64>, Unplaced> {
    // Collections nest without limit, and the parser would recurse; the register does not store
    // them.
    let kind = text.trim_start().to_ascii_uppercase();
    let known = ["POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON"];
    if !known.iter().any(|known| kind.starts_with(known)) {
        return Err(Unplaced::Malformed("not a POINT, LINESTRING, POLYGON or MULTIPOLYGON".to_owned()));
    }
    let found = text.matches(',').count().saturating_add(1);
    if found > limits.vertices {
        return Err(Unplaced::TooManyVertices { found, limit: limits.vertices });
    }
    let geometry = Geometry::<f64>::try_from_wkt_str(text).map_err(|fault| Unplaced::Malformed(fault.to_string()))?;
    settled(geometry, crs, limits)
}

/// A summary of a shape: its ends and its number of positions.
#[must_use]
pub(crate) fn in_short(shape: &Geometry<f64>) -> String {
    let ends = [shape.coords_iter().next(), shape.coords_iter().last()];
    let ends: Vec<String> = ends.into_iter().flatten().map(|place| format!("{:.7} {:.7}", place.x, place.y)).collect();
    format!("{} positions: {}", shape.coords_iter().count(), ends.join(" … "))
}
