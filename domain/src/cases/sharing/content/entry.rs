//! Changes of the content of a sharing request, as recorded in its history.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{cases::gap::Gap, ids::OrganizationId, workflow::evidence::Reason};

use super::{AsBuilt, CostClaim, Counter, EntryNotice, Objection, Offer, Overlash, Removal, Request, SelfHelp, Survey};

/// A change of the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Entry {
    Addressed {
        owner: OrganizationId,
    },
    Gaps {
        gaps: Vec<Gap>,
    },
    Supplemented {
        request: Request,
    },
    SurveyArranged {
        survey: Survey,
    },
    Surveyed {
        findings: String,
    },
    Offered {
        offer: Offer,
    },
    Countered {
        counter: Counter,
    },
    Refused {
        reasons: Vec<Reason>,
    },
    SelfHelped {
        self_help: SelfHelp,
    },
    CostClaimed {
        claim: CostClaim,
    },
    EntryAnnounced {
        notice: EntryNotice,
    },
    Built {
        as_built: AsBuilt,
    },
    Objected {
        objection: Objection,
    },
    OverlashAnnounced {
        overlash: Overlash,
    },
    OverlashOpposed {
        objection: Objection,
    },
    Overlashed {
        on: NaiveDate,
    },
    RemovalAnnounced {
        removal: Removal,
    },
    RemovalConfirmed {
        by: OrganizationId,
    },
    Disputed {
        /// The code of the dispute case.
        code: String,
        /// The remedy that the claimant requests.
        claim: String,
    },
    Settled {
        settlement: String,
    },
}
