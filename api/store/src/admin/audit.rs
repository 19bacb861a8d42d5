//! The audit log: one row per change of any kind, with its author, its subject and its request.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{StoreResult, Tx, database::fresh, entities::audit};

#[derive(Debug, Clone)]
pub struct Entry<'a> {
    pub at: DateTime<Utc>,
    /// The author by id and name; `None` for background work.
    pub who: Option<(Uuid, String)>,
    /// The kind of resource, and the verb.
    pub what: (&'a str, &'a str),
    pub subject: Option<Uuid>,
    pub request_id: &'a str,
}

/// Writes an entry, in the transaction of the change.
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

/// Filter of the list.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    pub user: Option<Uuid>,
    pub resource: Option<String>,
    pub subject: Option<Uuid>,
    /// From this instant on, inclusive.
    pub since: Option<DateTime<Utc>>,
    /// Until this instant, exclusive.
    pub until: Option<DateTime<Utc>>,
    /// Only entries before this one.
    pub before: Option<Uuid>,
    pub limit: u64,
}

/// Audit entries, newest first.
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
