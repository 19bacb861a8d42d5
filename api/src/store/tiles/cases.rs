//! Published cases with their places, as a tile shows them.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::store::Stored;
use crate::store::cases::{Kept, kept};
use crate::store::published::Published;
use crate::store::rows::cases;

/// All published works.
///
/// # Errors
/// When the database fails.
pub async fn works<C: ConnectionTrait>(db: &C) -> Stored<Vec<Kept>> {
    all(db, Published::Works).await
}

/// All published permits.
///
/// # Errors
/// When the database fails.
pub async fn permits<C: ConnectionTrait>(db: &C) -> Stored<Vec<Kept>> {
    all(db, Published::Results).await
}

async fn all<C: ConnectionTrait>(db: &C, which: Published) -> Stored<Vec<Kept>> {
    let rows = cases::Entity::find().filter(which.filter()).order_by_asc(cases::Column::Id).all(db).await?;
    rows.into_iter().map(|row| kept(row, BTreeSet::new())).collect()
}
