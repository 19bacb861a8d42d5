//! Assets as a tile shows them one by one, with what everybody at work may know of each.

use std::collections::BTreeMap;

use domain::place::{Bounds, Shape};
use domain::registry::band::Band;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::geo::wkb;
use crate::store::rows::assets::{self, Column};
use crate::store::sight::Sight;
use crate::store::{StoreFailure, Stored, dialect, ledger};

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

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    code: String,
    kind: String,
    owner_id: Uuid,
    geometry: Vec<u8>,
    lifecycle: String,
    shareable: bool,
}

/// The assets in sight that touch a box; `None` when there are more of them than a tile shows one by one.
///
/// # Errors
/// When the database fails.
pub async fn in_box<C: ConnectionTrait>(db: &C, bounds: Bounds, sight: &Sight) -> Stored<Option<Vec<Seen>>> {
    let place = dialect::in_box(db.get_database_backend(), bounds);
    let Some(rows) = rows(db, place.clone(), sight, MOST).await? else { return Ok(None) };
    let mut rooms: BTreeMap<Uuid, Vec<_>> = BTreeMap::new();
    for unit in ledger::standing_of(db, sight.filter().add(place)).await? {
        rooms.entry(unit.asset.uuid()).or_default().push((unit.nature, unit.ledger));
    }
    let band = |id: &Uuid| Band::of_asset(rooms.get(id)?.iter().map(|(nature, ledger)| (*nature, ledger)));
    rows.into_iter().map(|row| seen(band(&row.id), row)).collect::<Stored<_>>().map(Some)
}

/// The lines in sight that touch a box, without their room; `None` when there are more of them than a thinned tile shows.
///
/// # Errors
/// When the database fails.
pub async fn lines_in_box<C: ConnectionTrait>(db: &C, bounds: Bounds, sight: &Sight) -> Stored<Option<Vec<Seen>>> {
    let lines = dialect::lines_in_box(db.get_database_backend(), bounds);
    let Some(rows) = rows(db, lines, sight, MOST_LINES).await? else { return Ok(None) };
    rows.into_iter().map(|row| seen(None, row)).collect::<Stored<_>>().map(Some)
}

async fn rows<C: ConnectionTrait>(db: &C, place: Expr, sight: &Sight, most: u64) -> Stored<Option<Vec<Row>>> {
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
    let mut found = assets::Entity::find()
        .select_only()
        .columns(columns)
        .filter(place)
        .filter(sight.filter())
        .limit(most + 1)
        .into_model::<Row>()
        .all(db)
        .await?;
    found.sort_unstable_by_key(|row| row.id);
    let fits = u64::try_from(found.len()).is_ok_and(|found| found <= most);
    Ok(fits.then_some(found))
}

fn seen(band: Option<Band>, row: Row) -> Stored<Seen> {
    let shape = wkb::read(&row.geometry).map_err(|why| StoreFailure::unreadable("geometry", why))?;
    let Row { id, code, kind, owner_id: owner, lifecycle, shareable, .. } = row;
    Ok(Seen { id, code, kind, owner, shape, lifecycle, shareable, band })
}
