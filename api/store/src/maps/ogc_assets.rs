//! Assets for the map service: in the order of ids, with keyset pagination, narrowed by a filter.
//! One statement returns all data of an asset.

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

/// The count stops at this number.
const COUNTED: u64 = 10_000;

/// An asset as the map service shows it to a reader.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub id: Uuid,
    pub code: String,
    pub kind: String,
    /// The owner that answers for it.
    pub owner: OrganizationId,
    pub owner_name: Localized,
    /// The administrative unit: its official code and its name.
    pub area: Option<(String, Localized)>,
    pub shape: Shape,
    pub lifecycle: String,
    pub shareable: bool,
    /// The approximate free capacity, as [`domain::registry::band::Band`] names it.
    pub free_band: Option<String>,
    /// When the entry last changed, as visible to the reader.
    pub updated_at: DateTime<Utc>,
    /// The data beyond the minimum; `None` if the reader may not see it.
    pub detail: Option<Detail>,
}

/// The data of an asset for readers with full disclosure.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    pub address: Option<String>,
    /// The source of the data.
    pub source: Option<String>,
    /// The day of the observation.
    pub observed_on: Option<NaiveDate>,
    /// The accuracy of the geometry.
    pub confidence: String,
    pub visibility: String,
    pub critical: bool,
    pub not_shareable_reason: Option<String>,
    /// The announced day of its end.
    pub decommission_on: Option<NaiveDate>,
    /// The attributes of its kind.
    pub attributes: Map<String, Value>,
}

/// The reader's visibility, and the thresholds of the bands that replace hidden numbers.
#[derive(Debug, Clone, Copy)]
pub struct Seeing<'a> {
    /// Decides which assets the reader sees in full.
    pub visibility: &'a AssetVisibility,
    /// The thresholds of the bands.
    pub rules: &'a BandRules,
}

/// The columns of the minimum information.
const MINIMUM: [Column; 7] =
    [Column::Id, Column::Code, Column::Kind, Column::OwnerId, Column::Geometry, Column::Lifecycle, Column::Shareable];
/// The columns for readers with full disclosure.
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

/// Visible assets after a given one, by id: all matches, and possibly some that do not match.
pub async fn batch<C: ConnectionTrait>(
    connection: &C,
    filter: &Filter,
    Seeing { visibility, rules }: Seeing<'_>,
    after: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<Shown>> {
    let narrowing = Narrowing { backend: connection.get_database_backend(), visibility, rules };
    let mut found = seen(visibility);
    if let Some(narrow) = narrowing.may(filter, ExpectedTruth::True)? {
        found.cond_where(narrow);
    }
    if let Some(after) = after {
        found.and_where(Column::Id.gt(after));
    }
    read(connection, found.order_by(Column::Id, Order::Asc).limit(limit).take(), rules).await
}

/// One asset, if visible.
pub async fn one<C: ConnectionTrait>(connection: &C, id: AssetId, seeing: Seeing<'_>) -> StoreResult<Option<Shown>> {
    let found = seen(seeing.visibility).and_where(Column::Id.eq(id.uuid())).take();
    Ok(read(connection, found, seeing.rules).await?.pop())
}

/// The visible assets, each with a flag for full disclosure.
fn seen(visibility: &AssetVisibility) -> SelectStatement {
    let in_full = match visibility.in_full() {
        None => Expr::value(true),
        Some(concerned) => CaseStatement::new().case(concerned, true).finally(false).into(),
    };
    Query::select()
        .columns(MINIMUM.into_iter().chain(IN_FULL))
        .columns([Column::AreaId, Column::UpdatedAt, Column::PublicUpdatedAt])
        .expr_as(in_full, "in_full")
        .from(assets::Entity)
        .cond_where(visibility.filter())
        .take()
}

/// Reads the selected assets. Names and capacity are joined only here, for no more assets than are
/// shown; hidden columns are not read.
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
        // The alias must be the table's own name, because `ledger::band` refers to it.
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

/// The number of matching visible assets; `None` if the database alone cannot decide, or if there
/// are more than ten thousand.
pub async fn count<C: ConnectionTrait>(
    connection: &C,
    filter: &Filter,
    seeing: Seeing<'_>,
) -> StoreResult<Option<u64>> {
    let Seeing { visibility, rules } = seeing;
    let narrowing = Narrowing { backend: connection.get_database_backend(), visibility, rules };
    if !narrowing.is_exact(filter) {
        return Ok(None);
    }
    let mut each = Query::select().expr(Expr::value(1)).from(assets::Entity).cond_where(visibility.filter()).to_owned();
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
