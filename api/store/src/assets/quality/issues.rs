//! Findings that last: opened when they are first seen, resolved by themselves when they are found no longer.

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

/// A finding with what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// Its identity.
    pub id: Uuid,
    /// What was found.
    pub finding: Finding,
    /// Whose asset it is.
    pub owner: OrganizationId,
    /// What became of it.
    pub status: Status,
    /// When it was first seen.
    pub first_seen_at: DateTime<Utc>,
    /// When a round saw it last, or when it last became another.
    pub last_seen_at: DateTime<Utc>,
    /// When it was dismissed or resolved.
    pub settled_at: Option<DateTime<Utc>>,
    /// By whom; nobody when it was resolved by itself.
    pub settled_by: Option<Uuid>,
    /// Why it was dismissed.
    pub reason: Option<String>,
    /// Its version.
    pub version: u64,
}

/// Why assets are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// They, or what stands near them, were changed.
    Change,
    /// The round through the whole register has come to them.
    Round,
}

/// Which issues are listed. What is not said does not matter.
#[derive(Debug, Clone, Default)]
pub struct IssueFilter {
    /// Of these owners.
    pub owners: Option<BTreeSet<OrganizationId>>,
    /// In this state.
    pub status: Option<Status>,
    /// Of this kind.
    pub code: Option<Code>,
    /// About this asset.
    pub asset: Option<AssetId>,
    /// Before this one.
    pub before: Option<Uuid>,
    /// At most so many.
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

/// Issues, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list<C: ConnectionTrait>(db: &C, wanted: &IssueFilter) -> StoreResult<Vec<Issue>> {
    let rows = quality_issues::Entity::find()
        .filter(wanted.filter())
        .order_by_desc(quality_issues::Column::Id)
        .limit(wanted.limit)
        .all(db)
        .await?;
    rows.into_iter().map(issue).collect()
}

/// How many open issues there are of each kind.
///
/// # Errors
/// When the database fails.
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
///
/// # Errors
/// When the database fails.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    owners: Option<&BTreeSet<OrganizationId>>,
) -> StoreResult<Option<Issue>> {
    let wanted = IssueFilter { owners: owners.cloned(), ..IssueFilter::default() };
    quality_issues::Entity::find_by_id(id).filter(wanted.filter()).one(db).await?.map(issue).transpose()
}

/// The other assets in standing findings about these: when one of two changes, both are looked at.
///
/// # Errors
/// When the database fails.
pub async fn concerned<C: ConnectionTrait>(db: &C, assets: &[AssetId]) -> StoreResult<BTreeSet<AssetId>> {
    let rows = quality_issues::Entity::find()
        .filter(about(assets.iter().copied()))
        .filter(quality_issues::Column::Status.ne(Status::Resolved.as_str()))
        .all(db)
        .await?;
    Ok(rows.into_iter().flat_map(|row| [Some(row.asset_id), row.other_id]).flatten().map(AssetId::new).collect())
}

/// Writes what was found on assets that were looked at; what stood about them and was not found again is resolved. Says how
/// many were opened.
///
/// An issue that is found again as it stands is written only by a round: otherwise its owner could tell from
/// `last_seen_at` that something near it was changed that it does not see.
///
/// # Errors
/// When the database fails.
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

/// Whether an issue is kept as it was found, open or dismissed.
fn stands(row: &quality_issues::Model, finding: &Finding, owner: OrganizationId) -> bool {
    row.status != Status::Resolved.as_str() && row.measure == finding.measure && row.owner_id == owner.uuid()
}

/// What was dismissed stays so; what was resolved is open again.
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

/// Dismisses an issue or opens it again; `false` when somebody else was faster.
///
/// # Errors
/// When the database fails.
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
