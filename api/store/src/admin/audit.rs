//! One row for every change of any kind: who did what to which thing, under which request.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{StoreResult, Tx, database::fresh, entities::audit};

/// One change.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by id and name; nobody for background work.
    pub who: Option<(Uuid, String)>,
    /// The kind of thing and what was done to it.
    pub what: (&'a str, &'a str),
    /// The thing.
    pub subject: Option<Uuid>,
    /// The request.
    pub request_id: &'a str,
}

/// Writes an entry, in the transaction of the change.
///
/// # Errors
/// [`super::StoreError`].
pub async fn write(tx: &Tx, entry: Entry<'_>) -> StoreResult<()> {
    let (user_id, user_name) = entry.who.unzip();
    let (resource, verb) = entry.what;
    let row = audit::ActiveModel {
        id: Set(fresh::id(entry.at)),
        at: Set(entry.at),
        user_id: Set(user_id),
        user_name: Set(user_name),
        resource: Set(resource.to_owned()),
        resource_id: Set(entry.subject),
        verb: Set(verb.to_owned()),
        request_id: Set(Some(entry.request_id.to_owned())),
        detail: Set(serde_json::Value::Object(serde_json::Map::new())),
    };
    audit::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only of this person.
    pub user: Option<Uuid>,
    /// Only of this kind of thing.
    pub resource: Option<String>,
    /// Only of this thing.
    pub subject: Option<Uuid>,
    /// From this instant on.
    pub since: Option<DateTime<Utc>>,
    /// Until before this instant.
    pub until: Option<DateTime<Utc>>,
    /// Before this entry.
    pub before: Option<Uuid>,
    /// At most so many.
    pub limit: u64,
}

/// Entries, newest first.
///
/// # Errors
/// [`super::StoreError`].
pub async fn list<C: ConnectionTrait>(db: &C, wanted: &AuditFilter) -> StoreResult<Vec<audit::Model>> {
    use audit::Column;
    let mut query = audit::Entity::find();
    if let Some(user) = wanted.user {
        query = query.filter(Column::UserId.eq(user));
    }
    if let Some(resource) = &wanted.resource {
        query = query.filter(Column::Resource.eq(resource.as_str()));
    }
    if let Some(subject) = wanted.subject {
        query = query.filter(Column::ResourceId.eq(subject));
    }
    if let Some(since) = wanted.since {
        query = query.filter(Column::At.gte(since));
    }
    if let Some(until) = wanted.until {
        query = query.filter(Column::At.lt(until));
    }
    if let Some(before) = wanted.before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.order_by_desc(Column::Id).limit(wanted.limit).all(db).await?)
}
