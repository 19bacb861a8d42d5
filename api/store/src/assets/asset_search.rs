//! Asset search by location, kind, owner, area, capacity and words, with keyset pagination.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::ids::{AreaId, AssetId, OrganizationId};
use domain::place::{Bounds, Shape};
use domain::registry::asset::Lifecycle;
use domain::registry::band::BandRules;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::{Deserialize, Serialize};
use strum::VariantNames;
use uuid::Uuid;

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

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Sort {
    /// The order of registration.
    #[default]
    Id,
    Code,
    /// The time of the last change, latest first.
    UpdatedAt,
}

/// A position in the list: the sort key, and the id to break ties. Opaque to clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    Id(Uuid),
    Code(String, Uuid),
    UpdatedAt(DateTime<Utc>, Uuid),
}

#[derive(Debug, Clone, Default)]
pub struct Page {
    pub items: Vec<Registered>,
    /// The start of the next page.
    pub next: Option<Cursor>,
}

impl Cursor {
    #[must_use]
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Decodes a cursor from a client; `None` if invalid.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }

    /// The order to which the cursor belongs.
    #[must_use]
    pub fn sort(&self) -> Sort {
        match self {
            Self::Id(_) => Sort::Id,
            Self::Code(..) => Sort::Code,
            Self::UpdatedAt(..) => Sort::UpdatedAt,
        }
    }

    fn at(sort: Sort, FoundAsset { row, changed_at }: &FoundAsset) -> Self {
        match sort {
            Sort::Id => Self::Id(row.id),
            Sort::Code => Self::Code(row.code.clone(), row.id),
            Sort::UpdatedAt => Self::UpdatedAt(*changed_at, row.id),
        }
    }

    fn filter(&self, part: Part) -> Condition {
        use assets::Column;
        let changed_at = part.changed_at();
        match self {
            Self::Id(id) => Condition::all().add(Column::Id.gt(*id)),
            Self::Code(code, id) => Condition::any()
                .add(Column::Code.gt(code))
                .add(Condition::all().add(Column::Code.eq(code)).add(Column::Id.gt(*id))),
            Self::UpdatedAt(at, id) => Condition::any()
                .add(changed_at.lt(*at))
                .add(Condition::all().add(changed_at.eq(*at)).add(Column::Id.lt(*id))),
        }
    }
}

/// A part of the visible assets with one column for the time of the last change. A reader of the
/// minimum of an asset must not learn of other changes of the asset, neither from the order nor
/// from a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All visible assets: change times do not matter, or every asset is disclosed in full.
    Whole,
    /// The assets disclosed in full.
    InFull,
    /// The assets disclosed only as the minimum.
    Minimum,
}

impl Part {
    /// The parts that make up a reader's list.
    fn of(sort: Sort, visibility: &AssetVisibility) -> &'static [Self] {
        match (sort, visibility.own()) {
            (Sort::Id | Sort::Code, _) | (Sort::UpdatedAt, None) => &[Self::Whole],
            (Sort::UpdatedAt, Some(own)) if own.is_empty() => &[Self::Minimum],
            (Sort::UpdatedAt, Some(_)) => &[Self::InFull, Self::Minimum],
        }
    }

    fn changed_at(self) -> assets::Column {
        match self {
            Self::Whole | Self::InFull => assets::Column::UpdatedAt,
            Self::Minimum => assets::Column::PublicUpdatedAt,
        }
    }

    fn filter(self, visibility: &AssetVisibility) -> Condition {
        match (self, visibility.in_full()) {
            (Self::Whole, _) | (Self::InFull | Self::Minimum, None) => Condition::all(),
            (Self::InFull, Some(in_full)) => in_full,
            (Self::Minimum, Some(in_full)) => in_full.not(),
        }
    }
}

/// A row, and its last change as visible to the reader.
struct FoundAsset {
    row: assets::Model,
    changed_at: DateTime<Utc>,
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
    let mut found: Vec<FoundAsset> = Vec::new();
    let mut after = query.after.clone();
    loop {
        let batch = query.limit.saturating_add(1);
        let rows = rows(connection, query, visibility, after.as_ref(), batch).await?;
        let last = rows.len() <= wanted;
        after = rows.last().map(|row| Cursor::at(query.sort, row));
        for row in rows {
            if exact || is_near(query, &row.row)? {
                found.push(row);
            }
        }
        if last || found.len() > wanted {
            break;
        }
    }
    let more = found.len() > wanted;
    found.truncate(wanted);
    let next = if more { found.last().map(|row| Cursor::at(query.sort, row)) } else { None };
    let found = found.into_iter().map(|one| one.row).collect();
    Ok(Page { items: complete(connection, found).await?, next })
}

/// The next rows in the order of a list.
async fn rows<C: ConnectionTrait>(
    connection: &C,
    query: &AssetQuery,
    visibility: &AssetVisibility,
    after: Option<&Cursor>,
    limit: u64,
) -> StoreResult<Vec<FoundAsset>> {
    let backend = connection.get_database_backend();
    let parts = Part::of(query.sort, visibility);
    let mut found = Vec::new();
    for part in parts {
        let rows = select(query, visibility, *part, after, backend)?.limit(limit).all(connection).await?;
        found.extend(rows.into_iter().map(|row| {
            let changed_at = match part {
                Part::Whole | Part::InFull => row.updated_at,
                Part::Minimum => row.public_updated_at,
            };
            FoundAsset { row, changed_at }
        }));
    }
    if parts.len() > 1 {
        found.sort_by_key(|one| std::cmp::Reverse((one.changed_at, one.row.id)));
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
    let mut select = select(query, visibility, Part::Whole, None, backend)?;
    QueryTrait::query(&mut select).clear_order_by();
    let counted: Vec<(String, i64)> = select
        .select_only()
        .column(Column::Kind)
        .column_as(Column::Id.count(), "assets")
        .group_by(Column::Kind)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counted.into_iter().map(|(kind, count)| (kind, u64::try_from(count).unwrap_or_default())).collect())
}

fn select(
    query: &AssetQuery,
    visibility: &AssetVisibility,
    part: Part,
    after: Option<&Cursor>,
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
    if let Some(after) = after {
        select = select.filter(after.filter(part));
    }
    Ok(match query.sort {
        Sort::Id => select.order_by(Column::Id, Order::Asc),
        Sort::Code => select.order_by(Column::Code, Order::Asc).order_by(Column::Id, Order::Asc),
        Sort::UpdatedAt => select.order_by(part.changed_at(), Order::Desc).order_by(Column::Id, Order::Desc),
    })
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
