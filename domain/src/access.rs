//! Who people are to the affiliates: their roles, and how their organisations stand to a thing.
//!
//! What a role may do in a stance is decided in `policies/access`, not here.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{
    ids::{OrganizationId, UserId},
    text::Locale,
};

/// What a person does in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Prepares requests of a telecom operator, and answers for its assets.
    OperatorPlanner,
    /// Signs for a telecom operator.
    OperatorManager,
    /// Keeps the assets of another owner.
    OwnerClerk,
    /// Signs for another owner.
    OwnerManager,
    /// Reviews siting applications.
    DistrictReviewer,
    /// Decides siting applications.
    DistrictLead,
    /// Receives dossiers.
    IntakeClerk,
    /// Examines permit applications.
    PermitOfficer,
    /// Decides permit applications.
    PermitApprover,
    /// Watches for the telecom regulator.
    RegulatorOfficer,
    /// Decides for the telecom regulator.
    RegulatorLead,
    /// Gives opinions for a consulted agency.
    AgencyReviewer,
    /// Reads everything, changes nothing.
    Auditor,
    /// Keeps organisations, people and health.
    Admin,
}

impl Role {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How an organisation stands to a case or an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Stance {
    /// It applies.
    Applicant,
    /// It owns and answers.
    Owner,
    /// It owns a share; it is told.
    CoOwner,
    /// It uses the asset now.
    Tenant,
    /// It is the competent office.
    Reviewer,
    /// It is asked for an opinion.
    Consulted,
    /// It was the competent office and has handed the case on.
    Former,
    /// It is called to answer in a dispute.
    Respondent,
    /// It is told, and has no say.
    Informed,
    /// It watches over the field.
    Regulator,
    /// It administers the server.
    Admin,
    /// It stands in no relation.
    Public,
    /// It is the server itself.
    System,
}

impl Stance {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A role in an organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Membership {
    /// The organisation.
    pub organization: OrganizationId,
    /// The role.
    pub role: Role,
}

/// A person who is logged in, with all memberships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub user: UserId,
    /// The name that the history shows.
    pub name: String,
    /// The language.
    pub locale: Locale,
    /// The memberships.
    pub memberships: Vec<Membership>,
    /// Those of its organisations whose work another of them carries on: nothing new is begun in their name.
    pub carried_on: std::collections::BTreeSet<OrganizationId>,
}

impl Actor {
    /// The organisations in whose name the person can begin something new today.
    #[must_use]
    pub fn living(&self) -> std::collections::BTreeSet<OrganizationId> {
        self.organizations().difference(&self.carried_on).copied().collect()
    }

    /// The organisations in which the person has a membership, each once.
    #[must_use]
    pub fn organizations(&self) -> std::collections::BTreeSet<OrganizationId> {
        self.memberships.iter().map(|membership| membership.organization).collect()
    }

    /// Whether the person has a role anywhere.
    #[must_use]
    pub fn has_role(&self, role: Role) -> bool {
        self.memberships.iter().any(|membership| membership.role == role)
    }
}

/// What a reader may see: the things to which one of these organisations stands in this way.
///
/// A list and a single read use the same scope, so they always agree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Each pair that opens a thing to the reader.
    pub pairs: std::collections::BTreeSet<(OrganizationId, Stance)>,
}

impl Scope {
    /// Whether a thing with these relations is seen.
    #[must_use]
    pub fn admits<'a>(&self, relations: impl IntoIterator<Item = &'a (OrganizationId, Stance)>) -> bool {
        relations.into_iter().any(|relation| self.pairs.contains(relation))
    }
}
