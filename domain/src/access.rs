//! Roles, stances and scopes: who a person is, and how an organisation relates to a case or an
//! asset.
//!
//! Policies in `policies/access` say what a role may do in a stance.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{
    ids::{OrganizationId, UserId},
    text::Locale,
};

/// The function of a person in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Prepares requests of a telecom operator and maintains its assets.
    OperatorPlanner,
    /// Signs for a telecom operator.
    OperatorManager,
    /// Maintains the assets of another owner.
    OwnerClerk,
    /// Signs for another owner.
    OwnerManager,
    /// Reviews siting applications in a committee.
    DistrictReviewer,
    /// Decides siting applications in a committee.
    DistrictLead,
    /// Receives dossiers at the counter.
    IntakeClerk,
    /// Examines applications for construction permits.
    PermitOfficer,
    /// Decides applications for construction permits.
    PermitApprover,
    /// Monitors for the telecom regulator.
    RegulatorOfficer,
    /// Decides for the telecom regulator.
    RegulatorLead,
    /// Gives opinions for a consulted agency.
    AgencyReviewer,
    /// Reads everything and changes nothing.
    Auditor,
    /// Manages organisations, users and system health.
    Admin,
}

impl Role {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How an organisation relates to a case or an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Stance {
    Applicant,
    /// Owns the asset and answers for it.
    Owner,
    /// Owns a share of the asset and receives notifications.
    CoOwner,
    Tenant,
    Reviewer,
    Consulted,
    /// Was the competent office and has transferred the case.
    Former,
    /// Must answer in a dispute.
    Respondent,
    /// Receives notifications and has no say.
    Informed,
    /// Supervises the telecom sector.
    Regulator,
    /// Administers the whole installation.
    Admin,
    /// Has no relation to it.
    Public,
    /// The server acts by itself.
    System,
}

impl Stance {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Membership {
    pub organization: OrganizationId,
    pub role: Role,
}

/// A logged-in person with all memberships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub name: String,
    pub locale: Locale,
    pub memberships: Vec<Membership>,
    /// The person's organisations that have a successor among the person's organisations: nothing
    /// new begins in their names.
    pub carried_on: std::collections::BTreeSet<OrganizationId>,
}

impl Actor {
    /// The organisations in whose name the person can begin something new today.
    #[must_use]
    pub fn living(&self) -> std::collections::BTreeSet<OrganizationId> {
        self.organizations().difference(&self.carried_on).copied().collect()
    }

    /// The organisations in which the person has a membership, without duplicates.
    #[must_use]
    pub fn organizations(&self) -> std::collections::BTreeSet<OrganizationId> {
        self.memberships.iter().map(|membership| membership.organization).collect()
    }

    /// Reports whether the person has a role in any organisation.
    #[must_use]
    pub fn has_role(&self, role: Role) -> bool {
        self.memberships.iter().any(|membership| membership.role == role)
    }
}

/// The pairs of organisation and stance that make a case or an asset visible to a reader.
///
/// A list and a single read use the same scope, so both always agree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Each pair that makes an object visible.
    pub pairs: std::collections::BTreeSet<(OrganizationId, Stance)>,
}

impl Scope {
    /// Reports whether an object with these relations is visible.
    #[must_use]
    pub fn admits<'a>(&self, relations: impl IntoIterator<Item = &'a (OrganizationId, Stance)>) -> bool {
        relations.into_iter().any(|relation| self.pairs.contains(relation))
    }
}
