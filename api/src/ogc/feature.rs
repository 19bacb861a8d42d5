//! A feature: where something is, and what the reader may know of it.

use domain::place::Shape;
use serde::Serialize;
use serde_json::{Map, Value};
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

/// A feature as GeoJSON, ready to be written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Written<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: Uuid,
    geometry: Option<Value>,
    properties: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    links: &'a [Value],
}

impl Feature {
    /// As GeoJSON in a coordinate system. A place that does not exist there is left out.
    #[must_use]
    pub fn to_geojson<'a>(&'a self, crs: Crs, links: &'a [Value]) -> Written<'a> {
        Written {
            kind: "Feature",
            id: self.id,
            geometry: self.shape.as_ref().and_then(|shape| geometry::written(shape, crs)),
            properties: &self.properties,
            links,
        }
    }
}
