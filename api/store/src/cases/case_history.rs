//! The history of a case. It is append-only; a trigger of the database rejects every other write.

use chrono::{DateTime, SubsecRound, Utc};
use domain::{
    access::Actor,
    cases::Event,
    ids::CaseId,
    workflow::{
        doer::Signature,
        history::{Entry, hash},
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{StoreError, StoreResult, Tx, entities::case_history};

/// One accepted command, as stored in the history.
#[derive(Debug)]
pub struct Accepted<'a> {
    pub case: CaseId,
    /// The sequence number in the history: the version of the case after the command.
    pub seq: u64,
    /// The person and the stance under which the command was given, or the system.
    pub signature: &'a Signature,
    /// The person; `None` for the system.
    pub actor: Option<&'a Actor>,
    pub action: &'a str,
    pub comment: Option<&'a str>,
    pub events: &'a [Event],
    /// The time of the write.
    pub at: DateTime<Utc>,
    /// The time of the legal effect.
    pub legal_at: DateTime<Utc>,
}

/// Appends an entry, chained to the previous one by hash.
///
/// # Errors
/// [`StoreError::Conflict`] if the sequence number is taken.
pub async fn append(tx: &Tx, accepted: &Accepted<'_>) -> StoreResult<()> {
    let previous = last_hash(tx, accepted.case).await?;
    let events = serde_json::to_value(accepted.events).map_err(|why| StoreError::undecodable("events", why))?;
    let entry = Entry {
        case: accepted.case,
        seq: accepted.seq,
        at: accepted.at.trunc_subsecs(6),
        legal_at: accepted.legal_at.trunc_subsecs(6),
        events,
    };
    let own = hash(&entry, previous.as_deref());
    let (organization, role) = match accepted.signature {
        Signature::Person { place, .. } => (Some(place.organization.uuid()), Some(place.role.as_str().to_owned())),
        Signature::System => (None, None),
    };
    let row = case_history::ActiveModel {
        case_id: Set(accepted.case.uuid()),
        seq: Set(i64::try_from(accepted.seq).unwrap_or(i64::MAX)),
        at: Set(entry.at),
        legal_at: Set(entry.legal_at),
        actor_user: Set(accepted.signature.user().map(domain::ids::UserId::uuid)),
        actor_name: Set(accepted.actor.map_or_else(|| "hatang".to_owned(), |actor| actor.name.clone())),
        actor_organization: Set(organization),
        actor_role: Set(role),
        stance: Set(accepted.signature.stance().as_str().to_owned()),
        action: Set(accepted.action.to_owned()),
        comment: Set(accepted.comment.map(str::to_owned)),
        events: Set(entry.events),
        prev_hash: Set(previous.unwrap_or_default()),
        hash: Set(own),
    };
    case_history::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

async fn last_hash(tx: &Tx, case: CaseId) -> StoreResult<Option<String>> {
    let hash = case_history::Entity::find()
        .select_only()
        .column(case_history::Column::Hash)
        .filter(case_history::Column::CaseId.eq(case.uuid()))
        .order_by_desc(case_history::Column::Seq)
        .into_tuple()
        .one(tx)
        .await?;
    Ok(hash)
}

/// Whether a case has only reminders since one of its versions: the reader's version is then still
/// up to date.
pub async fn only_reminded_since<C: ConnectionTrait>(db: &C, case: CaseId, version: u64) -> StoreResult<bool> {
    let since = case_history::Entity::find()
        .filter(case_history::Column::CaseId.eq(case.uuid()))
        .filter(case_history::Column::Seq.gt(i64::try_from(version).unwrap_or(i64::MAX)))
        .all(db)
        .await?;
    let reminds = |event: &serde_json::Value| event.pointer("/why/why").is_some_and(|why| why == "reminded");
    let reminder = |entry: &case_history::Model| {
        entry.actor_user.is_none() && entry.events.as_array().is_some_and(|events| events.iter().all(reminds))
    };
    Ok(!since.is_empty() && since.iter().all(reminder))
}

/// The whole history, oldest first.
pub async fn of_case<C: ConnectionTrait>(db: &C, case: CaseId) -> StoreResult<Vec<case_history::Model>> {
    Ok(case_history::Entity::find()
        .filter(case_history::Column::CaseId.eq(case.uuid()))
        .order_by_asc(case_history::Column::Seq)
        .all(db)
        .await?)
}
