//! Deletes a draft with everything that belongs to it. Nothing else is ever deleted: a filed case
//! stays, and the database rejects the deletion of its history.

use domain::{ids::CaseId, workflow::definition::Phase};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::Guarded;
use crate::{
    StoreResult, Tx,
    entities::{case_history, cases, documents, messages, notifications, outbox, tasks},
};

/// Deletes a draft, if it still has the version that was read and was never filed. The files of its
/// documents stay in the file store until the removal of orphaned files finds them.
///
/// # Errors
/// [`crate::StoreError::Conflict`] if a row outside the draft refers to it.
pub async fn delete_draft(tx: &Tx, id: CaseId, read_version: u64) -> StoreResult<Guarded> {
    let id = id.uuid();
    // The lock makes every writer of rows that refer to the draft wait, so none is added meanwhile.
    let draft = cases::Entity::find_by_id(id)
        .filter(cases::Column::Version.eq(i64::try_from(read_version).unwrap_or(i64::MAX)))
        .filter(cases::Column::Phase.eq(Phase::Draft.as_str()))
        .filter(cases::Column::FiledAt.is_null())
        .lock_exclusive()
        .one(tx)
        .await?;
    if draft.is_none() {
        return Ok(Guarded::Overtaken);
    }
    tasks::Entity::delete_many().filter(tasks::Column::CaseId.eq(id)).exec(tx).await?;
    documents::Entity::delete_many().filter(documents::Column::CaseId.eq(id)).exec(tx).await?;
    messages::Entity::delete_many().filter(messages::Column::CaseId.eq(id)).exec(tx).await?;
    notifications::Entity::delete_many().filter(notifications::Column::CaseId.eq(id)).exec(tx).await?;
    outbox::Entity::delete_many().filter(outbox::Column::CaseId.eq(id)).exec(tx).await?;
    // The history goes before its case: the database accepts its deletion only while the case is
    // there and is a draft. Parties, elements and timers go with the case.
    case_history::Entity::delete_many().filter(case_history::Column::CaseId.eq(id)).exec(tx).await?;
    cases::Entity::delete_by_id(id).exec(tx).await?;
    Ok(Guarded::Written)
}
