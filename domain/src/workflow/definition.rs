//! The machine of one kind of case, as a rule pack writes it.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{
    doer::Signature,
    event::{Flag, Mode, Outcome, Taken, WorksStatus},
    evidence::{Evidence, RefusalCode},
    fields::Field,
    limit::Limit,
    name::{ActionId, DocumentKind, FieldId, KindName, LetterName, LimitId, StateId},
    referral::ReferralRule,
    rules::Rules,
};
use crate::{
    access::{Role, Stance},
    text::Localized,
};

/// One kind of case: its states, what may be done in them, by whom, and how long it may take.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
pub struct Definition<R: Rules> {
    /// The kind.
    pub kind: KindName,
    /// What people call it.
    pub title: Localized,
    /// How the codes of such cases begin, `SR`.
    pub code_prefix: String,
    /// Where a case begins.
    pub initial: StateId,
    /// All states.
    #[serde(rename = "state")]
    pub states: Vec<State>,
    /// All actions.
    #[serde(rename = "action")]
    pub actions: Vec<Action<R>>,
    /// All time limits.
    #[serde(rename = "limit", default)]
    pub limits: Vec<Limit>,
    /// How other agencies are asked.
    #[serde(rename = "referral", default)]
    pub referrals: Vec<ReferralRule>,
    /// The only reasons for which such a case can be refused.
    #[serde(rename = "refusal_code", default)]
    pub refusal_codes: Vec<RefusalCode>,
    /// What can prove a reason.
    #[serde(rename = "evidence", default)]
    pub evidence: Vec<Evidence>,
    /// The papers such a case can hold.
    #[serde(rename = "document", default)]
    pub documents: Vec<Document>,
}

/// A state of a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its name.
    pub id: StateId,
    /// What people call it.
    pub title: Localized,
    /// Where in its life a case is here.
    pub phase: Phase,
    /// Whose turn it is: they get a task.
    #[serde(default)]
    pub turn: Vec<Who>,
    /// Whether the clocks run here.
    pub clock: Clock,
    /// The code of the national dossier status list, where one fits.
    pub national_status: Option<u8>,
}

/// Where in its life a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Phase {
    /// Not yet filed; only the applicant sees it.
    Draft,
    /// In work.
    Open,
    /// Decided and living on: an agreement or permit in force.
    InForce,
    /// Over. Nothing can move it any more but the actions that say so.
    Closed,
}

impl Phase {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Whether clocks run in a state; a statement for people, which the checker holds against the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// At least one limit runs.
    Running,
    /// The limits of the other side stand still.
    Paused,
    /// No limit runs.
    Stopped,
}

/// Who may do a thing, or whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// How the organisation stands to the case.
    pub stance: Stance,
    /// The roles in it; empty only for the system.
    #[serde(default)]
    pub roles: Vec<Role>,
}

impl Who {
    /// Whether a place is meant.
    #[must_use]
    pub fn admits(&self, place: &super::doer::Place) -> bool {
        self.stance == place.stance && self.roles.contains(&place.role)
    }
}

/// What can be done.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
pub struct Action<R: Rules> {
    /// Its name; several entries may share it when they start from different states or people.
    pub id: ActionId,
    /// What people call it.
    pub title: Localized,
    /// From where.
    pub from: Vec<StateId>,
    /// To where; absent when the case stays where it is.
    pub to: Option<StateId>,
    /// By whom.
    pub who: Vec<Who>,
    /// What sets it off when the system does it.
    #[serde(default)]
    pub trigger: Trigger,
    /// The documents that must be on file.
    #[serde(default)]
    pub documents: Vec<DocumentKind>,
    /// What must be said with it.
    #[serde(rename = "field", default)]
    pub fields: Vec<Field>,
    /// Whether coded reasons are needed.
    #[serde(default)]
    pub reasons: Reasons,
    /// What must be true.
    #[serde(default)]
    pub guards: Vec<R::Guard>,
    /// What follows.
    #[serde(default)]
    pub effects: Vec<R::Effect>,
    /// Actions that the same person must not have done on this case.
    #[serde(default)]
    pub four_eyes: Vec<ActionId>,
    /// How often it may be done on one case.
    pub max_times: Option<u32>,
    /// Its part in asking for a supplement.
    #[serde(default)]
    pub supplement: Supplement,
    /// The decision that it is, if it is one.
    pub outcome: Option<Outcome>,
    /// How a decision was reached; by an officer unless said.
    pub mode: Option<Mode>,
    /// The state of the physical works after it.
    pub works: Option<WorksStatus>,
    /// Flags that go up.
    #[serde(default)]
    pub raise: Vec<Flag>,
    /// Flags that come down.
    #[serde(default)]
    pub lower: Vec<Flag>,
    /// Flags that must be up for it.
    #[serde(default)]
    pub needs_flags: Vec<Flag>,
    /// Limits that it prolongs, within what they allow.
    #[serde(default)]
    pub extends: Vec<LimitId>,
    /// The rule for asking other agencies that it sets off.
    pub refers: Option<super::name::ReferralId>,
    /// The rule for asking other agencies to which it is an answer.
    pub opinion: Option<super::name::ReferralId>,
    /// Who is told.
    #[serde(default)]
    pub tell: Vec<Tell>,
    /// Where it stands in the law.
    pub clause: Option<String>,
}

/// What sets off an action of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A clock, an agency's silence or a change of the register. It must always be possible.
    #[default]
    Clock,
    /// A decision on another case, or a step on this one, which says what is to be done. Where it is not possible, neither is that
    /// decision.
    AnotherCase,
}

/// Whether an action must give reasons from the closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reasons {
    /// It needs none.
    #[default]
    None,
    /// At least one coded reason with its evidence.
    Coded,
}

/// The part of an action in a supplement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supplement {
    /// None.
    #[default]
    None,
    /// It asks the applicant for what is missing, all at once.
    Asks,
    /// It answers.
    Answers,
}

/// Someone who is told something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    /// Who, by how they stand to the case.
    pub stance: Stance,
    /// Which letter.
    pub letter: LetterName,
    /// Whether something legal hangs on it.
    pub class: crate::notice::LegalClass,
    /// The limit whose due date the letter names.
    pub due: Option<LimitId>,
    /// Only those of them whom it concerns, or who asked to hear of this there.
    pub topic: Option<crate::notice::Topic>,
}

/// A paper that a case can hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its kind.
    pub id: DocumentKind,
    /// What people call it.
    pub title: Localized,
}

impl<R: Rules> Definition<R> {
    /// A state by name.
    #[must_use]
    pub fn state(&self, id: &StateId) -> Option<&State> {
        self.states.iter().find(|state| state.id == *id)
    }

    /// A limit by name.
    #[must_use]
    pub fn limit(&self, id: &LimitId) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.id == *id)
    }

    /// A referral rule by name.
    #[must_use]
    pub fn referral(&self, id: &super::name::ReferralId) -> Option<&ReferralRule> {
        self.referrals.iter().find(|rule| rule.id == *id)
    }

    /// What can be done from a state, in the order of the pack.
    pub fn actions_from<'a>(&'a self, state: &'a StateId) -> impl Iterator<Item = &'a Action<R>> + 'a {
        self.actions.iter().filter(move |action| action.from.contains(state))
    }

    /// The action that stands in a history: several may share its name, and the signature tells them apart.
    #[must_use]
    pub fn action_taken(&self, taken: &Taken) -> Option<&Action<R>> {
        let admits = |who: &Who| match &taken.signature {
            Signature::Person { place, .. } => who.admits(place),
            Signature::System => who.stance == Stance::System,
        };
        let is_it = |action: &&Action<R>| action.id == taken.action && action.from.contains(&taken.from);
        self.actions.iter().filter(is_it).find(|action| action.who.iter().any(admits))
    }
}

impl<R: Rules> Action<R> {
    /// Where the case is after it.
    #[must_use]
    pub fn target<'a>(&'a self, from: &'a StateId) -> &'a StateId {
        self.to.as_ref().unwrap_or(from)
    }

    /// Whether the clock may do it by itself.
    #[must_use]
    pub(crate) fn is_for_system(&self) -> bool {
        self.trigger == Trigger::Clock && self.who.iter().any(|who| who.stance == Stance::System)
    }

    /// A field by name.
    #[must_use]
    pub fn field(&self, id: &FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == *id)
    }
}
