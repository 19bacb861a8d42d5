//! Audit entries about replaced text in append-only tables, in the order of their chain.

use migrations::{STORED_TEXT, replacement_hash};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde_json::Value;
use uuid::Uuid;

use crate::StoreResult;
use crate::entities::audit::{Column, Entity, Model};

/// An entry with the fields of its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The id of the audit row.
    pub id: Uuid,
    /// The hash of the previous entry, empty for the first.
    pub previous: String,
    /// The hash of this entry.
    pub hash: String,
    /// The hash of the content.
    pub content: String,
}

/// At most `at_most` entries with greater ids, in their order.
pub async fn page<C: ConnectionTrait>(db: &C, after: Option<Uuid>, at_most: u64) -> StoreResult<Vec<Replacement>> {
    let entries = Entity::find()
        .filter(Column::Resource.eq(STORED_TEXT))
        .apply_if(after, |query, after| query.filter(Column::Id.gt(after)))
        .order_by_asc(Column::Id)
        .limit(at_most);
    Ok(entries.all(db).await?.iter().map(replacement).collect())
}

fn replacement(row: &Model) -> Replacement {
    let text = |name: &str| row.detail.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Replacement { id: row.id, previous: text("prev_hash"), hash: text("hash"), content: replacement_hash(&row.detail) }
}
