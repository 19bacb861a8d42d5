//! Counts of the assets that a reader sees.

use std::collections::BTreeMap;

use domain::place::Shape;
use domain::registry::band::{Band, BandRules};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ConnectionTrait, FromQueryResult, QuerySelect, QueryTrait};
use strum::{EnumString, VariantNames};
use uuid::Uuid;

use crate::assets::asset_nearest::{MOST_MEASURED, metres};
use crate::assets::asset_order::Part;
use crate::assets::asset_search::{AssetQuery, matching};
use crate::entities::assets::Column;
use crate::visibility::AssetVisibility;
use crate::{StoreError, StoreResult, assets::ledger, cases::case_counts};

/// By what assets are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum CountedBy {
    Kind,
    FreeBand,
    Owner,
    Lifecycle,
}

/// What the assets of a count have in common; `None` for what they are not counted by.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    pub kind: Option<String>,
    /// `Some(None)` for assets without a band.
    pub free_band: Option<Option<Band>>,
    pub owner: Option<Uuid>,
    pub lifecycle: Option<String>,
}

/// The columns of a counted asset.
#[derive(Debug, FromQueryResult)]
struct Counted {
    kind: String,
    owner_id: Uuid,
    lifecycle: String,
    band: Option<String>,
}

/// The number of assets in each group; `None` when distances from a point must be measured and more
/// assets match than are measured.
pub async fn by<C: ConnectionTrait>(
    connection: &C,
    query: &AssetQuery,
    visibility: &AssetVisibility,
    by: &[CountedBy],
) -> StoreResult<Option<BTreeMap<Group, u64>>> {
    let select = columns(query, visibility, &BandsOf::counted(by, &query.rules), connection)?;
    let mut counts = BTreeMap::new();
    if let Some(near) = &query.near {
        let Some(rows) = measured(connection, select, near).await? else { return Ok(None) };
        for row in rows {
            add(&mut counts, group(row, by)?, 1);
        }
        return Ok(Some(counts));
    }
    let mut statement = Query::select();
    statement.expr_as(Expr::cust("COUNT(*)"), "assets").from_subquery(select, "found");
    for column in ["kind", "owner_id", "lifecycle", "band"] {
        statement.column(column).group_by_col(column);
    }
    for row in connection.query_all(&statement).await? {
        let assets: i64 = row.try_get("", "assets")?;
        let group = group(Counted::from_query_result(&row, "")?, by)?;
        add(&mut counts, group, u64::try_from(assets).unwrap_or_default());
    }
    Ok(Some(counts))
}

/// The number of assets that match, but no more than `at_most`; `None` as in [`by`].
pub async fn total<C: ConnectionTrait>(
    connection: &C,
    query: &AssetQuery,
    visibility: &AssetVisibility,
    at_most: u64,
) -> StoreResult<Option<u64>> {
    if query.near.is_some() {
        let counts = by(connection, query, visibility, &[]).await?;
        return Ok(counts.map(|counts| counts.values().sum::<u64>().min(at_most)));
    }
    let select = matching(query, visibility, Part::Whole, connection.get_database_backend())?;
    let ids = select.select_only().column(Column::Id).into_query();
    Ok(Some(case_counts::rows(connection, ids, at_most).await?))
}

/// Whether the bands are computed: that costs a subquery an asset.
enum BandsOf<'a> {
    Nothing,
    Assets(&'a BandRules),
}

impl<'a> BandsOf<'a> {
    fn counted(by: &[CountedBy], rules: &'a BandRules) -> Self {
        if by.contains(&CountedBy::FreeBand) { Self::Assets(rules) } else { Self::Nothing }
    }
}

fn columns<C: ConnectionTrait>(
    query: &AssetQuery,
    visibility: &AssetVisibility,
    bands: &BandsOf<'_>,
    connection: &C,
) -> StoreResult<SelectStatement> {
    let band = match bands {
        BandsOf::Nothing => Expr::cust("CAST(NULL AS text)"),
        BandsOf::Assets(rules) => ledger::band(rules),
    };
    let select = matching(query, visibility, Part::Whole, connection.get_database_backend())?
        .select_only()
        .columns([Column::Kind, Column::OwnerId, Column::Lifecycle])
        .column_as(band, "band");
    let select = if query.near.is_some() { select.column(Column::Geometry) } else { select };
    Ok(select.into_query())
}

/// The rows within reach of a point.
async fn measured<C: ConnectionTrait>(
    connection: &C,
    mut select: SelectStatement,
    (from, within): &(Shape, f64),
) -> StoreResult<Option<Vec<Counted>>> {
    let rows = connection.query_all(select.limit(MOST_MEASURED.saturating_add(1))).await?;
    if rows.len() > usize::try_from(MOST_MEASURED).unwrap_or(usize::MAX) {
        return Ok(None);
    }
    let mut near = Vec::new();
    for row in rows {
        let geometry: Vec<u8> = row.try_get("", "geometry")?;
        if metres(&geometry, from)? <= *within {
            near.push(Counted::from_query_result(&row, "")?);
        }
    }
    Ok(Some(near))
}

fn group(row: Counted, by: &[CountedBy]) -> StoreResult<Group> {
    let Counted { kind, owner_id, lifecycle, band } = row;
    let band = band.map(|band| StoreError::read_code("assets.band", &band)).transpose()?;
    let mut group = Group::default();
    for one in by {
        match one {
            CountedBy::Kind => group.kind = Some(kind.clone()),
            CountedBy::FreeBand => group.free_band = Some(band),
            CountedBy::Owner => group.owner = Some(owner_id),
            CountedBy::Lifecycle => group.lifecycle = Some(lifecycle.clone()),
        }
    }
    Ok(group)
}

fn add(counts: &mut BTreeMap<Group, u64>, group: Group, assets: u64) {
    let count = counts.entry(group).or_default();
    *count = count.saturating_add(assets);
}
