//! A feature: where something is, and what the reader may know of it.

use std::borrow::Cow;

use domain::place::Shape;
use serde::{Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

use super::geometry;
use api_geo::crs::Crs;

/// A feature as its reader sees it. What the reader may not know is not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its id.
    pub id: Uuid,
    /// Where it is, in longitude and latitude.
    pub shape: Option<Shape>,
    /// What is known of it; null where something is not known, or not for these eyes.
    pub properties: Properties,
}

/// Names and values, in the order in which they are told. There are thirty of them at most, nearly all names of ours: so names are
/// neither copied nor hashed for each feature of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Properties(Vec<(Cow<'static, str>, Value)>);

/// A feature as GeoJSON, ready to be written.
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
    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl<N: Into<Cow<'static, str>>> FromIterator<(N, Value)> for Properties {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(told: I) -> Self {
        Self(told.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl<N: Into<Cow<'static, str>>> Extend<(N, Value)> for Properties {
    fn extend<I: IntoIterator<Item = (N, Value)>>(&mut self, told: I) {
        self.0.extend(told.into_iter().map(|(name, value)| (name.into(), value)));
    }
}

impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
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
