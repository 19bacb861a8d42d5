//! Who people are to the house: their roles, and how their organisations stand to a thing.
//!
//! What a role may do in a stance is decided in `policies/access`, not here.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{OrganizationId, UserId},
    text::Locale,
    words::words,
};

words! {
    /// What a person does in an organisation.
    Role {
        /// Prepares requests of a telecom operator, and answers for its assets.
        OperatorPlanner = "operator_planner",
        /// Signs for a telecom operator.
        OperatorManager = "operator_manager",
        /// Keeps the assets of another owner.
        OwnerClerk = "owner_clerk",
        /// Signs for another owner.
        OwnerManager = "owner_manager",
        /// Reviews siting applications.
        DistrictReviewer = "district_reviewer",
        /// Decides siting applications.
        DistrictLead = "district_lead",
        /// Receives dossiers.
        IntakeClerk = "intake_clerk",
        /// Examines permit applications.
        PermitOfficer = "permit_officer",
        /// Decides permit applications.
        PermitApprover = "permit_approver",
        /// Watches for the telecom regulator.
        RegulatorOfficer = "regulator_officer",
        /// Decides for the telecom regulator.
        RegulatorLead = "regulator_lead",
        /// Gives opinions for a consulted agency.
        AgencyReviewer = "agency_reviewer",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
        /// Keeps organisations, people and health.
        Admin = "admin",
    }
}

words! {
    /// How an organisation stands to a case or an asset.
    Stance {
        /// It applies.
        Applicant = "applicant",
        /// It owns and answers.
        Owner = "owner",
        /// It owns a share; it is told.
        CoOwner = "co_owner",
        /// It uses the asset now.
        Tenant = "tenant",
        /// It is the competent office.
        Reviewer = "reviewer",
        /// It is asked for an opinion.
        Consulted = "consulted",
        /// It was the competent office and has handed the case on.
        Former = "former",
        /// It is called to answer in a dispute.
        Respondent = "respondent",
        /// It is told, and has no say.
        Informed = "informed",
        /// It watches over the field.
        Regulator = "regulator",
        /// It administers the house.
        Admin = "admin",
        /// It stands in no relation.
        Public = "public",
        /// It is the house itself.
        System = "system",
    }
}

/// A role in an organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seat {
    /// The organisation.
    pub organization: OrganizationId,
    /// The role.
    pub role: Role,
}

/// A person who is logged in, with all seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub user: UserId,
    /// The name that the history shows.
    pub name: String,
    /// The language.
    pub locale: Locale,
    /// The seats.
    pub seats: Vec<Seat>,
    /// Those of its organisations whose work another of them carries on: nothing new is begun in their name.
    pub carried_on: std::collections::BTreeSet<OrganizationId>,
}

impl Actor {
    /// The organisations in whose name the person can begin something new today.
    #[must_use]
    pub fn living(&self) -> std::collections::BTreeSet<OrganizationId> {
        self.organizations().difference(&self.carried_on).copied().collect()
    }

    /// The organisations in which the person has a seat, each once.
    #[must_use]
    pub fn organizations(&self) -> std::collections::BTreeSet<OrganizationId> {
        self.seats.iter().map(|seat| seat.organization).collect()
    }

    /// Whether the person has a role anywhere.
    #[must_use]
    pub fn has_role(&self, role: Role) -> bool {
        self.seats.iter().any(|seat| seat.role == role)
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
