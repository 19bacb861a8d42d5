//! Individual assets for tiles, with the data that every reader of the register may see.

use domain::place::{Bounds, Shape};
use domain::registry::band::{Band, BandRules};
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::entities::assets::{self, Column};
use crate::visibility::AssetVisibility;
use crate::{StoreError, StoreResult, assets::ledger, database::dialect};
use api_geo::wkb;

/// The maximum number of individual assets in a tile.
pub const MOST: u64 = 20_000;
/// The maximum number of lines that a thinned tile shows beside its counts.
pub const MOST_LINES: u64 = 2_000;

/// An asset on a map.
#[derive(Debug, Clone)]
pub struct TileAsset {
    pub id: Uuid,
    pub code: String,
    pub kind: String,
    /// The owner that answers for it.
    pub owner: Uuid,
    pub shape: Shape,
    pub lifecycle: String,
    pub shareable: bool,
    /// The approximate free capacity.
    pub band: Option<Band>,
}

type Row = (Uuid, String, String, Uuid, Vec<u8>, String, bool, Option<String>);

/// The visible assets that touch a box; `None` if there are more than [`MOST`].
pub async fn in_box<C: ConnectionTrait>(
    db: &C,
    bounds: Bounds,
    visibility: &AssetVisibility,
    rules: &BandRules,
) -> StoreResult<Option<Vec<TileAsset>>> {
    let place = dialect::in_box(db.get_database_backend(), bounds);
    seen(db, place, visibility, MOST, ledger::band(rules)).await
}

/// The visible lines that touch a box, without their capacity; `None` if there are more than
/// [`MOST_LINES`].
pub async fn lines_in_box<C: ConnectionTrait>(
    db: &C,
    bounds: Bounds,
    visibility: &AssetVisibility,
) -> StoreResult<Option<Vec<TileAsset>>> {
    let lines = dialect::lines_in_box(db.get_database_backend(), bounds);
    seen(db, lines, visibility, MOST_LINES, Expr::cust("CAST(NULL AS text)")).await
}

async fn seen<C: ConnectionTrait>(
    db: &C,
    place: Expr,
    visibility: &AssetVisibility,
    most: u64,
    band: Expr,
) -> StoreResult<Option<Vec<TileAsset>>> {
    let columns = [
        Column::Id,
        Column::Code,
        Column::Kind,
        Column::OwnerId,
        Column::Geometry,
        Column::Lifecycle,
        Column::Shareable,
    ];
    // Sorts here, not in the database: a sort in the database would read all matches, even beyond
    // the limit.
    let mut found: Vec<Row> = assets::Entity::find()
        .select_only()
        .columns(columns)
        .column_as(band, "band")
        .filter(place)
        .filter(visibility.filter())
        .limit(most + 1)
        .into_tuple()
        .all(db)
        .await?;
    if u64::try_from(found.len()).is_ok_and(|found| found > most) {
        return Ok(None);
    }
    found.sort_unstable_by_key(|(id, ..)| *id);
    found.into_iter().map(one).collect::<StoreResult<_>>().map(Some)
}

fn one((id, code, kind, owner, geometry, lifecycle, shareable, band): Row) -> StoreResult<TileAsset> {
    let shape = wkb::read(&geometry).map_err(|why| StoreError::undecodable("geometry", why))?;
    let band = band.as_deref().map(|word| StoreError::read_code("assets.band", word));
    Ok(TileAsset { id, code, kind, owner, shape, lifecycle, shareable, band: band.transpose()? })
}
