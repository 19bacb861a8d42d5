//! Geometry from outside: the single type for geometry in requests and files, with limits on
//! everything that costs time.

use serde_json::Value;

use super::{Shape, ShapeError, edges};

/// The most positions of one geometry. The boundary of a commune has about 2 000, a route of 60 km
/// fewer than 5 000.
pub const MOST_VERTICES: usize = 5_000;
/// The most lines and rings of one geometry.
const MOST_PARTS: usize = 500;
/// The largest extent of a geometry in longitude and in latitude, in degrees: a third of the
/// country.
const WIDEST_DEGREES: u8 = 5;

/// A shape from outside within the limits.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivedShape(Shape);

impl ReceivedShape {
    /// Reads a GeoJSON geometry. The code counts the positions before it reads them.
    ///
    /// # Errors
    /// When the value is not a geometry, a position is out of range, or a limit is exceeded; the
    /// error names the limit.
    pub fn from_geojson(value: &Value) -> Result<Self, ShapeError> {
        let coordinates = value.get("coordinates").unwrap_or(&Value::Null);
        let found = positions(coordinates, 0);
        if found > MOST_VERTICES {
            return Err(ShapeError::TooManyVertices { limit: MOST_VERTICES });
        }
        Self::of(Shape::from_geojson(value)?)
    }

    /// A shape from another source, a file or a text.
    ///
    /// # Errors
    /// When a limit is exceeded; the error names the limit.
    pub fn of(shape: Shape) -> Result<Self, ShapeError> {
        use geo::CoordsIter;
        if shape.geometry().coords_count() > MOST_VERTICES {
            return Err(ShapeError::TooManyVertices { limit: MOST_VERTICES });
        }
        if edges::lines(shape.geometry()).len() > MOST_PARTS {
            return Err(ShapeError::TooManyParts { limit: MOST_PARTS });
        }
        let bounds = shape.bounds();
        let widest = f64::from(WIDEST_DEGREES);
        if bounds.east - bounds.west > widest || bounds.north - bounds.south > widest {
            return Err(ShapeError::TooWide { limit_degrees: WIDEST_DEGREES });
        }
        Ok(Self(shape))
    }

    #[must_use]
    pub fn into_shape(self) -> Shape {
        self.0
    }
}

/// No type of geometry nests its positions deeper.
const DEEPEST: usize = 4;

/// The number of number lists in nested lists.
fn positions(value: &Value, depth: usize) -> usize {
    match value {
        Value::Array(items) if items.first().is_some_and(Value::is_array) && depth < DEEPEST => {
            items.iter().map(|item| positions(item, depth.saturating_add(1))).fold(0, usize::saturating_add)
        }
        Value::Array(_) => 1,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{MOST_VERTICES, ReceivedShape};
    use crate::place::ShapeError;

    fn line(vertices: u32) -> serde_json::Value {
        let positions: Vec<_> = (0..vertices).map(|n| json!([107.0 + f64::from(n) * 1e-4, 20.95])).collect();
        json!({"type": "LineString", "coordinates": positions})
    }

    #[test]
    fn a_boundary_and_a_route_are_admitted_and_what_is_larger_names_the_limit() {
        assert!(ReceivedShape::from_geojson(&line(2_000)).is_ok());
        let most = u32::try_from(MOST_VERTICES).unwrap();
        assert!(ReceivedShape::from_geojson(&line(most)).is_ok());
        let refused = ReceivedShape::from_geojson(&line(most + 1)).unwrap_err();
        assert!(refused.to_string().contains("5000"), "{refused}");
        let wide = json!({"type": "LineString", "coordinates": [[100.0, 20.0], [107.0, 20.0]]});
        assert_eq!(ReceivedShape::from_geojson(&wide), Err(ShapeError::TooWide { limit_degrees: 5 }));
        let ring = json!([[[107.0, 21.0], [107.1, 21.0], [107.1, 21.1], [107.0, 21.0]]]);
        let parts = json!({"type": "MultiPolygon", "coordinates": vec![ring; 501]});
        assert_eq!(ReceivedShape::from_geojson(&parts), Err(ShapeError::TooManyParts { limit: 500 }));
        let endless = json!({"type": "Point", "coordinates": [1e308, 1e308]});
        assert!(ReceivedShape::from_geojson(&endless).is_err());
    }
}
