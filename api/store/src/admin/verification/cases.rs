//! Cases with all rows that belong to them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::cases::Case;
use domain::ids::{AssetId, CaseId};
use domain::registry::kind::UnitNature;
use domain::workflow::definition::Phase;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::CHUNK;
use crate::cases::{Writing, active};
use crate::entities::status::{OccupancyStatus, WaitStatus};
use crate::entities::{
    asset_capacity, assets, case_history, case_parties, case_timers, cases, occupancies, outbox, wait_list,
};
use crate::{StoreError, StoreResult, Tx};

/// A case and the rows that belong to it.
#[derive(Debug)]
pub struct CaseRows {
    pub case: cases::Model,
    /// Current and former parties.
    pub parties: Vec<case_parties::Model>,
    /// The history, oldest entry first.
    pub history: Vec<case_history::Model>,
    pub timers: Vec<case_timers::Model>,
    /// The occupancies of the case, reserved or in use.
    pub held: Vec<occupancies::Model>,
    /// Whether the case is on the wait list.
    pub waits: bool,
    /// The sequence numbers of the history entries with a message in the outbox; `None` for a
    /// message without a number.
    pub notified: BTreeSet<Option<i64>>,
}

/// The cases after a given one, in the order of their ids.
pub async fn page(tx: &Tx, after: Option<CaseId>, at_most: u64) -> StoreResult<Vec<CaseRows>> {
    let mut query = cases::Entity::find();
    if let Some(after) = after {
        query = query.filter(cases::Column::Id.gt(after.uuid()));
    }
    let found = query.order_by_asc(cases::Column::Id).limit(at_most).all(tx).await?;
    let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
    let of = || ids.iter().copied();
    let parties = case_parties::Entity::find().filter(case_parties::Column::CaseId.is_in(of())).all(tx).await?;
    let history = case_history::Entity::find()
        .filter(case_history::Column::CaseId.is_in(of()))
        .order_by_asc(case_history::Column::CaseId)
        .order_by_asc(case_history::Column::Seq)
        .all(tx)
        .await?;
    let timers = case_timers::Entity::find().filter(case_timers::Column::CaseId.is_in(of())).all(tx).await?;
    let held = occupancies::Entity::find()
        .filter(occupancies::Column::CaseId.is_in(of()))
        .filter(occupancies::Column::Status.ne(OccupancyStatus::Ended))
        .order_by_asc(occupancies::Column::Id)
        .all(tx)
        .await?;
    let waiting: Vec<Uuid> = wait_list::Entity::find()
        .select_only()
        .column(wait_list::Column::CaseId)
        .distinct()
        .filter(wait_list::Column::CaseId.is_in(of()))
        .filter(wait_list::Column::Status.eq(WaitStatus::Waiting))
        .into_tuple()
        .all(tx)
        .await?;
    let notified: Vec<(Uuid, Option<i64>)> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::CaseId)
        .column(outbox::Column::CaseSeq)
        .distinct()
        .filter(outbox::Column::CaseId.is_in(of()))
        .into_tuple()
        .all(tx)
        .await?;
    let mut parties = group(parties, |row| row.case_id);
    let mut history = group(history, |row| row.case_id);
    let mut timers = group(timers, |row| row.case_id);
    let mut held = group(held.into_iter().filter_map(|row| row.case_id.map(|case| (case, row))), |(case, _)| *case);
    let waiting: HashSet<Uuid> = waiting.into_iter().collect();
    let mut notified = group(notified, |(case, _)| *case);
    Ok(found
        .into_iter()
        .map(|case| CaseRows {
            parties: parties.remove(&case.id).unwrap_or_default(),
            history: history.remove(&case.id).unwrap_or_default(),
            timers: timers.remove(&case.id).unwrap_or_default(),
            held: held.remove(&case.id).unwrap_or_default().into_iter().map(|(_, row)| row).collect(),
            waits: waiting.contains(&case.id),
            notified: notified.remove(&case.id).unwrap_or_default().into_iter().map(|(_, seq)| seq).collect(),
            case,
        })
        .collect())
}

fn group<T>(rows: impl IntoIterator<Item = T>, case: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(case(&row)).or_default().push(row);
    }
    groups
}

/// The nature of the units of these assets. A deleted asset has no occupancies and is left out.
pub async fn natures(tx: &Tx, wanted: &BTreeSet<AssetId>) -> StoreResult<BTreeMap<(AssetId, String), UnitNature>> {
    let wanted: Vec<Uuid> = wanted.iter().map(|asset| asset.uuid()).collect();
    let mut found = BTreeMap::new();
    for chunk in wanted.chunks(CHUNK) {
        let deleted: Vec<Uuid> = assets::Entity::find()
            .select_only()
            .column(assets::Column::Id)
            .filter(assets::Column::Id.is_in(chunk.iter().copied()))
            .filter(assets::Column::DeletedAt.is_not_null())
            .into_tuple()
            .all(tx)
            .await?;
        let rows: Vec<(Uuid, String, String)> = asset_capacity::Entity::find()
            .select_only()
            .column(asset_capacity::Column::AssetId)
            .column(asset_capacity::Column::Unit)
            .column(asset_capacity::Column::Nature)
            .filter(asset_capacity::Column::AssetId.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        for (asset, unit, nature) in rows.into_iter().filter(|(asset, ..)| !deleted.contains(asset)) {
            let nature =
                serde_json::from_value(Value::String(nature)).map_err(|why| StoreError::undecodable("nature", why))?;
            found.insert((AssetId::new(asset), unit), nature);
        }
    }
    Ok(found)
}

/// The columns of a row that contradict the case. Excluded are the box of the geometry
/// (floating-point numbers may lose the last digit in JSON) and the phase and the next due instant
/// (the case alone does not determine them).
///
/// # Errors
/// If the case cannot be written as a row.
pub fn contradicted(row: &cases::Model, case: &Case) -> StoreResult<Vec<&'static str>> {
    let writing =
        Writing { case, phase: Phase::Draft, next_due_at: None, filed_at: None, at: row.updated_at, by: None };
    let wanted = active(&writing)?;
    let columns = [
        ("code", row.code == case.code),
        ("kind", row.kind == case.kind.as_str()),
        ("applicant_id", row.applicant_id == case.applicant.uuid()),
        ("pack", wanted.pack.try_as_ref() == Some(&row.pack)),
        ("state", wanted.state.try_as_ref() == Some(&row.state)),
        ("decision", wanted.decision.try_as_ref() == Some(&row.decision)),
        ("decision_mode", wanted.decision_mode.try_as_ref() == Some(&row.decision_mode)),
        ("works_status", wanted.works_status.try_as_ref() == Some(&row.works_status)),
        ("flags", wanted.flags.try_as_ref() == Some(&row.flags)),
        ("title", wanted.title.try_as_ref() == Some(&row.title)),
        ("owner_id", wanted.owner_id.try_as_ref() == Some(&row.owner_id)),
        ("authority_id", wanted.authority_id.try_as_ref() == Some(&row.authority_id)),
        ("search_text", wanted.search_text.try_as_ref() == Some(&row.search_text)),
        ("area_id", wanted.area_id.try_as_ref() == Some(&row.area_id)),
        ("version", wanted.version.try_as_ref() == Some(&row.version)),
        ("overdue", wanted.overdue.try_as_ref() == Some(&row.overdue)),
    ];
    Ok(columns.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect())
}
