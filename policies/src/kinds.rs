//! The catalogue of kinds of asset.

use std::collections::BTreeSet;

use domain::registry::kind::KindCatalogue;

use crate::{faults::{Fault, Faults, unless}, source::Source};

const PATH: &str = "asset-kinds.toml";

/// Reads and checks the catalogue.
///
/// # Errors
/// Every fault.
pub fn load(source: &Source) -> Result<KindCatalogue, Faults> {
    let file = source.file(PATH)?;
    let catalogue: KindCatalogue = toml::from_str(&file.text).map_err(|error| Fault::toml(&file.path, &file.text, &error))?;
    let mut faults = Vec::new();
    let mut fault = |reason: String| faults.push(Fault::new(PATH, 0, reason));
    let mut kinds = BTreeSet::new();
    for kind in &catalogue.kinds {
        if !kinds.insert(&kind.id) {
            fault(format!("the kind `{}` is written twice", kind.id));
        }
        if kind.shapes.is_empty() {
            fault(format!("the kind `{}` has no shape", kind.id));
        }
        let mut names = BTreeSet::new();
        for name in kind.attributes.iter().map(|attribute| &attribute.id).chain(kind.units.iter().map(|unit| &unit.id)) {
            if !names.insert(name) {
                fault(format!("`{name}` of `{}` is written twice", kind.id));
            }
        }
        for attribute in &kind.attributes {
            if attribute.min.zip(attribute.max).is_some_and(|(min, max)| min > max) {
                fault(format!("`{}` of `{}` has its bounds the wrong way round", attribute.id, kind.id));
            }
        }
    }
    unless(faults, catalogue)
}
