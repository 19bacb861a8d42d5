//! Assets for the map service: in the order of ids, page after page by key, narrowed by a filter. One statement has all that is shown
//! of an asset.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{AssetId, OrganizationId};
use domain::place::Shape;
use domain::registry::band::BandRules;
use domain::text::Localized;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, IntoSimpleExpr, QueryResult};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::assets::ledger;
use crate::entities::assets::{self, Column};
use crate::entities::{areas, organizations};
use crate::filter::Filter;
use crate::maps::ogc_filter::{ExpectedTruth, Narrowing};
use crate::visibility::AssetVisibility;
use crate::{StoreError, StoreResult};
use api_geo::wkb;

/// More than so many are not counted.
const COUNTED: u64 = 10_000;

/// An asset as the map service shows it to a reader.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Its identity.
    pub id: Uuid,
    /// The owner's code.
    pub code: String,
    /// Its kind.
    pub kind: String,
    /// Who answers for it.
    pub owner: OrganizationId,
    /// What that one is called.
    pub owner_name: Localized,
    /// The administrative unit: its official code, and what it is called.
    pub area: Option<(String, Localized)>,
    /// Where it stands.
    pub shape: Shape,
    /// Where in its life it is.
    pub lifecycle: String,
    /// Open to sharing.
    pub shareable: bool,
    /// Roughly how much room it has, as [`domain::registry::band::Band`] says it.
    pub free_band: Option<String>,
    /// When its entry last changed, as far as the reader sees it.
    pub updated_at: DateTime<Utc>,
    /// What only those see whom it concerns.
    pub detail: Option<Detail>,
}

/// What only those see whom an asset concerns.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// Where it stands, in words.
    pub address: Option<String>,
    /// Who says all this.
    pub source: Option<String>,
    /// The day it was true.
    pub observed_on: Option<NaiveDate>,
    /// How exact the place is.
    pub confidence: String,
    /// Who may see it.
    pub visibility: String,
    /// Critical infrastructure.
    pub critical: bool,
    /// Why it is not shared.
    pub not_shareable_reason: Option<String>,
    /// The announced day of its end.
    pub decommission_on: Option<NaiveDate>,
    /// What its kind says about it.
    pub attributes: Map<String, Value>,
}

/// How far a reader sees, and where the bands begin in which it sees the rest.
#[derive(Debug, Clone, Copy)]
pub struct Seeing<'a> {
    /// Decides which assets the reader sees in full.
    pub sight: &'a AssetVisibility,
    /// The thresholds of the bands.
    pub rules: &'a BandRules,
}

/// What everybody sees of an asset.
const MINIMUM: [Column; 7] =
    [Column::Id, Column::Code, Column::Kind, Column::OwnerId, Column::Geometry, Column::Lifecycle, Column::Shareable];
/// What only those see whom it concerns.
const IN_FULL: [Column; 9] = [
    Column::Address,
    Column::Source,
    Column::ObservedOn,
    Column::Confidence,
    Column::Visibility,
    Column::Critical,
    Column::NotShareableReason,
    Column::DecommissionOn,
    Column::Attributes,
];

/// Assets in sight after one, by id: all that fit, and perhaps some that do not.
///
/// # Errors
/// When the database fails.
pub async fn batch<C: ConnectionTrait>(
    connection: &C,
    filter: &Filter,
    Seeing { sight, rules }: Seeing<'_>,
    after: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<Shown>> {
    let narrowing = Narrowing { backend: connection.get_database_backend(), sight, rules };
    let mut found = seen(sight);
    if let Some(narrow) = narrowing.may(filter, ExpectedTruth::True)? {
        found.cond_where(narrow);
    }
    if let Some(after) = after {
        found.and_where(Column::Id.gt(after));
    }
    read(connection, found.order_by(Column::Id, Order::Asc).limit(limit).take(), rules).await
}

/// One asset, if it is in sight.
///
/// # Errors
/// When the database fails.
pub async fn one<C: ConnectionTrait>(connection: &C, id: AssetId, seeing: Seeing<'_>) -> StoreResult<Option<Shown>> {
    let found = seen(seeing.sight).and_where(Column::Id.eq(id.uuid())).take();
    Ok(read(connection, found, seeing.rules).await?.pop())
}

/// What is in sight, and of each asset whether it is in full.
fn seen(sight: &AssetVisibility) -> SelectStatement {
    let in_full = match sight.in_full() {
        None => Expr::value(true),
        Some(concerned) => CaseStatement::new().case(concerned, true).finally(false).into(),
    };
    Query::select()
        .columns(MINIMUM.into_iter().chain(IN_FULL))
        .columns([Column::AreaId, Column::UpdatedAt, Column::PublicUpdatedAt])
        .expr_as(in_full, "in_full")
        .from(assets::Entity)
        .cond_where(sight.filter())
        .take()
}

/// Reads what was found. Names and room are looked up only now, for no more assets than are shown; and what may not be seen is not read.
async fn read<C: ConnectionTrait>(
    connection: &C,
    found: SelectStatement,
    rules: &BandRules,
) -> StoreResult<Vec<Shown>> {
    let of = |column: Column| Expr::col((assets::Entity, column));
    let mut query = Query::select();
    query
        .columns(MINIMUM.map(|column| (assets::Entity, column)))
        .column((assets::Entity, "in_full"))
        .expr_as(
            CaseStatement::new()
                .case(Expr::col((assets::Entity, "in_full")), of(Column::UpdatedAt))
                .finally(of(Column::PublicUpdatedAt)),
            Column::UpdatedAt,
        )
        .expr_as(ledger::band(rules), "free_band")
        .expr_as(organizations::Column::NameVi.into_simple_expr(), "owner_vi")
        .expr_as(organizations::Column::NameEn.into_simple_expr(), "owner_en")
        .expr_as(areas::Column::Code.into_simple_expr(), "area_code")
        .expr_as(areas::Column::NameVi.into_simple_expr(), "area_vi")
        .expr_as(areas::Column::NameEn.into_simple_expr(), "area_en")
        // Under its own name, which is that by which `ledger::band` knows an asset.
        .from_subquery(found, assets::Entity)
        .left_join(organizations::Entity, of(Column::OwnerId).eq(organizations::Column::Id.into_simple_expr()))
        .left_join(areas::Entity, of(Column::AreaId).eq(areas::Column::Id.into_simple_expr()))
        .order_by((assets::Entity, Column::Id), Order::Asc);
    for column in IN_FULL {
        query.expr_as(CaseStatement::new().case(Expr::col((assets::Entity, "in_full")), of(column)), column);
    }
    let rows = connection.query_all(&query).await?;
    rows.iter().map(shown).collect()
}

fn shown(row: &QueryResult) -> StoreResult<Shown> {
    let geometry: Vec<u8> = row.try_get("", "geometry")?;
    let shape = wkb::read(&geometry).map_err(|why| StoreError::undecodable("geometry", why))?;
    let area: Option<String> = row.try_get("", "area_code")?;
    let area = match area {
        Some(code) => Some((code, Localized { vi: row.try_get("", "area_vi")?, en: row.try_get("", "area_en")? })),
        None => None,
    };
    let in_full: bool = row.try_get("", "in_full")?;
    Ok(Shown {
        id: row.try_get("", "id")?,
        code: row.try_get("", "code")?,
        kind: row.try_get("", "kind")?,
        owner: OrganizationId::new(row.try_get("", "owner_id")?),
        owner_name: Localized { vi: row.try_get("", "owner_vi")?, en: row.try_get("", "owner_en")? },
        area,
        shape,
        lifecycle: row.try_get("", "lifecycle")?,
        shareable: row.try_get("", "shareable")?,
        free_band: row.try_get("", "free_band")?,
        updated_at: row.try_get("", "updated_at")?,
        detail: in_full.then(|| detail(row)).transpose()?,
    })
}

fn detail(row: &QueryResult) -> StoreResult<Detail> {
    let Value::Object(attributes) = row.try_get("", "attributes")? else {
        return Err(StoreError::unreadable("attributes", "not an object"));
    };
    Ok(Detail {
        address: row.try_get("", "address")?,
        source: row.try_get("", "source")?,
        observed_on: row.try_get("", "observed_on")?,
        confidence: row.try_get("", "confidence")?,
        visibility: row.try_get("", "visibility")?,
        critical: row.try_get("", "critical")?,
        not_shareable_reason: row.try_get("", "not_shareable_reason")?,
        decommission_on: row.try_get("", "decommission_on")?,
        attributes,
    })
}

/// How many assets in sight fit; `None` when the database alone cannot say, or they are more than ten thousand.
///
/// # Errors
/// When the database fails.
pub async fn count<C: ConnectionTrait>(
    connection: &C,
    filter: &Filter,
    seeing: Seeing<'_>,
) -> StoreResult<Option<u64>> {
    let Seeing { sight, rules } = seeing;
    let narrowing = Narrowing { backend: connection.get_database_backend(), sight, rules };
    if !narrowing.is_exact(filter) {
        return Ok(None);
    }
    let mut each = Query::select().expr(Expr::value(1)).from(assets::Entity).cond_where(sight.filter()).to_owned();
    if let Some(narrow) = narrowing.may(filter, ExpectedTruth::True)? {
        each.cond_where(narrow);
    }
    each.limit(COUNTED + 1);
    let sum = Query::select().expr(Expr::cust("COUNT(*)")).from_subquery(each, "fitting").to_owned();
    let row = connection.query_one(&sum).await?;
    let row = row.ok_or_else(|| StoreError::internal("a count without a row"))?;
    let count: i64 = row.try_get_by_index(0)?;
    let count = u64::try_from(count).map_err(|why| StoreError::undecodable("count", why))?;
    Ok((count <= COUNTED).then_some(count))
}
