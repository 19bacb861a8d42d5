//! Approve or reject a proposed change of a calendar; never the own one.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{Noun, Rule};
use domain::{access::Stance, ids::OrganizationId, workflow::denial::Denial};
use uuid::Uuid;

use super::RESOURCE;
use crate::{
    act::{Deed, Desk, Permission},
    error::AppError,
    people::user::in_office,
};
use api_store::{
    areas::calendar_changes,
    entities::{calendar_changes::Model, status::CalendarChangeStatus},
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
#[derive(Debug, Clone)]
pub struct Decide {
    /// Of which calendar.
    pub calendar: String,
    /// Which.
    pub change: Uuid,
    /// How.
    pub verdict: Verdict,
}

#[async_trait]
impl Deed for Decide {
    type Seen = (Model, BTreeSet<(OrganizationId, Stance)>);
    type Decided = ();
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "approve")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Self::Seen, AppError> {
        let row = calendar_changes::find(desk.tx, self.change).await?;
        let row = row.filter(|row| row.calendar == self.calendar).ok_or(AppError::NotFound)?;
        desk.expect_version(u64::try_from(row.version).unwrap_or(0))?;
        Ok((row, in_office(desk).await?))
    }

    fn relations(&self, (_, office): &Self::Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        office.clone()
    }

    fn decide(&self, (row, _): &Self::Seen, desk: &Desk<'_>) -> Result<(), AppError> {
        if row.status != CalendarChangeStatus::Proposed {
            return Err(Rule::ChangeIsOpen.into());
        }
        if row.proposed_by == desk.call.actor()?.user.uuid() {
            return Err(Denial::own_proposal().into());
        }
        Ok(())
    }

    async fn save(&self, desk: &Desk<'_>, _: Self::Seen, (): ()) -> Result<Uuid, AppError> {
        let status = match self.verdict {
            Verdict::Approve => CalendarChangeStatus::Approved,
            Verdict::Reject => CalendarChangeStatus::Rejected,
        };
        if calendar_changes::decide(desk.tx, self.change, status, desk.call.actor()?.user, desk.now).await? {
            return Ok(self.change);
        }
        Err(desk.overtaken(Noun::Proposal))
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
