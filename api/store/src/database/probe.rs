//! A write probe: commits a row through one pool and reads it through the other, to learn whether
//! changes are stored.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};
use uuid::Uuid;

use crate::entities::leases;
use crate::{Store, StoreError, StoreResult};

/// The probe uses rows of the table `leases`, which no backup carries.
const NAME: &str = "probe:";
/// After this time the row of a dead process is removed.
const KEPT: TimeDelta = TimeDelta::hours(1);
/// Size of the row in bytes; large, so that a nearly full disk counts as full.
const ROW_BYTES: usize = 256 * 1024;

/// Stores a row of this process with a new mark, and reads it again.
///
/// # Errors
/// If the row cannot be stored, or the committed row is missing.
pub async fn store_and_read(store: &Store, process: Uuid, mark: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    let name = format!("{NAME}{process}");
    let holder = mark.to_string().repeat(ROW_BYTES / Uuid::nil().to_string().len());
    let tx = store.begin().await?;
    let old = now.checked_sub_signed(KEPT).unwrap_or(now);
    leases::Entity::delete_many()
        .filter(leases::Column::Name.starts_with(NAME))
        .filter(leases::Column::Until.lt(old))
        .exec(&tx)
        .await?;
    let row = leases::ActiveModel { name: Set(name.clone()), holder: Set(holder), until: Set(now) };
    let again = OnConflict::column(leases::Column::Name)
        .update_columns([leases::Column::Holder, leases::Column::Until])
        .to_owned();
    leases::Entity::insert(row).on_conflict(again).exec_without_returning(&tx).await?;
    store.commit(tx).await?;
    let read = leases::Entity::find_by_id(&name).one(store.reserved()).await?;
    if read.is_some_and(|row| row.holder.starts_with(&mark.to_string())) {
        Ok(())
    } else {
        Err(StoreError::internal("what was committed cannot be read"))
    }
}
