//! A feature: where something is, and what the reader may know of it.

use domain::place::Shape;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::geometry;
use crate::geo::crs::Crs;

/// A feature as its reader sees it. What the reader may not know is not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its id.
    pub id: Uuid,
    /// Where it is, in longitude and latitude.
    pub shape: Option<Shape>,
    /// What is known of it; null where something is not known, or not for these eyes.
    pub properties: Map<String, Value>,
}

impl Feature {
    /// As GeoJSON in a coordinate system. A place that does not exist there is left out.
    #[must_use]
    pub fn to_geojson(&self, crs: Crs, links: &[Value]) -> Value {
        let geometry = self.shape.as_ref().and_then(|shape| geometry::written(shape, crs));
        let mut written = json!({
            "type": "Feature",
            "id": self.id,
            "geometry": geometry,
            "properties": self.properties,
        });
        if let (Some(feature), false) = (written.as_object_mut(), links.is_empty()) {
            feature.insert("links".to_owned(), Value::Array(links.to_vec()));
        }
        written
    }
}
