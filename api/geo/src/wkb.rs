//! Shapes in the database: well-known binary, little-endian.

use std::error::Error;

use domain::place::Shape;
use geo_traits::to_geo::ToGeoGeometry;
use wkb::reader::read_wkb;
use wkb::writer::{WriteOptions, write_geometry};

/// Bytes that are not a shape.
#[derive(Debug, thiserror::Error)]
#[error("not the bytes of a shape: {0}")]
pub struct WkbError(#[source] Box<dyn Error + Send + Sync>);

/// Encodes a shape.
///
/// # Errors
/// When the type has no encoding, which never happens for a [`Shape`].
pub fn write(shape: &Shape) -> Result<Vec<u8>, WkbError> {
    let mut bytes = Vec::new();
    write_geometry(&mut bytes, shape.geometry(), &WriteOptions::default()).map_err(|why| WkbError(why.into()))?;
    Ok(bytes)
}

/// Decodes a shape from WKB.
pub fn read(bytes: &[u8]) -> Result<Shape, WkbError> {
    let read = read_wkb(bytes).map_err(|why| WkbError(why.into()))?;
    let geometry = read.try_to_geometry().ok_or_else(|| WkbError("an empty geometry".into()))?;
    Shape::new(geometry).map_err(|why| WkbError(why.into()))
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use domain::place::Shape;
    use serde_json::json;

    #[test]
    fn shapes_go_to_bytes_and_back() {
        for value in [
            json!({"type": "Point", "coordinates": [107.08, 20.95]}),
            json!({"type": "LineString", "coordinates": [[107.0, 21.0], [107.1, 21.1], [107.2, 21.0]]}),
            json!({"type": "Polygon", "coordinates": [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]}),
        ] {
            let shape = Shape::from_geojson(&value).unwrap();
            assert_eq!(read(&write(&shape).unwrap()).unwrap(), shape);
        }
        assert!(read(b"rubbish").is_err());
    }
}
