//! The content of a case of any kind, and the queries common to all kinds.

use serde::{Deserialize, Serialize};

use super::{cleanup, construction, dispute, dossier::Dossier, gap::Gap, information, sharing, siting, works};
use crate::{
    ids::{AreaId, CaseId, OrganizationId},
    place::Shape,
    workflow::evidence::Reason,
};

/// The content of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CaseContent {
    /// A request for capacity on assets.
    SharingRequest(Box<sharing::Content>),
    /// A site for something new.
    SitingApplication(Box<siting::Content>),
    /// Works with a permit.
    ConstructionPermit(Box<construction::Content>),
    /// Works with a notice.
    CommencementNotice(Box<construction::Content>),
    /// Works that others may join.
    PlannedWorks(Box<works::Content>),
    /// A disagreement between two parties.
    Dispute(Box<dispute::Content>),
    /// A question to an owner.
    InformationRequest(Box<information::Content>),
    /// Streets to clean up.
    CleanUpCampaign(Box<cleanup::Content>),
}

impl CaseContent {
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::SharingRequest(content) => &content.request.title,
            Self::SitingApplication(content) => &content.application.title,
            Self::ConstructionPermit(content) | Self::CommencementNotice(content) => &content.works.title,
            Self::PlannedWorks(content) => &content.notice.title,
            Self::Dispute(content) => &content.claim.title,
            Self::InformationRequest(content) => &content.inquiry.title,
            Self::CleanUpCampaign(content) => &content.campaign.title,
        }
    }

    /// The addressed owner of a request.
    #[must_use]
    pub fn owner(&self) -> Option<OrganizationId> {
        match self {
            Self::SharingRequest(content) => content.owner,
            Self::InformationRequest(content) => content.inquiry.owner_id,
            Self::SitingApplication(_)
            | Self::ConstructionPermit(_)
            | Self::CommencementNotice(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::CleanUpCampaign(_) => None,
        }
    }

    /// The content of works, under a permit or a notice.
    #[must_use]
    pub fn construction(&self) -> Option<&construction::Content> {
        match self {
            Self::ConstructionPermit(content) | Self::CommencementNotice(content) => Some(content),
            Self::SharingRequest(_)
            | Self::SitingApplication(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => None,
        }
    }

    #[must_use]
    pub fn information(&self) -> Option<&information::Content> {
        match self {
            Self::InformationRequest(content) => Some(content),
            Self::SharingRequest(_)
            | Self::SitingApplication(_)
            | Self::ConstructionPermit(_)
            | Self::CommencementNotice(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::CleanUpCampaign(_) => None,
        }
    }

    #[must_use]
    pub fn sharing(&self) -> Option<&sharing::Content> {
        match self {
            Self::SharingRequest(content) => Some(content),
            Self::SitingApplication(_)
            | Self::ConstructionPermit(_)
            | Self::CommencementNotice(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => None,
        }
    }

    /// The part common to all dossiers before an authority.
    #[must_use]
    pub fn dossier(&self) -> Option<&Dossier> {
        match self {
            Self::SharingRequest(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => None,
            Self::SitingApplication(content) => Some(&content.dossier),
            Self::ConstructionPermit(content) | Self::CommencementNotice(content) => Some(&content.dossier),
        }
    }

    pub(super) fn dossier_mut(&mut self) -> Option<&mut Dossier> {
        match self {
            Self::SharingRequest(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => None,
            Self::SitingApplication(content) => Some(&mut content.dossier),
            Self::ConstructionPermit(content) | Self::CommencementNotice(content) => Some(&mut content.dossier),
        }
    }

    /// The planned place; of a campaign, its first street.
    #[must_use]
    pub fn place(&self) -> Option<&Shape> {
        match self {
            Self::SharingRequest(_) | Self::Dispute(_) => None,
            Self::CleanUpCampaign(content) => content.campaign.streets.iter().find_map(|street| street.place.as_ref()),
            Self::InformationRequest(content) => content.inquiry.place.as_ref(),
            Self::SitingApplication(content) => content.application.place.as_ref(),
            Self::ConstructionPermit(content) | Self::CommencementNotice(content) => content.works.place.as_ref(),
            Self::PlannedWorks(content) => content.notice.place.as_ref(),
        }
    }

    /// The unit of the competent office.
    #[must_use]
    pub fn area(&self) -> Option<AreaId> {
        self.dossier()?.authority.as_ref()?.area
    }

    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        match self {
            Self::SharingRequest(content) => &content.gaps,
            Self::SitingApplication(content) => &content.dossier.gaps,
            Self::ConstructionPermit(content) | Self::CommencementNotice(content) => &content.dossier.gaps,
            Self::PlannedWorks(_) | Self::Dispute(_) | Self::InformationRequest(_) | Self::CleanUpCampaign(_) => &[],
        }
    }

    /// The reasons of a refusal.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::SharingRequest(content) => &content.reasons,
            Self::SitingApplication(content) => &content.dossier.reasons,
            Self::ConstructionPermit(content) | Self::CommencementNotice(content) => &content.dossier.reasons,
            Self::Dispute(content) => &content.reasons,
            Self::InformationRequest(content) => &content.reasons,
            Self::PlannedWorks(_) | Self::CleanUpCampaign(_) => &[],
        }
    }

    /// The other cases that the case references.
    #[must_use]
    pub fn refers_to(&self) -> Vec<CaseId> {
        match self {
            Self::SharingRequest(_)
            | Self::PlannedWorks(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => Vec::new(),
            Self::Dispute(content) => content.claim.case_id.into_iter().collect(),
            Self::SitingApplication(content) => {
                content.application.sharing_answers.iter().filter_map(|answer| answer.sharing_case_id).collect()
            }
            Self::ConstructionPermit(content) | Self::CommencementNotice(content) => {
                content.works.siting_case_id.into_iter().collect()
            }
        }
    }
}
