//! Loads `register.toml`: the rules for every asset, the parameters of planning queries, and the
//! thresholds of data-quality checks.

use domain::{
    planning::PlanningRules,
    registry::{kind::KindCatalogue, life::RegisterRules, quality::QualityRules},
};
use serde::Deserialize;

use crate::{
    faults::{PolicyFault, PolicyFaults},
    source::Source,
};

const PATH: &str = "register.toml";

/// The format of `register.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    decommission_notice_days: u32,
    claim_days: u32,
    planning: PlanningRules,
    quality: QualityRules,
}

/// The content of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Register {
    pub rules: RegisterRules,
    pub planning: PlanningRules,
    pub quality: QualityRules,
}

/// Loads the rules; the kinds and units that they name must exist in the catalogue.
///
/// # Errors
/// The faults of the file, with their lines.
pub fn load(source: &Source, kinds: &KindCatalogue) -> Result<Register, PolicyFaults> {
    let file = source.file(PATH)?;
    let book: Book = toml::from_str(&file.text).map_err(|error| PolicyFault::toml(&file.path, &file.text, &error))?;
    if let Some(stranger) = stranger(&book.planning, kinds) {
        let word = stranger.split(':').next().unwrap_or_default();
        let line = file.text.lines().position(|line| line.contains(word)).map_or(1, |place| place.saturating_add(1));
        return Err(PolicyFault::new(&file.path, line, format!("`{stranger}` is in no kind of asset")).into());
    }
    let rules = RegisterRules { decommission_notice_days: book.decommission_notice_days, claim_days: book.claim_days };
    Ok(Register { rules, planning: book.planning, quality: book.quality })
}

fn stranger(rules: &PlanningRules, kinds: &KindCatalogue) -> Option<String> {
    let named = rules.duct_kinds.iter().chain(&rules.chamber_kinds).chain(&rules.tower_kinds);
    let unknown = named.chain(rules.longest_span_m.keys()).find(|kind| kinds.kind(kind).is_none());
    let lacking =
        || rules.unit_of.iter().find(|(kind, unit)| kinds.kind(kind).is_none_or(|kind| kind.unit(unit).is_none()));
    unknown.cloned().or_else(|| lacking().map(|(kind, unit)| format!("{kind}: {unit}")))
}

#[cfg(test)]
mod tests {
    use crate::{kinds, source::Source};

    #[test]
    fn the_shipped_rules_can_be_read() {
        let kinds = kinds::load(&Source::BuiltIn).unwrap();
        let register = super::load(&Source::BuiltIn, &kinds).unwrap();
        assert_eq!(register.rules.decommission_notice_days, 60);
        assert!(register.quality.class_a_m < register.quality.class_b_m);
    }

    #[test]
    fn a_kind_that_is_not_in_the_catalogue_is_reported() {
        let kinds = kinds::load(&Source::BuiltIn).unwrap();
        let mut planning = super::load(&Source::BuiltIn, &kinds).unwrap().planning;
        planning.unit_of.insert("pole".to_owned(), "bore".to_owned());
        assert_eq!(super::stranger(&planning, &kinds).as_deref(), Some("pole: bore"));
        planning.duct_kinds = vec!["pipe".to_owned()];
        assert_eq!(super::stranger(&planning, &kinds).as_deref(), Some("pipe"));
    }
}
