//! The asset list in the order of the distance from the point of the search. SQLite measures no
//! distances, so both databases only find the candidates.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use domain::place::Shape;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::assets::asset_order::{Cursor, Key, Part, Sort};
use crate::assets::asset_rows::{CHUNK, complete};
use crate::assets::asset_search::{AssetQuery, Page, matching};
use crate::entities::assets;
use crate::visibility::AssetVisibility;
use crate::{StoreError, StoreResult};
use api_geo::wkb;

/// The maximum number of assets whose distance is measured for one page.
pub const MOST_MEASURED: u64 = 20_000;

/// One page of the visible assets that match; `None` when more match than are measured. Without a
/// point to measure from, no asset matches.
pub async fn page<C: ConnectionTrait>(
    connection: &C,
    query: &AssetQuery,
    visibility: &AssetVisibility,
) -> StoreResult<Option<Page>> {
    let Some((from, within)) = &query.near else { return Ok(Some(Page::default())) };
    let most = usize::try_from(MOST_MEASURED).unwrap_or(usize::MAX);
    let candidates: Vec<(Uuid, Vec<u8>)> = matching(query, visibility, Part::Whole, connection.get_database_backend())?
        .select_only()
        .columns([assets::Column::Id, assets::Column::Geometry])
        .limit(MOST_MEASURED.saturating_add(1))
        .into_tuple()
        .all(connection)
        .await?;
    if candidates.len() > most {
        return Ok(None);
    }
    let mut measured = Vec::with_capacity(candidates.len());
    for (id, geometry) in candidates {
        let metres = metres(&geometry, from)?;
        if metres <= *within {
            measured.push((metres, id));
        }
    }
    measured.sort_by(|one, other| in_order(query.sort, *one, *other));
    if let Some(Cursor { key: Key::Metres(metres), id, .. }) = &query.after {
        measured.retain(|one| in_order(query.sort, *one, (*metres, *id)) == Ordering::Greater);
    }
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = measured.len() > wanted;
    measured.truncate(wanted);
    let next = measured.last().filter(|_| more).map(|(metres, id)| Cursor {
        sort: query.sort,
        key: Key::Metres(*metres),
        id: *id,
    });
    let ids: Vec<Uuid> = measured.into_iter().map(|(_, id)| id).collect();
    Ok(Some(Page { items: complete(connection, rows(connection, &ids).await?).await?, next }))
}

pub(super) fn metres(geometry: &[u8], from: &Shape) -> StoreResult<f64> {
    let shape = wkb::read(geometry).map_err(|why| StoreError::undecodable("geometry", why))?;
    Ok(shape.metres_to(from))
}

fn in_order(sort: Sort, one: (f64, Uuid), other: (f64, Uuid)) -> Ordering {
    let ascending = one.0.total_cmp(&other.0).then(one.1.cmp(&other.1));
    if sort.is_descending() { ascending.reverse() } else { ascending }
}

/// The rows of these assets, in the order of the ids.
async fn rows<C: ConnectionTrait>(connection: &C, ids: &[Uuid]) -> StoreResult<Vec<assets::Model>> {
    let mut found: BTreeMap<Uuid, assets::Model> = BTreeMap::new();
    for chunk in ids.chunks(CHUNK) {
        let select = assets::Entity::find().filter(assets::Column::Id.is_in(chunk.iter().copied()));
        found.extend(select.all(connection).await?.into_iter().map(|row| (row.id, row)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}
