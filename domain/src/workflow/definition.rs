//! The workflow of one kind of case, as defined in a rule pack.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

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

/// One kind of case: its states, its actions with roles and effects, and its time limits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
pub struct Definition<R: Rules> {
    pub kind: KindName,
    pub title: Localized,
    /// The prefix of the codes of such cases, `SR`.
    pub code_prefix: String,
    /// The state of a new case.
    pub initial: StateId,
    #[serde(rename = "state")]
    pub states: Vec<State>,
    #[serde(rename = "action")]
    pub actions: Vec<Action<R>>,
    #[serde(rename = "limit", default)]
    pub limits: Vec<Limit>,
    /// The rules for consulting other agencies.
    #[serde(rename = "referral", default)]
    pub referrals: Vec<ReferralRule>,
    /// The closed list of reasons for refusing such a case.
    #[serde(rename = "refusal_code", default)]
    pub refusal_codes: Vec<RefusalCode>,
    /// The kinds of evidence for a reason.
    #[serde(rename = "evidence", default)]
    pub evidence: Vec<Evidence>,
    /// The documents that such a case can have.
    #[serde(rename = "document", default)]
    pub documents: Vec<Document>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub id: StateId,
    pub title: Localized,
    /// The phase of a case in this state.
    pub phase: Phase,
    /// The roles that must act; each gets a task.
    #[serde(default)]
    pub turn: Vec<Who>,
    /// Whether the clocks run in this state.
    pub clock: Clock,
    /// The code of the national dossier status list, where one fits.
    pub national_status: Option<u8>,
}

/// The phase of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Phase {
    /// Not yet filed; only the applicant sees the case.
    Draft,
    Open,
    /// Decided and still effective: an agreement or permit in force.
    InForce,
    /// Finished. Only actions that explicitly start here can change the case.
    Closed,
}

impl Phase {
    /// The form in the database and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// At least one limit runs.
    Running,
    /// The limits of the other side are paused.
    Paused,
    /// No limit runs in this state.
    Stopped,
}

/// Who may act, or who must act next.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// The stance of the organisation to the case.
    pub stance: Stance,
    /// The roles in the organisation; empty only for the system.
    #[serde(default)]
    pub roles: Vec<Role>,
}

impl Who {
    /// Reports whether a membership matches.
    #[must_use]
    pub fn admits(&self, place: &super::doer::PartyMembership) -> bool {
        self.stance == place.stance && self.roles.contains(&place.role)
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
pub struct Action<R: Rules> {
    /// Several entries may share a name when they start from different states or have different
    /// roles.
    pub id: ActionId,
    pub title: Localized,
    /// The states in which the action is possible.
    pub from: Vec<StateId>,
    /// The target state; absent when the state does not change.
    pub to: Option<StateId>,
    /// The stances and roles that may perform the action.
    pub who: Vec<Who>,
    /// The trigger, when the system performs the action.
    #[serde(default)]
    pub trigger: Trigger,
    /// The documents that must be on file.
    #[serde(default)]
    pub documents: Vec<DocumentKind>,
    /// The fields of the action's data.
    #[serde(rename = "field", default)]
    pub fields: Vec<Field<R>>,
    /// Whether coded reasons are mandatory.
    #[serde(default)]
    pub reasons: Reasons,
    /// Whether the action takes a comment.
    #[serde(default)]
    pub comment: Comment,
    /// The conditions that must hold before the action.
    #[serde(default)]
    pub guards: Vec<R::Guard>,
    /// The changes of the content that follow.
    #[serde(default)]
    pub effects: Vec<R::Effect>,
    /// Actions that the same person must not have performed on this case.
    #[serde(default)]
    pub four_eyes: Vec<ActionId>,
    /// The limit of performances per case.
    pub max_times: Option<u32>,
    /// The part of the action in a request for a supplement.
    #[serde(default)]
    pub supplement: Supplement,
    /// The decision, if the action is one.
    pub outcome: Option<Outcome>,
    /// The mode of the decision; by an officer by default.
    pub mode: Option<Mode>,
    /// The status of the physical works after the action.
    pub works: Option<WorksStatus>,
    /// The flags that the action raises.
    #[serde(default)]
    pub raise: Vec<Flag>,
    /// The flags that the action lowers.
    #[serde(default)]
    pub lower: Vec<Flag>,
    /// The flags that must be raised.
    #[serde(default)]
    pub needs_flags: Vec<Flag>,
    /// The limits that the action extends, within what they allow.
    #[serde(default)]
    pub extends: Vec<LimitId>,
    /// The referral rule that the action starts.
    pub refers: Option<super::name::ReferralId>,
    /// The referral rule that the action answers.
    pub opinion: Option<super::name::ReferralId>,
    /// The recipients of notifications.
    #[serde(default)]
    #[serde(rename = "tell")]
    pub notices: Vec<NoticeRule>,
    /// The reference in the law.
    pub clause: Option<String>,
}

/// The trigger of a system action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A clock, an agency's silence or a change of the register. The action must always be
    /// possible.
    #[default]
    Clock,
    /// A decision on another case, or a step on this case, that orders the action. Where the action
    /// is impossible, that decision is impossible too.
    AnotherCase,
}

/// Whether an action must give reasons from the closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reasons {
    #[default]
    None,
    /// At least one coded reason with its evidence.
    Coded,
}

/// Whether an action takes a comment of the person who performs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Comment {
    Required,
    #[default]
    Optional,
    None,
}

/// The part of an action in a supplement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supplement {
    #[default]
    None,
    /// Asks the applicant for all missing parts at once.
    Asks,
    /// The action answers such a request.
    Answers,
}

/// The recipients of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRule {
    /// The stance of the recipients to the case.
    pub stance: Stance,
    #[serde(rename = "letter")]
    pub template: LetterName,
    /// Whether the letter has a legal effect.
    pub class: crate::notice::LegalClass,
    /// The limit whose due date the letter names.
    pub due: Option<LimitId>,
    /// Restricts the recipients to those concerned, or to subscribers of the topic in the area.
    pub topic: Option<crate::notice::Topic>,
}

/// A document that a case can have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub id: DocumentKind,
    pub title: Localized,
}

impl<R: Rules> Definition<R> {
    #[must_use]
    pub fn state(&self, id: &StateId) -> Option<&State> {
        self.states.iter().find(|state| state.id == *id)
    }

    #[must_use]
    pub fn limit(&self, id: &LimitId) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.id == *id)
    }

    #[must_use]
    pub fn referral(&self, id: &super::name::ReferralId) -> Option<&ReferralRule> {
        self.referrals.iter().find(|rule| rule.id == *id)
    }

    /// The title of an action; its name when the definition does not have it.
    #[must_use]
    pub fn action_title(&self, id: &ActionId) -> Localized {
        let known = self.actions.iter().find(|action| action.id == *id);
        known.map_or_else(|| Localized::same(id.as_str()), |action| action.title.clone())
    }

    /// The title of a state; its name when the definition does not have it.
    #[must_use]
    pub fn state_title(&self, id: &StateId) -> Localized {
        self.state(id).map_or_else(|| Localized::same(id.as_str()), |state| state.title.clone())
    }

    /// The actions from a state, in the order of the pack.
    pub fn actions_from<'a>(&'a self, state: &'a StateId) -> impl Iterator<Item = &'a Action<R>> + 'a {
        self.actions.iter().filter(move |action| action.from.contains(state))
    }

    /// The definition of a performed action: several entries may share a name, and the signature
    /// distinguishes them.
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
    /// The state after the action.
    #[must_use]
    pub fn target<'a>(&'a self, from: &'a StateId) -> &'a StateId {
        self.to.as_ref().unwrap_or(from)
    }

    /// Reports whether the clock may perform the action.
    #[must_use]
    pub(crate) fn is_for_system(&self) -> bool {
        self.trigger == Trigger::Clock && self.who.iter().any(|who| who.stance == Stance::System)
    }

    #[must_use]
    pub fn field(&self, id: &FieldId) -> Option<&Field<R>> {
        self.fields.iter().find(|field| field.id == *id)
    }
}
