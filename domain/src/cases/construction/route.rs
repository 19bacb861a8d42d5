//! The route resolver: whether works need a permit or a notice, before whom, and where that stands in the law.
//!
//! Pure: the rules of the pack in force, the facts of the works, and nothing else. What it was told and what it answered stay in
//! the papers of the case.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::Works;
use crate::{
    cases::site::{Class, Settlement, WorkKind},
    text::Localized,
    workflow::limit::Verified,
};

/// Where the law sends works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Way {
    /// A permit must be granted first.
    ConstructionPermit,
    /// A notice before the start is enough.
    CommencementNotice,
}

impl Way {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What must come with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Dossier {
    /// The papers of a permit application.
    Full,
    /// The notice alone.
    NoticeOnly,
}

/// A rule of a pack, in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub title: Localized,
    /// For which works it is; what is not named does not matter.
    #[serde(default)]
    pub when: When,
    /// Where it sends them.
    pub to: Way,
    /// What must come with it.
    pub dossier: Dossier,
    /// Which competence decides, as offices have it: `permit.province`.
    pub competence: String,
    /// Where it stands in the law.
    pub clause: String,
    /// Whether it was read in the law.
    pub verified: Verified,
}

/// For which works a rule is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// The kinds of works.
    pub work: Vec<WorkKind>,
    /// Their classes.
    pub class: Vec<Class>,
    /// How the place is settled.
    pub settlement: Vec<Settlement>,
    /// Whether they follow the plan or an approved route.
    pub in_plan: Option<bool>,
}

/// What the resolver answered, with what it was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// The rule that decided.
    pub rule: String,
    /// The way.
    pub to: Way,
    /// What must come with it.
    pub dossier: Dossier,
    /// Which competence decides.
    pub competence: String,
    /// Where it stands in the law.
    pub clause: String,
    /// What it was told.
    pub told: When,
}

/// The way of these works; `None` when no rule of the pack is for them.
#[must_use]
pub fn resolve(rules: &[Route], works: &Works) -> Option<Resolved> {
    rules.iter().find(|rule| is_for(&rule.when, works)).map(|rule| Resolved {
        rule: rule.id.clone(),
        to: rule.to,
        dossier: rule.dossier,
        competence: rule.competence.clone(),
        clause: rule.clause.clone(),
        told: When {
            work: works.work.into_iter().collect(),
            class: works.class.into_iter().collect(),
            settlement: works.settlement.into_iter().collect(),
            in_plan: Some(works.in_plan),
        },
    })
}

fn is_for(when: &When, works: &Works) -> bool {
    fn admits<T: PartialEq>(wanted: &[T], said: Option<&T>) -> bool {
        wanted.is_empty() || said.is_some_and(|said| wanted.contains(said))
    }
    admits(&when.work, works.work.as_ref())
        && admits(&when.class, works.class.as_ref())
        && admits(&when.settlement, works.settlement.as_ref())
        && when.in_plan.is_none_or(|wanted| wanted == works.in_plan)
}
