//! Faults in the register of the demo, so that the examination of its quality finds some.

use domain::registry::asset::Asset;
use serde_json::{Value, json};

/// Ducts whose stated length contradicts the drawing.
const TOO_LONG: [&str; 4] = ["QN-CON-NVC-003", "QN-CON-HQV-004", "QN-CON-TPH-006", "QN-CON-QTR-002"];
/// Pairs of poles with the same tag.
const SAME_TAG: [(&str, &str, &str); 2] =
    [("QN-POL-TPH-030", "QN-POL-TPH-031", "ĐL-CP-0731"), ("QN-POL-HVG-012", "QN-POL-HVG-015", "ĐL-MC-0112")];
/// Pairs of poles in the same place.
const SAME_PLACE: [(&str, &str); 2] = [("QN-POL-LTK-041", "QN-POL-LTK-042"), ("QN-POL-MKH-020", "QN-POL-MKH-021")];

/// Puts the faults into the generated assets.
pub(super) fn add_defects(assets: &mut [Asset]) {
    for code in TOO_LONG {
        if let Some(duct) = find(assets, code)
            && let Some(length) = duct.attributes.get("length_m").and_then(Value::as_f64)
        {
            duct.attributes.insert("length_m".to_owned(), json!((length * 1.6).round()));
        }
    }
    for (one, other, tag) in SAME_TAG {
        for code in [one, other] {
            if let Some(pole) = find(assets, code) {
                pole.attributes.insert("tag".to_owned(), json!(tag));
            }
        }
    }
    for (one, other) in SAME_PLACE {
        let shape = find(assets, one).map(|pole| pole.shape.clone());
        if let (Some(shape), Some(pole)) = (shape, find(assets, other)) {
            pole.shape = shape;
        }
    }
}

fn find<'a>(assets: &'a mut [Asset], code: &str) -> Option<&'a mut Asset> {
    assets.iter_mut().find(|asset| asset.code == code)
}
