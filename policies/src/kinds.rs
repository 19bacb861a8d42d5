//! Loads the catalogue of asset kinds.

use std::collections::{BTreeMap, BTreeSet};

use domain::registry::band::BandThresholds;
use domain::registry::kind::{AssetKind, Attribute, AttributeForm, CapacityUnit, KindCatalogue, UnitNature};
use serde::Deserialize;
use toml::Spanned;

use crate::{
    faults::{PolicyFault, PolicyFaults, line_of, unless},
    source::Source,
};

const PATH: &str = "asset-kinds.toml";

/// Loads and checks the catalogue.
pub fn load(source: &Source) -> Result<KindCatalogue, PolicyFaults> {
    read(&source.file(PATH)?.text)
}

fn read(text: &str) -> Result<KindCatalogue, PolicyFaults> {
    let catalogue: KindCatalogue = toml::from_str(text).map_err(|error| PolicyFault::toml(PATH, text, &error))?;
    let mut book = Book { text, lines: None, faults: Vec::new() };
    let mut kinds = BTreeSet::new();
    for (place, kind) in catalogue.kinds.iter().enumerate() {
        if !kinds.insert(&kind.id) {
            book.fault(place, None, format!("the kind `{}` is written twice", kind.id));
        }
        book.check(place, kind);
    }
    book.check_units(&catalogue);
    book.check_choices(&catalogue);
    if !catalogue.overload.is_sound() {
        book.faults.push(PolicyFault::new(
            PATH,
            0,
            "of the overload thresholds, amber must come before red, and red before 100",
        ));
    }
    unless(book.faults, catalogue)
}

/// The faults so far, and the line numbers, parsed when the first fault needs them.
struct Book<'a> {
    text: &'a str,
    lines: Option<Lines>,
    faults: Vec<PolicyFault>,
}

impl Book<'_> {
    fn fault(&mut self, kind: usize, part: Option<&str>, reason: String) {
        let lines = self.lines.get_or_insert_with(|| Lines::read(self.text));
        self.faults.push(PolicyFault::new(PATH, lines.of(kind, part), reason));
    }

    fn check(&mut self, place: usize, kind: &AssetKind) {
        let id = &kind.id;
        if kind.shapes.is_empty() {
            self.fault(place, None, format!("the kind `{id}` has no shape"));
        }
        if !kind.units.iter().any(|unit| unit.nature == UnitNature::Slot) {
            self.fault(place, None, format!("the kind `{id}` has no places to share"));
        }
        let mut names = BTreeSet::new();
        let attributes = kind.attributes.iter().map(|attribute| (&attribute.id, wrong_attribute(attribute)));
        let units = kind.units.iter().map(|unit| (&unit.id, wrong_unit(unit)));
        for (name, wrong) in attributes.chain(units) {
            if !names.insert(name) {
                self.fault(place, Some(name), format!("`{name}` of `{id}` is written twice"));
            }
            if let Some(why) = wrong {
                self.fault(place, Some(name), format!("`{name}` of `{id}` {why}"));
            }
        }
    }

    /// Every choice has a title, and every title is of a choice.
    fn check_choices(&mut self, catalogue: &KindCatalogue) {
        let mut unused: BTreeSet<&String> = catalogue.choices.keys().collect();
        for (place, kind) in catalogue.kinds.iter().enumerate() {
            for attribute in &kind.attributes {
                for choice in &attribute.choices {
                    unused.remove(choice);
                    if !catalogue.choices.contains_key(choice) {
                        let why = format!("`{}` of `{}` offers `{choice}`, which has no title", attribute.id, kind.id);
                        self.fault(place, Some(&attribute.id), why);
                    }
                }
            }
        }
        let unused = unused.into_iter().map(|choice| format!("no attribute offers `{choice}`"));
        self.faults.extend(unused.map(|why| PolicyFault::new(PATH, 0, why)));
    }

    /// A unit has one nature and the same bands in all kinds, so the name of the unit alone defines
    /// the meaning of its numbers.
    fn check_units(&mut self, catalogue: &KindCatalogue) {
        let mut known: BTreeMap<&str, (UnitNature, Option<BandThresholds>)> = BTreeMap::new();
        for (place, kind) in catalogue.kinds.iter().enumerate() {
            for unit in &kind.units {
                let says = (unit.nature, unit.bands);
                let first = *known.entry(&unit.id).or_insert(says);
                if first.0 != says.0 {
                    let why = format!("`{}` of `{}` has another `nature` in an earlier kind", unit.id, kind.id);
                    self.fault(place, Some(&unit.id), why);
                } else if first.1 != says.1 {
                    let why = format!("`{}` of `{}` has other `bands` in an earlier kind", unit.id, kind.id);
                    self.fault(place, Some(&unit.id), why);
                }
            }
        }
    }
}

/// Reports whether a name consists of letters, digits and underscores: such a name needs no quotes
/// anywhere.
fn is_name(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn wrong_attribute(attribute: &Attribute) -> Option<&'static str> {
    let Attribute { form, min, max, choices, .. } = attribute;
    if min.zip(*max).is_some_and(|(min, max)| min > max) {
        return Some("has its bounds the wrong way round");
    }
    match form {
        AttributeForm::Choice if choices.is_empty() => Some("offers no choice"),
        AttributeForm::Number | AttributeForm::Integer if min.is_none() || max.is_none() => {
            Some("is a number without bounds")
        }
        AttributeForm::Text if max.is_none() => Some("is a text without bound"),
        AttributeForm::Number
        | AttributeForm::Integer
        | AttributeForm::Text
        | AttributeForm::Flag
        | AttributeForm::Date
            if !choices.is_empty() =>
        {
            Some("has choices, but is none")
        }
        AttributeForm::Choice | AttributeForm::Flag | AttributeForm::Date if min.is_some() || max.is_some() => {
            Some("has bounds, but is neither number nor text")
        }
        AttributeForm::Number
        | AttributeForm::Integer
        | AttributeForm::Text
        | AttributeForm::Choice
        | AttributeForm::Flag
        | AttributeForm::Date => None,
    }
}

fn wrong_unit(unit: &CapacityUnit) -> Option<&'static str> {
    if unit.max == 0 {
        return Some("can never be installed");
    }
    if !is_name(&unit.id) {
        return Some("is no name: use lower-case letters, digits and `_`");
    }
    match (unit.nature, unit.bands) {
        (UnitNature::Budget, _) if unit.measure.is_none() => Some("is a load without a measure"),
        (UnitNature::Budget, Some(_)) => Some("is a budget, and budgets have no `bands`"),
        (UnitNature::Slot, None) => {
            Some("is a slot unit without `bands`: say `bands = { few = …, some = …, many = … }`")
        }
        (UnitNature::Slot, Some(bands)) if !bands.is_sound() => Some("has `bands` that do not increase from 1 on"),
        (UnitNature::Slot, Some(bands)) if bands.many > unit.max => Some("has `bands` beyond its `max`"),
        (UnitNature::Budget, None) | (UnitNature::Slot, Some(_)) => None,
    }
}

/// The line numbers of kinds and their parts.
struct Lines(Vec<(usize, BTreeMap<String, usize>)>);

#[derive(Deserialize)]
struct Parts {
    #[serde(default)]
    kind: Vec<KindParts>,
}

#[derive(Deserialize)]
struct KindParts {
    id: Spanned<String>,
    #[serde(default)]
    attribute: Vec<Part>,
    #[serde(default)]
    unit: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    id: Spanned<String>,
}

impl Lines {
    fn read(text: &str) -> Self {
        let Ok(parts) = toml::from_str::<Parts>(text) else { return Self(Vec::new()) };
        let line = |id: &Spanned<String>| line_of(text, id.span().start);
        // For a repeated name, the second line is the wrong one.
        let of = |kind: &KindParts| {
            let parts = kind.attribute.iter().chain(&kind.unit);
            (line(&kind.id), parts.map(|part| (part.id.get_ref().clone(), line(&part.id))).collect())
        };
        Self(parts.kind.iter().map(of).collect())
    }

    fn of(&self, kind: usize, part: Option<&str>) -> usize {
        self.0.get(kind).map_or(0, |(line, parts)| part.and_then(|part| parts.get(part)).copied().unwrap_or(*line))
    }
}

#[cfg(test)]
mod tests {
    use domain::registry::kind::UnitNature;
    use serde_json::{Value, json};

    use super::{load, read};
    use crate::source::Source;

    #[test]
    fn every_kind_of_the_field_is_there() {
        let catalogue = load(&Source::BuiltIn).unwrap();
        for (id, slot) in [
            ("pole", "attachment_position"),
            ("duct_section", "bore"),
            ("manhole", "cable_entry"),
            ("handhole", "cable_entry"),
            ("tunnel", "tray_place"),
            ("utility_corridor", "tray_place"),
            ("trench", "cable_place"),
            ("tower", "mounting_level"),
            ("rooftop_site", "antenna_level"),
            ("shelter", "rack_unit"),
            ("cabinet", "rack_unit"),
            ("street_furniture", "small_cell_place"),
            ("building_entry", "access_port"),
            ("in_building", "access_port"),
            ("land_plot", "area_m2"),
        ] {
            let kind = catalogue.kind(id).unwrap_or_else(|| panic!("no {id}"));
            let unit = kind.unit(slot).unwrap_or_else(|| panic!("{id} has no {slot}: {:?}", kind.units));
            assert_eq!(unit.nature, UnitNature::Slot, "{id}");
        }
        assert_eq!(catalogue.kinds.len(), 15);
        assert_eq!(catalogue.kind("pole").unwrap().unit("load_nm").unwrap().nature, UnitNature::Budget);
    }

    #[test]
    fn attributes_are_held_to_their_type_and_bounds() {
        let catalogue = load(&Source::BuiltIn).unwrap();
        let pole = catalogue.kind("pole").unwrap();
        let faults = |value: Value| {
            let Value::Object(attributes) = value else { panic!() };
            pole.faults(&attributes)
                .into_iter()
                .map(|fault| format!("{}: {}", fault.pointer, fault.message))
                .collect::<Vec<_>>()
        };
        assert!(faults(json!({"height_m": 8.5, "material": "concrete", "guyed": false, "year": 2014})).is_empty());
        for (value, fault) in [
            (json!({"height_m": -1}), "/attributes/height_m: must be at least 0.5"),
            (json!({"height_m": "8"}), "/attributes/height_m: must be a number"),
            (json!({"year": 2014.5}), "/attributes/year: must be a whole number"),
            (json!({"year": 1700}), "/attributes/year: must be at least 1900"),
            (json!({"material": "straw"}), "/attributes/material: must be one of: concrete, steel, wood, composite"),
            (json!({"guyed": "yes"}), "/attributes/guyed: must be true or false"),
            (json!({"inspected_on": "soon"}), "/attributes/inspected_on: must be a day, such as 2023-09-07"),
            (json!({"tag": "x".repeat(81)}), "/attributes/tag: must have at most 80 characters"),
            (json!({"colour": "red"}), "/attributes/colour: a pole has no attribute `colour`"),
        ] {
            assert_eq!(faults(value), [fault]);
        }
    }

    const HEAD: &str = "[overload]\namber_from_percent = 70\nred_over_percent = 90\n\n[[kind]]\nid = \"pole\"\n\
        title = { vi = \"Cột\", en = \"Pole\" }\nshapes = [\"Point\"]\n\n";
    const SLOT: &str = "[[kind.unit]]\nid = \"position\"\ntitle = { vi = \"A\", en = \"A\" }\nnature = \"slot\"\nmax = 9\n\
        bands = { few = 1, some = 3, many = 6 }\n";

    #[test]
    fn broken_catalogues_are_refused_with_the_line() {
        let attribute = |rest: &str| {
            format!("{HEAD}[[kind.attribute]]\nid = \"x\"\ntitle = {{ vi = \"A\", en = \"A\" }}\n{rest}\n{SLOT}")
        };
        for (text, fault) in [
            (HEAD.to_owned(), "asset-kinds.toml:6: the kind `pole` has no places to share"),
            (format!("{HEAD}{SLOT}{SLOT}"), "asset-kinds.toml:17: `position` of `pole` is written twice"),
            (
                format!("{HEAD}{SLOT}").replace("slot", "budget"),
                "asset-kinds.toml:6: the kind `pole` has no places to share",
            ),
            (
                format!("{HEAD}{SLOT}").replace("max = 9", "max = 0"),
                "asset-kinds.toml:11: `position` of `pole` can never",
            ),
            (format!("{HEAD}{SLOT}").replace("Point", "Blob"), "asset-kinds.toml:8: unknown variant `Blob`"),
            (format!("{HEAD}{SLOT}").replace("max = 9", "maximum = 9"), "asset-kinds.toml:14: unknown field `maximum`"),
            (format!("{HEAD}{SLOT}").replace("= 70", "= 95"), "asset-kinds.toml: of the overload thresholds"),
            (
                format!("{HEAD}{SLOT}").replace("id = \"position\"", "id = \"a place\""),
                "asset-kinds.toml:11: `a place` of `pole` is no name",
            ),
            (attribute("form = \"number\"\nmin = 2\nmax = 1"), "asset-kinds.toml:11: `x` of `pole` has its bounds"),
            (attribute("form = \"number\""), "asset-kinds.toml:11: `x` of `pole` is a number without bounds"),
            (attribute("form = \"choice\""), "asset-kinds.toml:11: `x` of `pole` offers no choice"),
            (attribute("form = \"flag\"\nmax = 1"), "asset-kinds.toml:11: `x` of `pole` has bounds, but"),
            (
                attribute("form = \"choice\"\nchoices = [\"a\"]"),
                "asset-kinds.toml:11: `x` of `pole` offers `a`, which has no title",
            ),
            (
                format!("{HEAD}{SLOT}")
                    .replace("[[kind]]\n", "[choices]\na = { vi = \"A\", en = \"A\" }\n\n[[kind]]\n"),
                "asset-kinds.toml: no attribute offers `a`",
            ),
            (attribute("form = \"date\"\nchoices = [\"a\"]"), "asset-kinds.toml:11: `x` of `pole` has choices, but"),
        ] {
            let found = read(&text).unwrap_err().to_string();
            assert!(found.starts_with(fault), "{fault}\n{found}");
        }
    }

    const BANDS: &str = "bands = { few = 1, some = 3, many = 6 }";

    #[test]
    fn bands_are_refused_with_line_and_reason() {
        let with = |bands: &str| format!("{HEAD}{SLOT}").replace(BANDS, bands);
        let budget = "[[kind.unit]]\nid = \"load\"\ntitle = { vi = \"A\", en = \"A\" }\nnature = \"budget\"\n\
            measure = \"kg\"\nmax = 9\n";
        let second = |unit: String| {
            format!(
                "{HEAD}{SLOT}\n[[kind]]\nid = \"mast\"\ntitle = {{ vi = \"A\", en = \"A\" }}\nshapes = [\"Point\"]\n\n{unit}"
            )
        };
        let not_increasing = "asset-kinds.toml:11: `position` of `pole` has `bands` that do not increase";
        for (text, fault) in [
            (with(""), "asset-kinds.toml:11: `position` of `pole` is a slot unit without `bands`: say `bands = {"),
            (with("bands = { few = 0, some = 3, many = 6 }"), not_increasing),
            (with("bands = { few = 3, some = 3, many = 6 }"), not_increasing),
            (with("bands = { few = 1, some = 6, many = 3 }"), not_increasing),
            (with("bands = { few = 1, some = 3, many = 3 }"), not_increasing),
            (
                with("bands = { few = 1, some = 3, many = 10 }"),
                "asset-kinds.toml:11: `position` of `pole` has `bands` beyond",
            ),
            (with("bands = { few = 1, some = 3 }"), "asset-kinds.toml:15: missing field `many`"),
            (with("bands = { few = 1, some = 3, many = 6, all = 9 }"), "asset-kinds.toml:15: unknown field `all`"),
            (with("bands = { few = -1, some = 3, many = 6 }"), "asset-kinds.toml:15: invalid value"),
            (with("bands = { few = 1, some = 2.5, many = 6 }"), "asset-kinds.toml:15: invalid type"),
            (
                format!("{HEAD}{SLOT}{budget}{BANDS}\n"),
                "asset-kinds.toml:17: `load` of `pole` is a budget, and budgets",
            ),
            (
                second(SLOT.replace("many = 6", "many = 7")),
                "asset-kinds.toml:23: `position` of `mast` has other `bands` in an earlier kind",
            ),
            (
                second(format!("{}{}", SLOT.replace("position", "place"), budget.replace("load", "position"))),
                "asset-kinds.toml:29: `position` of `mast` has another `nature` in an earlier kind",
            ),
        ] {
            let found = read(&text).unwrap_err().to_string();
            assert!(found.starts_with(fault), "{fault}\n{found}");
        }
        assert!(read(&with(BANDS)).is_ok());
    }

    #[test]
    fn shipped_slot_units_have_bands_that_an_asset_can_be_in() {
        let catalogue = load(&Source::BuiltIn).unwrap();
        let units = catalogue.kinds.iter().flat_map(|kind| &kind.units);
        for unit in units {
            assert_eq!(unit.bands.is_some(), unit.nature == UnitNature::Slot, "{}", unit.id);
            assert!(unit.bands.is_none_or(|bands| bands.few == 1), "{}: `none` means that nothing is free", unit.id);
        }
        let positions = catalogue.bands().thresholds("attachment_position");
        assert_eq!((positions.few, positions.some, positions.many), (1, 3, 6));
    }
}
