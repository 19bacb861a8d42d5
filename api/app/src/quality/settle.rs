//! An owner says that a finding is right as it is, or takes that back.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::messages::{FieldProblem, Noun, Rule};
use domain::registry::quality::Status;
use domain::workflow::denial::Refusal;
use uuid::Uuid;

use super::RESOURCE;
use crate::act::{Deed, Desk, Permission};
use crate::ask::{ask_in_office, in_stance};
use crate::error::AppError;
use api_store::assets::quality::{self, Issue};

/// The most characters of a reason.
const REASON_LENGTH: usize = 1_000;

/// What is said to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is right as it is.
    Dismiss {
        /// Why.
        reason: String,
    },
    /// It is to be looked at after all.
    Reopen,
}

/// Say this to this finding.
#[derive(Debug, Clone)]
pub struct Settle {
    /// Which.
    pub issue: Uuid,
    /// What.
    pub verdict: Verdict,
}

#[async_trait]
impl Deed for Settle {
    type Seen = Issue;
    type Decided = (Status, Option<String>);
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        match self.verdict {
            Verdict::Dismiss { .. } => Permission::new(RESOURCE, "dismiss"),
            Verdict::Reopen => Permission::new(RESOURCE, "reopen"),
        }
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Issue, AppError> {
        let read = Permission::new(RESOURCE, "read");
        let scope = ask_in_office(desk.tx, desk.house, desk.call.actor()?, &read).await?;
        let owners: BTreeSet<OrganizationId> = in_stance(&scope, Stance::Owner).collect();
        let all = in_stance(&scope, Stance::Regulator).next().is_some();
        let issue = quality::find(desk.tx, self.issue, (!all).then_some(&owners)).await?.ok_or(AppError::NotFound)?;
        desk.expect_version(issue.version)?;
        Ok(issue)
    }

    fn relations(&self, seen: &Issue, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.owner, Stance::Owner)])
    }

    fn decide(&self, seen: &Issue, _desk: &Desk<'_>) -> Result<(Status, Option<String>), AppError> {
        let wrong_turn = || Refusal::of(Rule::IssueStatus { status: seen.status.to_string() });
        match (&self.verdict, seen.status) {
            (Verdict::Dismiss { reason }, Status::Open) => {
                let reason = domain::text::nfc(reason.trim());
                if reason.is_empty() || reason.chars().count() > REASON_LENGTH {
                    let what = FieldProblem::CharactersBetween { least: 1.into(), most: REASON_LENGTH.into() };
                    return Err(AppError::invalid("/reason", what));
                }
                Ok((Status::Dismissed, Some(reason)))
            }
            (Verdict::Reopen, Status::Dismissed) => Ok((Status::Open, None)),
            (Verdict::Dismiss { .. }, Status::Dismissed | Status::Resolved)
            | (Verdict::Reopen, Status::Open | Status::Resolved) => Err(wrong_turn().into()),
        }
    }

    async fn save(
        &self,
        desk: &Desk<'_>,
        seen: Issue,
        (to, reason): (Status, Option<String>),
    ) -> Result<Uuid, AppError> {
        let by = Some(desk.call.actor()?.user);
        if quality::decide(desk.tx, &seen, (to, reason.as_deref()), by, desk.now).await? {
            Ok(seen.id)
        } else {
            Err(desk.overtaken(Noun::Issue))
        }
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
