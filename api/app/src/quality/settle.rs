//! An owner dismisses a finding, or reopens it.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::messages::{FieldProblem, Noun, Rule};
use domain::registry::quality::Status;
use domain::workflow::violation::RuleViolation;
use uuid::Uuid;

use super::RESOURCE;
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::read_scope::{in_stance, read_scope_for_regulators};
use api_store::assets::quality::{self, Issue};

/// The longest reason, in characters.
const REASON_LENGTH: usize = 1_000;

/// The owner's decision on a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The asset is correct as recorded.
    Dismiss { reason: String },
    /// The finding is to be examined again.
    Reopen,
}

#[derive(Debug, Clone)]
pub struct Settle {
    pub issue: Uuid,
    pub verdict: Verdict,
}

#[async_trait]
impl Command for Settle {
    type Loaded = Issue;
    type Decision = (Status, Option<String>);
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        match self.verdict {
            Verdict::Dismiss { .. } => Permission::new(RESOURCE, "dismiss"),
            Verdict::Reopen => Permission::new(RESOURCE, "reopen"),
        }
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Issue, AppError> {
        let read = Permission::new(RESOURCE, "read");
        let scope = read_scope_for_regulators(context.tx, context.app, context.request.actor()?, &read).await?;
        let owners: BTreeSet<OrganizationId> = in_stance(&scope, Stance::Owner).collect();
        let all = in_stance(&scope, Stance::Regulator).next().is_some();
        let issue =
            quality::find(context.tx, self.issue, (!all).then_some(&owners)).await?.ok_or(AppError::NotFound)?;
        context.expect_version(issue.version)?;
        Ok(issue)
    }

    fn relations(&self, seen: &Issue, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.owner, Stance::Owner)])
    }

    fn decide(&self, seen: &Issue, _context: &CommandContext<'_>) -> Result<(Status, Option<String>), AppError> {
        let wrong_turn = || RuleViolation::of(Rule::IssueStatus { status: seen.status.to_string() });
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
        context: &CommandContext<'_>,
        seen: Issue,
        (to, reason): (Status, Option<String>),
    ) -> Result<Uuid, AppError> {
        let by = Some(context.request.actor()?.user);
        if quality::decide(context.tx, &seen, (to, reason.as_deref()), by, context.now).await? {
            Ok(seen.id)
        } else {
            Err(context.overtaken(Noun::Issue))
        }
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
