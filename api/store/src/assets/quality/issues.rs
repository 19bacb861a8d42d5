//! Persistent data-quality issues: opened at the first finding, resolved automatically when the
//! finding disappears.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::ids::{AssetId, OrganizationId, UserId};
use domain::registry::quality::{Code, Finding, Status};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use strum::VariantArray;
use uuid::Uuid;

use crate::assets::asset_rows::CHUNK;
use crate::database::version::stored_version;
use crate::entities::quality_issues;
use crate::{StoreError, StoreResult, Tx, database::fresh};

/// A finding and its status.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    pub id: Uuid,
    pub finding: Finding,
    /// The owner of the asset.
    pub owner: OrganizationId,
    pub status: Status,
    pub first_seen_at: DateTime<Utc>,
    /// When a full check last found the issue, or when it last changed.
    pub last_seen_at: DateTime<Utc>,
    /// When it was dismissed or resolved.
    pub settled_at: Option<DateTime<Utc>>,
    /// The person; `None` for an automatic resolution.
    pub settled_by: Option<Uuid>,
    /// The reason for the dismissal.
    pub reason: Option<String>,
    pub version: u64,
}

/// The reason for a check of assets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// The assets, or assets near them, were changed.
    Change,
    /// The periodic check of the whole register.
    Round,
}

/// Filter of the list. An absent criterion matches every issue.
#[derive(Debug, Clone, Default)]
pub struct IssueFilter {
    pub owners: Option<BTreeSet<OrganizationId>>,
    pub status: Option<Status>,
    pub code: Option<Code>,
    pub asset: Option<AssetId>,
    pub before: Option<Uuid>,
    pub limit: u64,
}

impl IssueFilter {
    fn filter(&self) -> Condition {
        use quality_issues::Column;
        let mut all = Condition::all();
        if let Some(owners) = &self.owners {
            all = all.add(Column::OwnerId.is_in(owners.iter().map(|owner| owner.uuid())));
        }
        if let Some(status) = self.status {
            all = all.add(Column::Status.eq(status.as_str()));
        }
        if let Some(code) = self.code {
            all = all.add(Column::Code.eq(code.as_str()));
        }
        if let Some(asset) = self.asset {
            all = all.add(about([asset]));
        }
        if let Some(before) = self.before {
            all = all.add(Column::Id.lt(before));
        }
        all
    }
}

fn about(assets: impl IntoIterator<Item = AssetId>) -> Condition {
    use quality_issues::Column;
    let ids: Vec<Uuid> = assets.into_iter().map(AssetId::uuid).collect();
    Condition::any().add(Column::AssetId.is_in(ids.iter().copied())).add(Column::OtherId.is_in(ids))
}

/// Issues of the register, newest first.
pub async fn list<C: ConnectionTrait>(db: &C, wanted: &IssueFilter) -> StoreResult<Vec<Issue>> {
    let rows = quality_issues::Entity::find()
        .filter(wanted.filter())
        .order_by_desc(quality_issues::Column::Id)
        .limit(wanted.limit)
        .all(db)
        .await?;
    rows.into_iter().map(issue).collect()
}

/// The number of open issues per kind.
pub async fn tally<C: ConnectionTrait>(
    db: &C,
    owners: Option<&BTreeSet<OrganizationId>>,
) -> StoreResult<BTreeMap<Code, u64>> {
    let mut found = BTreeMap::new();
    for code in Code::VARIANTS {
        let wanted = IssueFilter {
            owners: owners.cloned(),
            status: Some(Status::Open),
            code: Some(*code),
            ..IssueFilter::default()
        };
        found.insert(*code, quality_issues::Entity::find().filter(wanted.filter()).count(db).await?);
    }
    Ok(found)
}

/// One issue of these owners.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    owners: Option<&BTreeSet<OrganizationId>>,
) -> StoreResult<Option<Issue>> {
    let wanted = IssueFilter { owners: owners.cloned(), ..IssueFilter::default() };
    quality_issues::Entity::find_by_id(id).filter(wanted.filter()).one(db).await?.map(issue).transpose()
}

/// The other assets in unresolved issues about these assets: after a change of one of a pair, both
/// are checked.
pub async fn concerned<C: ConnectionTrait>(db: &C, assets: &[AssetId]) -> StoreResult<BTreeSet<AssetId>> {
    let rows = quality_issues::Entity::find()
        .filter(about(assets.iter().copied()))
        .filter(quality_issues::Column::Status.ne(Status::Resolved.as_str()))
        .all(db)
        .await?;
    Ok(rows.into_iter().flat_map(|row| [Some(row.asset_id), row.other_id]).flatten().map(AssetId::new).collect())
}

/// Stores the findings of a check; an issue of a checked asset without a finding is resolved.
/// Returns the number of newly opened issues.
///
/// Only a periodic check updates an unchanged issue: otherwise `last_seen_at` would tell the owner
/// of a change nearby that the owner may not see.
pub async fn settle(
    tx: &Tx,
    looked_at: &BTreeSet<AssetId>,
    owners: &BTreeMap<AssetId, OrganizationId>,
    findings: Vec<Finding>,
    (now, occasion): (DateTime<Utc>, Occasion),
) -> StoreResult<u64> {
    let mut known: BTreeMap<String, quality_issues::Model> = BTreeMap::new();
    let ids: Vec<AssetId> = looked_at.iter().copied().collect();
    for chunk in ids.chunks(CHUNK) {
        let rows = quality_issues::Entity::find().filter(about(chunk.iter().copied())).all(tx).await?;
        known.extend(rows.into_iter().map(|row| (row.key.clone(), row)));
    }
    let mut found: BTreeMap<String, Finding> = BTreeMap::new();
    found.extend(findings.into_iter().map(|finding| (finding.key(), finding)));
    let mut opened = 0_u64;
    for (key, finding) in &found {
        let Some(owner) = owners.get(&finding.asset).or_else(|| owners.get(&finding.other?)) else { continue };
        if let Some(row) = known.get(key) {
            if occasion == Occasion::Round || !stands(row, finding, *owner) {
                seen_again(tx, row, finding, *owner, now).await?;
            }
        } else {
            open(tx, key, finding, *owner, now).await?;
            opened = opened.saturating_add(1);
        }
    }
    let gone: Vec<Uuid> = known
        .values()
        .filter(|row| !found.contains_key(&row.key) && row.status != Status::Resolved.as_str())
        .map(|row| row.id)
        .collect();
    for chunk in gone.chunks(CHUNK) {
        resolve(tx, chunk, now).await?;
    }
    Ok(opened)
}

async fn open(tx: &Tx, key: &str, finding: &Finding, owner: OrganizationId, now: DateTime<Utc>) -> StoreResult<()> {
    let row = quality_issues::ActiveModel {
        id: Set(fresh::id(now)),
        key: Set(key.to_owned()),
        code: Set(finding.code.as_str().to_owned()),
        severity: Set(finding.code.severity().as_str().to_owned()),
        owner_id: Set(owner.uuid()),
        asset_id: Set(finding.asset.uuid()),
        other_id: Set(finding.other.map(AssetId::uuid)),
        part: Set(finding.part.clone()),
        measure: Set(finding.measure),
        status: Set(Status::Open.as_str().to_owned()),
        first_seen_at: Set(now),
        last_seen_at: Set(now),
        settled_at: Set(None),
        settled_by: Set(None),
        reason: Set(None),
        version: Set(1),
    };
    quality_issues::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether an issue, open or dismissed, is unchanged by a finding.
fn stands(row: &quality_issues::Model, finding: &Finding, owner: OrganizationId) -> bool {
    row.status != Status::Resolved.as_str() && row.measure == finding.measure && row.owner_id == owner.uuid()
}

/// A dismissed issue stays dismissed; a resolved issue is reopened.
async fn seen_again(
    tx: &Tx,
    row: &quality_issues::Model,
    finding: &Finding,
    owner: OrganizationId,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    use quality_issues::Column;
    let mut update = quality_issues::Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .col_expr(Column::Measure, Expr::value(finding.measure))
        .col_expr(Column::OwnerId, Expr::value(owner.uuid()))
        .filter(Column::Id.eq(row.id));
    if row.status == Status::Resolved.as_str() {
        update = update
            .col_expr(Column::Status, Expr::value(Status::Open.as_str()))
            .col_expr(Column::SettledAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::SettledBy, Expr::value(None::<Uuid>))
            .col_expr(Column::Reason, Expr::value(None::<String>))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1));
    }
    update.exec(tx).await?;
    Ok(())
}

async fn resolve(tx: &Tx, ids: &[Uuid], now: DateTime<Utc>) -> StoreResult<()> {
    use quality_issues::Column;
    quality_issues::Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Resolved.as_str()))
        .col_expr(Column::SettledAt, Expr::value(now))
        .col_expr(Column::SettledBy, Expr::value(None::<Uuid>))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Dismisses or reopens an issue; `false` if another request was faster.
pub async fn decide(
    tx: &Tx,
    issue: &Issue,
    (to, reason): (Status, Option<&str>),
    by: Option<UserId>,
    at: DateTime<Utc>,
) -> StoreResult<bool> {
    use quality_issues::Column;
    let settled = (to != Status::Open).then_some(at);
    let won = quality_issues::Entity::update_many()
        .col_expr(Column::Status, Expr::value(to.as_str()))
        .col_expr(Column::SettledAt, Expr::value(settled))
        .col_expr(Column::SettledBy, Expr::value(settled.and(by).map(UserId::uuid)))
        .col_expr(Column::Reason, Expr::value(reason.map(str::to_owned)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(issue.id))
        .filter(Column::Version.eq(stored_version(issue.version)?))
        .exec(tx)
        .await?
        .rows_affected;
    Ok(won == 1)
}

fn issue(row: quality_issues::Model) -> StoreResult<Issue> {
    Ok(Issue {
        id: row.id,
        finding: Finding {
            code: StoreError::read_code("quality_issues.code", &row.code)?,
            asset: AssetId::new(row.asset_id),
            other: row.other_id.map(AssetId::new),
            part: row.part,
            measure: row.measure,
        },
        owner: OrganizationId::new(row.owner_id),
        status: StoreError::read_code("quality_issues.status", &row.status)?,
        first_seen_at: row.first_seen_at,
        last_seen_at: row.last_seen_at,
        settled_at: row.settled_at,
        settled_by: row.settled_by,
        reason: row.reason,
        version: u64::try_from(row.version).map_err(|why| StoreError::undecodable("version", why))?,
    })
}
