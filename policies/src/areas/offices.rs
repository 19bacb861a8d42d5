//! The offices of units, with their competences.

use chrono::NaiveDate;
use domain::{area::Validity, organization::OrganizationKind, text::Localized};
use serde::Deserialize;

use super::Unit;
use crate::{
    faults::{PolicyFault, PolicyFaults, unless},
    source::Source,
};

/// An office of a unit, for as long as the unit exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    pub name: Localized,
    pub kind: OrganizationKind,
    /// The code of the unit.
    pub unit: String,
    pub validity: Validity,
    /// The competences of the office in the unit.
    pub competences: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    #[serde(default)]
    office: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    code: Option<String>,
    #[serde(default)]
    kinds: Vec<String>,
    since: Option<toml::value::Datetime>,
    name: Localized,
    organization: OrganizationKind,
    competences: Vec<String>,
}

/// The offices of all units.
///
/// # Errors
/// Every rule without a unit, or without a competence.
pub(super) fn load(source: &Source, name: &str, units: &[Unit]) -> Result<Vec<Office>, PolicyFaults> {
    let file = source.file(&format!("areas/{name}"))?;
    let rules: Rules = toml::from_str(&file.text).map_err(|error| PolicyFault::toml(&file.path, &file.text, &error))?;
    let mut offices = Vec::new();
    let mut faults = Vec::new();
    for (place, rule) in rules.office.iter().enumerate() {
        let own: Vec<Office> = units.iter().filter(|unit| rule.is_for(unit)).map(|unit| rule.office_of(unit)).collect();
        let number = place.saturating_add(1);
        if own.is_empty() {
            faults.push(PolicyFault::new(&file.path, 0, format!("office {number} is for no unit")));
        }
        if rule.competences.is_empty() {
            faults.push(PolicyFault::new(&file.path, 0, format!("office {number} is competent for nothing")));
        }
        offices.extend(own);
    }
    unless(faults, offices)
}

impl Rule {
    fn is_for(&self, unit: &Unit) -> bool {
        let named = match &self.code {
            Some(code) => unit.code == *code,
            None => self.kinds.contains(&unit.kind),
        };
        let since = self
            .since
            .and_then(|since| since.date)
            .and_then(|day| NaiveDate::from_ymd_opt(i32::from(day.year), u32::from(day.month), u32::from(day.day)));
        named && since.is_none_or(|since| unit.validity.from().is_some_and(|from| from >= since))
    }

    fn office_of(&self, unit: &Unit) -> Office {
        let filled = |template: &str, unit: &str| template.replace("{unit}", &inside_a_sentence(unit));
        Office {
            name: Localized { vi: filled(&self.name.vi, &unit.name), en: filled(&self.name.en, &unit.plain_name) },
            kind: self.organization,
            unit: unit.code.clone(),
            validity: unit.validity,
            competences: self.competences.clone(),
        }
    }
}

/// Turns the name at the start of a sentence, `Thành phố Hạ Long`, into the form within a sentence,
/// `thành phố Hạ Long`.
fn inside_a_sentence(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
