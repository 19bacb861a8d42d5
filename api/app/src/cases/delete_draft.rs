//! Deletes a draft. The person who opened it may do so; the audit keeps the deletion.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    access::Stance,
    ids::{CaseId, OrganizationId},
    messages::{Noun, Rule},
    workflow::{
        definition::Phase,
        name::KindName,
        violation::{NotAccepted, RuleViolation},
    },
};
use uuid::Uuid;

use crate::{
    command_pipeline::{Command, CommandContext, Permission},
    error::AppError,
    read_scope::read_scope,
};
use api_store::cases::{self, CaseVisibility, Guarded, StoredCase};

/// The verb of the grants.
pub const VERB: &str = "delete";

#[derive(Debug, Clone)]
pub struct DeleteDraft {
    pub case: CaseId,
    /// The case kind, for the grants.
    pub kind: KindName,
}

/// Reports whether a case was never filed.
#[must_use]
pub fn is_unfiled(kept: &StoredCase) -> bool {
    kept.phase == Phase::Draft && kept.filed_at.is_none() && kept.case.taken.is_empty()
}

#[async_trait]
impl Command for DeleteDraft {
    type Loaded = StoredCase;
    type Decision = ();
    type Output = CaseId;

    fn required_permission(&self) -> Permission {
        Permission::new(self.kind.as_str(), VERB)
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<StoredCase, AppError> {
        let reading = Permission::new(self.kind.as_str(), "read");
        let scope = read_scope(context.app, context.request.actor()?, &reading)?;
        let kept = cases::find(context.tx, self.case, CaseVisibility::Scoped(&scope)).await?;
        let kept = kept.ok_or(AppError::NotFound)?;
        context.expect_version(kept.case.version)?;
        Ok(kept)
    }

    fn relations(&self, seen: &StoredCase, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.parties.clone()
    }

    fn decide(&self, seen: &StoredCase, context: &CommandContext<'_>) -> Result<(), AppError> {
        if !is_unfiled(seen) {
            return Err(Rule::OnlyADraftCanBeDeleted.into());
        }
        if seen.opened_by != Some(context.request.actor()?.user) {
            let denial: NotAccepted = RuleViolation::of(Rule::DeletedByItsOpener).not_permitted();
            return Err(denial.into());
        }
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, seen: StoredCase, (): ()) -> Result<CaseId, AppError> {
        match cases::delete_draft(context.tx, self.case, seen.case.version).await? {
            Guarded::Written => Ok(self.case),
            Guarded::Overtaken => Err(context.overtaken(Noun::Draft)),
        }
    }

    fn subject(&self, answer: &CaseId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
