//! Installs administrative units in the register of areas; idempotent.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::text::{fold, nfc};
use policies::areas::Unit;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::{StoreError, StoreResult, Tx, database::fresh, entities::areas};
use api_geo::wkb;

/// The first day of validity of a unit without a known beginning.
pub(crate) fn beginning() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default()
}

/// Inserts missing units and returns their number.
pub async fn install(tx: &Tx, units: &[Unit], at: DateTime<Utc>) -> StoreResult<usize> {
    let mut known = known(tx).await?;
    let mut new: Vec<&Unit> = units.iter().filter(|unit| !known.contains_key(&key(unit))).collect();
    new.sort_by_key(|unit| unit.level);
    for unit in &new {
        known.insert(key(unit), fresh::id(at));
    }
    let rows = new.iter().map(|unit| row(unit, &known, at)).collect::<StoreResult<Vec<_>>>()?;
    for row in &rows {
        // One by one: a parent must exist before its parts.
        areas::Entity::insert(row.clone()).exec_without_returning(tx).await?;
    }
    Ok(rows.len())
}

type Key = (String, NaiveDate);

fn key(unit: &Unit) -> Key {
    (unit.code.clone(), unit.validity.from().unwrap_or_else(beginning))
}

async fn known<C: ConnectionTrait>(db: &C) -> StoreResult<BTreeMap<Key, Uuid>> {
    let rows: Vec<(Uuid, String, NaiveDate)> = areas::Entity::find()
        .select_only()
        .columns([areas::Column::Id, areas::Column::Code, areas::Column::ValidFrom])
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, code, from)| ((code, from), id)).collect())
}

fn row(unit: &Unit, ids: &BTreeMap<Key, Uuid>, at: DateTime<Utc>) -> StoreResult<areas::ActiveModel> {
    let (code, from) = key(unit);
    let id = ids.get(&(code.clone(), from)).copied().unwrap_or_else(|| fresh::id(at));
    // The parent on the unit's first day: the latest validity that began by then.
    let parent = unit.parent.as_ref().and_then(|parent| {
        ids.iter().filter(|((code, since), _)| code == parent && *since <= from).max_by_key(|((_, since), _)| *since)
    });
    let (geometry, bounds, source) = match &unit.boundary {
        None => (None, None, None),
        Some(boundary) => {
            let bytes = wkb::write(&boundary.shape).map_err(|why| StoreError::undecodable("boundary", why))?;
            (Some(bytes), Some(boundary.shape.bounds()), Some(boundary.origin.clone()))
        }
    };
    Ok(areas::ActiveModel {
        id: Set(id),
        code: Set(code),
        name_vi: Set(nfc(&unit.name)),
        name_en: Set(unit.plain_name.clone()),
        name_folded: Set(fold(&unit.name)),
        level: Set(unit.kind.clone()),
        parent_id: Set(parent.map(|(_, id)| *id)),
        valid_from: Set(from),
        valid_to: Set(unit.validity.to()),
        successors: Set(None),
        geometry: Set(geometry),
        min_lon: Set(bounds.map(|bounds| bounds.west)),
        max_lon: Set(bounds.map(|bounds| bounds.east)),
        min_lat: Set(bounds.map(|bounds| bounds.south)),
        max_lat: Set(bounds.map(|bounds| bounds.north)),
        source: Set(source),
        version: Set(1),
        created_at: Set(at),
    })
}
