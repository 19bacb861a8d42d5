//! Applies the catalogue of kinds to values of a file, where numbers and flags may be text.

use domain::place::Shape;
use domain::registry::kind::{AssetKind, AttributeForm, AttributeNeed, KindCatalogue, UnitNature};
use serde_json::{Map, Value};

use super::catalogue::Catalogue;
use super::cell::{number, shown, whole, yes_or_no};
use super::fault::RowFault;

impl Catalogue for KindCatalogue {
    fn known(&self, kind: &str) -> Result<(), RowFault> {
        found(self, kind).map(|_| ())
    }

    fn shape(&self, kind: &str, shape: &Shape) -> Result<(), RowFault> {
        let found = found(self, kind)?;
        if found.shapes.iter().any(|form| form.as_str() == shape.type_name()) {
            Ok(())
        } else {
            Err(RowFault::WrongShape { kind: kind.to_owned(), found: shape.type_name().to_owned() })
        }
    }

    fn attribute(&self, kind: &str, name: &str, value: &Value) -> Result<Value, RowFault> {
        let known = &found(self, kind)?.attributes;
        let Some(attribute) = known.iter().find(|attribute| attribute.id == name) else {
            let words = known.iter().map(|attribute| attribute.id.as_str()).collect::<Vec<_>>().join(", ");
            return Err(RowFault::UnknownWord { found: name.to_owned(), known: words });
        };
        let typed = match attribute.form {
            AttributeForm::Number => {
                let number = number(value)?;
                serde_json::Number::from_f64(number)
                    .map(Value::Number)
                    .ok_or_else(|| RowFault::NotANumber { found: shown(value) })?
            }
            AttributeForm::Integer => Value::from(whole(value)?),
            AttributeForm::Flag => Value::Bool(yes_or_no(value)?),
            AttributeForm::Text | AttributeForm::Choice | AttributeForm::Date => Value::String(shown(value)),
        };
        match attribute.wrong(&typed) {
            None => Ok(typed),
            Some(why) => {
                Err(RowFault::Attribute { name: name.to_owned(), why: Box::new(why.into()), found: shown(value) })
            }
        }
    }

    fn absent(&self, kind: &str, attributes: &Map<String, Value>) -> Vec<String> {
        let Ok(found) = found(self, kind) else { return Vec::new() };
        let required = found.attributes.iter().filter(|attribute| attribute.need == AttributeNeed::Required);
        required.filter(|attribute| !attributes.contains_key(&attribute.id)).map(|known| known.id.clone()).collect()
    }

    fn attributes(&self, kind: &str) -> Vec<String> {
        let known = found(self, kind).map(|kind| kind.attributes.as_slice()).unwrap_or_default();
        known.iter().map(|attribute| attribute.id.clone()).collect()
    }

    fn units(&self, kind: &str) -> Vec<String> {
        let known = found(self, kind).map(|kind| kind.units.as_slice()).unwrap_or_default();
        known.iter().map(|unit| unit.id.clone()).collect()
    }

    fn unit(&self, kind: &str, unit: &str) -> Result<UnitNature, RowFault> {
        let found = found(self, kind)?;
        found.unit(unit).map(|unit| unit.nature).ok_or_else(|| {
            let words = found.units.iter().map(|unit| unit.id.as_str()).collect::<Vec<_>>().join(", ");
            RowFault::UnknownWord { found: unit.to_owned(), known: words }
        })
    }

    fn most(&self, kind: &str, unit: &str) -> Option<i64> {
        found(self, kind).ok()?.unit(unit).map(|unit| i64::from(unit.max))
    }
}

fn found<'k>(kinds: &'k KindCatalogue, kind: &str) -> Result<&'k AssetKind, RowFault> {
    kinds.kind(kind).ok_or_else(|| {
        let known = kinds.kinds.iter().map(|kind| kind.id.as_str()).collect::<Vec<_>>().join(", ");
        RowFault::UnknownWord { found: kind.to_owned(), known }
    })
}
