//! Lend a seat to a colleague, and take it back.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    access::{Role, Seat, Stance},
    delegation::Delegation,
    ids::{OrganizationId, UserId},
};
use uuid::Uuid;

use crate::{
    act::{Deed, Desk, Permission},
    error::AppError,
};
use api_store::{
    entities::memberships::Model as Membership,
    people::{delegations, succession, users},
};

/// What the grants call it.
pub const RESOURCE: &str = "delegation";

/// The version of one that stands: it changes once, when it ends.
pub const STANDING: u64 = 1;

/// Lend this seat.
#[derive(Debug, Clone)]
pub struct Delegate {
    /// To whom.
    pub to: UserId,
    /// Which seat.
    pub seat: Seat,
    /// The first day.
    pub valid_from: chrono::NaiveDate,
    /// The first day on which it no longer holds.
    pub valid_to: chrono::NaiveDate,
    /// Why: an absence, as a rule.
    pub reason: String,
}

#[async_trait]
impl Deed for Delegate {
    type Seen = (Vec<Seat>, Vec<Seat>);
    type Decided = Delegation;
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Self::Seen, AppError> {
        let today = desk.house.local_date(desk.now);
        let me = desk.call.actor()?.user;
        let seats = users::seats(desk.tx, &[me.uuid(), self.to.uuid()], today).await?;
        let (own, theirs): (Vec<_>, Vec<_>) = seats.into_iter().partition(|row| row.user_id == me.uuid());
        // Since a merger people of one house are colleagues. What is lent is a seat that one was given; it goes as far as that goes.
        let theirs = succession::widened(desk.tx, read(&theirs).into_iter().collect(), today).await?;
        Ok((read(&own), theirs.into_iter().collect()))
    }

    fn relations(&self, _seen: &Self::Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(self.seat.organization, Stance::Owner)])
    }

    fn decide(&self, (own, theirs): &Self::Seen, desk: &Desk<'_>) -> Result<Delegation, AppError> {
        let lent = Delegation {
            from: desk.call.actor()?.user,
            to: self.to,
            seat: self.seat.clone(),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        };
        let found = lent.faults(desk.house.local_date(desk.now), own, theirs);
        if found.is_empty() { Ok(lent) } else { Err(AppError::Invalid(found)) }
    }

    async fn save(&self, desk: &Desk<'_>, _: Self::Seen, decided: Delegation) -> Result<Uuid, AppError> {
        let id = desk.new_id();
        delegations::insert(desk.tx, id, &decided, self.reason.trim(), desk.now).await?;
        Ok(id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}

fn read(rows: &[Membership]) -> Vec<Seat> {
    rows.iter()
        .filter_map(|row| {
            row.role
                .parse::<Role>()
                .ok()
                .map(|role| Seat { organization: OrganizationId::new(row.organization_id), role })
        })
        .collect()
}

/// Take a seat back before its day; only who lent it can.
#[derive(Debug, Clone, Copy)]
pub struct EndDelegation {
    /// Which.
    pub delegation: Uuid,
}

#[async_trait]
impl Deed for EndDelegation {
    type Seen = Seat;
    type Decided = ();
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "end")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Seat, AppError> {
        let me = desk.call.actor()?.user.uuid();
        let found = delegations::find(desk.tx, self.delegation).await?.filter(|row| row.from_user_id == me);
        let standing = found.filter(|row| row.ended_at.is_none());
        let seat = standing.as_ref().and_then(delegations::seat).ok_or(AppError::NotFound)?;
        desk.expect_version(STANDING)?;
        Ok(seat)
    }

    fn relations(&self, seen: &Seat, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.organization, Stance::Owner)])
    }

    fn decide(&self, _seen: &Seat, _desk: &Desk<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, desk: &Desk<'_>, _: Seat, (): ()) -> Result<Uuid, AppError> {
        delegations::end(desk.tx, self.delegation, desk.now).await?;
        Ok(self.delegation)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
