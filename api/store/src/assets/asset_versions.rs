//! Every version of an asset with its author, time and reason, and the register as of any past
//! instant.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{AssetId, OrganizationId, UserId};
use domain::registry::asset::Asset;
use domain::registry::capacity::Ledger;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use strum::{IntoStaticStr, VariantArray};
use uuid::Uuid;

use crate::assets::asset_rows::{self, CHUNK, Registered};
use crate::assets::ledger::{LedgerAuthor, UnitBalance, entry_sums, whole};
use crate::database::version::stored_version;
use crate::entities::{asset_versions, assets, capacity_entries};
use crate::{StoreError, StoreResult, Tx, assets::quality};

/// The author of a change of the register, with its time, reason and legal day.
#[derive(Debug, Clone, Copy)]
pub struct VersionAuthor<'a> {
    /// The instant, the person and the reason.
    pub mover: LedgerAuthor<'a>,
    /// The name that the versions show.
    pub name: Option<&'a str>,
    /// The organisation of the author.
    pub organization: Option<OrganizationId>,
    /// The legal day from which the ownership is valid.
    pub today: NaiveDate,
    /// The import batch of the change.
    pub import: Option<Uuid>,
}

/// The kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Change {
    Create,
    /// A change by the owner.
    Update,
    /// A move to another lifecycle stage.
    Move,
    /// A survey of the asset.
    Survey,
    /// A change of the answering owner.
    Transfer,
    /// A removal from the register.
    Delete,
}

impl Change {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The asset at that version.
    pub asset: Asset,
    pub at: DateTime<Utc>,
    pub by: Option<UserId>,
    pub by_name: Option<String>,
    /// The organisation of the author.
    pub by_organization: Option<OrganizationId>,
    pub verb: String,
    pub reason: Option<String>,
}

/// Stores assets as their next versions. The caller has already written their rows.
pub(crate) async fn write(tx: &Tx, now: &[Asset], change: Change, hand: VersionAuthor<'_>) -> StoreResult<()> {
    let public = match change {
        // The first version of an asset is also the first version of its minimum.
        Change::Create => BTreeMap::new(),
        Change::Update | Change::Move | Change::Survey | Change::Transfer | Change::Delete => {
            public_versions(tx, now).await?
        }
    };
    let rows: Vec<_> = now
        .iter()
        .map(|asset| {
            Ok(asset_versions::ActiveModel {
                asset_id: Set(asset.id.uuid()),
                version: Set(stored_version(asset.version)?),
                public_version: Set(public.get(&asset.id.uuid()).copied()),
                at: Set(hand.mover.at),
                by_user: Set(hand.mover.by.map(UserId::uuid)),
                by_name: Set(hand.name.map(str::to_owned)),
                by_organization: Set(hand.organization.map(OrganizationId::uuid)),
                verb: Set(change.as_str().to_owned()),
                reason: Set(hand.mover.reason.map(str::to_owned)),
                snapshot: Set(serde_json::to_value(asset).map_err(StoreError::internal)?),
            })
        })
        .collect::<StoreResult<_>>()?;
    for chunk in rows.chunks(CHUNK) {
        asset_versions::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    // Queues every changed asset for the data-quality check.
    quality::note(tx, now.iter().map(|asset| asset.id)).await
}

/// The current public versions of assets.
async fn public_versions(tx: &Tx, of: &[Asset]) -> StoreResult<BTreeMap<Uuid, i64>> {
    let mut found = BTreeMap::new();
    for chunk in of.chunks(CHUNK) {
        let rows: Vec<(Uuid, i64)> = assets::Entity::find()
            .select_only()
            .columns([assets::Column::Id, assets::Column::PublicVersion])
            .filter(assets::Column::Id.is_in(chunk.iter().map(|asset| asset.id.uuid())))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The versions of an asset, newest first, below `before` if given.
pub async fn of_asset<C: ConnectionTrait>(
    connection: &C,
    asset: AssetId,
    before: Option<u64>,
    limit: u64,
) -> StoreResult<Vec<Version>> {
    let mut query = asset_versions::Entity::find().filter(asset_versions::Column::AssetId.eq(asset.uuid()));
    if let Some(before) = before {
        query = query.filter(asset_versions::Column::Version.lt(stored_version(before)?));
    }
    let rows = query.order_by_desc(asset_versions::Column::Version).limit(limit).all(connection).await?;
    rows.into_iter().map(version).collect()
}

/// An asset with its ledgers as of an instant; `None` if it did not exist then.
pub async fn as_of<C: ConnectionTrait>(
    connection: &C,
    asset: AssetId,
    at: DateTime<Utc>,
) -> StoreResult<Option<(Registered, Version)>> {
    let Some(row) = asset_versions::Entity::find()
        .filter(asset_versions::Column::AssetId.eq(asset.uuid()))
        .filter(asset_versions::Column::At.lte(at))
        .order_by_desc(asset_versions::Column::Version)
        .one(connection)
        .await?
    else {
        return Ok(None);
    };
    if row.verb == Change::Delete.as_str() {
        return Ok(None);
    }
    let public_version = public_version(&row)?;
    let version = version(row)?;
    let mut found = ledgers_at(connection, vec![version.asset.clone()], at).await?;
    Ok(found.pop().map(|(asset, balances)| (Registered { asset, balances, public_version }, version)))
}

#[derive(FromQueryResult)]
struct Sum {
    asset_id: Uuid,
    unit: String,
    installed: i64,
    own_use: i64,
    blocked: i64,
    policy_reserve: i64,
    reserved: i64,
    active: i64,
}

/// The ledgers of assets as of an instant: the sums of the entries until then.
pub(crate) async fn ledgers_at<C: ConnectionTrait>(
    connection: &C,
    assets: Vec<Asset>,
    at: DateTime<Utc>,
) -> StoreResult<Vec<(Asset, Vec<UnitBalance>)>> {
    use capacity_entries::Column;
    let sums: Vec<Sum> = entry_sums()
        .column(Column::AssetId)
        .column(Column::Unit)
        .filter(Column::AssetId.is_in(assets.iter().map(|asset| asset.id.uuid())))
        .filter(Column::At.lte(at))
        .group_by(Column::AssetId)
        .group_by(Column::Unit)
        .order_by_asc(Column::Unit)
        .into_model::<Sum>()
        .all(connection)
        .await?;
    let mut found: BTreeMap<Uuid, Vec<Sum>> = BTreeMap::new();
    for sum in sums {
        found.entry(sum.asset_id).or_default().push(sum);
    }
    assets
        .into_iter()
        .map(|asset| {
            let sums = found.remove(&asset.id.uuid()).unwrap_or_default();
            let balances =
                sums.into_iter().filter_map(|sum| balances(&asset, sum).transpose()).collect::<StoreResult<_>>()?;
            Ok((asset, balances))
        })
        .collect()
}

fn balances(asset: &Asset, sum: Sum) -> StoreResult<Option<UnitBalance>> {
    let Some(capacity) = asset.capacity.get(&sum.unit) else {
        return Ok(None);
    };
    let ledger = Ledger {
        installed: whole("installed", sum.installed)?,
        own_use: whole("own_use", sum.own_use)?,
        blocked: whole("blocked", sum.blocked)?,
        policy_reserve: whole("policy_reserve", sum.policy_reserve)?,
        reserved: whole("reserved", sum.reserved)?,
        active: whole("active", sum.active)?,
    };
    Ok(Some(UnitBalance { asset: asset.id, unit: sum.unit, nature: capacity.nature, ledger }))
}

/// The public version at a version. Older rows have none and count as 1: the version of the whole
/// asset would reveal changes that the reader does not see.
pub(crate) fn public_version(row: &asset_versions::Model) -> StoreResult<u64> {
    asset_rows::version(row.public_version.unwrap_or(1))
}

pub(crate) fn version(row: asset_versions::Model) -> StoreResult<Version> {
    Ok(Version {
        asset: serde_json::from_value(row.snapshot).map_err(|why| StoreError::undecodable("version", why))?,
        at: row.at,
        by: row.by_user.map(UserId::new),
        by_name: row.by_name,
        by_organization: row.by_organization.map(OrganizationId::new),
        verb: row.verb,
        reason: row.reason,
    })
}
