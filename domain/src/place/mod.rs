//! Geometry: validated shapes in WGS 84 longitude and latitude, with measurements in metres.

use geo::{Coord, CoordsIter, Distance, Geodesic, Geometry, Intersects, LineString, Point};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::messages::{FieldProblem, Message};

pub use bounds::Bounds;
pub use budget::{BudgetExceeded, StepBudget};
pub use comparison::{Comparison, Nearness};
pub use edges::lines;
pub use indexed::IndexedShape;
pub(crate) use indexed::Side;
pub use line::{Line, LineSection};
pub use received::{MOST_VERTICES, ReceivedShape};

mod bounds;
mod budget;
mod comparison;
mod edges;
mod geojson;
mod indexed;
mod line;
mod nearest;
mod received;

#[cfg(test)]
mod laws;

/// A point, a line or an area, with every position within the range of valid coordinates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Shape(Geometry<f64>);

/// Why a value is not a shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// A position is outside the range of valid coordinates.
    #[error("{0} is not a longitude and latitude in degrees")]
    OffEarth(String),
    /// A geometry of another type, or without positions.
    #[error("a Point, LineString, Polygon or MultiPolygon is needed, not {0}")]
    Unsupported(String),
    /// The value is not GeoJSON.
    #[error("not a GeoJSON geometry: {0}")]
    Malformed(String),
    /// More positions than the limit for one geometry.
    #[error("must have at most {limit} positions")]
    TooManyVertices { limit: usize },
    /// More lines and rings than the limit for one geometry.
    #[error("must have at most {limit} lines or rings")]
    TooManyParts { limit: usize },
    /// The shape extends too far.
    #[error("must extend over at most {limit_degrees} degrees of longitude and of latitude")]
    TooWide { limit_degrees: u8 },
}

impl From<ShapeError> for Message {
    fn from(error: ShapeError) -> Self {
        match error {
            ShapeError::OffEarth(position) => FieldProblem::OffEarth { position }.into(),
            ShapeError::Unsupported(found) => FieldProblem::UnsupportedGeometry { found }.into(),
            // The text comes from a library.
            ShapeError::Malformed(_) => FieldProblem::NotGeoJson.into(),
            ShapeError::TooManyVertices { limit } => FieldProblem::TooManyPositions { limit }.into(),
            ShapeError::TooManyParts { limit } => FieldProblem::TooManyParts { limit }.into(),
            ShapeError::TooWide { limit_degrees } => FieldProblem::TooWide { limit_degrees }.into(),
        }
    }
}

/// Below this number of vertex pairs, the code compares two shapes vertex by vertex: an index would
/// cost more.
const PAIRS_WITHOUT_INDEX: usize = 512;

/// The location of something relative to a route.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside {
    /// The distance along the route, from its start.
    pub along_metres: f64,
    /// The distance from the route.
    pub off_metres: f64,
}

impl Shape {
    /// A geometry with valid positions.
    ///
    /// # Errors
    /// When a position is out of range, or the register does not support the type of geometry.
    pub fn new(geometry: Geometry<f64>) -> Result<Self, ShapeError> {
        let name = type_name(&geometry);
        if !matches!(
            geometry,
            Geometry::Point(_) | Geometry::LineString(_) | Geometry::Polygon(_) | Geometry::MultiPolygon(_)
        ) {
            return Err(ShapeError::Unsupported(name.to_owned()));
        }
        if geometry.coords_iter().next().is_none() {
            return Err(ShapeError::Unsupported(format!("an empty {name}")));
        }
        let strayed = geometry.coords_iter().find(|at| !(at.x.abs() <= 180.0 && at.y.abs() <= 90.0));
        match strayed {
            Some(at) => Err(ShapeError::OffEarth(format!("[{}, {}]", at.x, at.y))),
            None => Ok(Self(geometry)),
        }
    }

    /// A point.
    ///
    /// # Errors
    /// When the position is out of range.
    pub fn point(longitude: f64, latitude: f64) -> Result<Self, ShapeError> {
        Self::new(Geometry::Point(Point::new(longitude, latitude)))
    }

    /// Reads a GeoJSON geometry and drops altitudes.
    ///
    /// # Errors
    /// When the value is not a geometry, or a position is out of range.
    pub fn from_geojson(value: &Value) -> Result<Self, ShapeError> {
        Self::new(geojson::read(value)?)
    }

    #[must_use]
    pub fn to_geojson(&self) -> Value {
        geojson::write(&self.0)
    }

    #[must_use]
    pub fn geometry(&self) -> &Geometry<f64> {
        &self.0
    }

    /// The GeoJSON name of the type.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        type_name(&self.0)
    }

    /// The line, for a shape of that type.
    #[must_use]
    pub fn line(&self) -> Option<&LineString<f64>> {
        match &self.0 {
            Geometry::LineString(line) => Some(line),
            Geometry::Point(_)
            | Geometry::Line(_)
            | Geometry::Polygon(_)
            | Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)
            | Geometry::MultiPolygon(_)
            | Geometry::GeometryCollection(_)
            | Geometry::Rect(_)
            | Geometry::Triangle(_) => None,
        }
    }

    /// The smallest bounding box.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        Bounds::around(self.0.coords_iter())
    }

    /// The length of a line; zero for other shapes.
    #[must_use]
    pub fn length_metres(&self) -> f64 {
        self.line().map_or(0.0, |line| line.lines().map(|part| metres(part.start, part.end)).sum())
    }

    /// The shortest distance between two shapes; zero when they touch.
    #[must_use]
    pub fn metres_to(&self, other: &Self) -> f64 {
        if let (Geometry::Point(one), Geometry::Point(two)) = (&self.0, &other.0) {
            return metres(one.0, two.0);
        }
        if self.is_indexed_for(other) {
            let (one, two) = (IndexedShape::new(self.clone()), IndexedShape::new(other.clone()));
            return one.metres_to(&two, &mut StepBudget::unlimited()).unwrap_or(f64::INFINITY);
        }
        if self.0.intersects(&other.0) {
            return 0.0;
        }
        let there = self.0.coords_iter().filter_map(|at| nearest::foot(at, &other.0));
        let back = other.0.coords_iter().filter_map(|at| nearest::foot(at, &self.0));
        there.chain(back).min_by(nearest::Foot::nearer).map_or(f64::INFINITY, |foot| foot.metres())
    }

    /// Reports whether two shapes share a position.
    #[must_use]
    pub fn touches(&self, other: &Self) -> bool {
        if !self.bounds().touches(&other.bounds()) {
            return false;
        }
        if self.is_indexed_for(other) {
            let (one, two) = (IndexedShape::new(self.clone()), IndexedShape::new(other.clone()));
            return one.touches(&two, &mut StepBudget::unlimited()).unwrap_or(false);
        }
        self.0.intersects(&other.0)
    }

    /// Reports whether the two shapes have so many vertices that an index over their edges costs
    /// less than comparing all pairs.
    fn is_indexed_for(&self, other: &Self) -> bool {
        self.0.coords_count().saturating_mul(other.0.coords_count()) > PAIRS_WITHOUT_INDEX
    }

    /// The location relative to a route; `None` when the route is not a line.
    #[must_use]
    pub fn beside(&self, route: &Self) -> Option<Beside> {
        Some(Line::of(route)?.beside_shape(self))
    }
}

impl TryFrom<Value> for Shape {
    type Error = ShapeError;
    fn try_from(value: Value) -> Result<Self, ShapeError> {
        Self::from_geojson(&value)
    }
}

impl From<Shape> for Value {
    fn from(shape: Shape) -> Self {
        shape.to_geojson()
    }
}

/// The distance between two positions on the spheroid.
#[must_use]
pub fn metres(from: Coord<f64>, to: Coord<f64>) -> f64 {
    Geodesic.distance(Point(from), Point(to))
}

/// The direction from one position to another, in degrees clockwise from north.
#[must_use]
pub fn bearing_degrees(from: Coord<f64>, to: Coord<f64>) -> f64 {
    use geo::Bearing;
    Geodesic.bearing(Point(from), Point(to))
}

fn type_name(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use serde_json::json;

    fn shape(value: &serde_json::Value) -> Shape {
        Shape::from_geojson(value).unwrap()
    }

    #[test]
    fn a_shape_goes_to_geojson_and_back() {
        for value in [
            json!({"type": "Point", "coordinates": [107.1, 20.95]}),
            json!({"type": "LineString", "coordinates": [[107.1, 20.95], [107.2, 20.96]]}),
            json!({"type": "Polygon", "coordinates": [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]}),
            json!({"type": "MultiPolygon", "coordinates": [[[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]]}),
        ] {
            assert_eq!(shape(&value).to_geojson(), value);
        }
    }

    #[test]
    fn what_is_not_on_earth_is_refused() {
        assert!(Shape::point(181.0, 0.0).is_err());
        assert!(Shape::point(f64::NAN, 0.0).is_err());
        assert!(Shape::from_geojson(&json!({"type": "MultiPoint", "coordinates": [[0, 0]]})).is_err());
        assert!(Shape::from_geojson(&json!({"type": "LineString", "coordinates": []})).is_err());
    }

    #[test]
    fn a_degree_of_latitude_in_quang_ninh_is_110_7_kilometres() {
        let (south, north) = (Shape::point(107.0, 20.5).unwrap(), Shape::point(107.0, 21.5).unwrap());
        assert!((south.metres_to(&north) - 110_735.0).abs() < 100.0);
    }

    #[test]
    fn a_pole_beside_a_street_is_found_with_its_place_along_it() {
        let street =
            shape(&json!({"type": "LineString", "coordinates": [[107.0, 21.0], [107.01, 21.0], [107.02, 21.0]]}));
        let pole = Shape::point(107.015, 21.000_1).unwrap();
        let beside = pole.beside(&street).unwrap();
        assert!((beside.off_metres - 11.07).abs() < 0.05, "{beside:?}");
        assert!((beside.along_metres - 1_559.0).abs() < 3.0, "{beside:?}");
    }

    #[test]
    fn what_lies_in_an_area_is_no_way_off() {
        let area = shape(&json!({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}));
        assert!(Shape::point(0.5, 0.5).unwrap().metres_to(&area) < f64::EPSILON);
    }

    #[test]
    fn shapes_touch_alike_with_an_index_and_without() {
        for corners in [8_u32, 800] {
            let corner = |n: u32| {
                let angle = std::f64::consts::TAU * f64::from(n % corners) / f64::from(corners);
                [107.0 + angle.cos(), 21.0 + angle.sin()]
            };
            let ring: Vec<[f64; 2]> = (0..=corners).map(corner).collect();
            let area = shape(&json!({"type": "Polygon", "coordinates": [ring]}));
            let line = |from: [f64; 2], to: [f64; 2]| shape(&json!({"type": "LineString", "coordinates": [from, to]}));
            for (other, touches) in [
                (Shape::point(107.0, 21.0).unwrap(), true),
                (Shape::point(108.0, 21.0).unwrap(), true),
                (Shape::point(107.95, 21.95).unwrap(), false),
                (Shape::point(109.0, 21.0).unwrap(), false),
                (line([106.9, 21.0], [107.1, 21.0]), true),
                (line([107.0, 21.0], [109.0, 21.0]), true),
                (line([107.9, 21.95], [107.95, 21.9]), false),
            ] {
                assert_eq!(area.touches(&other), touches, "{corners} {other:?}");
                assert_eq!(other.touches(&area), touches, "{corners} {other:?}");
            }
        }
    }
}
