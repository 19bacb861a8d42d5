//! What surveys in the field correct: written down as they came, settled once.

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

/// A correction.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// Its identity.
    pub id: Uuid,
    /// Of which asset.
    pub asset: AssetId,
    /// Of which of its versions, as the surveyor saw them.
    pub asset_version: u64,
    /// What became of it.
    pub status: Status,
    /// What is corrected: `geometry` and `attributes`.
    pub said: Value,
    /// The photos that show it, with the hashes of what was in them.
    pub photos: Value,
    /// The day of the survey.
    pub observed_on: NaiveDate,
    /// How exact the device was.
    pub accuracy_metres: Option<f64>,
    /// With what it was measured.
    pub device: Option<String>,
    /// What else was seen.
    pub note: Option<String>,
    /// Who was there.
    pub by: Option<UserId>,
    /// By name.
    pub by_name: String,
    /// For whom.
    pub by_organization: OrganizationId,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When the owner answered.
    pub settled_at: Option<DateTime<Utc>>,
    /// Why the owner refused.
    pub reason: Option<String>,
    /// Its version.
    pub version: u64,
}

/// Which corrections are listed.
#[derive(Debug, Clone, Default)]
pub struct CorrectionFilter {
    /// Of assets of these organisations, or by them; all when absent.
    pub concern: Option<BTreeSet<OrganizationId>>,
    /// In this state.
    pub status: Option<Status>,
    /// Of this asset.
    pub asset: Option<AssetId>,
    /// Before this one.
    pub before: Option<Uuid>,
    /// At most so many.
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

/// Writes a correction down.
///
/// # Errors
/// When the database fails.
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

/// Corrections, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list<C: ConnectionTrait>(db: &C, wanted: &CorrectionFilter) -> StoreResult<Vec<Correction>> {
    let rows = asset_corrections::Entity::find()
        .filter(wanted.filter())
        .order_by_desc(asset_corrections::Column::Id)
        .limit(wanted.limit)
        .all(db)
        .await?;
    rows.into_iter().map(correction).collect()
}

/// One of them.
///
/// # Errors
/// When the database fails.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    concern: Option<&BTreeSet<OrganizationId>>,
) -> StoreResult<Option<Correction>> {
    let wanted = CorrectionFilter { concern: concern.cloned(), ..CorrectionFilter::default() };
    asset_corrections::Entity::find_by_id(id).filter(wanted.filter()).one(db).await?.map(correction).transpose()
}

/// Settles a proposal; `false` when somebody else was faster.
///
/// # Errors
/// When the database fails.
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
