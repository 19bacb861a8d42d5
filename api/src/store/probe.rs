//! A change that means nothing, to learn whether changes are stored: committed through one pool and read through the other.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::rows::leases;
use super::{Store, StoreFailure, Stored};

/// Its rows stand among the leases, which no backup carries.
const NAME: &str = "probe:";
/// After so long a row of a process that is gone is removed.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// Stores a row under a fresh id and reads it again.
///
/// # Errors
/// When it cannot be stored, or what was committed is not there.
pub async fn store_and_read(store: &Store, id: Uuid, now: DateTime<Utc>) -> Stored<()> {
    let name = format!("{NAME}{id}");
    let tx = store.begin().await?;
    let old = now.checked_sub_signed(KEPT).unwrap_or(now);
    leases::Entity::delete_many()
        .filter(leases::Column::Name.starts_with(NAME))
        .filter(leases::Column::Until.lt(old))
        .exec(&tx)
        .await?;
    let row = leases::ActiveModel { name: Set(name.clone()), holder: Set(id.to_string()), until: Set(now) };
    leases::Entity::insert(row).exec_without_returning(&tx).await?;
    store.commit(tx).await?;
    if leases::Entity::find_by_id(&name).one(store.read()).await?.is_none() {
        return Err(StoreFailure::Internal("what was committed cannot be read".to_owned()));
    }
    Ok(())
}
