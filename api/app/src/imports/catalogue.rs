//! The importer's view of the catalogue of kinds, with import faults as errors.

use domain::place::Shape;
use domain::registry::kind::UnitNature;
use serde_json::{Map, Value};

use super::fault::RowFault;

/// Kinds of asset with their shapes, attributes and units.
pub trait Catalogue: Send + Sync {
    /// Checks that the kind exists.
    fn known(&self, kind: &str) -> Result<(), RowFault>;
    /// Checks that the kind may have the shape.
    fn shape(&self, kind: &str, shape: &Shape) -> Result<(), RowFault>;
    /// Converts a value to the type of the attribute and checks its bounds.
    fn attribute(&self, kind: &str, name: &str, value: &Value) -> Result<Value, RowFault>;
    /// The required attributes of the kind that are missing.
    fn absent(&self, kind: &str, attributes: &Map<String, Value>) -> Vec<String>;
    /// The names of all attributes of the kind.
    fn attributes(&self, kind: &str) -> Vec<String>;
    /// The names of all units of the kind.
    fn units(&self, kind: &str) -> Vec<String>;
    /// How the kind counts a unit.
    fn unit(&self, kind: &str, unit: &str) -> Result<UnitNature, RowFault>;
    /// The most of a unit that one asset can have, if there is a limit.
    fn most(&self, kind: &str, unit: &str) -> Option<i64>;
}
