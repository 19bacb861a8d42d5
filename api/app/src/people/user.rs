//! Commands of the administrator on people.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{FieldProblem, Noun};
use domain::{
    access::{Membership, Stance},
    ids::{OrganizationId, UserId},
    text::Locale,
};
use uuid::Uuid;

use crate::{
    command_pipeline::{Caller, Command, CommandContext, Permission},
    error::AppError,
    mail_address::is_address,
};
use api_store::people::{
    organizations, sessions,
    users::{self, Change, NewUser},
};

/// The resource name in grants.
pub const RESOURCE: &str = "user";

/// The caller's organisations, with the stance of an administrator.
pub(super) fn administration(context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
    match &context.request.caller {
        Caller::Person(actor) => actor.organizations().into_iter().map(|office| (office, Stance::Admin)).collect(),
        Caller::System => BTreeSet::new(),
    }
}

/// The caller's organisations, with the stances of an administrator and of a regulator.
pub(crate) async fn in_office(context: &CommandContext<'_>) -> Result<BTreeSet<(OrganizationId, Stance)>, AppError> {
    let mut relations = administration(context);
    let own: BTreeSet<OrganizationId> = relations.iter().map(|(office, _)| *office).collect();
    let watching = organizations::regulators(context.tx).await?;
    relations
        .extend(watching.into_iter().filter(|office| own.contains(office)).map(|office| (office, Stance::Regulator)));
    Ok(relations)
}

/// Adds a person with memberships.
#[derive(Debug, Clone)]
pub struct AddUser {
    /// The address, which is also the login name.
    pub email: String,
    pub name: String,
    pub locale: Locale,
    /// The hash of the first password.
    pub password_hash: String,
    pub memberships: Vec<Membership>,
}

#[async_trait]
impl Command for AddUser {
    type Loaded = BTreeSet<OrganizationId>;
    type Decision = ();
    type Output = UserId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        known(context, &self.memberships).await
    }

    fn relations(&self, _seen: &Self::Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(context)
    }

    fn decide(&self, seen: &Self::Loaded, _context: &CommandContext<'_>) -> Result<(), AppError> {
        if !is_address(&self.email) {
            return Err(AppError::invalid("/email", FieldProblem::NotAnEmail));
        }
        if self.name.trim().is_empty() {
            return Err(AppError::invalid("/name", FieldProblem::Empty));
        }
        memberships_are_known(&self.memberships, seen)
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: Self::Loaded, (): ()) -> Result<UserId, AppError> {
        let id = UserId::new(context.new_id());
        let new = NewUser {
            id,
            email: self.email.clone(),
            name: self.name.clone(),
            locale: self.locale,
            password_hash: self.password_hash.clone(),
        };
        users::insert(context.tx, new, context.now).await?;
        users::membership(context.tx, id, &self.memberships, context.app.local_date(context.now), context.now).await?;
        Ok(id)
    }

    fn subject(&self, answer: &UserId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

/// Changes a person. A deactivated person, or one with new memberships, is logged out at once.
#[derive(Debug, Clone)]
pub struct EditUser {
    pub user: UserId,
    pub change: Change,
    /// The new memberships; `None` leaves them unchanged.
    pub memberships: Option<Vec<Membership>>,
}

#[async_trait]
impl Command for EditUser {
    type Loaded = (i64, BTreeSet<OrganizationId>);
    type Decision = ();
    type Output = UserId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "edit")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        let person = users::find(context.tx, self.user).await?.ok_or(AppError::NotFound)?;
        context.expect_version(u64::try_from(person.version).unwrap_or(0))?;
        Ok((person.version, known(context, self.memberships.as_deref().unwrap_or_default()).await?))
    }

    fn relations(&self, _seen: &Self::Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(context)
    }

    fn decide(&self, (_, known): &Self::Loaded, _context: &CommandContext<'_>) -> Result<(), AppError> {
        if self.change.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            return Err(AppError::invalid("/name", FieldProblem::Empty));
        }
        memberships_are_known(self.memberships.as_deref().unwrap_or_default(), known)
    }

    async fn save(&self, context: &CommandContext<'_>, (version, _): Self::Loaded, (): ()) -> Result<UserId, AppError> {
        if !users::update(context.tx, self.user, version, &self.change, context.now).await? {
            return Err(context.overtaken(Noun::Person));
        }
        if let Some(memberships) = &self.memberships {
            users::membership(context.tx, self.user, memberships, context.app.local_date(context.now), context.now)
                .await?;
        }
        let shut_out = self.change.active == Some(false) || self.change.password_hash.is_some();
        if shut_out || self.memberships.is_some() {
            sessions::revoke_all(context.tx, self.user, context.now).await?;
        }
        Ok(self.user)
    }

    fn subject(&self, answer: &UserId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

async fn known(context: &CommandContext<'_>, memberships: &[Membership]) -> Result<BTreeSet<OrganizationId>, AppError> {
    let wanted: Vec<OrganizationId> = memberships.iter().map(|membership| membership.organization).collect();
    Ok(organizations::names(context.tx, &wanted).await?.into_keys().collect())
}

fn memberships_are_known(memberships: &[Membership], known: &BTreeSet<OrganizationId>) -> Result<(), AppError> {
    match memberships.iter().position(|membership| !known.contains(&membership.organization)) {
        Some(place) => {
            Err(AppError::invalid(&format!("/memberships/{place}/organization_id"), FieldProblem::NotAnOrganization))
        }
        None => Ok(()),
    }
}
