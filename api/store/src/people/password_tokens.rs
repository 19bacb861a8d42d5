//! Tokens by which persons set a password: single use, with an end. Stored by the hash of the
//! token.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Select};
use strum::{Display, EnumString, IntoStaticStr};
use uuid::Uuid;

use crate::entities::password_tokens::{ActiveModel, Column, Entity, Model};
use crate::{StoreResult, Tx};

/// What a token was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Purpose {
    /// A first password, on the invitation of an administrator.
    Invitation,
    /// A new password in the place of a forgotten one.
    Reset,
}

/// A token to store.
#[derive(Debug)]
pub struct NewToken<'a> {
    pub id: Uuid,
    pub user: UserId,
    pub token_hash: &'a str,
    pub purpose: Purpose,
}

/// Stores a token, usable from one instant to another.
pub async fn insert(tx: &Tx, new: NewToken<'_>, (from, until): (DateTime<Utc>, DateTime<Utc>)) -> StoreResult<()> {
    let row = ActiveModel {
        id: Set(new.id),
        user_id: Set(new.user.uuid()),
        token_hash: Set(new.token_hash.to_owned()),
        purpose: Set(new.purpose.to_string()),
        created_at: Set(from),
        expires_at: Set(until),
        used_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The token with this hash, if it can be used.
pub async fn usable<C: ConnectionTrait>(db: &C, token_hash: &str, now: DateTime<Utc>) -> StoreResult<Option<Model>> {
    Ok(unused(now).filter(Column::TokenHash.eq(token_hash)).one(db).await?)
}

/// The number of tokens of a person that can be used for a purpose.
pub async fn count_usable<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> StoreResult<u64> {
    let of_user = unused(now).filter(Column::UserId.eq(user.uuid()));
    Ok(of_user.filter(Column::Purpose.eq(purpose.to_string())).count(db).await?)
}

/// Uses up all tokens of a person; returns how many could still be used.
pub async fn use_up(tx: &Tx, user: UserId, now: DateTime<Utc>) -> StoreResult<u64> {
    let done = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::UserId.eq(user.uuid()))
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

fn unused(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(Column::UsedAt.is_null()).filter(Column::ExpiresAt.gt(now))
}
