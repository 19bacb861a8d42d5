//! Sums of reservations and occupancies, for the comparison with the ledgers.

use std::collections::BTreeMap;

use domain::ids::AssetId;
use domain::registry::quality::Books;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::StoreResult;
use crate::assets::asset_rows::{CHUNK, Registered};
use crate::assets::ledger::whole;
use crate::entities::{occupancies, status::OccupancyStatus};

pub async fn books<C: ConnectionTrait>(db: &C, assets: &[Registered]) -> StoreResult<BTreeMap<AssetId, Vec<Books>>> {
    use occupancies::Column;
    let mut sums: BTreeMap<(Uuid, String, OccupancyStatus), u32> = BTreeMap::new();
    for chunk in assets.chunks(CHUNK) {
        let rows: Vec<(Uuid, String, OccupancyStatus, i64)> = occupancies::Entity::find()
            .select_only()
            .columns([Column::AssetId, Column::Unit, Column::Status, Column::Quantity])
            .filter(Column::AssetId.is_in(chunk.iter().map(|one| one.asset.id.uuid())))
            .filter(Column::Status.is_in([OccupancyStatus::Reserved, OccupancyStatus::Active]))
            .into_tuple()
            .all(db)
            .await?;
        for (asset, unit, status, quantity) in rows {
            let sum = sums.entry((asset, unit, status)).or_default();
            *sum = sum.saturating_add(whole("quantity", quantity)?);
        }
    }
    let sum = |asset: AssetId, unit: &str, status: OccupancyStatus| {
        sums.get(&(asset.uuid(), unit.to_owned(), status)).copied().unwrap_or(0)
    };
    let book = |one: &Registered| {
        let id = one.asset.id;
        let units = one.balances.iter().map(|balances| Books {
            unit: balances.unit.clone(),
            ledger: balances.ledger,
            reserved: sum(id, &balances.unit, OccupancyStatus::Reserved),
            active: sum(id, &balances.unit, OccupancyStatus::Active),
        });
        (id, units.collect())
    };
    Ok(assets.iter().map(book).collect())
}
