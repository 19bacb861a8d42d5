//! Who is logged in: sessions by the hash of their token.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Actor, Role, Seat};
use domain::ids::{OrganizationId, UserId};
use domain::text::Locale;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, Query, SimpleExpr},
};

use super::rows::{sessions, users};
use super::{Stored, Tx, delegations, succession};

/// The active person behind a session that is neither over nor revoked, with the seats of the day, its own and those lent to it, each
/// in the whole house of its organisation.
///
/// # Errors
/// When the database is in trouble.
pub async fn who<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
    now: DateTime<Utc>,
    legal_day: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> Stored<Option<Actor>> {
    // One statement: every request asks this.
    let holder = Query::select()
        .column(sessions::Column::UserId)
        .from(sessions::Entity)
        .and_where(sessions::Column::TokenHash.eq(token_hash))
        .and_where(sessions::Column::RevokedAt.is_null())
        .and_where(sessions::Column::ExpiresAt.gt(now))
        .take();
    active(db, users::Column::Id.in_subquery(holder), legal_day(now)).await
}

/// A person who is active, with the seats of a day, its own and those lent to it, each in the whole house of its organisation: for
/// doors without a session, and for work that goes on when the session is over.
///
/// # Errors
/// When the database is in trouble.
pub async fn person<C: ConnectionTrait>(db: &C, id: UserId, today: NaiveDate) -> Stored<Option<Actor>> {
    active(db, users::Column::Id.eq(id.uuid()), today).await
}

async fn active<C: ConnectionTrait>(db: &C, who: SimpleExpr, today: NaiveDate) -> Stored<Option<Actor>> {
    let person = users::Entity::find().filter(who).filter(users::Column::Active.eq(true)).one(db).await?;
    let Some(person) = person else { return Ok(None) };
    let seats = super::users::seats(db, &[person.id], today).await?;
    let lent = delegations::borrowed(db, person.id, today).await?;
    let seats: BTreeSet<Seat> = seats
        .into_iter()
        .filter_map(|row| {
            Role::named(&row.role).map(|role| Seat { organization: OrganizationId::new(row.organization_id), role })
        })
        .chain(lent)
        .collect();
    let succession = succession::on(db, today).await?;
    let seats = succession.widened(seats);
    let organizations: BTreeSet<OrganizationId> = seats.iter().map(|seat| seat.organization).collect();
    Ok(Some(Actor {
        user: UserId::new(person.id),
        name: person.name,
        locale: Locale::named(&person.locale).unwrap_or_default(),
        seats: seats.into_iter().collect(),
        carried_on: organizations.into_iter().filter(|one| succession.is_carried_on(*one)).collect(),
    }))
}

/// Opens a session, from one instant to another.
///
/// # Errors
/// When the database is in trouble.
pub async fn open(
    tx: &Tx,
    id: uuid::Uuid,
    user: uuid::Uuid,
    token_hash: &str,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Stored<()> {
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
///
/// # Errors
/// When the database is in trouble.
pub async fn revoke(tx: &Tx, token_hash: &str, at: DateTime<Utc>) -> Stored<()> {
    end(tx, sessions::Column::TokenHash.eq(token_hash), at).await
}

/// Ends all sessions of a person.
///
/// # Errors
/// When the database is in trouble.
pub async fn revoke_all(tx: &Tx, user: UserId, at: DateTime<Utc>) -> Stored<()> {
    end(tx, sessions::Column::UserId.eq(user.uuid()), at).await
}

async fn end(tx: &Tx, which: SimpleExpr, at: DateTime<Utc>) -> Stored<()> {
    sessions::Entity::update_many()
        .col_expr(sessions::Column::RevokedAt, Expr::value(at))
        .filter(which)
        .filter(sessions::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
