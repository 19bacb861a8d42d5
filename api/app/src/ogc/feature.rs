//! A feature: a location and the properties that the reader may see.

use std::borrow::Cow;

use domain::place::Shape;
use serde::{Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

use super::geometry;
use api_geo::crs::Crs;

/// A feature as its reader may see it. It contains nothing that the reader may not know.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    pub id: Uuid,
    /// The location, in longitude and latitude.
    pub shape: Option<Shape>,
    /// The properties; null where a value is unknown, or hidden from this reader.
    pub properties: Properties,
}

/// Names and values, in output order. There are thirty at most, and nearly all names are static, so
/// names are neither copied nor hashed for each feature of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Properties(Vec<(Cow<'static, str>, Value)>);

/// A feature as GeoJSON, ready for serialisation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Written<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: Uuid,
    geometry: Option<Value>,
    properties: &'a Properties,
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    links: &'a [Value],
}

impl Properties {
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl<N: Into<Cow<'static, str>>> FromIterator<(N, Value)> for Properties {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(reported: I) -> Self {
        Self(reported.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl<N: Into<Cow<'static, str>>> Extend<(N, Value)> for Properties {
    fn extend<I: IntoIterator<Item = (N, Value)>>(&mut self, reported: I) {
        self.0.extend(reported.into_iter().map(|(name, value)| (name.into(), value)));
    }
}

impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Feature {
    /// The feature as GeoJSON in a coordinate system. A location outside that system is left out.
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
