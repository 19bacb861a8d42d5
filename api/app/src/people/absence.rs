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
    act::{Caller, Deed, Desk, Permission},
    error::AppError,
};
use api_store::{cases::tasks, entities::absences::Model, people::absences};

/// What the grants call it.
pub const RESOURCE: &str = "absence";

/// The version of one that stands: it changes once, when it ends.
pub const STANDING: u64 = 1;

/// The offices of the caller own its absences.
fn own(desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
    match &desk.call.caller {
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
impl Deed for GoAway {
    type Seen = Vec<Absence>;
    type Decided = Absence;
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Vec<Absence>, AppError> {
        let today = desk.house.local_date(desk.now);
        let standing = absences::known_to(desk.tx, desk.call.actor()?.user, &BTreeSet::new(), today).await?;
        Ok(standing.iter().map(days).collect())
    }

    fn relations(&self, _seen: &Vec<Absence>, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        own(desk)
    }

    fn decide(&self, others: &Vec<Absence>, desk: &Desk<'_>) -> Result<Absence, AppError> {
        let days = Absence { valid_from: self.valid_from, valid_to: self.valid_to };
        let faults = days.faults(desk.house.local_date(desk.now), others);
        if faults.is_empty() { Ok(days) } else { Err(AppError::Invalid(faults)) }
    }

    async fn save(&self, desk: &Desk<'_>, _others: Vec<Absence>, decided: Absence) -> Result<Uuid, AppError> {
        let (id, me) = (desk.new_id(), desk.call.actor()?.user);
        let reason = self.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        absences::insert(desk.tx, id, me, decided, reason, desk.now).await?;
        if decided.holds_on(desk.house.local_date(desk.now)) {
            for task in tasks::held_by(desk.tx, me).await? {
                tasks::put_back(desk.tx, &task, desk.now).await?;
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
pub struct ComeBack {
    /// From which absence.
    pub absence: Uuid,
}

#[async_trait]
impl Deed for ComeBack {
    type Seen = ();
    type Decided = ();
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "end")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<(), AppError> {
        let me: UserId = desk.call.actor()?.user;
        let today = desk.house.local_date(desk.now);
        let found = absences::find(desk.tx, self.absence).await?.filter(|row| row.user_id == me.uuid());
        found.filter(|row| row.ended_at.is_none() && row.valid_to > today).ok_or(AppError::NotFound)?;
        desk.expect_version(STANDING)
    }

    fn relations(&self, (): &(), desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        own(desk)
    }

    fn decide(&self, (): &(), _desk: &Desk<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, desk: &Desk<'_>, (): (), (): ()) -> Result<Uuid, AppError> {
        absences::end(desk.tx, self.absence, desk.now).await?;
        Ok(self.absence)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
