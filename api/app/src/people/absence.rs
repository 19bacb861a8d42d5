//! Say that one is away, and that one is back before the day.
//!
//! Whoever is away holds no task: what was claimed goes back to the office's desk on the first day.

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

/// What the grants call it.
pub const RESOURCE: &str = "absence";

/// The version of one that stands: it changes once, when it ends.
pub const STANDING: u64 = 1;

/// The offices of the caller own its absences.
fn own(context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
    match &context.request.caller {
        Caller::Person(actor) => actor.organizations().into_iter().map(|office| (office, Stance::Owner)).collect(),
        Caller::System => BTreeSet::new(),
    }
}

fn days(row: &Model) -> Absence {
    Absence { valid_from: row.valid_from, valid_to: row.valid_to }
}

/// I am away on these days.
#[derive(Debug, Clone)]
pub struct GoAway {
    /// The first day.
    pub valid_from: NaiveDate,
    /// The first day on which I am back.
    pub valid_to: NaiveDate,
    /// Why, for those who lead the office.
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
        let standing = absences::known_to(context.tx, context.request.actor()?.user, &BTreeSet::new(), today).await?;
        Ok(standing.iter().map(days).collect())
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

/// I am back before the day, or never went; only who is away says so.
#[derive(Debug, Clone, Copy)]
pub struct EndAbsence {
    /// From which absence.
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
