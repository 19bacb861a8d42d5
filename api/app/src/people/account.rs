//! Commands of a person on their own account: language, password, sessions.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::{Actor, Stance};
use domain::ids::{OrganizationId, UserId};
use domain::messages::{FieldProblem, Noun};
use domain::text::Locale;
use secrecy::SecretString;
use uuid::Uuid;

use super::login_rate_limiter::LoginRateLimiter;
use super::password::{self, Verdict};
use crate::app::App;
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::people::{
    sessions,
    users::{self, Change},
};

/// The resource name in grants.
pub const RESOURCE: &str = "account";

/// The account is the caller's own, whatever organisation they belong to.
pub(super) fn own(context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
    let offices = context.request.actor().map(Actor::organizations).unwrap_or_default();
    offices.into_iter().map(|office| (office, Stance::Owner)).collect()
}

/// Changes the caller's language.
#[derive(Debug, Clone, Copy)]
pub struct EditAccount {
    pub locale: Option<Locale>,
}

#[async_trait]
impl Command for EditAccount {
    type Loaded = i64;
    type Decision = ();
    type Output = UserId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "edit")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<i64, AppError> {
        let person = users::find(context.tx, context.request.actor()?.user).await?.ok_or(AppError::NotFound)?;
        context.expect_version(u64::try_from(person.version).unwrap_or(0))?;
        Ok(person.version)
    }

    fn relations(&self, _seen: &i64, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        own(context)
    }

    fn decide(&self, _seen: &i64, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, version: i64, (): ()) -> Result<UserId, AppError> {
        let me = context.request.actor()?.user;
        let change = Change { locale: self.locale, ..Change::default() };
        if !users::update(context.tx, me, version, &change, context.now).await? {
            return Err(context.overtaken(Noun::Person));
        }
        Ok(me)
    }

    fn subject(&self, answer: &UserId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

/// Replaces the caller's password; all other sessions end.
#[derive(Debug, Clone)]
pub struct ChangePassword {
    /// The hash with which the present password was compared.
    compared: String,
    /// The hash of the new password.
    new: String,
    /// The hash of the token of the session that stays.
    session: String,
}

impl ChangePassword {
    /// Compares the present password and hashes the new one, both outside of any transaction.
    /// Counts as a login attempt from the address.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a wrong present password or an unfit new one;
    /// [`AppError::TooMany`].
    pub async fn checked(
        app: &App,
        (limiter, address): (&LoginRateLimiter, &str),
        (user, session): (UserId, String),
        (current, new): (SecretString, SecretString),
    ) -> Result<Self, AppError> {
        let person = users::find(app.store.reserved(), user).await?.ok_or(AppError::NotFound)?;
        limiter.pass(address, &person.email)?;
        match password::verify(current, Some(person.password_hash.clone())).await? {
            Verdict::Right => {}
            Verdict::Wrong => return Err(AppError::invalid("/current_password", FieldProblem::NotThePassword)),
        }
        let new = password::hash_at("/new_password", new).await?;
        Ok(Self { compared: person.password_hash, new, session })
    }
}

#[async_trait]
impl Command for ChangePassword {
    type Loaded = (i64, String);
    type Decision = ();
    type Output = UserId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "change_password")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        let person = users::find(context.tx, context.request.actor()?.user).await?.ok_or(AppError::NotFound)?;
        Ok((person.version, person.password_hash))
    }

    fn relations(&self, _seen: &Self::Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        own(context)
    }

    fn decide(&self, (_, stored): &Self::Loaded, context: &CommandContext<'_>) -> Result<(), AppError> {
        if *stored == self.compared { Ok(()) } else { Err(context.overtaken(Noun::Person)) }
    }

    async fn save(&self, context: &CommandContext<'_>, (version, _): Self::Loaded, (): ()) -> Result<UserId, AppError> {
        let me = context.request.actor()?.user;
        let change = Change { password_hash: Some(self.new.clone()), ..Change::default() };
        if !users::update(context.tx, me, version, &change, context.now).await? {
            return Err(context.overtaken(Noun::Person));
        }
        sessions::revoke_others(context.tx, me, &self.session, context.now).await?;
        Ok(me)
    }

    fn subject(&self, answer: &UserId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

/// Ends one of the caller's sessions. An ended session is no longer found.
#[derive(Debug, Clone, Copy)]
pub struct EndSession {
    pub session: Uuid,
}

#[async_trait]
impl Command for EndSession {
    type Loaded = ();
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "end_session")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<(), AppError> {
        let me = context.request.actor()?.user;
        let found = sessions::find_open(context.tx, me, self.session, context.now).await?;
        found.map(drop).ok_or(AppError::NotFound)
    }

    fn relations(&self, (): &(), context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        own(context)
    }

    fn decide(&self, (): &(), _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, (): (), (): ()) -> Result<Uuid, AppError> {
        sessions::revoke_one(context.tx, self.session, context.now).await?;
        Ok(self.session)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
