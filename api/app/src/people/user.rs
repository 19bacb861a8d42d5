//! People, as the administrator keeps them.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{FieldProblem, Noun};
use domain::{
    access::{Seat, Stance},
    ids::{OrganizationId, UserId},
    text::Locale,
};
use uuid::Uuid;

use crate::{
    act::{Caller, Deed, Desk, Permission},
    error::AppError,
    mail_address::is_address,
};
use api_store::people::{
    organizations, sessions,
    users::{self, Change, NewUser},
};

/// What the grants call it.
pub const RESOURCE: &str = "user";

/// The offices of the caller administer the house.
pub(super) fn administration(desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
    match &desk.call.caller {
        Caller::Person(actor) => actor.organizations().into_iter().map(|office| (office, Stance::Admin)).collect(),
        Caller::System => BTreeSet::new(),
    }
}

/// The offices of the caller, as those that administer the house or watch over the field.
pub(crate) async fn in_office(desk: &Desk<'_>) -> Result<BTreeSet<(OrganizationId, Stance)>, AppError> {
    let mut relations = administration(desk);
    let own: BTreeSet<OrganizationId> = relations.iter().map(|(office, _)| *office).collect();
    let watching = organizations::regulators(desk.tx).await?;
    relations
        .extend(watching.into_iter().filter(|office| own.contains(office)).map(|office| (office, Stance::Regulator)));
    Ok(relations)
}

/// Enter a person.
#[derive(Debug, Clone)]
pub struct AddUser {
    /// The address, which is also the login.
    pub email: String,
    /// The name.
    pub name: String,
    /// The language.
    pub locale: Locale,
    /// The hash of the first password.
    pub password_hash: String,
    /// Where the person works.
    pub seats: Vec<Seat>,
}

#[async_trait]
impl Deed for AddUser {
    type Seen = BTreeSet<OrganizationId>;
    type Decided = ();
    type Answer = UserId;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Self::Seen, AppError> {
        known(desk, &self.seats).await
    }

    fn relations(&self, _seen: &Self::Seen, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(desk)
    }

    fn decide(&self, seen: &Self::Seen, _desk: &Desk<'_>) -> Result<(), AppError> {
        if !is_address(&self.email) {
            return Err(AppError::invalid("/email", FieldProblem::NotAnEmail));
        }
        if self.name.trim().is_empty() {
            return Err(AppError::invalid("/name", FieldProblem::Empty));
        }
        seats_are_known(&self.seats, seen)
    }

    async fn save(&self, desk: &Desk<'_>, _seen: Self::Seen, (): ()) -> Result<UserId, AppError> {
        let id = UserId::new(desk.new_id());
        let new = NewUser {
            id,
            email: self.email.clone(),
            name: self.name.clone(),
            locale: self.locale,
            password_hash: self.password_hash.clone(),
        };
        users::insert(desk.tx, new, desk.now).await?;
        users::seat(desk.tx, id, &self.seats, desk.house.local_date(desk.now), desk.now).await?;
        Ok(id)
    }

    fn subject(&self, answer: &UserId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

/// Change a person. Whoever is shut out or seated elsewhere is logged out at once.
#[derive(Debug, Clone)]
pub struct EditUser {
    /// Who.
    pub user: UserId,
    /// What changes.
    pub change: Change,
    /// Where the person works from now on.
    pub seats: Option<Vec<Seat>>,
}

#[async_trait]
impl Deed for EditUser {
    type Seen = (i64, BTreeSet<OrganizationId>);
    type Decided = ();
    type Answer = UserId;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "edit")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Self::Seen, AppError> {
        let person = users::find(desk.tx, self.user).await?.ok_or(AppError::NotFound)?;
        desk.expect_version(u64::try_from(person.version).unwrap_or(0))?;
        Ok((person.version, known(desk, self.seats.as_deref().unwrap_or_default()).await?))
    }

    fn relations(&self, _seen: &Self::Seen, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(desk)
    }

    fn decide(&self, (_, known): &Self::Seen, _desk: &Desk<'_>) -> Result<(), AppError> {
        if self.change.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            return Err(AppError::invalid("/name", FieldProblem::Empty));
        }
        seats_are_known(self.seats.as_deref().unwrap_or_default(), known)
    }

    async fn save(&self, desk: &Desk<'_>, (version, _): Self::Seen, (): ()) -> Result<UserId, AppError> {
        if !users::update(desk.tx, self.user, version, &self.change, desk.now).await? {
            return Err(desk.overtaken(Noun::Person));
        }
        if let Some(seats) = &self.seats {
            users::seat(desk.tx, self.user, seats, desk.house.local_date(desk.now), desk.now).await?;
        }
        let shut_out = self.change.active == Some(false) || self.change.password_hash.is_some();
        if shut_out || self.seats.is_some() {
            sessions::revoke_all(desk.tx, self.user, desk.now).await?;
        }
        Ok(self.user)
    }

    fn subject(&self, answer: &UserId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

async fn known(desk: &Desk<'_>, seats: &[Seat]) -> Result<BTreeSet<OrganizationId>, AppError> {
    let wanted: Vec<OrganizationId> = seats.iter().map(|seat| seat.organization).collect();
    Ok(organizations::names(desk.tx, &wanted).await?.into_keys().collect())
}

fn seats_are_known(seats: &[Seat], known: &BTreeSet<OrganizationId>) -> Result<(), AppError> {
    match seats.iter().position(|seat| !known.contains(&seat.organization)) {
        Some(place) => {
            Err(AppError::invalid(&format!("/seats/{place}/organization_id"), FieldProblem::NotAnOrganization))
        }
        None => Ok(()),
    }
}
