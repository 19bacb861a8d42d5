//! What the importer asks of the catalogue of kinds, in its own words for what a row may hold.

use serde_json::{Map, Value};

use super::fault::Fault;

/// Kinds of asset with their shapes, attributes and units.
pub trait Catalogue: Send + Sync {
    /// Whether there is such a kind.
    fn known(&self, kind: &str) -> Result<(), Fault>;
    /// Whether the kind may have the shape.
    fn shape(&self, kind: &str, shape: &geo::Geometry<f64>) -> Result<(), Fault>;
    /// A value as the attribute's type, in its bounds.
    fn attribute(&self, kind: &str, name: &str, value: &Value) -> Result<Value, Fault>;
    /// Attributes the kind requires that are not there.
    fn absent(&self, kind: &str, attributes: &Map<String, Value>) -> Vec<String>;
    /// Whether the kind counts such a unit.
    fn unit(&self, kind: &str, unit: &str) -> Result<(), Fault>;
    /// A word of the life cycle.
    fn lifecycle(&self, word: &str) -> Result<String, Fault>;
    /// A word of who may see.
    fn visibility(&self, word: &str) -> Result<String, Fault>;
}
