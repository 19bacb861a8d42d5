//! Offers to transfer assets to another owner, settled once.

use chrono::{DateTime, Utc};
use domain::access::Stance;
use domain::ids::{AssetId, CaseId, OrganizationId, UserId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use crate::assets::asset_rows::CHUNK;
use crate::cases::is_living;
use crate::entities::{
    asset_transfer_items, asset_transfers, case_elements, case_parties, cases, status::TransferStatus,
};
use crate::{StoreResult, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub id: Uuid,
    pub from: OrganizationId,
    pub to: OrganizationId,
    pub assets: Vec<AssetId>,
    pub status: TransferStatus,
    pub reason: Option<String>,
    pub offered_at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
}

/// The end of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Accepted,
    Declined,
    Withdrawn,
}

impl From<End> for TransferStatus {
    fn from(end: End) -> Self {
        match end {
            End::Accepted => Self::Accepted,
            End::Declined => Self::Declined,
            End::Withdrawn => Self::Withdrawn,
        }
    }
}

/// Inserts an offer of assets.
pub async fn offer(tx: &Tx, transfer: &Transfer, by: Option<UserId>) -> StoreResult<()> {
    let row = asset_transfers::ActiveModel {
        id: Set(transfer.id),
        from_id: Set(transfer.from.uuid()),
        to_id: Set(transfer.to.uuid()),
        status: Set(transfer.status),
        reason: Set(transfer.reason.clone()),
        offered_at: Set(transfer.offered_at),
        offered_by: Set(by.map(UserId::uuid)),
        settled_at: Set(None),
        settled_by: Set(None),
        version: Set(1),
    };
    asset_transfers::Entity::insert(row).exec_without_returning(tx).await?;
    let items = transfer
        .assets
        .iter()
        .map(|asset| asset_transfer_items::ActiveModel { transfer_id: Set(transfer.id), asset_id: Set(asset.uuid()) });
    asset_transfer_items::Entity::insert_many(items).exec_without_returning(tx).await?;
    Ok(())
}

/// Settles an offer; `false` if it was settled before.
pub async fn settle(tx: &Tx, id: Uuid, end: End, by: Option<UserId>, at: DateTime<Utc>) -> StoreResult<bool> {
    use asset_transfers::Column;
    let won = asset_transfers::Entity::update_many()
        .col_expr(Column::Status, Expr::value(TransferStatus::from(end)))
        .col_expr(Column::SettledAt, Expr::value(at))
        .col_expr(Column::SettledBy, Expr::value(by.map(UserId::uuid)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(TransferStatus::Offered))
        .exec(tx)
        .await?
        .rows_affected;
    Ok(won == 1)
}

/// One transfer in which one of these organisations takes part.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    own: &BTreeSet<OrganizationId>,
) -> StoreResult<Option<Transfer>> {
    let row = asset_transfers::Entity::find_by_id(id).filter(takes_part(own)).one(connection).await?;
    Ok(with_assets(connection, row.into_iter().collect()).await?.pop())
}

/// Transfers of these organisations, newest first, before `before` if given.
pub async fn list<C: ConnectionTrait>(
    connection: &C,
    own: &BTreeSet<OrganizationId>,
    before: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<Transfer>> {
    let mut query = asset_transfers::Entity::find().filter(takes_part(own));
    if let Some(before) = before {
        query = query.filter(asset_transfers::Column::Id.lt(before));
    }
    let rows = query.order_by_desc(asset_transfers::Column::Id).limit(limit).all(connection).await?;
    with_assets(connection, rows).await
}

/// The subset of these assets with an open offer.
pub async fn on_offer<C: ConnectionTrait>(connection: &C, assets: &[AssetId]) -> StoreResult<BTreeSet<AssetId>> {
    let open = Query::select()
        .column(asset_transfers::Column::Id)
        .from(asset_transfers::Entity)
        .and_where(asset_transfers::Column::Status.eq(TransferStatus::Offered))
        .take();
    let rows = asset_transfer_items::Entity::find()
        .filter(asset_transfer_items::Column::AssetId.is_in(assets.iter().map(|asset| asset.uuid())))
        .filter(asset_transfer_items::Column::TransferId.in_subquery(open))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| row.asset_id.into()).collect())
}

/// An owner's open and in-force cases about one of these assets, with all their assets.
pub async fn open_cases<C: ConnectionTrait>(
    connection: &C,
    owner: OrganizationId,
    assets: &[AssetId],
) -> StoreResult<Vec<(CaseId, String, BTreeSet<AssetId>)>> {
    let about = Query::select()
        .expr(Expr::value(1))
        .from(case_elements::Entity)
        .and_where(case_elements::Column::CaseId.into_simple_expr().equals((cases::Entity, cases::Column::Id)))
        .and_where(case_elements::Column::AssetId.is_in(assets.iter().map(|asset| asset.uuid())))
        .take();
    let rows = cases::Entity::find()
        .filter(cases::Column::OwnerId.eq(owner.uuid()))
        .filter(is_living())
        .filter(Expr::exists(about))
        .order_by_asc(cases::Column::Id)
        .all(connection)
        .await?;
    let mut about: BTreeMap<Uuid, BTreeSet<AssetId>> = BTreeMap::new();
    for chunk in rows.chunks(CHUNK) {
        let elements = case_elements::Entity::find()
            .filter(case_elements::Column::CaseId.is_in(chunk.iter().map(|row| row.id)))
            .all(connection)
            .await?;
        for element in elements {
            about.entry(element.case_id).or_default().insert(element.asset_id.into());
        }
    }
    let case = |row: cases::Model| (row.id.into(), row.code_or_id(), about.remove(&row.id).unwrap_or_default());
    Ok(rows.into_iter().map(case).collect())
}

/// Ends the owner stance of an organisation in a case.
pub async fn leave_case(tx: &Tx, case: CaseId, owner: OrganizationId, at: DateTime<Utc>) -> StoreResult<()> {
    use case_parties::Column;
    case_parties::Entity::update_many()
        .col_expr(Column::Until, Expr::value(at))
        .filter(Column::CaseId.eq(case.uuid()))
        .filter(Column::OrganizationId.eq(owner.uuid()))
        .filter(Column::Stance.eq(Stance::Owner.as_str()))
        .filter(Column::Until.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

fn takes_part(own: &BTreeSet<OrganizationId>) -> Condition {
    let own: Vec<Uuid> = own.iter().map(|organization| organization.uuid()).collect();
    Condition::any()
        .add(asset_transfers::Column::FromId.is_in(own.iter().copied()))
        .add(asset_transfers::Column::ToId.is_in(own))
}

/// Transfers with their assets, in the order of the rows.
async fn with_assets<C: ConnectionTrait>(
    connection: &C,
    rows: Vec<asset_transfers::Model>,
) -> StoreResult<Vec<Transfer>> {
    let mut assets: BTreeMap<Uuid, Vec<AssetId>> = BTreeMap::new();
    for chunk in rows.chunks(CHUNK) {
        let items = asset_transfer_items::Entity::find()
            .filter(asset_transfer_items::Column::TransferId.is_in(chunk.iter().map(|row| row.id)))
            .order_by_asc(asset_transfer_items::Column::AssetId)
            .all(connection)
            .await?;
        for item in items {
            assets.entry(item.transfer_id).or_default().push(item.asset_id.into());
        }
    }
    let transfer = |row: asset_transfers::Model| Transfer {
        id: row.id,
        from: row.from_id.into(),
        to: row.to_id.into(),
        assets: assets.remove(&row.id).unwrap_or_default(),
        status: row.status,
        reason: row.reason,
        offered_at: row.offered_at,
        settled_at: row.settled_at,
    };
    Ok(rows.into_iter().map(transfer).collect())
}
