//! Persons and their memberships.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Membership,
    ids::{OrganizationId, UserId},
    text::{Locale, fold, nfc},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::{
    StoreResult, Tx,
    database::fresh,
    entities::{memberships, users},
};

/// A person to insert.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub id: UserId,
    /// The address, which is also the login.
    pub email: String,
    pub name: String,
    pub locale: Locale,
    pub password_hash: String,
}

/// The person with an address.
pub async fn by_email<C: ConnectionTrait>(db: &C, email: &str) -> StoreResult<Option<users::Model>> {
    Ok(users::Entity::find().filter(users::Column::Email.eq(email)).one(db).await?)
}

pub async fn find<C: ConnectionTrait>(db: &C, id: UserId) -> StoreResult<Option<users::Model>> {
    Ok(users::Entity::find_by_id(id.uuid()).one(db).await?)
}

/// Persons after a given one, by id; only members of these organisations, if given.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    q: Option<&str>,
    organizations: Option<&BTreeSet<OrganizationId>>,
    after: Option<uuid::Uuid>,
    limit: u64,
) -> StoreResult<Vec<users::Model>> {
    let mut query = users::Entity::find();
    if let Some(q) = q {
        query = query.filter(users::Column::NameFolded.contains(fold(q)).or(users::Column::Email.contains(q)));
    }
    if let Some(organizations) = organizations {
        let members = sea_orm::sea_query::Query::select()
            .column(memberships::Column::UserId)
            .from(memberships::Entity)
            .and_where(memberships::Column::OrganizationId.is_in(organizations.iter().map(|one| one.uuid())))
            .and_where(memberships::Column::ValidTo.is_null())
            .to_owned();
        query = query.filter(users::Column::Id.in_subquery(members));
    }
    if let Some(after) = after {
        query = query.filter(users::Column::Id.gt(after));
    }
    Ok(query.order_by_asc(users::Column::Id).limit(limit).all(db).await?)
}

/// The memberships of persons on a day.
pub async fn memberships<C: ConnectionTrait>(
    db: &C,
    people: &[uuid::Uuid],
    on: NaiveDate,
) -> StoreResult<Vec<memberships::Model>> {
    Ok(memberships::Entity::find()
        .filter(memberships::Column::UserId.is_in(people.iter().copied()))
        .filter(held_on(on))
        .order_by_asc(memberships::Column::Id)
        .all(db)
        .await?)
}

/// The condition for memberships in force on a day.
pub(crate) fn held_on(day: NaiveDate) -> Condition {
    let ends = Condition::any().add(memberships::Column::ValidTo.is_null()).add(memberships::Column::ValidTo.gt(day));
    Condition::all().add(memberships::Column::ValidFrom.lte(day)).add(ends)
}

/// Inserts a person.
///
/// # Errors
/// [`crate::StoreError::Conflict`] if the address is taken.
pub async fn insert(tx: &Tx, new: NewUser, at: DateTime<Utc>) -> StoreResult<()> {
    let name = nfc(new.name.trim());
    let row = users::ActiveModel {
        id: Set(new.id.uuid()),
        email: Set(new.email.trim().to_lowercase()),
        name_folded: Set(fold(&name)),
        name: Set(name),
        password_hash: Set(new.password_hash),
        locale: Set(new.locale.as_str().to_owned()),
        active: Set(true),
        failed_logins: Set(0),
        locked_until: Set(None),
        version: Set(1),
        created_at: Set(at),
        updated_at: Set(at),
    };
    users::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// A change of a person; an absent field stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub locale: Option<Locale>,
    /// Whether the person may log in.
    pub active: Option<bool>,
    pub password_hash: Option<String>,
}

/// Updates a person if the version is still the version that was read; `false` otherwise.
pub async fn update(tx: &Tx, id: UserId, read_version: i64, change: &Change, at: DateTime<Utc>) -> StoreResult<bool> {
    let mut query = users::Entity::update_many()
        .col_expr(users::Column::Version, Expr::col(users::Column::Version).add(1))
        .col_expr(users::Column::UpdatedAt, Expr::value(at));
    if let Some(name) = &change.name {
        let name = nfc(name.trim());
        query = query.col_expr(users::Column::NameFolded, Expr::value(fold(&name)));
        query = query.col_expr(users::Column::Name, Expr::value(name));
    }
    if let Some(locale) = change.locale {
        query = query.col_expr(users::Column::Locale, Expr::value(locale.as_str()));
    }
    if let Some(active) = change.active {
        query = query.col_expr(users::Column::Active, Expr::value(active));
    }
    if let Some(hash) = &change.password_hash {
        query = query.col_expr(users::Column::PasswordHash, Expr::value(hash.as_str()));
    }
    let done =
        query.filter(users::Column::Id.eq(id.uuid())).filter(users::Column::Version.eq(read_version)).exec(tx).await?;
    Ok(done.rows_affected == 1)
}

/// Sets the memberships of a person from a day on, and ends all others on that day.
pub async fn membership(
    tx: &Tx,
    user: UserId,
    wanted: &[Membership],
    on: NaiveDate,
    at: DateTime<Utc>,
) -> StoreResult<()> {
    let before = memberships(tx, &[user.uuid()], on).await?;
    let is_wanted = |row: &memberships::Model| {
        wanted.iter().any(|membership| {
            membership.organization.uuid() == row.organization_id && membership.role.as_str() == row.role
        })
    };
    let over: Vec<uuid::Uuid> = before.iter().filter(|row| !is_wanted(row)).map(|row| row.id).collect();
    if !over.is_empty() {
        memberships::Entity::update_many()
            .col_expr(memberships::Column::ValidTo, Expr::value(on))
            .filter(memberships::Column::Id.is_in(over))
            .exec(tx)
            .await?;
    }
    // Removes duplicates.
    let fresh: Vec<_> = BTreeSet::from_iter(wanted)
        .into_iter()
        .filter(|membership| {
            !before.iter().any(|row| {
                row.organization_id == membership.organization.uuid() && row.role == membership.role.as_str()
            })
        })
        .map(|membership| memberships::ActiveModel {
            id: Set(fresh::id(at)),
            user_id: Set(user.uuid()),
            organization_id: Set(membership.organization.uuid()),
            role: Set(membership.role.as_str().to_owned()),
            valid_from: Set(on),
            valid_to: Set(None),
            created_at: Set(at),
        })
        .collect();
    if !fresh.is_empty() {
        use memberships::Column;
        // A membership that was ended earlier on the same day is restored.
        let again = OnConflict::columns([Column::UserId, Column::OrganizationId, Column::Role, Column::ValidFrom])
            .update_column(Column::ValidTo)
            .to_owned();
        memberships::Entity::insert_many(fresh).on_conflict(again).exec_without_returning(tx).await?;
    }
    Ok(())
}
