//! The papers of a case of any kind, and what the server may ask of them whatever the kind.

use serde::{Deserialize, Serialize};

use super::{cleanup, construction, dispute, dossier::Dossier, gap::Gap, information, sharing, siting, works};
use crate::{
    ids::{AreaId, CaseId, OrganizationId},
    place::Shape,
    workflow::evidence::Reason,
};

/// What a case is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CaseContent {
    /// Room on assets.
    SharingRequest(Box<sharing::Content>),
    /// A place for something new.
    SitingApplication(Box<siting::Content>),
    /// Works that need a permit.
    ConstructionPermit(Box<construction::Content>),
    /// Works that need a notice.
    CommencementNotice(Box<construction::Content>),
    /// Works that others may join.
    PlannedWorks(Box<works::Content>),
    /// Two sides that cannot agree.
    Dispute(Box<dispute::Content>),
    /// A question to an owner.
    InformationRequest(Box<information::Content>),
    /// Streets that are tidied.
    CleanUpCampaign(Box<cleanup::Content>),
}

impl CaseContent {
    /// A line that says what it is.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::SharingRequest(papers) => &papers.request.title,
            Self::SitingApplication(papers) => &papers.application.title,
            Self::ConstructionPermit(papers) | Self::CommencementNotice(papers) => &papers.works.title,
            Self::PlannedWorks(papers) => &papers.notice.title,
            Self::Dispute(papers) => &papers.claim.title,
            Self::InformationRequest(papers) => &papers.inquiry.title,
            Self::CleanUpCampaign(papers) => &papers.campaign.title,
        }
    }

    /// The owner that is asked, when it is a request to one.
    #[must_use]
    pub fn owner(&self) -> Option<OrganizationId> {
        match self {
            Self::SharingRequest(papers) => papers.owner,
            Self::InformationRequest(papers) => papers.inquiry.owner_id,
            Self::SitingApplication(_)
            | Self::ConstructionPermit(_)
            | Self::CommencementNotice(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::CleanUpCampaign(_) => None,
        }
    }

    /// The papers of works, under a permit or a notice.
    #[must_use]
    pub fn construction(&self) -> Option<&construction::Content> {
        match self {
            Self::ConstructionPermit(papers) | Self::CommencementNotice(papers) => Some(papers),
            Self::SharingRequest(_)
            | Self::SitingApplication(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => None,
        }
    }

    /// Those of an information request.
    #[must_use]
    pub fn information(&self) -> Option<&information::Content> {
        match self {
            Self::InformationRequest(papers) => Some(papers),
            Self::SharingRequest(_)
            | Self::SitingApplication(_)
            | Self::ConstructionPermit(_)
            | Self::CommencementNotice(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::CleanUpCampaign(_) => None,
        }
    }

    /// The papers of a sharing request.
    #[must_use]
    pub fn sharing(&self) -> Option<&sharing::Content> {
        match self {
            Self::SharingRequest(papers) => Some(papers),
            Self::SitingApplication(_)
            | Self::ConstructionPermit(_)
            | Self::CommencementNotice(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => None,
        }
    }

    /// The part that every dossier before an authority has.
    #[must_use]
    pub fn dossier(&self) -> Option<&Dossier> {
        match self {
            Self::SharingRequest(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => None,
            Self::SitingApplication(papers) => Some(&papers.dossier),
            Self::ConstructionPermit(papers) | Self::CommencementNotice(papers) => Some(&papers.dossier),
        }
    }

    pub(super) fn dossier_mut(&mut self) -> Option<&mut Dossier> {
        match self {
            Self::SharingRequest(_)
            | Self::PlannedWorks(_)
            | Self::Dispute(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => None,
            Self::SitingApplication(papers) => Some(&mut papers.dossier),
            Self::ConstructionPermit(papers) | Self::CommencementNotice(papers) => Some(&mut papers.dossier),
        }
    }

    /// Where it is to be; of a campaign its first street.
    #[must_use]
    pub fn place(&self) -> Option<&Shape> {
        match self {
            Self::SharingRequest(_) | Self::Dispute(_) => None,
            Self::CleanUpCampaign(papers) => papers.campaign.streets.iter().find_map(|street| street.place.as_ref()),
            Self::InformationRequest(papers) => papers.inquiry.place.as_ref(),
            Self::SitingApplication(papers) => papers.application.place.as_ref(),
            Self::ConstructionPermit(papers) | Self::CommencementNotice(papers) => papers.works.place.as_ref(),
            Self::PlannedWorks(papers) => papers.notice.place.as_ref(),
        }
    }

    /// The unit whose office is competent.
    #[must_use]
    pub fn area(&self) -> Option<AreaId> {
        self.dossier()?.authority.as_ref()?.area
    }

    /// What is missing.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        match self {
            Self::SharingRequest(papers) => &papers.gaps,
            Self::SitingApplication(papers) => &papers.dossier.gaps,
            Self::ConstructionPermit(papers) | Self::CommencementNotice(papers) => &papers.dossier.gaps,
            Self::PlannedWorks(_) | Self::Dispute(_) | Self::InformationRequest(_) | Self::CleanUpCampaign(_) => &[],
        }
    }

    /// Why it was refused.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::SharingRequest(papers) => &papers.reasons,
            Self::SitingApplication(papers) => &papers.dossier.reasons,
            Self::ConstructionPermit(papers) | Self::CommencementNotice(papers) => &papers.dossier.reasons,
            Self::Dispute(papers) => &papers.reasons,
            Self::InformationRequest(papers) => &papers.reasons,
            Self::PlannedWorks(_) | Self::CleanUpCampaign(_) => &[],
        }
    }

    /// The other cases that it refers to.
    #[must_use]
    pub fn refers_to(&self) -> Vec<CaseId> {
        match self {
            Self::SharingRequest(_)
            | Self::PlannedWorks(_)
            | Self::InformationRequest(_)
            | Self::CleanUpCampaign(_) => Vec::new(),
            Self::Dispute(papers) => papers.claim.case_id.into_iter().collect(),
            Self::SitingApplication(papers) => {
                papers.application.sharing_answers.iter().filter_map(|answer| answer.sharing_case_id).collect()
            }
            Self::ConstructionPermit(papers) | Self::CommencementNotice(papers) => {
                papers.works.siting_case_id.into_iter().collect()
            }
        }
    }
}
