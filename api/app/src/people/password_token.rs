//! Invitations and forgotten passwords: a message with a link by which a person sets a password
//! that nobody else ever knows.
//!
//! The link holds a token of single use behind `#`, which browsers do not send, so it is in no log.
//! The message goes to the address alone and not to the notifications of the person: somebody at an
//! open session could read those.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::access::Stance;
use domain::ids::{OrganizationId, OutboxId, UserId};
use domain::messages::{FieldProblem, Noun};
use domain::notice::LegalClass;
use domain::text::Locale;
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use super::login::{fresh_token, token_hash, written};
use super::password;
use super::user::{RESOURCE, administration};
use crate::app::App;
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::entities::users::Model;
use api_store::notices::outbox::{self, NewMessage, Recipient};
use api_store::people::password_tokens::{self, NewToken, Purpose};
use api_store::people::{
    sessions,
    users::{self, Change},
};

/// How long an invitation can be used, in hours.
const INVITATION_HOURS: i64 = 7 * 24;
/// How long a link after a forgotten password can be used, in hours.
const RESET_HOURS: i64 = 1;
/// Usable links after a forgotten password; further requests send none, so that nobody's mailbox is
/// filled by strangers.
const MOST_RESETS: u64 = 3;
/// The page of the link.
const PAGE: &str = "/set-password";

/// Creates a token and the message with its link.
async fn send(context: &CommandContext<'_>, person: &Model, purpose: Purpose) -> Result<(), AppError> {
    let (template, hours) = match purpose {
        Purpose::Invitation => ("account.invitation", INVITATION_HOURS),
        Purpose::Reset => ("account.password_reset", RESET_HOURS),
    };
    let token = fresh_token();
    let user = UserId::new(person.id);
    let new = NewToken { id: context.new_id(), user, token_hash: &token_hash(&token), purpose };
    password_tokens::insert(context.tx, new, (context.now, context.now + TimeDelta::hours(hours))).await?;
    let message = NewMessage {
        id: OutboxId::new(context.new_id()),
        case: None,
        template: template.to_owned(),
        class: LegalClass::Information,
        to: Recipient {
            organization: None,
            user: None,
            name: person.name.clone(),
            address: person.email.clone(),
            locale: person.locale.parse::<Locale>().unwrap_or_default(),
        },
        payload: json!({
            "about": "account",
            "data": {"name": person.name, "email": person.email, "hours": hours},
            "link": format!("{PAGE}#{token}"),
        }),
    };
    Ok(outbox::enqueue(context.tx, context.now, vec![message]).await?)
}

/// Invites a person to set a first password, or another one.
#[derive(Debug, Clone, Copy)]
pub struct InviteUser {
    pub user: UserId,
}

#[async_trait]
impl Command for InviteUser {
    type Loaded = Model;
    type Decision = ();
    type Output = UserId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "invite")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Model, AppError> {
        let person = users::find(context.tx, self.user).await?;
        person.filter(|person| person.active).ok_or(AppError::NotFound)
    }

    fn relations(&self, _seen: &Model, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(context)
    }

    fn decide(&self, _seen: &Model, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, person: Model, (): ()) -> Result<UserId, AppError> {
        send(context, &person, Purpose::Invitation).await?;
        Ok(self.user)
    }

    fn subject(&self, answer: &UserId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

/// Sends a link to the person with an address, if there is one. The server itself executes it,
/// after the answer, so that the answer says nothing of the person.
#[derive(Debug, Clone)]
pub struct RequestReset {
    email: String,
}

impl RequestReset {
    /// The request for an address; `None` for an address that no account can have.
    #[must_use]
    pub fn of(email: &str) -> Option<Self> {
        written(email).ok().map(|email| Self { email })
    }

    /// The address in its stored form, which the login rate limiter counts.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }
}

#[async_trait]
impl Command for RequestReset {
    type Loaded = Option<Model>;
    type Decision = ();
    type Output = Option<UserId>;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "request_reset")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Option<Model>, AppError> {
        let person = users::by_email(context.tx, &self.email).await?.filter(|person| person.active);
        let Some(person) = person else { return Ok(None) };
        let user = UserId::new(person.id);
        let sent = password_tokens::count_usable(context.tx, user, Purpose::Reset, context.now).await?;
        Ok(Some(person).filter(|_| sent < MOST_RESETS))
    }

    fn relations(&self, _seen: &Option<Model>, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::new()
    }

    fn decide(&self, _seen: &Option<Model>, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        person: Option<Model>,
        (): (),
    ) -> Result<Option<UserId>, AppError> {
        let Some(person) = person else { return Ok(None) };
        send(context, &person, Purpose::Reset).await?;
        Ok(Some(UserId::new(person.id)))
    }

    fn subject(&self, answer: &Option<UserId>) -> Option<Uuid> {
        answer.map(UserId::uuid)
    }
}

/// Sets the password of the person who has a token; all their sessions end, and all their tokens
/// are used up. The server itself executes it: the token alone says who asks.
#[derive(Debug, Clone)]
pub struct SetPassword {
    /// The hash of the token.
    token_hash: String,
    /// The hash of the new password.
    password_hash: String,
}

impl SetPassword {
    /// Hashes the new password, outside of any transaction and for a usable token alone.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a token that cannot be used or an unfit password.
    pub async fn checked(app: &App, token: &str, new: SecretString) -> Result<Self, AppError> {
        let token_hash = token_hash(token);
        let found = password_tokens::usable(app.store.reserved(), &token_hash, app.clock.now()).await?;
        found.ok_or_else(unusable)?;
        Ok(Self { token_hash, password_hash: password::hash_at("/new_password", new).await? })
    }
}

fn unusable() -> AppError {
    AppError::invalid("/token", FieldProblem::LinkNotUsable)
}

#[async_trait]
impl Command for SetPassword {
    type Loaded = Model;
    type Decision = ();
    type Output = UserId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "set_password")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Model, AppError> {
        let token = password_tokens::usable(context.tx, &self.token_hash, context.now).await?.ok_or_else(unusable)?;
        let person = users::find(context.tx, UserId::new(token.user_id)).await?;
        person.filter(|person| person.active).ok_or_else(unusable)
    }

    fn relations(&self, _seen: &Model, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::new()
    }

    fn decide(&self, _seen: &Model, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, person: Model, (): ()) -> Result<UserId, AppError> {
        let user = UserId::new(person.id);
        if password_tokens::use_up(context.tx, user, context.now).await? == 0 {
            return Err(unusable());
        }
        let change = Change { password_hash: Some(self.password_hash.clone()), ..Change::default() };
        if !users::update(context.tx, user, person.version, &change, context.now).await? {
            return Err(context.overtaken(Noun::Person));
        }
        sessions::revoke_all(context.tx, user, context.now).await?;
        Ok(user)
    }

    fn subject(&self, answer: &UserId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
