//! Delegates a membership to a colleague, and ends the delegation.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    access::{Membership, Role, Stance},
    delegation::Delegation,
    ids::{OrganizationId, UserId},
};
use uuid::Uuid;

use crate::{
    command_pipeline::{Command, CommandContext, Permission},
    error::AppError,
};
use api_store::{
    entities::memberships::Model as MembershipRow,
    people::{delegations, succession, users},
};

/// The resource name in grants.
pub const RESOURCE: &str = "delegation";

/// The version of an open delegation: a delegation changes once, when it ends.
pub const STANDING: u64 = 1;

/// Delegates a membership to another person.
#[derive(Debug, Clone)]
pub struct Delegate {
    pub to: UserId,
    pub membership: Membership,
    pub valid_from: chrono::NaiveDate,
    /// The first day on which the delegation no longer holds.
    pub valid_to: chrono::NaiveDate,
    /// The reason: an absence, as a rule.
    pub reason: String,
}

#[async_trait]
impl Command for Delegate {
    type Loaded = (Vec<Membership>, Vec<Membership>);
    type Decision = Delegation;
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        let today = context.app.local_date(context.now);
        let me = context.request.actor()?.user;
        let memberships = users::memberships(context.tx, &[me.uuid(), self.to.uuid()], today).await?;
        let (own, theirs): (Vec<_>, Vec<_>) = memberships.into_iter().partition(|row| row.user_id == me.uuid());
        // After a merger, people of affiliated organisations are colleagues. Only a membership
        // granted to the caller can be delegated; the delegation reaches as far as that membership.
        let theirs = succession::widened(context.tx, read(&theirs).into_iter().collect(), today).await?;
        Ok((read(&own), theirs.into_iter().collect()))
    }

    fn relations(&self, _seen: &Self::Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(self.membership.organization, Stance::Owner)])
    }

    fn decide(&self, (own, theirs): &Self::Loaded, context: &CommandContext<'_>) -> Result<Delegation, AppError> {
        let delegated = Delegation {
            from: context.request.actor()?.user,
            to: self.to,
            membership: self.membership.clone(),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        };
        let found = delegated.faults(context.app.local_date(context.now), own, theirs);
        if found.is_empty() { Ok(delegated) } else { Err(AppError::Invalid(found)) }
    }

    async fn save(&self, context: &CommandContext<'_>, _: Self::Loaded, decided: Delegation) -> Result<Uuid, AppError> {
        let id = context.new_id();
        delegations::insert(context.tx, id, &decided, self.reason.trim(), context.now).await?;
        Ok(id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}

fn read(rows: &[MembershipRow]) -> Vec<Membership> {
    rows.iter()
        .filter_map(|row| {
            row.role
                .parse::<Role>()
                .ok()
                .map(|role| Membership { organization: OrganizationId::new(row.organization_id), role })
        })
        .collect()
}

/// Ends a delegation early; only the delegating person may.
#[derive(Debug, Clone, Copy)]
pub struct EndDelegation {
    pub delegation: Uuid,
}

#[async_trait]
impl Command for EndDelegation {
    type Loaded = Membership;
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "end")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Membership, AppError> {
        let me = context.request.actor()?.user.uuid();
        let found = delegations::find(context.tx, self.delegation).await?.filter(|row| row.from_user_id == me);
        let in_force = found.filter(|row| row.ended_at.is_none());
        let membership = in_force.as_ref().and_then(delegations::membership).ok_or(AppError::NotFound)?;
        context.expect_version(STANDING)?;
        Ok(membership)
    }

    fn relations(&self, seen: &Membership, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.organization, Stance::Owner)])
    }

    fn decide(&self, _seen: &Membership, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, _: Membership, (): ()) -> Result<Uuid, AppError> {
        delegations::end(context.tx, self.delegation, context.now).await?;
        Ok(self.delegation)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
