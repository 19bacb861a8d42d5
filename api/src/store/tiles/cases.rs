//! Published cases with their places, as a tile shows them.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::store::Stored;
use crate::store::cases::{Kept, kept};
use crate::store::published::{are_results, are_works};
use crate::store::rows::cases;

/// All published works.
///
/// # Errors
/// When the database fails.
pub async fn works<C: ConnectionTrait>(db: &C) -> Stored<Vec<Kept>> {
    all(db, are_works()).await
}

/// All published permits.
///
/// # Errors
/// When the database fails.
pub async fn permits<C: ConnectionTrait>(db: &C) -> Stored<Vec<Kept>> {
    all(db, are_results()).await
}

async fn all<C: ConnectionTrait>(db: &C, which: sea_orm::sea_query::SimpleExpr) -> Stored<Vec<Kept>> {
    let rows = cases::Entity::find().filter(which).order_by_asc(cases::Column::Id).all(db).await?;
    rows.into_iter().map(|row| kept(row, BTreeSet::new())).collect()
}
