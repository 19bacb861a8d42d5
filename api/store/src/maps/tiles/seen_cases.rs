//! The cases of a reader on a tile: those with a place of their own, and sharing requests, whose
//! place is that of their assets.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Scope;
use domain::cases::Kind;
use domain::place::Bounds;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoSimpleExpr, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::cases::case_list::seen_ids;
use crate::entities::{assets, case_elements, cases};
use crate::visibility::AssetVisibility;
use crate::{StoreResult, database::dialect};

/// The box of a case.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CaseBox {
    pub id: Uuid,
    pub kind: String,
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl CaseBox {
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        Bounds { west: self.west, south: self.south, east: self.east, north: self.north }
    }
}

/// The boxes of the cases of these scopes that touch a box, at most `most` of each sort. The box of
/// a sharing request is around those of its assets that touch the box and that the reader sees.
pub async fn boxes<C: ConnectionTrait>(
    db: &C,
    scopes: &[(Kind, Scope)],
    visibility: &AssetVisibility,
    within: Bounds,
    most: u64,
) -> StoreResult<Vec<CaseBox>> {
    if scopes.is_empty() {
        return Ok(Vec::new());
    }
    let edge = |column: cases::Column| Expr::col((cases::Entity, column));
    let mut placed = seen_ids(scopes)
        .column(cases::Column::Kind)
        .expr_as(edge(cases::Column::MinLon), "west")
        .expr_as(edge(cases::Column::MinLat), "south")
        .expr_as(edge(cases::Column::MaxLon), "east")
        .expr_as(edge(cases::Column::MaxLat), "north")
        .filter(dialect::touching("cases", within))
        .limit(most)
        .into_model::<CaseBox>()
        .all(db)
        .await?;
    placed.extend(requests(db, scopes, visibility, within, most).await?);
    Ok(placed)
}

async fn requests<C: ConnectionTrait>(
    db: &C,
    scopes: &[(Kind, Scope)],
    visibility: &AssetVisibility,
    within: Bounds,
    most: u64,
) -> StoreResult<Vec<CaseBox>> {
    use assets::Column;
    let scopes: Vec<_> = scopes.iter().filter(|(kind, _)| *kind == Kind::SharingRequest).cloned().collect();
    if scopes.is_empty() {
        return Ok(Vec::new());
    }
    let edge = |column: Column| Expr::col((assets::Entity, column));
    let case = Expr::col((case_elements::Entity, case_elements::Column::CaseId));
    let seen = sea_orm::QueryTrait::into_query(seen_ids(&scopes));
    let statement = Query::select()
        .expr_as(case.clone(), "id")
        .expr_as(Expr::value(Kind::SharingRequest.as_str()), "kind")
        .expr_as(edge(Column::MinLon).min(), "west")
        .expr_as(edge(Column::MinLat).min(), "south")
        .expr_as(edge(Column::MaxLon).max(), "east")
        .expr_as(edge(Column::MaxLat).max(), "north")
        .from(assets::Entity)
        .inner_join(case_elements::Entity, has_asset())
        .cond_where(visibility.filter())
        .and_where(dialect::in_box(db.get_database_backend(), within))
        .and_where(case.clone().in_subquery(seen))
        .add_group_by([case])
        .limit(most)
        .take();
    let rows = db.query_all(&statement).await?;
    rows.iter().map(|row| Ok(CaseBox::from_query_result(row, "")?)).collect()
}

/// An asset, its edges, and the case.
type Row = (Uuid, f64, f64, f64, f64, Uuid);

fn has_asset() -> Condition {
    let asset = case_elements::Column::AssetId.into_simple_expr();
    Condition::all().add(asset.equals((assets::Entity, assets::Column::Id)))
}

/// The centres of the visible assets of sharing requests, by case and asset.
pub async fn places<C: ConnectionTrait>(
    db: &C,
    cases: &BTreeSet<Uuid>,
    visibility: &AssetVisibility,
) -> StoreResult<BTreeMap<Uuid, BTreeMap<Uuid, Bounds>>> {
    use assets::Column;
    let mut places: BTreeMap<Uuid, BTreeMap<Uuid, Bounds>> = BTreeMap::new();
    if cases.is_empty() {
        return Ok(places);
    }
    let mut select = assets::Entity::find()
        .select_only()
        .columns([Column::Id, Column::MinLon, Column::MinLat, Column::MaxLon, Column::MaxLat])
        .column_as(case_elements::Column::CaseId, "case_id")
        .filter(visibility.filter())
        .filter(case_elements::Column::CaseId.is_in(cases.iter().copied()));
    QuerySelect::query(&mut select).inner_join(case_elements::Entity, has_asset());
    let rows: Vec<Row> = select.into_tuple().all(db).await?;
    for (asset, west, south, east, north, case) in rows {
        places.entry(case).or_default().insert(asset, Bounds { west, south, east, north });
    }
    Ok(places)
}
