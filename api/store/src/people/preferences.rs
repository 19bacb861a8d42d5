//! The preferences of persons: one JSON object each.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::Value;

use crate::entities::preferences::{ActiveModel, Column, Entity};
use crate::{StoreResult, Tx};

/// The preferences of a person, if there are any.
pub async fn of<C: ConnectionTrait>(db: &C, user: UserId) -> StoreResult<Option<Value>> {
    Ok(Entity::find_by_id(user.uuid()).one(db).await?.map(|row| row.content))
}

/// Replaces the preferences of a person.
pub async fn put(tx: &Tx, user: UserId, content: &Value, at: DateTime<Utc>) -> StoreResult<()> {
    let row = ActiveModel { user_id: Set(user.uuid()), content: Set(content.clone()), updated_at: Set(at) };
    let again = OnConflict::column(Column::UserId).update_columns([Column::Content, Column::UpdatedAt]).to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}
