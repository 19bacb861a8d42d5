//! Assets as a tile shows them one by one, with what everybody at work may know of each.

use domain::place::{Bounds, Shape};
use domain::registry::band::{Band, BandRules};
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::entities::assets::{self, Column};
use crate::visibility::AssetVisibility;
use crate::{StoreError, StoreResult, assets::ledger, database::dialect};
use api_geo::wkb;

/// The most assets that a tile shows one by one.
pub const MOST: u64 = 20_000;
/// The most lines that a thinned tile shows beside its counts.
pub const MOST_LINES: u64 = 2_000;

/// An asset on a map.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its identity.
    pub id: Uuid,
    /// The owner's code.
    pub code: String,
    /// Its kind.
    pub kind: String,
    /// Who answers for it.
    pub owner: Uuid,
    /// Where it is.
    pub shape: Shape,
    /// Where in its life it is.
    pub lifecycle: String,
    /// Open to sharing.
    pub shareable: bool,
    /// Roughly how much room it has.
    pub band: Option<Band>,
}

type Row = (Uuid, String, String, Uuid, Vec<u8>, String, bool, Option<String>);

/// The assets in sight that touch a box; `None` when there are more of them than a tile shows one by one.
///
/// # Errors
/// When the database fails.
pub async fn in_box<C: ConnectionTrait>(
    db: &C,
    bounds: Bounds,
    sight: &AssetVisibility,
    rules: &BandRules,
) -> StoreResult<Option<Vec<Seen>>> {
    let place = dialect::in_box(db.get_database_backend(), bounds);
    seen(db, place, sight, MOST, ledger::band(rules)).await
}

/// The lines in sight that touch a box, without their room; `None` when there are more of them than a thinned tile shows.
///
/// # Errors
/// When the database fails.
pub async fn lines_in_box<C: ConnectionTrait>(
    db: &C,
    bounds: Bounds,
    sight: &AssetVisibility,
) -> StoreResult<Option<Vec<Seen>>> {
    let lines = dialect::lines_in_box(db.get_database_backend(), bounds);
    seen(db, lines, sight, MOST_LINES, Expr::cust("CAST(NULL AS text)")).await
}

async fn seen<C: ConnectionTrait>(
    db: &C,
    place: Expr,
    sight: &AssetVisibility,
    most: u64,
    band: Expr,
) -> StoreResult<Option<Vec<Seen>>> {
    let columns = [
        Column::Id,
        Column::Code,
        Column::Kind,
        Column::OwnerId,
        Column::Geometry,
        Column::Lifecycle,
        Column::Shareable,
    ];
    // Sorted here: a database that must sort reads all there are, even when that is more than what is wanted.
    let mut found: Vec<Row> = assets::Entity::find()
        .select_only()
        .columns(columns)
        .column_as(band, "band")
        .filter(place)
        .filter(sight.filter())
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

fn one((id, code, kind, owner, geometry, lifecycle, shareable, band): Row) -> StoreResult<Seen> {
    let shape = wkb::read(&geometry).map_err(|why| StoreError::undecodable("geometry", why))?;
    let band = band.as_deref().map(|word| StoreError::read_code("assets.band", word));
    Ok(Seen { id, code, kind, owner, shape, lifecycle, shareable, band: band.transpose()? })
}
