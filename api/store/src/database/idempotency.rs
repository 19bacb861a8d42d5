//! Keys under which a request may be sent again without being done again; claimed in the transaction of the change.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use domain::messages::Conflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, TryInsertResult};
use serde_json::Value;

use crate::{StoreError, StoreResult, Tx, entities::idempotency_keys};

/// A key under which a request may be sent again without being done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The key.
    pub key: String,
    /// The fingerprint of the whole request: the same key must mean the same request. A fingerprint
    /// that another version of the server made matches no request.
    pub request_sha256: String,
}

/// What became of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimedKey {
    /// Nobody used it before; it is held until the transaction ends.
    Fresh,
    /// The same request was answered under it.
    Answered(Value),
    /// It was used for another request.
    OfAnother,
}

/// Claims a key, or gives the answer that was kept under it.
///
/// # Errors
/// [`StoreError::Conflict`] when the first request under the key came to nothing in the same moment.
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

/// Keeps the answer under the key.
///
/// # Errors
/// [`StoreError`].
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

/// Forgets the keys of long ago.
///
/// # Errors
/// [`StoreError`].
pub async fn forget_before(tx: &Tx, instant: DateTime<Utc>) -> StoreResult<u64> {
    let gone = idempotency_keys::Entity::delete_many()
        .filter(idempotency_keys::Column::CreatedAt.lt(instant))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected)
}
