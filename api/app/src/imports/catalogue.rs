//! What the importer asks of the catalogue of kinds, in its own words for what a row may hold.

use domain::place::Shape;
use domain::registry::kind::UnitNature;
use serde_json::{Map, Value};

use super::fault::Fault;

/// Kinds of asset with their shapes, attributes and units.
pub trait Catalogue: Send + Sync {
    /// Whether there is such a kind.
    fn known(&self, kind: &str) -> Result<(), Fault>;
    /// Whether the kind may have the shape.
    fn shape(&self, kind: &str, shape: &Shape) -> Result<(), Fault>;
    /// A value as the attribute's type, in its bounds.
    fn attribute(&self, kind: &str, name: &str, value: &Value) -> Result<Value, Fault>;
    /// Attributes the kind requires that are not there.
    fn absent(&self, kind: &str, attributes: &Map<String, Value>) -> Vec<String>;
    /// The names of all attributes of the kind.
    fn attributes(&self, kind: &str) -> Vec<String>;
    /// The names of all its units.
    fn units(&self, kind: &str) -> Vec<String>;
    /// How the kind counts such a unit.
    fn unit(&self, kind: &str, unit: &str) -> Result<UnitNature, Fault>;
    /// The most of a unit that one asset can have, if there is a bound.
    fn most(&self, kind: &str, unit: &str) -> Option<i64>;
}
