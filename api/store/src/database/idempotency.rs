//! Idempotency keys: a repeated request under the same key has no second effect. The transaction of
//! the change claims the key.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use domain::messages::Conflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, TryInsertResult};
use serde_json::Value;

use crate::{StoreError, StoreResult, Tx, entities::idempotency_keys};

/// A key of a request; a repetition under the same key has no second effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub key: String,
    /// The fingerprint of the whole request: the same key must mean the same request. A fingerprint
    /// of another server version matches no request.
    pub request_sha256: String,
}

/// The state of a claimed key.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimedKey {
    /// The key is new and claimed until the transaction ends.
    Fresh,
    /// The same request already has this answer.
    Answered(Value),
    /// The key belongs to another request.
    OfAnother,
}

/// Claims a key, or returns the stored answer.
///
/// # Errors
/// [`StoreError::Conflict`] if the first request under the key failed at the same moment.
pub async fn claim(tx: &Tx, user: UserId, key: &IdempotencyKey, at: DateTime<Utc>) -> StoreResult<ClaimedKey> {
    let row = idempotency_keys::ActiveModel {
        user_id: Set(user.uuid()),
        key: Set(key.key.clone()),
        request_sha256: Set(key.request_sha256.clone()),
        status_code: Set(None),
        answer: Set(None),
        created_at: Set(at),
    };
    let once = [idempotency_keys::Column::UserId, idempotency_keys::Column::Key];
    let claimed =
        idempotency_keys::Entity::insert(row).on_conflict_do_nothing_on(once).exec_without_returning(tx).await?;
    match claimed {
        TryInsertResult::Inserted(1..) => return Ok(ClaimedKey::Fresh),
        TryInsertResult::Inserted(0) | TryInsertResult::Conflicted | TryInsertResult::Empty => {}
    }
    let kept = idempotency_keys::Entity::find_by_id((user.uuid(), key.key.clone())).one(tx).await?;
    match kept {
        Some(kept) if kept.request_sha256 == key.request_sha256 => kept
            .answer
            .map(ClaimedKey::Answered)
            .ok_or_else(|| StoreError::Conflict(Conflict::FirstRequestNotDone.into())),
        Some(_) => Ok(ClaimedKey::OfAnother),
        None => Err(StoreError::Conflict(Conflict::FirstRequestUndone.into())),
    }
}

/// Stores the answer under the key.
pub async fn keep(tx: &Tx, user: UserId, key: &IdempotencyKey, answer: &Value) -> StoreResult<()> {
    let row = idempotency_keys::ActiveModel { answer: Set(Some(answer.clone())), ..Default::default() };
    idempotency_keys::Entity::update_many()
        .set(row)
        .filter(idempotency_keys::Column::UserId.eq(user.uuid()))
        .filter(idempotency_keys::Column::Key.eq(key.key.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes the keys from before an instant.
pub async fn forget_before(tx: &Tx, instant: DateTime<Utc>) -> StoreResult<u64> {
    let gone = idempotency_keys::Entity::delete_many()
        .filter(idempotency_keys::Column::CreatedAt.lt(instant))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected)
}
