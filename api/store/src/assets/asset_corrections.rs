//! Corrections from field surveys: stored as received, settled once.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{AssetId, OrganizationId, UserId};
use domain::registry::correction::Status;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

use crate::database::version::stored_version;
use crate::entities::{asset_corrections, assets};
use crate::{StoreError, StoreResult, Tx};

#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    pub id: Uuid,
    pub asset: AssetId,
    /// The version of the asset that the surveyor saw.
    pub asset_version: u64,
    pub status: Status,
    /// The corrected values: `geometry` and `attributes`.
    pub said: Value,
    /// The photos of the correction, with the hashes of their content.
    pub photos: Value,
    /// The day of the survey.
    pub observed_on: NaiveDate,
    /// The accuracy of the device, in metres.
    pub accuracy_metres: Option<f64>,
    pub device: Option<String>,
    /// Further observations of the surveyor.
    pub note: Option<String>,
    /// The person who surveyed the asset.
    pub by: Option<UserId>,
    /// The name of that person.
    pub by_name: String,
    /// The organisation of that person.
    pub by_organization: OrganizationId,
    pub created_at: DateTime<Utc>,
    /// The time of the owner's answer.
    pub settled_at: Option<DateTime<Utc>>,
    /// The owner's reason for a rejection.
    pub reason: Option<String>,
    pub version: u64,
}

/// Filter of the list.
#[derive(Debug, Clone, Default)]
pub struct CorrectionFilter {
    /// Only corrections of assets of these organisations, or by them; all if absent.
    pub concern: Option<BTreeSet<OrganizationId>>,
    pub status: Option<Status>,
    pub asset: Option<AssetId>,
    pub before: Option<Uuid>,
    pub limit: u64,
}

impl CorrectionFilter {
    fn filter(&self) -> Condition {
        use asset_corrections::Column;
        let mut all = Condition::all();
        if let Some(concern) = &self.concern {
            let own: Vec<Uuid> = concern.iter().map(|organization| organization.uuid()).collect();
            let owned = Query::select()
                .expr(Expr::value(1))
                .from(assets::Entity)
                .and_where(assets::Column::Id.into_simple_expr().equals((asset_corrections::Entity, Column::AssetId)))
                .and_where(assets::Column::OwnerId.is_in(own.iter().copied()))
                .take();
            all = all.add(Condition::any().add(Column::ByOrganization.is_in(own)).add(Expr::exists(owned)));
        }
        if let Some(status) = self.status {
            all = all.add(Column::Status.eq(status.as_str()));
        }
        if let Some(asset) = self.asset {
            all = all.add(Column::AssetId.eq(asset.uuid()));
        }
        if let Some(before) = self.before {
            all = all.add(Column::Id.lt(before));
        }
        all
    }
}

/// Inserts a correction, proposed or settled.
pub async fn add(tx: &Tx, new: &Correction, settled_by: Option<UserId>) -> StoreResult<()> {
    let row = asset_corrections::ActiveModel {
        id: Set(new.id),
        asset_id: Set(new.asset.uuid()),
        asset_version: Set(stored_version(new.asset_version)?),
        status: Set(new.status.as_str().to_owned()),
        said: Set(new.said.clone()),
        photos: Set(new.photos.clone()),
        observed_on: Set(new.observed_on),
        accuracy_m: Set(new.accuracy_metres),
        device: Set(new.device.clone()),
        note: Set(new.note.clone()),
        by_user: Set(new.by.map(UserId::uuid)),
        by_name: Set(new.by_name.clone()),
        by_organization: Set(new.by_organization.uuid()),
        created_at: Set(new.created_at),
        settled_at: Set(new.settled_at),
        settled_by: Set(settled_by.map(UserId::uuid)),
        reason: Set(None),
        version: Set(1),
    };
    asset_corrections::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Corrections of assets, newest first.
pub async fn list<C: ConnectionTrait>(db: &C, wanted: &CorrectionFilter) -> StoreResult<Vec<Correction>> {
    let rows = asset_corrections::Entity::find()
        .filter(wanted.filter())
        .order_by_desc(asset_corrections::Column::Id)
        .limit(wanted.limit)
        .all(db)
        .await?;
    rows.into_iter().map(correction).collect()
}

pub async fn find<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    concern: Option<&BTreeSet<OrganizationId>>,
) -> StoreResult<Option<Correction>> {
    let wanted = CorrectionFilter { concern: concern.cloned(), ..CorrectionFilter::default() };
    asset_corrections::Entity::find_by_id(id).filter(wanted.filter()).one(db).await?.map(correction).transpose()
}

/// Settles a proposal; `false` if another request was faster.
pub async fn settle(
    tx: &Tx,
    seen: &Correction,
    (to, reason): (Status, Option<&str>),
    by: UserId,
    at: DateTime<Utc>,
) -> StoreResult<bool> {
    use asset_corrections::Column;
    let won = asset_corrections::Entity::update_many()
        .col_expr(Column::Status, Expr::value(to.as_str()))
        .col_expr(Column::SettledAt, Expr::value(at))
        .col_expr(Column::SettledBy, Expr::value(by.uuid()))
        .col_expr(Column::Reason, Expr::value(reason.map(str::to_owned)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(seen.id))
        .filter(Column::Version.eq(stored_version(seen.version)?))
        .exec(tx)
        .await?
        .rows_affected;
    Ok(won == 1)
}

fn correction(row: asset_corrections::Model) -> StoreResult<Correction> {
    let version = |version: i64| u64::try_from(version).map_err(|why| StoreError::undecodable("version", why));
    Ok(Correction {
        id: row.id,
        asset: AssetId::new(row.asset_id),
        asset_version: version(row.asset_version)?,
        status: StoreError::read_code("asset_corrections.status", &row.status)?,
        said: row.said,
        photos: row.photos,
        observed_on: row.observed_on,
        accuracy_metres: row.accuracy_m,
        device: row.device,
        note: row.note,
        by: row.by_user.map(UserId::new),
        by_name: row.by_name,
        by_organization: OrganizationId::new(row.by_organization),
        created_at: row.created_at,
        settled_at: row.settled_at,
        reason: row.reason,
        version: version(row.version)?,
    })
}
