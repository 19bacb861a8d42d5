//! Compares the reserved and used quantities of a case with those that its history gives.

use std::collections::BTreeMap;

use domain::cases::sharing::{Bounds, Holding, holdings};
use domain::cases::{Case, CaseContent, Entry as ContentEntry, Event, sharing};
use domain::ids::AssetId;
use domain::registry::kind::UnitNature;
use uuid::Uuid;

use super::case::Read;
use super::finding::CaseFault;
use super::timers::stored;
use crate::app::App;
use crate::cases::apply_changes::reservation_end;
use api_store::admin::verification::cases::CaseRows;
use api_store::entities::status::OccupancyStatus;

/// All assets that the case has ever requested.
pub(super) fn assets(read: &Read) -> Vec<AssetId> {
    let mut found = Vec::new();
    for event in read.events.iter().flatten().flatten() {
        let request = match event {
            Event::Opened(opening) => opening.content.sharing().map(|content| &content.request),
            Event::Redrafted { content } => CaseContent::sharing(content).map(|content| &content.request),
            Event::ContentChanged { entry: ContentEntry::Sharing(entry) } => supplemented(entry),
            Event::ContentChanged { .. }
            | Event::CodeAssigned { .. }
            | Event::Taken(_)
            | Event::Repinned { .. }
            | Event::Clocked { .. }
            | Event::TextReplaced { .. }
            | Event::Raised { .. }
            | Event::Lowered { .. }
            | Event::Decided(_)
            | Event::Works { .. }
            | Event::Asked { .. }
            | Event::Answered { .. }
            | Event::Redated { .. } => None,
        };
        found.extend(request.into_iter().flat_map(|request| &request.elements).map(|element| element.asset_id));
    }
    found
}

fn supplemented(entry: &sharing::Entry) -> Option<&sharing::Request> {
    if let sharing::Entry::Supplemented { request } = entry { Some(request) } else { None }
}

/// Compares the stored quantities with those of the events, and the occupancies with the case.
pub(super) fn check(
    app: &App,
    rows: &CaseRows,
    (case, events): (&Case, &[Vec<Event>]),
    natures: &BTreeMap<(AssetId, String), UnitNature>,
    faults: &mut Vec<CaseFault>,
) {
    let effects = |pack: &_, taken: &_| {
        let law = app.policies.law(pack, &case.kind)?;
        law.definition.action_taken(taken).map(|action| action.effects.clone())
    };
    let nature = |asset, unit: &str| natures.get(&(asset, unit.to_owned())).copied();
    if let Some(mut wanted) = holdings(events.iter().flatten(), effects, nature) {
        let mut found: BTreeMap<(Uuid, &str), [u32; 2]> = BTreeMap::new();
        for row in &rows.held {
            let [reserved, active] = found.entry((row.asset_id, row.unit.as_str())).or_default();
            let sum = match row.status {
                OccupancyStatus::Active => active,
                OccupancyStatus::Reserved => reserved,
                // The query does not read ended occupancies.
                OccupancyStatus::Ended => continue,
            };
            *sum = sum.saturating_add(u32::try_from(row.quantity).unwrap_or(u32::MAX));
        }
        for ((asset, unit), [reserved, active]) in found {
            let holding = wanted.remove(&(AssetId::new(asset), unit.to_owned())).unwrap_or_default();
            compare((asset, unit), holding, (reserved, active), faults);
        }
        for ((asset, unit), holding) in wanted {
            // A case on the wait list does not hold its places yet.
            if !rows.waits {
                compare((asset.uuid(), &unit), holding, (0, 0), faults);
            }
        }
    }
    let until = reservation_end(case).map(stored);
    for row in &rows.held {
        let columns = [
            ("tenant_id", row.tenant_id == Some(case.applicant.uuid())),
            ("reserved_until", row.status != OccupancyStatus::Reserved || row.reserved_until.map(stored) == until),
        ];
        let wrong = columns.into_iter().filter(|(_, same)| !same);
        faults.extend(wrong.map(|(column, _)| CaseFault::Occupancy { occupancy: row.id, column }));
    }
}

fn compare((asset, unit): (Uuid, &str), wanted: Holding, found: (u32, u32), faults: &mut Vec<CaseFault>) {
    let reserved = (OccupancyStatus::Reserved, wanted.reserved, found.0);
    let active = (OccupancyStatus::Active, wanted.active, found.1);
    for (status, wanted, found) in [reserved, active] {
        if !wanted.admits(found) {
            let (unit, wanted) = (unit.to_owned(), said(wanted));
            faults.push(CaseFault::Holds { asset, unit, status, wanted, found });
        }
    }
}

fn said(bounds: Bounds) -> String {
    if bounds.least == bounds.most { bounds.least.to_string() } else { format!("{} to {}", bounds.least, bounds.most) }
}
