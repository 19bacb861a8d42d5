//! Compares capacity counters with their entries and the occupancies, and each occupancy with its
//! own entries.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Proof;
use super::finding::{Finding, LedgerError, OccupancyFault};
use api_store::admin::verification::ledgers::{Accounts, Counter, LedgerPage, Occupied};
use api_store::entities::status::OccupancyStatus;

/// A unit of an asset.
type Unit = (Uuid, String);

/// The rows of one unit.
#[derive(Debug, Default)]
struct UnitRows {
    counter: Option<Counter>,
    entries: Accounts,
    /// The reserved quantity and the quantity in use, by the occupancies.
    occupied: (i64, i64),
}

/// Compares all rows of some assets.
pub(super) fn check(page: LedgerPage, proof: &mut Proof) {
    let LedgerPage { codes, counters, moved, occupied, next: _ } = page;
    let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
    proof.ledgers = proof.ledgers.saturating_add(count(counters.len()));
    proof.occupancies = proof.occupancies.saturating_add(count(occupied.len()));
    let mut books: BTreeMap<Unit, UnitRows> = BTreeMap::new();
    let mut moves: BTreeMap<Uuid, (Unit, Accounts)> = BTreeMap::new();
    for row in moved {
        let (unit, by) = ((row.asset_id, row.unit.clone()), row.accounts());
        let book = books.entry(unit.clone()).or_default();
        book.entries = book.entries.plus(by);
        if let Some(occupancy) = row.occupancy_id {
            let sum = moves.entry(occupancy).or_insert_with(|| (unit, Accounts::default()));
            sum.1 = sum.1.plus(by);
        }
    }
    for counter in counters {
        let unit = (counter.asset_id, counter.unit.clone());
        books.entry(unit).or_default().counter = Some(counter);
    }
    let code = |asset: &Uuid| codes.get(asset).cloned().unwrap_or_default();
    let occupancy = |(asset, unit): Unit, occupancy: Uuid, fault| Finding::Occupancy {
        code: code(&asset),
        asset,
        unit,
        occupancy,
        fault,
    };
    for row in occupied {
        let unit = (row.asset_id, row.unit.clone());
        let (reserved, active) = holds(&row);
        let book = books.entry(unit.clone()).or_default();
        book.occupied.0 = book.occupied.0.saturating_add(reserved);
        book.occupied.1 = book.occupied.1.saturating_add(active);
        let sum = moves.remove(&row.id).map(|(_, sum)| sum).unwrap_or_default();
        if (sum.reserved, sum.active) != (reserved, active) {
            let Occupied { id, quantity, status, .. } = row;
            let fault = OccupancyFault::Moved { status, quantity, reserved: sum.reserved, active: sum.active };
            proof.findings.push(occupancy(unit, id, fault));
        }
    }
    proof.findings.extend(moves.into_iter().map(|(id, (unit, _))| occupancy(unit, id, OccupancyFault::Missing)));
    for ((asset, unit), book) in books {
        let faults = faults(&book).into_iter();
        let code = code(&asset);
        proof.findings.extend(faults.map(|fault| Finding::Ledger {
            code: code.clone(),
            asset,
            unit: unit.clone(),
            fault,
        }));
    }
}

/// The reserved quantity and the quantity in use of an occupancy.
fn holds(row: &Occupied) -> (i64, i64) {
    match row.status {
        OccupancyStatus::Reserved => (row.quantity, 0),
        OccupancyStatus::Active => (0, row.quantity),
        OccupancyStatus::Ended => (0, 0),
    }
}

fn faults(book: &UnitRows) -> Vec<LedgerError> {
    let Some(counter) = &book.counter else { return vec![LedgerError::Missing] };
    let (is, sums) = (counter.accounts(), book.entries);
    let by_entries = [
        ("installed", is.installed, sums.installed),
        ("own_use", is.own_use, sums.own_use),
        ("blocked", is.blocked, sums.blocked),
        ("policy_reserve", is.policy_reserve, sums.policy_reserve),
        ("reserved", is.reserved, sums.reserved),
        ("active", is.active, sums.active),
    ];
    let by_occupancies = [("reserved", is.reserved, book.occupied.0), ("active", is.active, book.occupied.1)];
    let mut found = Vec::new();
    for (account, counter, sum) in by_entries {
        if counter != sum {
            found.push(LedgerError::Entries { account, counter, sum });
        }
    }
    for (account, counter, sum) in by_occupancies {
        if counter != sum {
            found.push(LedgerError::Occupancies { account, counter, sum });
        }
    }
    if counter.free != is.free() || counter.free < 0 {
        found.push(LedgerError::Free { stored: counter.free, computed: is.free() });
    }
    found
}
