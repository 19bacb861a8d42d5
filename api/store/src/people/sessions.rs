//! Login sessions, by the hash of their token. `principal_cache.rs` reads the person of a session.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, SimpleExpr},
};
use uuid::Uuid;

use crate::entities::sessions;
use crate::{StoreResult, Tx};

/// A session to open.
#[derive(Debug)]
pub struct NewSession<'a> {
    pub id: Uuid,
    pub user: Uuid,
    pub token_hash: &'a str,
    /// The program of the client, as it names itself.
    pub user_agent: Option<String>,
}

/// Opens a session, from one instant to another.
pub async fn open(tx: &Tx, new: NewSession<'_>, (from, until): (DateTime<Utc>, DateTime<Utc>)) -> StoreResult<()> {
    let row = sessions::ActiveModel {
        id: Set(new.id),
        user_id: Set(new.user),
        token_hash: Set(new.token_hash.to_owned()),
        created_at: Set(from),
        expires_at: Set(until),
        revoked_at: Set(None),
        last_used_at: Set(None),
        user_agent: Set(new.user_agent),
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

/// Ends all sessions of a person but the one of a token.
pub async fn revoke_others(tx: &Tx, user: UserId, kept: &str, at: DateTime<Utc>) -> StoreResult<()> {
    end(tx, sessions::Column::UserId.eq(user.uuid()).and(sessions::Column::TokenHash.ne(kept)), at).await
}

/// Ends one session at an instant.
pub async fn revoke_one(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> StoreResult<()> {
    end(tx, sessions::Column::Id.eq(id), at).await
}

/// The sessions of a person that are neither expired nor ended, by id, after a given one.
pub async fn open_of<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    now: DateTime<Utc>,
    after: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<sessions::Model>> {
    let mut query = still_open(user, now);
    if let Some(after) = after {
        query = query.filter(sessions::Column::Id.gt(after));
    }
    Ok(query.order_by_asc(sessions::Column::Id).limit(limit).all(db).await?)
}

/// A session of a person that is neither expired nor ended.
pub async fn find_open<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    id: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<Option<sessions::Model>> {
    Ok(still_open(user, now).filter(sessions::Column::Id.eq(id)).one(db).await?)
}

fn still_open(user: UserId, now: DateTime<Utc>) -> Select<sessions::Entity> {
    sessions::Entity::find()
        .filter(sessions::Column::UserId.eq(user.uuid()))
        .filter(sessions::Column::RevokedAt.is_null())
        .filter(sessions::Column::ExpiresAt.gt(now))
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
