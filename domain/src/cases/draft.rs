//! The draft that an applicant writes before filing.

use super::{CaseContent, Facts, Kind, cleanup, construction, dispute, information, sharing, siting, works};
use crate::workflow::violation::FieldError;

/// A draft of any kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Draft {
    /// A request for capacity on assets.
    SharingRequest(sharing::Request),
    /// A site for something new.
    SitingApplication(siting::Application),
    /// Works with a permit.
    ConstructionPermit(construction::Works),
    /// Works with a notice.
    CommencementNotice(construction::Works),
    /// Works that others may join.
    PlannedWorks(works::Notice),
    /// A claim against the other side of a case.
    Dispute(dispute::Claim),
    /// A question to an owner.
    InformationRequest(information::Inquiry),
    /// Streets to clean up.
    CleanUpCampaign(cleanup::Campaign),
}

impl Draft {
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::SharingRequest(_) => Kind::SharingRequest,
            Self::SitingApplication(_) => Kind::SitingApplication,
            Self::ConstructionPermit(_) => Kind::ConstructionPermit,
            Self::CommencementNotice(_) => Kind::CommencementNotice,
            Self::PlannedWorks(_) => Kind::PlannedWorks,
            Self::Dispute(_) => Kind::Dispute,
            Self::InformationRequest(_) => Kind::InformationRequest,
            Self::CleanUpCampaign(_) => Kind::CleanUpCampaign,
        }
    }

    /// The content of a new case.
    #[must_use]
    pub fn content(&self) -> CaseContent {
        match self.clone() {
            Self::SharingRequest(request) => CaseContent::SharingRequest(Box::new(sharing::Content::new(request))),
            Self::SitingApplication(site) => CaseContent::SitingApplication(Box::new(siting::Content::new(site))),
            Self::ConstructionPermit(works) => {
                CaseContent::ConstructionPermit(Box::new(construction::Content::new(works)))
            }
            Self::CommencementNotice(works) => {
                CaseContent::CommencementNotice(Box::new(construction::Content::new(works)))
            }
            Self::PlannedWorks(notice) => CaseContent::PlannedWorks(Box::new(works::Content::new(notice))),
            Self::Dispute(claim) => CaseContent::Dispute(Box::new(dispute::Content::new(claim))),
            Self::InformationRequest(inquiry) => {
                CaseContent::InformationRequest(Box::new(information::Content::new(inquiry)))
            }
            Self::CleanUpCampaign(campaign) => CaseContent::CleanUpCampaign(Box::new(cleanup::Content::new(campaign))),
        }
    }

    /// The faults of a draft; a draft may be incomplete but not impossible.
    #[must_use]
    pub fn faults(&self, facts: &Facts) -> Vec<FieldError> {
        match self {
            Self::SharingRequest(request) => sharing::faults_of_draft(request, facts),
            Self::SitingApplication(site) => site.faults().found(),
            Self::ConstructionPermit(works) | Self::CommencementNotice(works) => works.faults().found(),
            Self::PlannedWorks(_) | Self::Dispute(_) | Self::InformationRequest(_) | Self::CleanUpCampaign(_) => {
                Vec::new()
            }
        }
    }

    /// The assets on which the request asks for capacity.
    #[must_use]
    pub fn elements(&self) -> &[sharing::Element] {
        match self {
            Self::SharingRequest(request) => &request.elements,
            Self::SitingApplication(_)
            | Self::ConstructionPermit(_)
            | Self::CommencementNotice(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => &[],
        }
    }
}

impl From<&CaseContent> for Draft {
    /// The application without anything that was decided on it.
    fn from(content: &CaseContent) -> Self {
        match content {
            CaseContent::SharingRequest(content) => Self::SharingRequest(content.request.clone()),
            CaseContent::SitingApplication(content) => Self::SitingApplication(content.application.clone()),
            CaseContent::ConstructionPermit(content) => Self::ConstructionPermit(content.works.clone()),
            CaseContent::CommencementNotice(content) => Self::CommencementNotice(content.works.clone()),
            CaseContent::PlannedWorks(content) => Self::PlannedWorks(content.notice.clone()),
            CaseContent::Dispute(content) => Self::Dispute(content.claim.clone()),
            CaseContent::InformationRequest(content) => Self::InformationRequest(content.inquiry.clone()),
            CaseContent::CleanUpCampaign(content) => Self::CleanUpCampaign(content.campaign.clone()),
        }
    }
}
