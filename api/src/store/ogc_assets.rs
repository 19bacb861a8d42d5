//! Assets for the map service: in the order of ids, page after page by key, narrowed by a filter. One statement has all that is shown
//! of an asset.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{AssetId, OrganizationId};
use domain::place::Shape;
use domain::text::Localized;
use sea_orm::sea_query::{CaseStatement, Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::ledger::BAND;
use super::ogc_filter::{Narrowing, Wanted};
use super::rows::assets::{self, Column};
use super::rows::{areas, organizations};
use super::sight::Sight;
use super::{StoreFailure, Stored};
use crate::geo::wkb;
use crate::ogc::filter::Filter;

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
    /// When its entry last changed.
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

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    code: String,
    kind: String,
    owner_id: Uuid,
    owner_vi: String,
    owner_en: String,
    area_code: Option<String>,
    area_vi: Option<String>,
    area_en: Option<String>,
    geometry: Vec<u8>,
    lifecycle: String,
    shareable: bool,
    updated_at: DateTime<Utc>,
    address: Option<String>,
    source: Option<String>,
    observed_on: Option<NaiveDate>,
    confidence: String,
    visibility: String,
    critical: bool,
    not_shareable_reason: Option<String>,
    decommission_on: Option<NaiveDate>,
    attributes: Value,
    free_band: Option<String>,
    in_full: bool,
}

/// Assets in sight after one, by id: all that fit, and perhaps some that do not.
///
/// # Errors
/// When the database fails.
pub async fn batch<C: ConnectionTrait>(
    connection: &C,
    filter: &Filter,
    sight: &Sight,
    after: Option<Uuid>,
    limit: u64,
) -> Stored<Vec<Shown>> {
    let narrowing = Narrowing { backend: connection.get_database_backend(), sight };
    let mut select = seen(sight);
    if let Some(narrow) = narrowing.may(filter, Wanted::True)? {
        select = select.filter(narrow);
    }
    if let Some(after) = after {
        select = select.filter(Column::Id.gt(after));
    }
    let rows = select.order_by_asc(Column::Id).limit(limit).into_model::<Row>().all(connection).await?;
    rows.into_iter().map(shown).collect()
}

/// One asset, if it is in sight.
///
/// # Errors
/// When the database fails.
pub async fn one<C: ConnectionTrait>(connection: &C, id: AssetId, sight: &Sight) -> Stored<Option<Shown>> {
    let row = seen(sight).filter(Column::Id.eq(id.uuid())).into_model::<Row>().one(connection).await?;
    row.map(shown).transpose()
}

/// What is in sight, and of each asset whether it is in full.
fn seen(sight: &Sight) -> Select<assets::Entity> {
    let columns = [
        Column::Id,
        Column::Code,
        Column::Kind,
        Column::OwnerId,
        Column::Geometry,
        Column::Lifecycle,
        Column::Shareable,
        Column::UpdatedAt,
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
    let in_full = match sight.in_full() {
        None => Expr::value(true),
        Some(concerned) => CaseStatement::new().case(concerned, true).finally(false).into(),
    };
    let owner = assets::Entity::belongs_to(organizations::Entity).from(Column::OwnerId).to(organizations::Column::Id);
    let area = assets::Entity::belongs_to(areas::Entity).from(Column::AreaId).to(areas::Column::Id);
    assets::Entity::find()
        .select_only()
        .columns(columns)
        .join(JoinType::LeftJoin, owner.into())
        .column_as(organizations::Column::NameVi, "owner_vi")
        .column_as(organizations::Column::NameEn, "owner_en")
        .join(JoinType::LeftJoin, area.into())
        .column_as(areas::Column::Code, "area_code")
        .column_as(areas::Column::NameVi, "area_vi")
        .column_as(areas::Column::NameEn, "area_en")
        .column_as(Expr::cust(BAND), "free_band")
        .column_as(in_full, "in_full")
        .filter(sight.filter())
}

fn shown(row: Row) -> Stored<Shown> {
    let shape = wkb::read(&row.geometry).map_err(|why| StoreFailure::unreadable("geometry", why))?;
    let Value::Object(attributes) = row.attributes else {
        return Err(StoreFailure::unreadable("attributes", "not an object"));
    };
    let detail = Detail {
        address: row.address,
        source: row.source,
        observed_on: row.observed_on,
        confidence: row.confidence,
        visibility: row.visibility,
        critical: row.critical,
        not_shareable_reason: row.not_shareable_reason,
        decommission_on: row.decommission_on,
        attributes,
    };
    let area = row.area_vi.zip(row.area_en).map(|(vi, en)| Localized { vi, en });
    Ok(Shown {
        id: row.id,
        code: row.code,
        kind: row.kind,
        owner: OrganizationId::new(row.owner_id),
        owner_name: Localized { vi: row.owner_vi, en: row.owner_en },
        area: row.area_code.zip(area),
        shape,
        lifecycle: row.lifecycle,
        shareable: row.shareable,
        free_band: row.free_band,
        updated_at: row.updated_at,
        detail: row.in_full.then_some(detail),
    })
}

/// How many assets in sight fit; `None` when the database alone cannot say, or they are more than ten thousand.
///
/// # Errors
/// When the database fails.
pub async fn count<C: ConnectionTrait>(connection: &C, filter: &Filter, sight: &Sight) -> Stored<Option<u64>> {
    let narrowing = Narrowing { backend: connection.get_database_backend(), sight };
    if !narrowing.is_exact(filter) {
        return Ok(None);
    }
    let mut each = Query::select().expr(Expr::value(1)).from(assets::Entity).cond_where(sight.filter()).to_owned();
    if let Some(narrow) = narrowing.may(filter, Wanted::True)? {
        each.cond_where(narrow);
    }
    each.limit(COUNTED + 1);
    let sum = Query::select().expr(Expr::cust("COUNT(*)")).from_subquery(each, "fitting").to_owned();
    let row = connection.query_one(&sum).await?;
    let row = row.ok_or_else(|| StoreFailure::Internal("a count without a row".to_owned()))?;
    let count: i64 = row.try_get_by_index(0)?;
    let count = u64::try_from(count).map_err(|why| StoreFailure::unreadable("count", why))?;
    Ok((count <= COUNTED).then_some(count))
}
