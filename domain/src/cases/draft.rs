//! What an applicant writes before it files.

use super::{Facts, Kind, Papers, cleanup, construction, dispute, information, sharing, siting, works};
use crate::workflow::denial::{Fault, Faults};

/// A draft of any kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Draft {
    /// Room on assets.
    SharingRequest(sharing::Request),
    /// A place for something new.
    SitingApplication(siting::Application),
    /// Works that need a permit.
    ConstructionPermit(construction::Works),
    /// Works that need a notice.
    CommencementNotice(construction::Works),
    /// Works that others may join.
    PlannedWorks(works::Notice),
    /// A claim against the other side of a case.
    Dispute(dispute::Claim),
    /// A question to an owner.
    InformationRequest(information::Inquiry),
    /// Streets to be tidied.
    CleanUpCampaign(cleanup::Campaign),
}

impl Draft {
    /// Its kind.
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

    /// The papers of a fresh case.
    #[must_use]
    pub fn papers(&self) -> Papers {
        match self.clone() {
            Self::SharingRequest(request) => Papers::SharingRequest(Box::new(sharing::Papers::new(request))),
            Self::SitingApplication(site) => Papers::SitingApplication(Box::new(siting::Papers::new(site))),
            Self::ConstructionPermit(works) => Papers::ConstructionPermit(Box::new(construction::Papers::new(works))),
            Self::CommencementNotice(works) => Papers::CommencementNotice(Box::new(construction::Papers::new(works))),
            Self::PlannedWorks(notice) => Papers::PlannedWorks(Box::new(works::Papers::new(notice))),
            Self::Dispute(claim) => Papers::Dispute(Box::new(dispute::Papers::new(claim))),
            Self::InformationRequest(inquiry) => {
                Papers::InformationRequest(Box::new(information::Papers::new(inquiry)))
            }
            Self::CleanUpCampaign(campaign) => Papers::CleanUpCampaign(Box::new(cleanup::Papers::new(campaign))),
        }
    }

    /// What is wrong with it; a draft may be incomplete, not impossible.
    #[must_use]
    pub fn faults(&self, facts: &Facts) -> Vec<Fault> {
        match self {
            Self::SharingRequest(request) => {
                let mut found = sharing::faults_of_draft(request, facts);
                found.extend(Faults::of_title(&request.title).found());
                found
            }
            Self::SitingApplication(site) => site.faults().found(),
            Self::ConstructionPermit(works) | Self::CommencementNotice(works) => works.faults().found(),
            Self::PlannedWorks(notice) => notice.faults().found(),
            Self::Dispute(claim) => claim.faults().found(),
            Self::InformationRequest(inquiry) => inquiry.faults().found(),
            Self::CleanUpCampaign(campaign) => campaign.faults().found(),
        }
    }

    /// The assets that it asks room on.
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

impl From<&Papers> for Draft {
    /// What was asked for, without anything that was decided on it.
    fn from(papers: &Papers) -> Self {
        match papers {
            Papers::SharingRequest(papers) => Self::SharingRequest(papers.request.clone()),
            Papers::SitingApplication(papers) => Self::SitingApplication(papers.application.clone()),
            Papers::ConstructionPermit(papers) => Self::ConstructionPermit(papers.works.clone()),
            Papers::CommencementNotice(papers) => Self::CommencementNotice(papers.works.clone()),
            Papers::PlannedWorks(papers) => Self::PlannedWorks(papers.notice.clone()),
            Papers::Dispute(papers) => Self::Dispute(papers.claim.clone()),
            Papers::InformationRequest(papers) => Self::InformationRequest(papers.inquiry.clone()),
            Papers::CleanUpCampaign(papers) => Self::CleanUpCampaign(papers.campaign.clone()),
        }
    }
}
