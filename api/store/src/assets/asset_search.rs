//! Asset search by location, kind, owner, area, capacity and words, with keyset pagination.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{AreaId, AssetId, OrganizationId};
use domain::place::{Bounds, Shape};
use domain::registry::asset::Lifecycle;
use domain::registry::band::BandRules;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

pub use crate::assets::asset_order::{Cursor, Sort};
use crate::assets::asset_order::{FoundAsset, Part};
use crate::assets::asset_rows::{Registered, complete, words};
use crate::database::dialect::SearchText;
use crate::entities::assets;
use crate::visibility::AssetVisibility;
use crate::{StoreResult, assets::ledger, database::dialect};
use api_geo::wkb;

/// The search criteria. An absent criterion matches every asset.
#[derive(Debug, Clone, Default)]
pub struct AssetQuery {
    /// One of these assets.
    pub ids: Option<Vec<AssetId>>,
    /// The asset touches this box.
    pub bounds: Option<Bounds>,
    /// Within this distance of a shape, in metres.
    pub near: Option<(Shape, f64)>,
    /// One of these kinds; empty means any.
    pub kinds: Vec<String>,
    /// The owner that answers for the asset.
    pub owner: Option<OrganizationId>,
    /// In one of these areas.
    pub areas: Option<Vec<AreaId>>,
    /// In one of these lifecycle stages; empty means any.
    pub lifecycles: Vec<Lifecycle>,
    /// Open to sharing or not.
    pub shareable: Option<bool>,
    /// With this quantity free of some slot unit, as far as the viewer sees it.
    pub free_min: Option<FreeMin>,
    /// With words of these prefixes, accents ignored, in the text that the reader sees.
    pub text: Option<String>,
    pub sort: Sort,
    /// The thresholds of the bands by which the list is ordered.
    pub rules: BandRules,
    /// After this position in the order.
    pub after: Option<Cursor>,
    pub limit: u64,
}

/// A requested free quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeMin {
    /// The quantity of some slot unit.
    pub quantity: u32,
    /// The thresholds of the bands, for viewers who do not see exact numbers.
    pub rules: BandRules,
}

#[derive(Debug, Clone, Default)]
pub struct Page {
    pub items: Vec<Registered>,
    /// The start of the next page.
    pub next: Option<Cursor>,
}

/// One page of the visible assets that match.
pub async fn page<C: ConnectionTrait>(
    connection: &C,
    query: &AssetQuery,
    visibility: &AssetVisibility,
) -> StoreResult<Page> {
    let backend = connection.get_database_backend();
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let exact = query.near.is_none() || dialect::sorts_out_distance(backend);
    let mut found: Vec<(FoundAsset, Part)> = Vec::new();
    let mut after = query.after.clone();
    loop {
        let batch = query.limit.saturating_add(1);
        let rows = rows(connection, query, visibility, after.as_ref(), batch).await?;
        let last = rows.len() <= wanted;
        after = rows.last().map(|(row, part)| query.sort.position(row, *part));
        for (row, part) in rows {
            if exact || is_near(query, &row.row)? {
                found.push((row, part));
            }
        }
        if last || found.len() > wanted {
            break;
        }
    }
    let more = found.len() > wanted;
    found.truncate(wanted);
    let next = found.last().filter(|_| more).map(|(row, part)| query.sort.position(row, *part));
    let found = found.into_iter().map(|(one, _)| one.row).collect();
    Ok(Page { items: complete(connection, found).await?, next })
}

/// The next rows in the order of a list, each with the part of the list that it belongs to.
async fn rows<C: ConnectionTrait>(
    connection: &C,
    query: &AssetQuery,
    visibility: &AssetVisibility,
    after: Option<&Cursor>,
    limit: u64,
) -> StoreResult<Vec<(FoundAsset, Part)>> {
    let backend = connection.get_database_backend();
    let parts = Part::of(query.sort, visibility);
    let mut found = Vec::new();
    for part in parts {
        let mut select = matching(query, visibility, *part, backend)?;
        if let Some(after) = after {
            select = select.filter(after.filter(*part, &query.rules));
        }
        let select = query.sort.apply(select, *part, &query.rules).limit(limit);
        let rows = select.into_model::<FoundAsset>().all(connection).await?;
        found.extend(rows.into_iter().map(|row| (row, *part)));
    }
    if parts.len() > 1 {
        found.sort_by_key(|(row, part)| (part.changed_at_of(&row.row), row.row.id));
        if query.sort.is_descending() {
            found.reverse();
        }
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(found)
}

/// The number of matching visible assets per kind. If the database cannot measure distances, the
/// count includes assets a little beyond `near`.
pub async fn overview<C: ConnectionTrait>(
    connection: &C,
    query: &AssetQuery,
    visibility: &AssetVisibility,
) -> StoreResult<BTreeMap<String, u64>> {
    use assets::Column;
    let backend = connection.get_database_backend();
    let counted: Vec<(String, i64)> = matching(query, visibility, Part::Whole, backend)?
        .select_only()
        .column(Column::Kind)
        .column_as(Column::Id.count(), "assets")
        .group_by(Column::Kind)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counted.into_iter().map(|(kind, count)| (kind, u64::try_from(count).unwrap_or_default())).collect())
}

/// The visible assets of a part that match, without an order. If the database cannot measure
/// distances, they include assets a little beyond `near`.
pub(super) fn matching(
    query: &AssetQuery,
    visibility: &AssetVisibility,
    part: Part,
    backend: sea_orm::DbBackend,
) -> StoreResult<sea_orm::Select<assets::Entity>> {
    use assets::Column;
    let mut select = assets::Entity::find().filter(visibility.filter()).filter(part.filter(visibility));
    if let Some(ids) = &query.ids {
        select = select.filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    }
    if let Some(bounds) = query.bounds {
        select = select.filter(dialect::in_box(backend, bounds));
    }
    if let Some((shape, metres)) = &query.near {
        let bytes = wkb::write(shape).map_err(crate::StoreError::internal)?;
        select = select.filter(dialect::within(backend, &bytes, shape.bounds(), *metres));
    }
    if !query.kinds.is_empty() {
        select = select.filter(Column::Kind.is_in(query.kinds.iter().cloned()));
    }
    if let Some(owner) = query.owner {
        select = select.filter(Column::OwnerId.eq(owner.uuid()));
    }
    if let Some(areas) = &query.areas {
        select = select.filter(Column::AreaId.is_in(areas.iter().map(|area| area.uuid())));
    }
    if !query.lifecycles.is_empty() {
        select = select.filter(Column::Lifecycle.is_in(query.lifecycles.iter().map(|life| life.as_str())));
    }
    if let Some(shareable) = query.shareable {
        select = select.filter(Column::Shareable.eq(shareable));
    }
    if let Some(free) = &query.free_min {
        select = select.filter(has_capacity(free, visibility));
    }
    if let Some(text) = &query.text {
        let words = words(text);
        select = if words.is_empty() {
            select.filter(Expr::value(false).eq(true))
        } else {
            select.filter(reads(backend, &words, visibility))
        };
    }
    Ok(select)
}

/// Some slot unit has this quantity free, or its band leaves the answer to the owner.
fn has_capacity(FreeMin { quantity, rules }: &FreeMin, visibility: &AssetVisibility) -> Condition {
    let enough = ledger::has_free(*quantity);
    match visibility.in_full() {
        None => Condition::all().add(enough),
        // `has_free` implies `may_have_free`: the first condition narrows the rows, the others
        // check the remainder.
        Some(concerned) => Condition::all()
            .add(ledger::may_have_free(*quantity, rules))
            .add(Condition::any().add(enough).add(concerned.not())),
    }
}

/// The text that the reader sees has these words.
fn reads(backend: sea_orm::DbBackend, words: &[String], visibility: &AssetVisibility) -> Condition {
    let full = || dialect::has_words(backend, SearchText::Full, words);
    let public = || dialect::has_words(backend, SearchText::Public, words);
    match visibility.in_full() {
        None => Condition::all().add(full()),
        Some(_) if visibility.own().is_some_and(BTreeSet::is_empty) => Condition::all().add(public()),
        Some(in_full) => Condition::any().add(public()).add(Condition::all().add(full()).add(in_full)),
    }
}

fn is_near(query: &AssetQuery, row: &assets::Model) -> StoreResult<bool> {
    let Some((shape, metres)) = &query.near else {
        return Ok(true);
    };
    let own = wkb::read(&row.geometry).map_err(|why| crate::StoreError::undecodable("geometry", why))?;
    Ok(own.metres_to(shape) <= *metres)
}
