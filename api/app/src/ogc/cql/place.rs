//! Translates spatial conditions of a filter.

use cql2::Expr;
use domain::messages::FilterProblem;
use domain::place::{Shape, StepBudget};
use domain::workflow::violation::FieldError;
use geo::{CoordsIter, Geometry};
use wkt::TryFromWkt;

use super::translate::{At, MOST_PARTS, MOST_PLACES, MOST_VERTICES, Reader};
use crate::ogc::geometry::{boxed, lies, placed};
use crate::ogc::schema::GEOMETRY;
use api_store::filter::{Filter, Relation, SpatialOperand, Truth};

/// The largest search distance around a geometry, in metres.
const FARTHEST_METRES: f64 = 1_000_000.0;

/// The steps that the comparison of two literal geometries may take.
const MOST_STEPS: u64 = 5_000_000;

/// The relation of an operator.
pub(super) fn relation(op: &str) -> Option<Relation> {
    match op {
        "s_equals" => Some(Relation::Equals),
        "s_intersects" => Some(Relation::Intersects),
        "s_disjoint" => Some(Relation::Disjoint),
        "s_touches" => Some(Relation::Touches),
        "s_within" => Some(Relation::Within),
        "s_contains" => Some(Relation::Contains),
        "s_overlaps" => Some(Relation::Overlaps),
        "s_crosses" => Some(Relation::Crosses),
        _ => None,
    }
}

impl Reader<'_> {
    pub(super) fn lies(
        &mut self,
        relation: Relation,
        left: &Expr,
        right: &Expr,
        at: &At,
    ) -> Result<Filter, FieldError> {
        self.compared_place(at)?;
        let (left, right) = (self.place(left, &at.argument(0))?, self.place(right, &at.argument(1))?);
        match (left, right) {
            (SpatialOperand::Own, other) => Ok(Filter::Lies(relation, other)),
            (drawn @ SpatialOperand::Drawn(..), SpatialOperand::Own) => Ok(Filter::Lies(relation.turned(), drawn)),
            (SpatialOperand::Drawn(drawn, _), other @ SpatialOperand::Drawn(..)) => {
                let shape = Shape::new(drawn.as_ref().clone());
                let shape = shape.map_err(|why| at.fault(FilterProblem::FirstOfTwoPlaces { why: why.into() }))?;
                let budget = &mut StepBudget::of(MOST_STEPS);
                let lies = lies(&shape, relation, &other, budget).map_err(|why| at.fault(why))?;
                Ok(Filter::Known(Truth::of(lies)))
            }
        }
    }

    pub(super) fn near(&mut self, left: &Expr, right: &Expr, metres: &Expr, at: &At) -> Result<Filter, FieldError> {
        let Expr::Float(metres) = metres else { return Err(at.argument(2).fault(FilterProblem::DistanceInMetres)) };
        if !(0.0..=FARTHEST_METRES).contains(metres) {
            return Err(at.argument(2).fault(FilterProblem::MetresUpTo { most_m: FARTHEST_METRES.into() }));
        }
        self.compared_place(at)?;
        let (left, right) = (self.place(left, &at.argument(0))?, self.place(right, &at.argument(1))?);
        let ((SpatialOperand::Own, SpatialOperand::Drawn(drawn, _))
        | (SpatialOperand::Drawn(drawn, _), SpatialOperand::Own)) = (left, right)
        else {
            return Err(at.fault(FilterProblem::OneDrawnPlace { property: GEOMETRY.to_owned() }));
        };
        let shape = Shape::new(drawn.as_ref().clone()).map_err(|why| at.fault(why))?;
        Ok(Filter::Near(shape, *metres))
    }

    /// Counts one more spatial condition.
    fn compared_place(&mut self, at: &At) -> Result<(), FieldError> {
        let left = self.places.checked_sub(1);
        self.places = left.ok_or_else(|| at.fault(FilterProblem::TooManyPlaces { most: MOST_PLACES }))?;
        Ok(())
    }

    /// Bounds a literal geometry before any computation uses it.
    fn drawn(&mut self, drawn: &Geometry<f64>, at: &At) -> Result<(), FieldError> {
        let left = self.vertices.checked_sub(drawn.coords_count());
        self.vertices = left.ok_or_else(|| at.fault(FilterProblem::TooManyDrawnPositions { most: MOST_VERTICES }))?;
        if parts(drawn) > MOST_PARTS {
            return Err(at.fault(FilterProblem::TooManyDrawnParts { most: MOST_PARTS }));
        }
        Ok(())
    }

    fn place(&mut self, parsed: &Expr, at: &At) -> Result<SpatialOperand, FieldError> {
        self.count(at)?;
        match parsed {
            Expr::Property { property } if property == GEOMETRY => Ok(SpatialOperand::Own),
            Expr::Geometry(drawn) => {
                let text = drawn.to_wkt().map_err(|_why| at.fault(FilterProblem::NoGeometry))?;
                let drawn = Geometry::<f64>::try_from_wkt_str(&text);
                let drawn = drawn.map_err(|_why| at.fault(FilterProblem::NoGeometry))?;
                self.drawn(&drawn, at)?;
                placed(&drawn, self.crs).map_err(|why| at.fault(why))
            }
            Expr::BBox { bbox } => {
                let numbers = bbox.iter().map(|number| {
                    let Expr::Float(number) = number.as_ref() else {
                        return Err(at.fault(FilterProblem::BoxOfNumbers));
                    };
                    Ok(*number)
                });
                boxed(&numbers.collect::<Result<Vec<_>, _>>()?, self.crs).map_err(|why| at.fault(why))
            }
            Expr::Property { .. }
            | Expr::Operation { .. }
            | Expr::Interval { .. }
            | Expr::Timestamp { .. }
            | Expr::Date { .. }
            | Expr::Float(_)
            | Expr::Literal(_)
            | Expr::Bool(_)
            | Expr::Array(_)
            | Expr::Null => Err(at.fault(FilterProblem::NoPlace { property: GEOMETRY.to_owned() })),
        }
    }
}

/// The number of points, lines and rings of a geometry.
fn parts(geometry: &Geometry<f64>) -> usize {
    match geometry {
        Geometry::Polygon(area) => area.interiors().len().saturating_add(1),
        Geometry::MultiPoint(points) => points.0.len(),
        Geometry::MultiLineString(lines) => lines.0.len(),
        Geometry::MultiPolygon(areas) => {
            areas.iter().map(|area| area.interiors().len().saturating_add(1)).fold(0, usize::saturating_add)
        }
        Geometry::GeometryCollection(all) => all.iter().map(parts).fold(0, usize::saturating_add),
        Geometry::Point(_)
        | Geometry::Line(_)
        | Geometry::LineString(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => 1,
    }
}
