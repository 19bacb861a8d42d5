//! Approve or reject a proposed merger; never the own one. Approved, it gives the predecessor its last day and its successor.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{Noun, Rule};
use domain::{access::Stance, ids::OrganizationId, organisation::Known, workflow::denial::Denial};
use uuid::Uuid;

use super::{RESOURCE, letters, load};
use crate::{
    act::{Deed, Desk, Permission},
    error::AppError,
    people::user::in_office,
};
use api_store::{
    entities::{organization_mergers::Model, status::MergerStatus},
    people::{mergers, organizations},
};

/// What becomes of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Approve,
    /// It does not.
    Reject,
}

/// Decide this proposal.
#[derive(Debug, Clone, Copy)]
pub struct Decide {
    /// Which.
    pub merger: Uuid,
    /// How.
    pub verdict: Verdict,
}

/// What is read before.
#[derive(Debug)]
pub struct Ground {
    row: Model,
    known: Known,
    office: BTreeSet<(OrganizationId, Stance)>,
}

#[async_trait]
impl Deed for Decide {
    type Seen = Ground;
    type Decided = ();
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "approve")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Ground, AppError> {
        // Of two approvals at once the second reads what the first has written.
        mergers::hold(desk.tx).await?;
        let row = load(desk, self.merger).await?;
        Ok(Ground { row, known: organizations::standing(desk.tx).await?, office: in_office(desk).await? })
    }

    fn relations(&self, seen: &Ground, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.office.clone()
    }

    fn decide(&self, seen: &Ground, desk: &Desk<'_>) -> Result<(), AppError> {
        if seen.row.status != MergerStatus::Proposed {
            return Err(Rule::MergerIsProposed.into());
        }
        if seen.row.proposed_by == desk.call.actor()?.user.uuid() {
            return Err(Denial::own_proposal().into());
        }
        match self.verdict {
            Verdict::Approve => {
                Ok(mergers::merger(&seen.row).admissible(&seen.known, desk.house.local_date(desk.now))?)
            }
            Verdict::Reject => Ok(()),
        }
    }

    async fn save(&self, desk: &Desk<'_>, seen: Ground, (): ()) -> Result<Uuid, AppError> {
        let by = desk.call.actor()?.user;
        let status = match self.verdict {
            Verdict::Approve => MergerStatus::Approved,
            Verdict::Reject => MergerStatus::Rejected,
        };
        if !mergers::decide(desk.tx, self.merger, status, by, desk.now).await? {
            return Err(desk.overtaken(Noun::Proposal));
        }
        match self.verdict {
            Verdict::Reject => {}
            Verdict::Approve => {
                if !organizations::end(desk.tx, &mergers::merger(&seen.row), desk.now).await? {
                    return Err(desk.overtaken(Noun::Organization));
                }
                letters::to_both_sides(desk, "merger.approved", &seen.row).await?;
            }
        }
        Ok(self.merger)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
