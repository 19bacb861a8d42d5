//! The list of assets as of an instant.
//!
//! The newest version of each asset until then is read in the order of ids and matched against the
//! query. The current state of an asset decides only whether the reader may see it at all.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::ids::AssetId;
use domain::registry::asset::Asset;
use domain::registry::band::Fit;
use domain::registry::kind::UnitNature;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::assets::asset_order::{Cursor, Key, Sort};
use crate::assets::asset_rows::{Registered, public_text, search_text, words};
use crate::assets::asset_search::{AssetQuery, FreeMin, Page};
use crate::assets::asset_versions::{Change, ledgers_at, public_version, version};
use crate::assets::ledger::UnitBalance;
use crate::entities::{asset_versions, assets};
use crate::visibility::AssetVisibility;
use crate::{StoreResult, assets::disclosed};

/// The number of versions per read.
const BATCH: u64 = 500;

/// One page of the assets that matched at an instant, in the order of their ids.
pub async fn page<C: ConnectionTrait>(
    connection: &C,
    query: &AssetQuery,
    at: DateTime<Utc>,
    visibility: &AssetVisibility,
) -> StoreResult<Page> {
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut after = query.after.as_ref().map(|after| after.id);
    let mut items: Vec<Registered> = Vec::new();
    loop {
        let rows = versions(after, at, visibility).limit(BATCH).all(connection).await?;
        after = rows.last().map(|row| row.asset_id);
        let Some(_) = after else {
            return Ok(Page { items, next: None });
        };
        let mut fitting = Vec::new();
        let mut public_versions: BTreeMap<AssetId, u64> = BTreeMap::new();
        for row in rows {
            let gone = row.verb == Change::Delete.as_str();
            let public_version = public_version(&row)?;
            let asset = version(row)?.asset;
            if !gone && fits(query, &asset) {
                public_versions.insert(asset.id, public_version);
                fitting.push(asset);
            }
        }
        // Queries full disclosure only if the result depends on it.
        let opened = if query.text.is_some() || query.free_min.is_some() {
            disclosed::of(connection, fitting.iter(), visibility).await?
        } else {
            BTreeSet::new()
        };
        if let Some(text) = &query.text {
            fitting.retain(|asset| {
                let seen = if opened.contains(&asset.id) { Detail::InFull } else { Detail::Minimum };
                reads(asset, text, seen)
            });
        }
        for (asset, balances) in ledgers_at(connection, fitting, at).await? {
            if !has_capacity(query, &balances, &opened, asset.id) {
                continue;
            }
            if items.len() == wanted {
                let next = items.last().map(|last| Cursor { sort: Sort::Id, key: Key::Id, id: last.asset.id.uuid() });
                return Ok(Page { items, next });
            }
            let public_version = public_versions.get(&asset.id).copied().unwrap_or(asset.version);
            items.push(Registered { asset, balances, public_version });
        }
    }
}

fn versions(
    after: Option<Uuid>,
    at: DateTime<Utc>,
    visibility: &AssetVisibility,
) -> sea_orm::Select<asset_versions::Entity> {
    use asset_versions::{Column, Entity};
    let newest = Query::select()
        .expr(Expr::col(("newer", Column::Version)).max())
        .from_as(Entity, "newer")
        .and_where(Expr::col(("newer", Column::AssetId)).equals((Entity, Column::AssetId)))
        .and_where(Expr::col(("newer", Column::At)).lte(at))
        .take();
    let same = Condition::all().add(Expr::col((Entity, Column::AssetId)).equals((assets::Entity, assets::Column::Id)));
    let mut select = Entity::find()
        .filter(Expr::col((Entity, Column::Version)).eq(Expr::SubQuery(None, Box::new(newest.into()))))
        .filter(visibility.filter_ever());
    QuerySelect::query(&mut select).join(JoinType::InnerJoin, assets::Entity, same);
    if let Some(after) = after {
        select = select.filter(Column::AssetId.gt(after));
    }
    select.order_by_asc(Column::AssetId)
}

/// How much of an asset its reader sees.
#[derive(Debug, Clone, Copy)]
enum Detail {
    InFull,
    Minimum,
}

fn fits(query: &AssetQuery, asset: &Asset) -> bool {
    let here = query.bounds.is_none_or(|bounds| asset.shape.bounds().touches(&bounds))
        && query.near.as_ref().is_none_or(|(shape, metres)| asset.shape.metres_to(shape) <= *metres)
        && query.areas.as_ref().is_none_or(|areas| asset.area.is_some_and(|area| areas.contains(&area)));
    let such = query.ids.as_ref().is_none_or(|ids| ids.contains(&asset.id))
        && (query.kinds.is_empty() || query.kinds.contains(&asset.kind))
        && query.owner.is_none_or(|owner| asset.owner() == Some(owner))
        && (query.lifecycles.is_empty() || query.lifecycles.contains(&asset.lifecycle))
        && query.shareable.is_none_or(|shareable| asset.shareable == shareable);
    here && such
}

fn reads(asset: &Asset, text: &str, seen: Detail) -> bool {
    let said = match seen {
        Detail::InFull => search_text(asset),
        Detail::Minimum => public_text(asset),
    };
    let wanted = words(text);
    !wanted.is_empty() && wanted.iter().all(|word| said.split(' ').any(|own| own.starts_with(word.as_str())))
}

fn has_capacity(query: &AssetQuery, balances: &[UnitBalance], opened: &BTreeSet<AssetId>, asset: AssetId) -> bool {
    let Some(FreeMin { quantity, rules }) = &query.free_min else { return true };
    let fit = |unit: &UnitBalance| {
        let free = unit.ledger.free();
        if opened.contains(&asset) {
            Fit::of_free(free, *quantity)
        } else {
            rules.of_unit(&unit.unit, unit.nature, free).fit(*quantity)
        }
    };
    balances.iter().filter(|unit| unit.nature == UnitNature::Slot).any(|unit| fit(unit) != Fit::DoesNotFit)
}
