//! Applies an approved calendar change to every open case. Each moved due date is recorded in the
//! history with the old and the new date, and those concerned are notified. Clocks that are met or
//! expired do not change.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    access::Stance,
    cases::{Decision, Facts},
    ids::{CaseId, OrganizationId},
    notice::LegalClass,
    workflow::{clock, definition::NoticeRule, name::LetterName},
};
use uuid::Uuid;

use super::RESOURCE;
use crate::{
    app::App,
    cases::{
        effective_law,
        facts::{self, Look},
        follow_ups::record,
        record::Record,
    },
    command_pipeline::{Command, CommandContext, Permission, RequestContext, execute},
    error::AppError,
};
use api_store::{
    areas::calendar_changes,
    cases::{self, CaseVisibility, StoredCase},
};

/// The message to those whose due date moved.
const TEMPLATE: &str = "case.recounted";
const RECIPIENTS: [Stance; 4] = [Stance::Applicant, Stance::Owner, Stance::Reviewer, Stance::Consulted];
/// The number of cases in one batch.
const ROUND: u64 = 200;

/// Applies all pending approved changes to the open cases and returns the number of changed cases.
/// Safe to repeat, and safe on several nodes at once. After an error, the next call applies the
/// rest.
pub async fn settle(app: &App) -> Result<u64, AppError> {
    let waiting = calendar_changes::unsettled(app.store.read()).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut moved = 0_u64;
    let mut after = None;
    loop {
        let ids = calendar_changes::running(app.store.read(), after, ROUND).await?;
        let Some(last) = ids.last().copied() else { break };
        for case in ids {
            if recount(app, case).await? {
                moved = moved.saturating_add(1);
            }
        }
        after = Some(last);
    }
    for change in waiting {
        execute(app, &RequestContext::of_system("calendar"), MarkApplied { change: change.id }).await?;
    }
    Ok(moved)
}

async fn recount(app: &App, case: CaseId) -> Result<bool, AppError> {
    loop {
        match execute(app, &RequestContext::of_system("calendar"), Recount { case }).await {
            Ok(done) => return Ok(done.answer),
            // The case changed meanwhile; the next attempt reads the new version.
            Err(AppError::Conflict(_) | AppError::Again) => {}
            Err(failure) => return Err(failure),
        }
    }
}

/// Records that a change has been applied to every open case.
struct MarkApplied {
    change: Uuid,
}

#[async_trait]
impl Command for MarkApplied {
    type Loaded = ();
    type Decision = ();
    type Output = ();

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "mark_applied")
    }

    async fn load(&self, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    fn relations(&self, _seen: &(), _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::new()
    }

    fn decide(&self, _seen: &(), _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: (), (): ()) -> Result<(), AppError> {
        Ok(calendar_changes::settled(context.tx, self.change, context.now).await?)
    }

    fn subject(&self, (): &()) -> Option<Uuid> {
        Some(self.change)
    }
}

/// Recomputes the clocks of a case. The output says whether a due date moved.
struct Recount {
    case: CaseId,
}

#[async_trait]
impl Command for Recount {
    type Loaded = (StoredCase, Facts);
    type Decision = Option<Decision>;
    type Output = bool;

    fn required_permission(&self) -> Permission {
        Permission::new("case", "recount")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        let kept = cases::find(context.tx, self.case, CaseVisibility::Unrestricted).await?.ok_or(AppError::NotFound)?;
        let facts = facts::around(context, &kept.case, Look::Standing).await?;
        Ok((kept, facts))
    }

    fn relations(&self, (kept, _): &Self::Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        kept.parties.clone()
    }

    fn decide(&self, (kept, _): &Self::Loaded, context: &CommandContext<'_>) -> Result<Option<Decision>, AppError> {
        let ruling = effective_law::of(context.app, &kept.case)?;
        let template = LetterName::new(TEMPLATE).map_err(AppError::internal)?;
        let notice = |stance| NoticeRule {
            stance,
            template: template.clone(),
            class: LegalClass::Legal,
            due: None,
            topic: None,
        };
        Ok(clock::recounted(ruling.law(), &kept.case, RECIPIENTS.map(notice).to_vec(), context.now))
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        (kept, facts): Self::Loaded,
        decided: Option<Decision>,
    ) -> Result<bool, AppError> {
        let Some(decision) = decided else { return Ok(false) };
        let law = effective_law::of(context.app, &kept.case)?;
        let action = "recount".to_owned();
        record(context, Record { law, kept, facts, decision, action, comment: None }).await?;
        Ok(true)
    }

    fn subject(&self, _answer: &bool) -> Option<Uuid> {
        Some(self.case.uuid())
    }
}
