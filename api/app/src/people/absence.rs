//! Records an absence, and ends it before its last day.
//!
//! An absent person has no task: on the first day the claimed tasks return to the organisation's
//! queue.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::{
    absence::Absence,
    access::Stance,
    ids::{OrganizationId, UserId},
};
use uuid::Uuid;

use crate::{
    command_pipeline::{Caller, Command, CommandContext, Permission},
    error::AppError,
};
use api_store::{cases::tasks, entities::absences::Model, people::absences};

/// The resource name in grants.
pub const RESOURCE: &str = "absence";

/// The version of an open absence: an absence changes once, when it ends.
pub const STANDING: u64 = 1;

/// The organisations of the caller own the caller's absences.
fn own(context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
    match &context.request.caller {
        Caller::Person(actor) => actor.organizations().into_iter().map(|office| (office, Stance::Owner)).collect(),
        Caller::System => BTreeSet::new(),
    }
}

fn days(row: &Model) -> Absence {
    Absence { valid_from: row.valid_from, valid_to: row.valid_to }
}

/// Records the caller's absence.
#[derive(Debug, Clone)]
pub struct GoAway {
    pub valid_from: NaiveDate,
    /// The first day after the absence.
    pub valid_to: NaiveDate,
    /// The reason, visible to the leads of the organisation.
    pub reason: Option<String>,
}

#[async_trait]
impl Command for GoAway {
    type Loaded = Vec<Absence>;
    type Decision = Absence;
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Vec<Absence>, AppError> {
        let today = context.app.local_date(context.now);
        let current = absences::known_to(context.tx, context.request.actor()?.user, &BTreeSet::new(), today).await?;
        Ok(current.iter().map(days).collect())
    }

    fn relations(&self, _seen: &Vec<Absence>, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        own(context)
    }

    fn decide(&self, others: &Vec<Absence>, context: &CommandContext<'_>) -> Result<Absence, AppError> {
        let days = Absence { valid_from: self.valid_from, valid_to: self.valid_to };
        let faults = days.faults(context.app.local_date(context.now), others);
        if faults.is_empty() { Ok(days) } else { Err(AppError::Invalid(faults)) }
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        _others: Vec<Absence>,
        decided: Absence,
    ) -> Result<Uuid, AppError> {
        let (id, me) = (context.new_id(), context.request.actor()?.user);
        let reason = self.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        absences::insert(context.tx, id, me, decided, reason, context.now).await?;
        if decided.holds_on(context.app.local_date(context.now)) {
            for task in tasks::held_by(context.tx, me).await? {
                tasks::return_to_queue(context.tx, &task, context.now).await?;
            }
        }
        Ok(id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}

/// Ends or cancels an absence early; only the absent person may.
#[derive(Debug, Clone, Copy)]
pub struct EndAbsence {
    pub absence: Uuid,
}

#[async_trait]
impl Command for EndAbsence {
    type Loaded = ();
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "end")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<(), AppError> {
        let me: UserId = context.request.actor()?.user;
        let today = context.app.local_date(context.now);
        let found = absences::find(context.tx, self.absence).await?.filter(|row| row.user_id == me.uuid());
        found.filter(|row| row.ended_at.is_none() && row.valid_to > today).ok_or(AppError::NotFound)?;
        context.expect_version(STANDING)
    }

    fn relations(&self, (): &(), context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        own(context)
    }

    fn decide(&self, (): &(), _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, (): (), (): ()) -> Result<Uuid, AppError> {
        absences::end(context.tx, self.absence, context.now).await?;
        Ok(self.absence)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
