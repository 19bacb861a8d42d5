//! The one road of every change.
//!
//! Who is it and may this role ever do this → one transaction, with the idempotency key claimed in it → load only what the actor
//! may see → may this role do this in this stance → decide, purely, told the time → save, guarded by the version that was read →
//! audit and answer kept → commit. All of it or none of it. A change brings its own load, decide and save as a [`Deed`]; the
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

use crate::{error::AppError, house::House};
use api_store::{
    Tx,
    admin::audit,
    database::idempotency::{self, Claimed, IdempotencyKey},
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

/// Who asks: a person, or the house itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Somebody who is logged in.
    Person(Actor),
    /// The clock, the importer: background work.
    System,
}

/// One request for a change.
#[derive(Debug, Clone)]
pub struct Call {
    /// Who asks.
    pub caller: Caller,
    /// The version the caller saw (`If-Match`).
    pub if_match: Option<u64>,
    /// The caller's key for this request, if it gave one.
    pub idempotency: Option<IdempotencyKey>,
    /// The request, for logs and the audit.
    pub request_id: String,
}

impl Call {
    /// A request of the house itself.
    #[must_use]
    pub fn of_the_house(what: &str) -> Self {
        Self { caller: Caller::System, if_match: None, idempotency: None, request_id: what.to_owned() }
    }

    /// The person who asks.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] when it is the house itself.
    pub fn actor(&self) -> Result<&Actor, AppError> {
        match &self.caller {
            Caller::Person(actor) => Ok(actor),
            Caller::System => Err(AppError::forbidden(Rule::OnlyAPerson)),
        }
    }
}

/// Everything a deed may use while it runs.
pub struct Desk<'a> {
    /// The house.
    pub house: &'a House,
    /// The transaction.
    pub tx: &'a Tx,
    /// The request.
    pub call: &'a Call,
    /// The instant of the whole change.
    pub now: DateTime<Utc>,
}

impl Desk<'_> {
    /// Holds the version the caller saw against the one that is stored.
    ///
    /// # Errors
    /// [`AppError::PreconditionRequired`] without a version, [`AppError::Stale`] with another one.
    pub(crate) fn expect_version(&self, stored: u64) -> Result<(), AppError> {
        match (&self.call.caller, self.call.if_match) {
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
        match self.call.if_match {
            Some(_) => AppError::Stale { stored: None },
            None => Conflict::Overtaken { what }.into(),
        }
    }

    /// A fresh id, ordered by the time of the change.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        self.house.clock.new_id()
    }
}

/// One kind of change.
#[async_trait]
pub trait Deed: Send + Sync {
    /// What is read before the decision.
    type Seen: Send + Sync;
    /// What was decided.
    type Decided: Send + Sync;
    /// What the caller gets; kept with the idempotency key.
    type Answer: Serialize + DeserializeOwned + Send + Sync;

    /// What it asks of the grants.
    fn asks(&self) -> Permission;

    /// Reads what it is about, only among what the caller may see, and checks the version.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for what is not there or not to be seen.
    async fn load(&self, desk: &Desk<'_>) -> Result<Self::Seen, AppError>;

    /// How organisations stand to what was read.
    fn relations(&self, seen: &Self::Seen, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)>;

    /// What is said to somebody who may do such things, but not here.
    fn forbidden(&self, _seen: &Self::Seen) -> AppError {
        forbidden(&self.asks())
    }

    /// Decides. Pure: no reading, no writing, no clock but `desk.now`.
    ///
    /// # Errors
    /// The rule that forbids it, or what is wrong in the content.
    fn decide(&self, seen: &Self::Seen, desk: &Desk<'_>) -> Result<Self::Decided, AppError>;

    /// Writes everything that was decided.
    ///
    /// # Errors
    /// [`AppError::Conflict`] when somebody else was faster.
    async fn save(&self, desk: &Desk<'_>, seen: Self::Seen, decided: Self::Decided) -> Result<Self::Answer, AppError>;

    /// The thing it was about, for the audit.
    fn subject(&self, answer: &Self::Answer) -> Option<Uuid>;
}

/// The outcome of a change.
#[derive(Debug, Clone)]
pub struct Done<A> {
    /// What the caller gets.
    pub answer: A,
    /// Whether it was done now.
    pub when: When,
}

/// When a change was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
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
    fields(resource = tracing::field::Empty, verb = tracing::field::Empty, request_id = call.request_id)
)]
pub async fn act<D: Deed>(house: &House, call: &Call, deed: D) -> Result<Done<D::Answer>, AppError> {
    let permission = deed.asks();
    let span = tracing::Span::current();
    span.record("resource", permission.resource.as_str()).record("verb", permission.verb.as_str());
    let mut outcome = carry(house, call, &permission, &deed).await;
    for _ in 0..TIMES_AGAIN {
        if !matches!(outcome, Err(AppError::Again)) {
            break;
        }
        outcome = carry(house, call, &permission, &deed).await;
    }
    house.metrics.acted(&permission.resource, &permission.verb, word(&outcome));
    outcome
}

/// How a change ended, in a word for the counters.
fn word<A>(outcome: &Result<Done<A>, AppError>) -> &'static str {
    match outcome {
        Ok(Done { when: When::Now, .. }) => "done",
        Ok(Done { when: When::Before, .. }) => "done_before",
        Err(failure) => failure.word(),
    }
}

async fn carry<D: Deed>(
    house: &House,
    call: &Call,
    permission: &Permission,
    deed: &D,
) -> Result<Done<D::Answer>, AppError> {
    may_ever(house, call, permission)?;
    let tx = house.store.begin().await?;
    if let (Some(claim), Caller::Person(actor)) = (&call.idempotency, &call.caller) {
        let now = house.clock.now();
        match idempotency::claim(&tx, actor.user, claim, now).await? {
            Claimed::Fresh => {}
            Claimed::Answered(answer) => {
                let answer = serde_json::from_value(answer).map_err(AppError::internal)?;
                return Ok(Done { answer, when: When::Before });
            }
            Claimed::OfAnother => return Err(used_for_another()),
        }
    }
    house.almanac.refresh(&tx).await?;
    let desk = Desk { house, tx: &tx, call, now: house.clock.now() };
    let seen = deed.load(&desk).await?;
    if !may_here(&desk, permission, &deed.relations(&seen, &desk)) {
        return Err(deed.forbidden(&seen));
    }
    let decided = deed.decide(&seen, &desk)?;
    let answer = deed.save(&desk, seen, decided).await?;
    let who = match &desk.call.caller {
        Caller::Person(actor) => Some((actor.user.uuid(), actor.name.clone())),
        Caller::System => None,
    };
    let entry = audit::Entry {
        at: desk.now,
        who,
        what: (&permission.resource, &permission.verb),
        subject: deed.subject(&answer),
        request_id: &desk.call.request_id,
    };
    audit::write(desk.tx, entry).await?;
    if let (Some(claim), Caller::Person(actor)) = (&call.idempotency, &call.caller) {
        let kept = serde_json::to_value(&answer).map_err(AppError::internal)?;
        idempotency::keep(&tx, actor.user, claim, &kept).await?;
    }
    house.store.commit(tx).await?;
    house.wake_signal.send();
    Ok(Done { answer, when: When::Now })
}

fn used_for_another() -> AppError {
    Rule::IdempotencyKeyReused.into()
}

fn may_ever(house: &House, call: &Call, permission: &Permission) -> Result<(), AppError> {
    match &call.caller {
        Caller::System => Ok(()),
        Caller::Person(actor) => {
            let ever = |role: Role| house.policies.access.may_ever(role, &permission.resource, &permission.verb);
            if actor.seats.iter().any(|seat| ever(seat.role)) { Ok(()) } else { Err(forbidden(permission)) }
        }
    }
}

fn may_here(desk: &Desk<'_>, permission: &Permission, relations: &BTreeSet<(OrganizationId, Stance)>) -> bool {
    match &desk.call.caller {
        Caller::System => true,
        Caller::Person(actor) => {
            let access = &desk.house.policies.access;
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

/// The seats of a person, seen from a thing to which organisations stand in these ways.
#[must_use]
pub fn places(actor: &Actor, relations: &BTreeSet<(OrganizationId, Stance)>) -> BTreeSet<Place> {
    actor
        .seats
        .iter()
        .flat_map(|seat| {
            relations
                .iter()
                .filter(|(organization, _)| *organization == seat.organization)
                .map(|(organization, stance)| Place { organization: *organization, role: seat.role, stance: *stance })
        })
        .collect()
}
