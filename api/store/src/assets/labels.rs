//! Display names: codes of cases and names of people, for lists that refer to them.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::StoreResult;
use crate::entities::{cases, users};

/// The codes of cases; a draft has none.
pub async fn case_codes<C: ConnectionTrait>(db: &C, ids: &BTreeSet<Uuid>) -> StoreResult<BTreeMap<Uuid, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found: Vec<(Uuid, String)> = cases::Entity::find()
        .select_only()
        .columns([cases::Column::Id, cases::Column::Code])
        .filter(cases::Column::Id.is_in(ids.iter().copied()))
        .filter(cases::Column::Code.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

pub async fn people<C: ConnectionTrait>(db: &C, ids: &BTreeSet<Uuid>) -> StoreResult<BTreeMap<Uuid, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found: Vec<(Uuid, String)> = users::Entity::find()
        .select_only()
        .columns([users::Column::Id, users::Column::Name])
        .filter(users::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}
