//! The route resolver: whether works need a permit or a notice, the competent office, and the
//! reference in the law.
//!
//! The resolver is pure: it reads the rules of the pack in force and the facts of the works, and
//! nothing else. The content of the case keeps the input and the result.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::Works;
use crate::{
    cases::site::{Class, Settlement, WorkKind},
    text::Localized,
    workflow::limit::Verified,
};

/// The procedure that the law prescribes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Way {
    /// Construction starts only after a permit.
    ConstructionPermit,
    /// A notice before the start suffices.
    CommencementNotice,
}

impl Way {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The documents that the procedure requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Dossier {
    /// The documents of a permit application.
    Full,
    NoticeOnly,
}

/// A rule of a pack; the order of the rules matters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    pub id: String,
    pub title: Localized,
    /// The works to which the rule applies; an empty field matches everything.
    #[serde(default)]
    pub when: When,
    pub to: Way,
    pub dossier: Dossier,
    /// The competence that decides, as named in offices: `permit.province`.
    pub competence: String,
    /// The reference in the law.
    pub clause: String,
    /// Whether somebody has verified the reference in the law.
    pub verified: Verified,
}

/// The works to which a rule applies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    pub work: Vec<WorkKind>,
    pub class: Vec<Class>,
    /// The settlement density of the place.
    pub settlement: Vec<Settlement>,
    /// Whether the works follow the plan or an approved route.
    pub in_plan: Option<bool>,
}

/// The result of the resolver, with its input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// The rule that decided.
    pub rule: String,
    pub to: Way,
    pub dossier: Dossier,
    /// The competence that decides.
    pub competence: String,
    /// The reference in the law.
    pub clause: String,
    /// The input for which the route was resolved.
    #[serde(rename = "told")]
    pub inputs: When,
}

/// The route of these works; `None` when no rule of the pack matches.
#[must_use]
pub fn resolve(rules: &[Route], works: &Works) -> Option<Resolved> {
    rules.iter().find(|rule| is_for(&rule.when, works)).map(|rule| Resolved {
        rule: rule.id.clone(),
        to: rule.to,
        dossier: rule.dossier,
        competence: rule.competence.clone(),
        clause: rule.clause.clone(),
        inputs: When {
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
