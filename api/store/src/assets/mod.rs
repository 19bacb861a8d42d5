//! Assets in their current state: register, change under the version that was read, read within the
//! reader's visibility.

pub mod asset_corrections;
pub mod asset_counts;
pub mod asset_nearest;
mod asset_order;
pub mod asset_past;
pub mod asset_photos;
pub mod asset_rows;
pub mod asset_search;
pub mod asset_transfers;
pub mod asset_versions;
pub mod assets_by_code;
pub mod dedup_index;
pub mod disclosed;
pub mod exports;
pub mod imports;
pub mod labels;
pub mod ledger;
pub mod occupancies;
pub mod quality;
pub mod wait_list;

#[cfg(test)]
pub(crate) mod register_tests;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::ids::{AssetId, OrganizationId};
use domain::registry::asset::Asset;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::assets::asset_rows::{CHUNK, complete, row};
use crate::assets::asset_versions::Change;
use crate::assets::ledger::{Declared, Shortfall};
use crate::database::version::stored_version;
use crate::entities::{self, asset_owners, assets, case_elements};
use crate::visibility::AssetVisibility;
use crate::{StoreResult, Tx, database::fresh};

pub use crate::assets::asset_rows::Registered;
pub use crate::assets::asset_versions::VersionAuthor;

/// The result of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    Written,
    /// Another request changed the asset first.
    Stale,
    /// The ledger has less free capacity than the change removes.
    Short(Shortfall),
}

/// Registers new assets, with their owners, ledgers and first versions.
///
/// # Errors
/// [`crate::StoreError::Conflict`] if an owner already uses a code.
pub async fn insert(tx: &Tx, new: &[Asset], hand: VersionAuthor<'_>) -> StoreResult<()> {
    for chunk in new.chunks(CHUNK) {
        let rows: Vec<_> = chunk.iter().map(|asset| row(asset, hand.import, hand.mover)).collect::<StoreResult<_>>()?;
        assets::Entity::insert_many(rows).exec_without_returning(tx).await?;
        own(tx, chunk, hand).await?;
        ledger::declare_many(tx, chunk, hand.mover).await?;
        asset_versions::write(tx, chunk, Change::Create, hand).await?;
    }
    Ok(())
}

/// Changes an asset from one version to the next.
///
/// # Errors
/// [`crate::StoreError::Conflict`] if another asset of the owner has the code.
pub async fn update(
    tx: &Tx,
    before: &Asset,
    after: &Asset,
    change: Change,
    hand: VersionAuthor<'_>,
) -> StoreResult<Changed> {
    use assets::Column;
    let mut next = row(after, None, hand.mover)?;
    next.created_at = sea_orm::ActiveValue::NotSet;
    next.import_id = sea_orm::ActiveValue::NotSet;
    next.public_version = sea_orm::ActiveValue::NotSet;
    let mut update = assets::Entity::update_many();
    if !Asset::moves_public_instant(before, after) {
        next.public_updated_at = sea_orm::ActiveValue::NotSet;
    }
    if Asset::moves_public_version(before, after) {
        update = update.col_expr(Column::PublicVersion, Expr::col(Column::PublicVersion).add(1));
    }
    let won = update
        .set(next)
        .filter(Column::Id.eq(before.id.uuid()))
        .filter(Column::Version.eq(stored_version(before.version)?))
        .filter(Column::DeletedAt.is_null())
        .exec(tx)
        .await?
        .rows_affected;
    if won == 0 {
        return Ok(Changed::Stale);
    }
    if before.owners != after.owners {
        disown(tx, before.id, hand.today).await?;
        own(tx, std::slice::from_ref(after), hand).await?;
    }
    let mut opened = Vec::new();
    for (unit, capacity) in &after.capacity {
        let Some(known) = before.capacity.get(unit) else {
            opened.push((unit.clone(), capacity.nature, Declared::from(*capacity)));
            continue;
        };
        let change = (Declared::from(*known), Declared::from(*capacity));
        if let Err(short) = ledger::adjust(tx, after.id, unit, change, hand.mover).await? {
            return Ok(Changed::Short(short));
        }
    }
    ledger::declare(tx, after.id, &opened, hand.mover).await?;
    asset_versions::write(tx, std::slice::from_ref(after), change, hand).await?;
    Ok(Changed::Written)
}

/// Removes an asset that was never used from the register. Its versions stay.
pub async fn delete(tx: &Tx, last: &Asset, hand: VersionAuthor<'_>) -> StoreResult<Changed> {
    use assets::Column;
    let gone = Asset { version: last.version.saturating_add(1), ..last.clone() };
    let won = assets::Entity::update_many()
        .col_expr(Column::DeletedAt, Expr::value(hand.mover.at))
        .col_expr(Column::UpdatedAt, Expr::value(hand.mover.at))
        .col_expr(Column::UpdatedBy, Expr::value(hand.mover.by.map(domain::ids::UserId::uuid)))
        .col_expr(Column::Version, Expr::value(stored_version(gone.version)?))
        .filter(Column::Id.eq(last.id.uuid()))
        .filter(Column::Version.eq(stored_version(last.version)?))
        .filter(Column::DeletedAt.is_null())
        .exec(tx)
        .await?
        .rows_affected;
    if won == 0 {
        return Ok(Changed::Stale);
    }
    asset_versions::write(tx, std::slice::from_ref(&gone), Change::Delete, hand).await?;
    Ok(Changed::Written)
}

/// One asset, if visible.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    id: AssetId,
    visibility: &AssetVisibility,
) -> StoreResult<Option<Registered>> {
    Ok(find_many(connection, &[id], visibility).await?.pop())
}

/// The visible subset of these assets, in the order of their ids.
pub async fn find_many<C: ConnectionTrait>(
    connection: &C,
    ids: &[AssetId],
    visibility: &AssetVisibility,
) -> StoreResult<Vec<Registered>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows = assets::Entity::find()
            .filter(assets::Column::Id.is_in(chunk.iter().map(|id| id.uuid())))
            .filter(visibility.filter())
            .order_by_asc(assets::Column::Id)
            .all(connection)
            .await?;
        found.extend(complete(connection, rows).await?);
    }
    Ok(found)
}

/// The ids of the visible subset of these assets, in order.
pub async fn visible<C: ConnectionTrait>(
    connection: &C,
    ids: &[AssetId],
    visibility: &AssetVisibility,
) -> StoreResult<Vec<AssetId>> {
    let mut found: Vec<AssetId> = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let seen: Vec<Uuid> = assets::Entity::find()
            .select_only()
            .column(assets::Column::Id)
            .filter(assets::Column::Id.is_in(chunk.iter().map(|id| id.uuid())))
            .filter(visibility.filter())
            .order_by_asc(assets::Column::Id)
            .into_tuple()
            .all(connection)
            .await?;
        found.extend(seen.into_iter().map(AssetId::new));
    }
    Ok(found)
}

/// Whether an asset is visible, deleted or not.
pub async fn is_seen_ever<C: ConnectionTrait>(
    connection: &C,
    id: AssetId,
    visibility: &AssetVisibility,
) -> StoreResult<bool> {
    let found = assets::Entity::find_by_id(id.uuid()).filter(visibility.filter_ever()).one(connection).await?;
    Ok(found.is_some())
}

/// The subset of these codes that the owner already uses.
pub async fn codes_taken<C: ConnectionTrait>(
    connection: &C,
    owner: OrganizationId,
    codes: &[String],
) -> StoreResult<BTreeSet<String>> {
    let mut taken = BTreeSet::new();
    for chunk in codes.chunks(CHUNK) {
        let rows = assets::Entity::find()
            .filter(assets::Column::OwnerId.eq(owner.uuid()))
            .filter(assets::Column::Code.is_in(chunk.iter().cloned()))
            .filter(assets::Column::DeletedAt.is_null())
            .all(connection)
            .await?;
        taken.extend(rows.into_iter().map(|row| row.code));
    }
    Ok(taken)
}

/// Whether an asset ever had an occupancy or a case.
pub async fn was_used<C: ConnectionTrait>(connection: &C, id: AssetId) -> StoreResult<bool> {
    let used = entities::occupancies::Entity::find().filter(entities::occupancies::Column::AssetId.eq(id.uuid()));
    let used = used.one(connection).await?;
    let asked =
        case_elements::Entity::find().filter(case_elements::Column::AssetId.eq(id.uuid())).one(connection).await?;
    Ok(used.is_some() || asked.is_some())
}

async fn own(tx: &Tx, assets: &[Asset], hand: VersionAuthor<'_>) -> StoreResult<()> {
    let rows: Vec<_> = assets
        .iter()
        .flat_map(|asset| asset.owners.iter().map(move |share| (asset.id, share)))
        .map(|(asset, share)| asset_owners::ActiveModel {
            id: Set(fresh::id(hand.mover.at)),
            asset_id: Set(asset.uuid()),
            organization_id: Set(share.organization.uuid()),
            share_basis_points: Set(i32::from(share.basis_points)),
            answers: Set(share.answers),
            valid_from: Set(hand.today),
            valid_to: Set(None),
        })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        asset_owners::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Ends the current ownership as of today. An ownership that began today is deleted; the versions
/// still record it.
async fn disown(tx: &Tx, asset: AssetId, today: NaiveDate) -> StoreResult<()> {
    use asset_owners::Column;
    let current = || Condition::all().add(Column::AssetId.eq(asset.uuid())).add(Column::ValidTo.is_null());
    asset_owners::Entity::delete_many().filter(current()).filter(Column::ValidFrom.gte(today)).exec(tx).await?;
    asset_owners::Entity::update_many()
        .col_expr(Column::ValidTo, Expr::value(today))
        .filter(current())
        .exec(tx)
        .await?;
    Ok(())
}
