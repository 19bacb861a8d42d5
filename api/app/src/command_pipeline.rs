//! The one road of every change.
//!
//! Who is it and may this role ever do this → one transaction, with the idempotency key claimed in it → load only what the actor
//! may see → may this role do this in this stance → decide, purely, told the time → save, guarded by the version that was read →
//! audit and answer kept → commit. All of it or none of it. A change brings its own load, decide and save as a [`Command`]; the
//! order is fixed here and nowhere else.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::messages::{Conflict, Noun, Rule};
use domain::{
    access::{Actor, Role, Stance},
    ids::OrganizationId,
    workflow::doer::Place,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{app::App, error::AppError};
use api_store::{
    Tx,
    admin::audit,
    database::idempotency::{self, ClaimedKey, IdempotencyKey},
};

/// What a change asks of the grants: this verb on this resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// The kind of thing, `asset`, `sharing_request`.
    pub resource: String,
    /// What is to be done, `create`, `offer`.
    pub verb: String,
}

impl Permission {
    /// A verb on a resource.
    #[must_use]
    pub fn new(resource: &str, verb: &str) -> Self {
        Self { resource: resource.to_owned(), verb: verb.to_owned() }
    }
}

/// Who asks: a person, or the server itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Somebody who is logged in.
    Person(Actor),
    /// The clock, the importer: background work.
    System,
}

/// One request for a change.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Who asks.
    pub caller: Caller,
    /// The version the caller saw (`If-Match`).
    pub if_match: Option<u64>,
    /// The caller's key for this request, if it gave one.
    pub idempotency: Option<IdempotencyKey>,
    /// The request, for logs and the audit.
    pub request_id: String,
}

impl RequestContext {
    /// A request of the server itself.
    #[must_use]
    pub fn of_system(what: &str) -> Self {
        Self { caller: Caller::System, if_match: None, idempotency: None, request_id: what.to_owned() }
    }

    /// The person who asks.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] when it is the server itself.
    pub fn actor(&self) -> Result<&Actor, AppError> {
        match &self.caller {
            Caller::Person(actor) => Ok(actor),
            Caller::System => Err(AppError::forbidden(Rule::OnlyAPerson)),
        }
    }
}

/// Everything a command may use while it runs.
pub struct CommandContext<'a> {
    /// The server.
    pub app: &'a App,
    /// The transaction.
    pub tx: &'a Tx,
    /// The request.
    pub request: &'a RequestContext,
    /// The instant of the whole change.
    pub now: DateTime<Utc>,
}

impl CommandContext<'_> {
    /// Holds the version the caller saw against the one that is stored.
    ///
    /// # Errors
    /// [`AppError::PreconditionRequired`] without a version, [`AppError::Stale`] with another one.
    pub(crate) fn expect_version(&self, stored: u64) -> Result<(), AppError> {
        match (&self.request.caller, self.request.if_match) {
            (Caller::System, None) => Ok(()),
            (Caller::Person(_), None) => Err(AppError::PreconditionRequired),
            (Caller::Person(_) | Caller::System, Some(seen)) if seen == stored => Ok(()),
            (Caller::Person(_) | Caller::System, Some(_)) => Err(AppError::Stale { stored: Some(stored) }),
        }
    }

    /// Somebody else wrote between our reading and our writing: the version that the caller named is stale by now. Who named none
    /// has met a conflict.
    #[must_use]
    pub(crate) fn overtaken(&self, what: Noun) -> AppError {
        match self.request.if_match {
            Some(_) => AppError::Stale { stored: None },
            None => Conflict::Overtaken { what }.into(),
        }
    }

    /// A fresh id, ordered by the time of the change.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        self.app.clock.new_id()
    }
}

/// One kind of change.
#[async_trait]
pub trait Command: Send + Sync {
    /// What is read before the decision.
    type Loaded: Send + Sync;
    /// What was decided.
    type Decision: Send + Sync;
    /// What the caller gets; kept with the idempotency key.
    type Output: Serialize + DeserializeOwned + Send + Sync;

    /// What it asks of the grants.
    fn required_permission(&self) -> Permission;

    /// Reads what it is about, only among what the caller may see, and checks the version.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for what is not there or not to be seen.
    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError>;

    /// How organisations stand to what was read.
    fn relations(&self, seen: &Self::Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)>;

    /// What is said to somebody who may do such things, but not here.
    fn forbidden(&self, _seen: &Self::Loaded) -> AppError {
        forbidden(&self.required_permission())
    }

    /// Decides. Pure: no reading, no writing, no clock but `desk.now`.
    ///
    /// # Errors
    /// The rule that forbids it, or what is wrong in the content.
    fn decide(&self, seen: &Self::Loaded, context: &CommandContext<'_>) -> Result<Self::Decision, AppError>;

    /// Writes everything that was decided.
    ///
    /// # Errors
    /// [`AppError::Conflict`] when somebody else was faster.
    async fn save(
        &self,
        context: &CommandContext<'_>,
        seen: Self::Loaded,
        decided: Self::Decision,
    ) -> Result<Self::Output, AppError>;

    /// The thing it was about, for the audit.
    fn subject(&self, answer: &Self::Output) -> Option<Uuid>;
}

/// The outcome of a change.
#[derive(Debug, Clone)]
pub struct Executed<A> {
    /// What the caller gets.
    pub answer: A,
    /// Whether it was done now.
    pub when: ExecutedWhen,
}

/// When a change was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExecutedWhen {
    /// Now.
    Now,
    /// Before, under the same idempotency key.
    Before,
}

/// How often a change that gave way to another is begun again.
const TIMES_AGAIN: u8 = 5;

/// Carries one change from the request to the commit. One that gave way to another begins again, from its reading on.
///
/// # Errors
/// Any [`AppError`]; then nothing has changed.
#[tracing::instrument(
    skip_all,
    fields(resource = tracing::field::Empty, verb = tracing::field::Empty, request_id = request.request_id)
)]
pub async fn execute<D: Command>(
    app: &App,
    request: &RequestContext,
    command: D,
) -> Result<Executed<D::Output>, AppError> {
    let permission = command.required_permission();
    let span = tracing::Span::current();
    span.record("resource", permission.resource.as_str()).record("verb", permission.verb.as_str());
    let mut outcome = carry(app, request, &permission, &command).await;
    for _ in 0..TIMES_AGAIN {
        if !matches!(outcome, Err(AppError::Again)) {
            break;
        }
        outcome = carry(app, request, &permission, &command).await;
    }
    app.metrics.acted(&permission.resource, &permission.verb, word(&outcome));
    outcome
}

/// How a change ended, in a word for the counters.
fn word<A>(outcome: &Result<Executed<A>, AppError>) -> &'static str {
    match outcome {
        Ok(Executed { when: ExecutedWhen::Now, .. }) => "done",
        Ok(Executed { when: ExecutedWhen::Before, .. }) => "done_before",
        Err(failure) => failure.word(),
    }
}

async fn carry<D: Command>(
    app: &App,
    request: &RequestContext,
    permission: &Permission,
    command: &D,
) -> Result<Executed<D::Output>, AppError> {
    may_ever(app, request, permission)?;
    let tx = app.store.begin().await?;
    if let (Some(claim), Caller::Person(actor)) = (&request.idempotency, &request.caller) {
        let now = app.clock.now();
        match idempotency::claim(&tx, actor.user, claim, now).await? {
            ClaimedKey::Fresh => {}
            ClaimedKey::Answered(answer) => {
                let answer = serde_json::from_value(answer).map_err(AppError::internal)?;
                return Ok(Executed { answer, when: ExecutedWhen::Before });
            }
            ClaimedKey::OfAnother => return Err(used_for_another()),
        }
    }
    app.calendar_cache.refresh(&tx).await?;
    let context = CommandContext { app, tx: &tx, request, now: app.clock.now() };
    let seen = command.load(&context).await?;
    if !may_here(&context, permission, &command.relations(&seen, &context)) {
        return Err(command.forbidden(&seen));
    }
    let decided = command.decide(&seen, &context)?;
    let answer = command.save(&context, seen, decided).await?;
    let who = match &context.request.caller {
        Caller::Person(actor) => Some((actor.user.uuid(), actor.name.clone())),
        Caller::System => None,
    };
    let entry = audit::Entry {
        at: context.now,
        who,
        what: (&permission.resource, &permission.verb),
        subject: command.subject(&answer),
        request_id: &context.request.request_id,
    };
    audit::write(context.tx, entry).await?;
    if let (Some(claim), Caller::Person(actor)) = (&request.idempotency, &request.caller) {
        let kept = serde_json::to_value(&answer).map_err(AppError::internal)?;
        idempotency::keep(&tx, actor.user, claim, &kept).await?;
    }
    app.store.commit(tx).await?;
    app.wake_signal.send();
    Ok(Executed { answer, when: ExecutedWhen::Now })
}

fn used_for_another() -> AppError {
    Rule::IdempotencyKeyReused.into()
}

fn may_ever(app: &App, request: &RequestContext, permission: &Permission) -> Result<(), AppError> {
    match &request.caller {
        Caller::System => Ok(()),
        Caller::Person(actor) => {
            let ever = |role: Role| app.policies.access.may_ever(role, &permission.resource, &permission.verb);
            if actor.memberships.iter().any(|membership| ever(membership.role)) {
                Ok(())
            } else {
                Err(forbidden(permission))
            }
        }
    }
}

fn may_here(
    context: &CommandContext<'_>,
    permission: &Permission,
    relations: &BTreeSet<(OrganizationId, Stance)>,
) -> bool {
    match &context.request.caller {
        Caller::System => true,
        Caller::Person(actor) => {
            let access = &context.app.policies.access;
            places(actor, relations)
                .iter()
                .any(|place| access.may(place.role, place.stance, &permission.resource, &permission.verb))
        }
    }
}

/// What is said to one whose roles may never do it, or not here.
pub(crate) fn forbidden(permission: &Permission) -> AppError {
    AppError::forbidden(Rule::NoRoleMayHere { verb: permission.verb.clone(), resource: permission.resource.clone() })
}

/// The memberships of a person, seen from a thing to which organisations stand in these ways.
#[must_use]
pub fn places(actor: &Actor, relations: &BTreeSet<(OrganizationId, Stance)>) -> BTreeSet<Place> {
    actor
        .memberships
        .iter()
        .flat_map(|membership| {
            relations.iter().filter(|(organization, _)| *organization == membership.organization).map(
                |(organization, stance)| Place { organization: *organization, role: membership.role, stance: *stance },
            )
        })
        .collect()
}
