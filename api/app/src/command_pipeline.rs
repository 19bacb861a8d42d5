//! The command pipeline: the one order in which every change runs.
//!
//! 1. Check that a role of the caller may ever perform the verb on the resource.
//! 2. Begin a transaction and claim the idempotency key in it.
//! 3. Load only rows that the caller may see.
//! 4. Check that a role of the caller may perform the verb with this stance.
//! 5. Decide: a pure function that receives the time.
//! 6. Save, guarded by the version that was loaded.
//! 7. Write the audit entry, store the output under the idempotency key, and commit.
//!
//! A failure at any step changes nothing. Each change supplies its own load, decide and save as a
//! [`Command`].

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::messages::{Conflict, Noun, Rule};
use domain::{
    access::{Actor, Role, Stance},
    ids::OrganizationId,
    workflow::doer::PartyMembership,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{app::App, error::AppError};
use api_store::{
    Tx,
    admin::audit,
    database::idempotency::{self, ClaimedKey, IdempotencyKey},
};

/// The permission that a command requires: a verb on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Resource kind, `asset`, `sharing_request`.
    pub resource: String,
    /// For example `create`, `offer`.
    pub verb: String,
}

impl Permission {
    #[must_use]
    pub fn new(resource: &str, verb: &str) -> Self {
        Self { resource: resource.to_owned(), verb: verb.to_owned() }
    }
}

/// The originator of a request: a person, or the server itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A person who is logged in.
    Person(Actor),
    /// Background work: deadlines, imports.
    System,
}

#[derive(Debug, Clone)]
pub struct RequestContext {
    pub caller: Caller,
    /// The version that the caller last read (`If-Match`).
    pub if_match: Option<u64>,
    /// The idempotency key, if the caller sent one.
    pub idempotency: Option<IdempotencyKey>,
    /// Identifies the request in logs and in the audit.
    pub request_id: String,
}

impl RequestContext {
    /// A request by the server itself.
    #[must_use]
    pub fn of_system(what: &str) -> Self {
        Self { caller: Caller::System, if_match: None, idempotency: None, request_id: what.to_owned() }
    }

    /// The person who makes the request.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] when the server itself is the caller.
    pub fn actor(&self) -> Result<&Actor, AppError> {
        match &self.caller {
            Caller::Person(actor) => Ok(actor),
            Caller::System => Err(AppError::forbidden(Rule::OnlyAPerson)),
        }
    }
}

/// Everything that a command may use while it runs.
pub struct CommandContext<'a> {
    pub app: &'a App,
    pub tx: &'a Tx,
    pub request: &'a RequestContext,
    /// The time of the whole change.
    pub now: DateTime<Utc>,
}

impl CommandContext<'_> {
    /// Compares the caller's version with the stored version.
    ///
    /// # Errors
    /// [`AppError::PreconditionRequired`] without a version, [`AppError::Stale`] with a different
    /// one.
    pub(crate) fn expect_version(&self, stored: u64) -> Result<(), AppError> {
        match (&self.request.caller, self.request.if_match) {
            (Caller::System, None) => Ok(()),
            (Caller::Person(_), None) => Err(AppError::PreconditionRequired),
            (Caller::Person(_) | Caller::System, Some(seen)) if seen == stored => Ok(()),
            (Caller::Person(_) | Caller::System, Some(_)) => Err(AppError::Stale { stored: Some(stored) }),
        }
    }

    /// The error for a concurrent write between load and save: the caller's version is stale, or
    /// the change conflicts when the caller named no version.
    #[must_use]
    pub(crate) fn overtaken(&self, what: Noun) -> AppError {
        match self.request.if_match {
            Some(_) => AppError::Stale { stored: None },
            None => Conflict::Overtaken { what }.into(),
        }
    }

    /// A new id, ordered by the time of the change.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        self.app.clock.new_id()
    }
}

/// A kind of change.
#[async_trait]
pub trait Command: Send + Sync {
    /// The rows that the decision needs.
    type Loaded: Send + Sync;
    type Decision: Send + Sync;
    /// The result for the caller; stored with the idempotency key.
    type Output: Serialize + DeserializeOwned + Send + Sync;

    fn required_permission(&self) -> Permission;

    /// Loads the subject among rows that the caller may see, and checks the version.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the subject does not exist or the caller may not see it.
    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError>;

    /// The stance of each organisation towards the loaded rows.
    fn relations(&self, seen: &Self::Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)>;

    /// The error for a caller whose roles permit the verb, but not with this stance.
    fn forbidden(&self, _seen: &Self::Loaded) -> AppError {
        forbidden(&self.required_permission())
    }

    /// Decides. Pure: no reads, no writes, and no clock except `context.now`.
    ///
    /// # Errors
    /// A rule violation, or errors in the content.
    fn decide(&self, seen: &Self::Loaded, context: &CommandContext<'_>) -> Result<Self::Decision, AppError>;

    /// Writes the decision.
    ///
    /// # Errors
    /// [`AppError::Conflict`] when another change was committed first.
    async fn save(
        &self,
        context: &CommandContext<'_>,
        seen: Self::Loaded,
        decided: Self::Decision,
    ) -> Result<Self::Output, AppError>;

    /// The subject of the change, for the audit.
    fn subject(&self, answer: &Self::Output) -> Option<Uuid>;
}

/// The outcome of a command.
#[derive(Debug, Clone)]
pub struct Executed<A> {
    pub answer: A,
    /// Whether this request executed the change.
    pub when: ExecutedWhen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExecutedWhen {
    Now,
    /// An earlier request with the same idempotency key executed the change.
    Before,
}

/// Retries of a command that ended with [`AppError::Again`].
const TIMES_AGAIN: u8 = 5;

/// Executes a command from the request to the commit. A command that gave way to another one is
/// repeated, starting with its load.
///
/// # Errors
/// Any [`AppError`]; the database is then unchanged.
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
    let mut outcome = run(app, request, &permission, &command).await;
    for _ in 0..TIMES_AGAIN {
        if !matches!(outcome, Err(AppError::Again)) {
            break;
        }
        outcome = run(app, request, &permission, &command).await;
    }
    app.metrics.executed(&permission.resource, &permission.verb, outcome_label(&outcome));
    outcome
}

/// The outcome as a label for the metrics.
fn outcome_label<A>(outcome: &Result<Executed<A>, AppError>) -> &'static str {
    match outcome {
        Ok(Executed { when: ExecutedWhen::Now, .. }) => "done",
        Ok(Executed { when: ExecutedWhen::Before, .. }) => "done_before",
        Err(failure) => failure.label(),
    }
}

async fn run<D: Command>(
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

/// Checks that a role of the caller may ever perform a verb on a resource.
pub(crate) fn may_ever(app: &App, request: &RequestContext, permission: &Permission) -> Result<(), AppError> {
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

/// Whether a role of the caller may perform a verb with one of its stances.
pub(crate) fn may_here(
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

/// The error for a caller whose roles never permit the verb, or not with this stance.
pub(crate) fn forbidden(permission: &Permission) -> AppError {
    AppError::forbidden(Rule::NoRoleMayHere { verb: permission.verb.clone(), resource: permission.resource.clone() })
}

/// The memberships of a person, combined with the stance of each organisation towards a subject.
#[must_use]
pub fn places(actor: &Actor, relations: &BTreeSet<(OrganizationId, Stance)>) -> BTreeSet<PartyMembership> {
    actor
        .memberships
        .iter()
        .flat_map(|membership| {
            relations.iter().filter(|(organization, _)| *organization == membership.organization).map(
                |(organization, stance)| PartyMembership {
                    organization: *organization,
                    role: membership.role,
                    stance: *stance,
                },
            )
        })
        .collect()
}
