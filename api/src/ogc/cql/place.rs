//! Conditions on places.

use cql2::Expr;
use domain::place::Shape;
use domain::workflow::denial::Fault;
use geo::Geometry;
use wkt::TryFromWkt;

use super::translate::{At, Reader};
use crate::ogc::filter::{Filter, Place, Relation, Truth};
use crate::ogc::geometry::{boxed, lies, placed};
use crate::ogc::schema::GEOMETRY;

/// The farthest that is searched around a place, in metres.
const FARTHEST_METRES: f64 = 1_000_000.0;

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
    pub(super) fn lies(&mut self, relation: Relation, left: &Expr, right: &Expr, at: &At) -> Result<Filter, Fault> {
        let (left, right) = (self.place(left, &at.argument(0))?, self.place(right, &at.argument(1))?);
        match (left, right) {
            (Place::Own, other) => Ok(Filter::Lies(relation, other)),
            (drawn @ Place::Drawn(..), Place::Own) => Ok(Filter::Lies(relation.turned(), drawn)),
            (Place::Drawn(drawn, _), other @ Place::Drawn(..)) => {
                let shape = Shape::new(drawn.as_ref().clone());
                let shape = shape.map_err(|why| at.fault(format!("of two places that are drawn, the first: {why}")))?;
                Ok(Filter::Known(Truth::of(lies(&shape, relation, &other))))
            }
        }
    }

    pub(super) fn near(&mut self, left: &Expr, right: &Expr, metres: &Expr, at: &At) -> Result<Filter, Fault> {
        let Expr::Float(metres) = metres else { return Err(at.argument(2).fault("a distance is a number of metres")) };
        if !(0.0..=FARTHEST_METRES).contains(metres) {
            return Err(at.argument(2).fault(format!("must be 0 to {FARTHEST_METRES} metres")));
        }
        let (left, right) = (self.place(left, &at.argument(0))?, self.place(right, &at.argument(1))?);
        let ((Place::Own, Place::Drawn(drawn, _)) | (Place::Drawn(drawn, _), Place::Own)) = (left, right) else {
            return Err(at.fault(format!("needs `{GEOMETRY}` and one place that is drawn")));
        };
        let shape = Shape::new(drawn.as_ref().clone()).map_err(|why| at.fault(why.to_string()))?;
        Ok(Filter::Near(shape, *metres))
    }

    fn place(&mut self, parsed: &Expr, at: &At) -> Result<Place, Fault> {
        self.count(at)?;
        match parsed {
            Expr::Property { property } if property == GEOMETRY => Ok(Place::Own),
            Expr::Geometry(drawn) => {
                let text = drawn.to_wkt().map_err(|why| at.fault(format!("is no geometry: {why}")))?;
                let drawn = Geometry::<f64>::try_from_wkt_str(&text);
                let drawn = drawn.map_err(|why| at.fault(format!("is no geometry: {why}")))?;
                placed(&drawn, self.crs).map_err(|why| at.fault(why))
            }
            Expr::BBox { bbox } => {
                let numbers = bbox.iter().map(|number| {
                    let Expr::Float(number) = number.as_ref() else {
                        return Err(at.fault("a box is made of numbers"));
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
            | Expr::Null => Err(at.fault(format!("is no place; the property is `{GEOMETRY}`"))),
        }
    }
}
