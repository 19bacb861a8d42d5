//! Approves or rejects a proposed merger; nobody decides their own proposal. Approval gives the
//! predecessor its last day and its successor.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{Noun, Rule};
use domain::{access::Stance, ids::OrganizationId, organization::Known, workflow::violation::NotAccepted};
use uuid::Uuid;

use super::{RESOURCE, load, notifications};
use crate::{
    command_pipeline::{Command, CommandContext, Permission},
    error::AppError,
    people::user::in_office,
};
use api_store::{
    entities::{organization_mergers::Model, status::MergerStatus},
    people::{mergers, organizations},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Approve,
    Reject,
}

#[derive(Debug, Clone, Copy)]
pub struct Decide {
    pub merger: Uuid,
    pub verdict: Verdict,
}

#[derive(Debug)]
pub struct Loaded {
    row: Model,
    known: Known,
    office: BTreeSet<(OrganizationId, Stance)>,
}

#[async_trait]
impl Command for Decide {
    type Loaded = Loaded;
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "approve")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        // Of two concurrent approvals the second reads the result of the first.
        mergers::hold(context.tx).await?;
        let row = load(context, self.merger).await?;
        Ok(Loaded { row, known: organizations::in_existence(context.tx).await?, office: in_office(context).await? })
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.office.clone()
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<(), AppError> {
        if seen.row.status != MergerStatus::Proposed {
            return Err(Rule::MergerIsProposed.into());
        }
        if seen.row.proposed_by == context.request.actor()?.user.uuid() {
            return Err(NotAccepted::own_proposal().into());
        }
        match self.verdict {
            Verdict::Approve => {
                Ok(mergers::merger(&seen.row).admissible(&seen.known, context.app.local_date(context.now))?)
            }
            Verdict::Reject => Ok(()),
        }
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Loaded, (): ()) -> Result<Uuid, AppError> {
        let by = context.request.actor()?.user;
        let status = match self.verdict {
            Verdict::Approve => MergerStatus::Approved,
            Verdict::Reject => MergerStatus::Rejected,
        };
        if !mergers::decide(context.tx, self.merger, status, by, context.now).await? {
            return Err(context.overtaken(Noun::Proposal));
        }
        match self.verdict {
            Verdict::Reject => {}
            Verdict::Approve => {
                if !organizations::end(context.tx, &mergers::merger(&seen.row), context.now).await? {
                    return Err(context.overtaken(Noun::Organization));
                }
                notifications::to_both_sides(context, "merger.approved", &seen.row).await?;
            }
        }
        Ok(self.merger)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
