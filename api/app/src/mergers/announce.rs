//! Notifies, on the day of a merger, the organisations that deal with the predecessor: parties of
//! its open cases, attachers on its assets, and owners of assets that it is attached to. The merger
//! itself needs no work: it follows from the day.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::Noun;
use domain::{access::Stance, ids::OrganizationId, notice::LegalClass};
use uuid::Uuid;

use super::{RESOURCE, notifications};
use crate::{
    app::App,
    command_pipeline::{Command, CommandContext, Permission, RequestContext, execute},
    error::AppError,
};
use api_store::{
    cases::merging,
    entities::organization_mergers::Model,
    people::{mergers, succession},
};

/// Notifies of every due merger that is not announced yet; returns their number. Safe to repeat,
/// and to run on several nodes at once.
///
/// # Errors
/// [`AppError`] when the database fails; the next run announces the rest.
pub async fn settle(app: &App) -> Result<usize, AppError> {
    let today = app.local_date(app.clock.now());
    let mut recipients = 0_usize;
    for merger in mergers::untold(app.store.read(), today).await? {
        match execute(app, &RequestContext::of_system("mergers"), Announce { merger }).await {
            Ok(_) => recipients = recipients.saturating_add(1),
            // Another node was faster.
            Err(AppError::Conflict(_) | AppError::Again) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(recipients)
}

struct Announce {
    merger: Uuid,
}

#[async_trait]
impl Command for Announce {
    type Loaded = (Model, BTreeSet<OrganizationId>);
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "announce")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        let row = mergers::find(context.tx, self.merger).await?.ok_or(AppError::NotFound)?;
        let predecessor = OrganizationId::new(row.predecessor_id);
        let affiliates = succession::on(context.tx, context.app.local_date(context.now)).await?.affiliates(predecessor);
        let concerned = merging::concerned(context.tx, predecessor).await?;
        Ok((row, concerned.difference(&affiliates).copied().collect()))
    }

    fn relations(&self, _seen: &Self::Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::new()
    }

    fn decide(&self, _seen: &Self::Loaded, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        (row, concerned): Self::Loaded,
        (): (),
    ) -> Result<Uuid, AppError> {
        if !mergers::mark_announced(context.tx, self.merger, context.now).await? {
            return Err(context.overtaken(Noun::Merger));
        }
        notifications::write(context, "merger.took_effect", LegalClass::Legal, &row, &concerned).await?;
        Ok(self.merger)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
