//! The extent of a merger, counted in the database: the predecessor's assets and cases, the open
//! cases between the two organisations, and the affected organisations.

use std::collections::BTreeSet;

use domain::access::Stance;
use domain::ids::OrganizationId;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::StoreResult;
use crate::cases::is_living;
use crate::entities::{asset_owners, assets, case_parties, cases, occupancies, status::OccupancyStatus};

/// The extent of a merger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// Assets that the predecessor owns, wholly or in part.
    pub assets: u64,
    /// Occupancies and reservations of the predecessor, on assets of any owner.
    pub occupancies: u64,
    /// Open cases in which the predecessor takes part.
    pub open_cases: u64,
    /// The open cases in which the successor also takes part.
    pub between: Vec<Between>,
    /// Asset codes that both organisations use.
    pub codes_in_both: Vec<String>,
}

/// An open case in which both organisations take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    pub id: Uuid,
    pub code: String,
    pub kind: String,
    pub state: String,
    pub applicant: OrganizationId,
}

/// The predecessor's extent and its open matters with the successor. The lists name at most
/// `at_most` codes and cases.
pub async fn extent<C: ConnectionTrait>(
    db: &C,
    predecessor: OrganizationId,
    successor: OrganizationId,
    at_most: u64,
) -> StoreResult<Extent> {
    let living = || cases::Entity::find().filter(is_living());
    let of_both = living()
        .filter(cases::Column::Id.in_subquery(parts_of(predecessor)))
        .filter(cases::Column::Id.in_subquery(parts_of(successor)));
    let between = of_both.order_by_asc(cases::Column::Code).limit(at_most).all(db).await?;
    Ok(Extent {
        assets: assets::Entity::find()
            .filter(assets::Column::Id.in_subquery(owned_by(predecessor)))
            .filter(assets::Column::DeletedAt.is_null())
            .count(db)
            .await?,
        occupancies: occupancies::Entity::find()
            .filter(occupancies::Column::TenantId.eq(predecessor.uuid()))
            .filter(occupancies::Column::Status.ne(OccupancyStatus::Ended))
            .count(db)
            .await?,
        open_cases: living().filter(cases::Column::Id.in_subquery(parts_of(predecessor))).count(db).await?,
        between: between
            .into_iter()
            .map(|row| Between {
                id: row.id,
                code: row.code_or_id(),
                kind: row.kind,
                state: row.state,
                applicant: OrganizationId::new(row.applicant_id),
            })
            .collect(),
        codes_in_both: codes_in_both(db, predecessor, successor, at_most).await?,
    })
}

async fn codes_in_both<C: ConnectionTrait>(
    db: &C,
    predecessor: OrganizationId,
    successor: OrganizationId,
    at_most: u64,
) -> StoreResult<Vec<String>> {
    let theirs = Query::select()
        .column(assets::Column::Code)
        .from(assets::Entity)
        .and_where(assets::Column::OwnerId.eq(successor.uuid()))
        .and_where(assets::Column::DeletedAt.is_null())
        .take();
    Ok(assets::Entity::find()
        .select_only()
        .column(assets::Column::Code)
        .filter(assets::Column::OwnerId.eq(predecessor.uuid()))
        .filter(assets::Column::DeletedAt.is_null())
        .filter(assets::Column::Code.in_subquery(theirs))
        .order_by_asc(assets::Column::Code)
        .limit(at_most)
        .into_tuple()
        .all(db)
        .await?)
}

/// The organisations affected by the succession of an organisation: parties of its open cases,
/// owners of the assets that it occupies, and tenants of its assets. The organisation itself is
/// excluded.
pub async fn concerned<C: ConnectionTrait>(db: &C, by: OrganizationId) -> StoreResult<BTreeSet<OrganizationId>> {
    let living = Query::select()
        .column(cases::Column::Id)
        .from(cases::Entity)
        .and_where(is_living())
        .and_where(cases::Column::Id.in_subquery(parts_of(by)))
        .take();
    let partners: Vec<Uuid> = case_parties::Entity::find()
        .select_only()
        .column(case_parties::Column::OrganizationId)
        .distinct()
        .filter(case_parties::Column::CaseId.in_subquery(living))
        .filter(case_parties::Column::Stance.ne(Stance::Former.as_str()))
        .filter(case_parties::Column::Until.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let used = Query::select()
        .column(occupancies::Column::AssetId)
        .from(occupancies::Entity)
        .and_where(occupancies::Column::TenantId.eq(by.uuid()))
        .and_where(occupancies::Column::Status.ne(OccupancyStatus::Ended))
        .take();
    let owners: Vec<Uuid> = asset_owners::Entity::find()
        .select_only()
        .column(asset_owners::Column::OrganizationId)
        .distinct()
        .filter(asset_owners::Column::AssetId.in_subquery(used))
        .filter(asset_owners::Column::ValidTo.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let tenants: Vec<Option<Uuid>> = occupancies::Entity::find()
        .select_only()
        .column(occupancies::Column::TenantId)
        .distinct()
        .filter(occupancies::Column::AssetId.in_subquery(owned_by(by)))
        .filter(occupancies::Column::Status.ne(OccupancyStatus::Ended))
        .into_tuple()
        .all(db)
        .await?;
    let all = partners.into_iter().chain(owners).chain(tenants.into_iter().flatten()).map(OrganizationId::new);
    Ok(all.filter(|one| *one != by).collect())
}

/// The cases in which an organisation takes part.
fn parts_of(organization: OrganizationId) -> SelectStatement {
    Query::select()
        .column(case_parties::Column::CaseId)
        .from(case_parties::Entity)
        .and_where(case_parties::Column::OrganizationId.eq(organization.uuid()))
        .and_where(case_parties::Column::Until.is_null())
        .take()
}

/// The assets in which an organisation owns a share.
fn owned_by(organization: OrganizationId) -> SelectStatement {
    Query::select()
        .column(asset_owners::Column::AssetId)
        .from(asset_owners::Entity)
        .and_where(asset_owners::Column::OrganizationId.eq(organization.uuid()))
        .and_where(asset_owners::Column::ValidTo.is_null())
        .take()
}
