//! Who is logged in: sessions by the hash of their token.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Actor, Role, Seat};
use domain::ids::{OrganizationId, UserId};
use domain::text::Locale;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::Stored;
use super::rows::{memberships, sessions, users};

/// The active person behind a session that is neither over nor revoked, with the seats of the day.
///
/// # Errors
/// When the database is in trouble.
pub async fn who<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
    now: DateTime<Utc>,
    legal_day: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> Stored<Option<Actor>> {
    let session = sessions::Entity::find()
        .filter(sessions::Column::TokenHash.eq(token_hash))
        .filter(sessions::Column::RevokedAt.is_null())
        .filter(sessions::Column::ExpiresAt.gt(now))
        .one(db)
        .await?;
    let Some(session) = session else { return Ok(None) };
    let person = users::Entity::find_by_id(session.user_id).filter(users::Column::Active.eq(true)).one(db).await?;
    let Some(person) = person else { return Ok(None) };
    let today = legal_day(now);
    let seats = memberships::Entity::find()
        .filter(memberships::Column::UserId.eq(person.id))
        .filter(memberships::Column::ValidFrom.lte(today))
        .filter(
            Condition::any().add(memberships::Column::ValidTo.is_null()).add(memberships::Column::ValidTo.gt(today)),
        )
        .all(db)
        .await?;
    let seats: BTreeSet<Seat> = seats
        .into_iter()
        .filter_map(|row| {
            Role::named(&row.role).map(|role| Seat { organization: OrganizationId::new(row.organization_id), role })
        })
        .collect();
    Ok(Some(Actor {
        user: UserId::new(person.id),
        name: person.name,
        locale: Locale::named(&person.locale).unwrap_or_default(),
        seats: seats.into_iter().collect(),
    }))
}
