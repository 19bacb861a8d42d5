//! Login sessions, by the hash of their token. `principal_cache.rs` reads the person of a session.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, SimpleExpr},
};

use crate::entities::sessions;
use crate::{StoreResult, Tx};

/// Opens a session, from one instant to another.
pub async fn open(
    tx: &Tx,
    id: uuid::Uuid,
    user: uuid::Uuid,
    token_hash: &str,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> StoreResult<()> {
    let row = sessions::ActiveModel {
        id: Set(id),
        user_id: Set(user),
        token_hash: Set(token_hash.to_owned()),
        created_at: Set(from),
        expires_at: Set(until),
        revoked_at: Set(None),
        last_used_at: Set(None),
        user_agent: Set(None),
        ..Default::default()
    };
    sessions::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends the session of a token.
pub async fn revoke(tx: &Tx, token_hash: &str, at: DateTime<Utc>) -> StoreResult<()> {
    end(tx, sessions::Column::TokenHash.eq(token_hash), at).await
}

/// Ends all sessions of a person.
pub async fn revoke_all(tx: &Tx, user: UserId, at: DateTime<Utc>) -> StoreResult<()> {
    end(tx, sessions::Column::UserId.eq(user.uuid()), at).await
}

async fn end(tx: &Tx, which: SimpleExpr, at: DateTime<Utc>) -> StoreResult<()> {
    sessions::Entity::update_many()
        .col_expr(sessions::Column::RevokedAt, Expr::value(at))
        .filter(which)
        .filter(sessions::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
