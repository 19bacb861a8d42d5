//! One row for every change of any kind: who did what to which thing, under which request.

use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{Stored, rows::audit};
use crate::act::{Caller, Desk, Permission};

/// Writes the row, in the transaction of the change.
///
/// # Errors
/// [`super::StoreFailure`].
pub async fn write(desk: &Desk<'_>, permission: &Permission, subject: Option<Uuid>) -> Stored<()> {
    let (user_id, user_name) = match &desk.call.caller {
        Caller::Person(actor) => (Some(actor.user.uuid()), Some(actor.name.clone())),
        Caller::System => (None, None),
    };
    let row = audit::ActiveModel {
        id: Set(desk.new_id()),
        at: Set(desk.now),
        user_id: Set(user_id),
        user_name: Set(user_name),
        resource: Set(permission.resource.clone()),
        resource_id: Set(subject),
        verb: Set(permission.verb.clone()),
        request_id: Set(Some(desk.call.request_id.clone())),
        detail: Set(serde_json::Value::Object(serde_json::Map::new())),
    };
    audit::Entity::insert(row).exec_without_returning(desk.tx).await?;
    Ok(())
}
