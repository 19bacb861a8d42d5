//! A change of the papers of a sharing request, as its history keeps it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{cases::gap::Gap, ids::OrganizationId, workflow::evidence::Reason};

use super::{AsBuilt, CostClaim, Counter, EntryNotice, Objection, Offer, Overlash, Removal, Request, SelfHelp, Survey};

/// A change of the papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// The owner is known.
    Addressed {
        /// Who.
        owner: OrganizationId,
    },
    /// Things are missing.
    Gaps {
        /// What.
        gaps: Vec<Gap>,
    },
    /// The applicant completed its request.
    Supplemented {
        /// The request now.
        request: Request,
    },
    /// A visit is arranged.
    SurveyArranged {
        /// The visit.
        survey: Survey,
    },
    /// What the visit found.
    Surveyed {
        /// The findings.
        findings: String,
    },
    /// The owner offers.
    Offered {
        /// What.
        offer: Offer,
    },
    /// The applicant would rather have it otherwise.
    Countered {
        /// How.
        counter: Counter,
    },
    /// The owner refuses.
    Refused {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// The applicant does the work itself.
    SelfHelped {
        /// How.
        self_help: SelfHelp,
    },
    /// What that cost.
    CostClaimed {
        /// How much.
        claim: CostClaim,
    },
    /// A crew is announced.
    EntryAnnounced {
        /// Which.
        notice: EntryNotice,
    },
    /// It is built.
    Built {
        /// What.
        as_built: AsBuilt,
    },
    /// The owner objects to what was built.
    Objected {
        /// How.
        objection: Objection,
    },
    /// A further cable is announced.
    OverlashAnnounced {
        /// Which.
        overlash: Overlash,
    },
    /// The owner objects to it.
    OverlashOpposed {
        /// How.
        objection: Objection,
    },
    /// The further cable is there.
    Overlashed {
        /// Since when.
        on: NaiveDate,
    },
    /// The use is to end.
    RemovalAnnounced {
        /// How.
        removal: Removal,
    },
    /// A side confirms that the places are empty.
    RemovalConfirmed {
        /// Which side.
        by: OrganizationId,
    },
    /// A dispute is open.
    Disputed {
        /// The code of the case in which it is settled.
        code: String,
        /// What is asked.
        claim: String,
    },
    /// It is settled.
    Settled {
        /// How.
        settlement: String,
    },
}
