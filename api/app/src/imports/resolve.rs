//! Compares proposals with each other and with the register: new assets, further rows of the same
//! asset, contradictions.
//!
//! Pure: the register and the index of earlier rows were queried before, for the whole chunk at
//! once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use api_store::assets::dedup_index::{Attachment, EarlierRow};

use super::fault::{Finding, RowFault};
use super::proposal::{AssetProposal, OccupancyProposal, Proposal};

/// The knowledge before a chunk is resolved; resolving the chunk extends it.
#[derive(Debug, Default)]
pub struct Known {
    /// Codes of the owner that were registered before this import.
    pub registered: BTreeSet<String>,
    /// Assets of earlier rows, by code.
    pub seen: HashMap<String, EarlierRow>,
    /// Numbered attachments of earlier rows, with their row.
    pub attachments: HashMap<Attachment, u64>,
    /// The organisations for names in the file; a missing name is unknown.
    pub organizations: HashMap<String, Uuid>,
    pub owner: Uuid,
}

#[derive(Clone, Debug)]
pub struct NewAsset {
    pub id: Uuid,
    /// The row that defined the asset.
    pub row: u64,
    pub raw: String,
    pub asset: AssetProposal,
    /// The co-owners with their shares.
    pub co_owners: Vec<(Uuid, u16)>,
}

#[derive(Clone, Debug)]
pub struct NewOccupancy {
    pub asset: Uuid,
    /// The code of the asset.
    pub code: String,
    /// The tenant; `None` for equipment without a known owner.
    pub tenant: Option<Uuid>,
    /// The row that defined the occupancy.
    pub row: u64,
    pub raw: String,
    pub occupancy: OccupancyProposal,
}

/// The result of a chunk.
#[derive(Debug, Default)]
pub struct Settled {
    pub assets: Vec<NewAsset>,
    /// New occupancies, on new assets or on those of earlier rows.
    pub occupancies: Vec<NewOccupancy>,
    /// Findings of this step.
    pub findings: Vec<Finding>,
    /// Rows that were not refused.
    pub rows_ok: u64,
}

/// Resolves a chunk, row by row in the order of the file.
#[must_use]
pub fn settle(proposals: Vec<Proposal>, known: &mut Known, mut new_id: impl FnMut(&str) -> Uuid) -> Settled {
    let mut settled = Settled::default();
    for proposal in proposals {
        let Proposal { row, raw, asset, occupancies } = proposal;
        let code = asset.code.clone();
        let find = |field: Option<String>, fault: RowFault| Finding { row, field, fault, raw: raw.clone() };
        match known.seen.get(&code) {
            Some(first) => settled
                .findings
                .extend(disagreements(first, &asset).into_iter().map(|(field, fault)| find(Some(field), fault))),
            None => match admit(&asset, known) {
                Err((field, fault)) => {
                    settled.findings.push(find(field, fault));
                    continue;
                }
                Ok(co_owners) => {
                    let id = new_id(&code);
                    let capacity = asset.capacity.iter().map(|(unit, found)| (unit.clone(), found.open())).collect();
                    known.seen.insert(code.clone(), EarlierRow { row, id, said: asset.said.clone(), capacity });
                    settled.assets.push(NewAsset { id, row, raw: raw.clone(), asset, co_owners });
                }
            },
        }
        settled.rows_ok = settled.rows_ok.saturating_add(1);
        for occupancy in occupancies {
            match lodge(&code, row, &occupancy, known) {
                Ok((asset, tenant)) => {
                    settled.occupancies.push(NewOccupancy {
                        asset,
                        code: code.clone(),
                        tenant,
                        row,
                        raw: raw.clone(),
                        occupancy,
                    });
                }
                Err((field, fault)) => settled.findings.push(find(field, fault)),
            }
        }
    }
    settled
}

type Misfit = (Option<String>, RowFault);

fn admit(asset: &AssetProposal, known: &Known) -> Result<Vec<(Uuid, u16)>, Misfit> {
    if known.registered.contains(&asset.code) {
        return Err((None, RowFault::AlreadyRegistered { code: asset.code.clone() }));
    }
    let mut co_owners: Vec<(Uuid, u16)> = Vec::new();
    for (name, share) in &asset.shares.co_owners {
        let unknown = || (None, RowFault::UnknownOrganization { name: name.clone() });
        let id = known.organizations.get(name).copied().ok_or_else(unknown)?;
        // Two names in the file may mean one organisation.
        if id == known.owner || co_owners.iter().any(|(other, _)| *other == id) {
            return Err((None, RowFault::RepeatedOwner { name: name.clone() }));
        }
        co_owners.push((id, *share));
    }
    Ok(co_owners)
}

fn disagreements(first: &EarlierRow, asset: &AssetProposal) -> Vec<(String, RowFault)> {
    let fields: BTreeSet<&String> = first.said.keys().chain(asset.said.keys()).collect();
    let word = |said: &BTreeMap<String, String>, field: &String| said.get(field).cloned().unwrap_or_default();
    fields
        .into_iter()
        .map(|field| (field, word(&first.said, field), word(&asset.said, field)))
        .filter(|(_, was, is)| was != is)
        .map(|(field, was, is)| (field.clone(), RowFault::RowsDisagree { first_row: first.row, first: was, found: is }))
        .collect()
}

/// Assigns capacity to a tenant.
fn lodge(code: &str, row: u64, asked: &OccupancyProposal, known: &mut Known) -> Result<(Uuid, Option<Uuid>), Misfit> {
    let at = |fault: RowFault| (asked.tenant_field.clone(), fault);
    let named = |name: &String| {
        let id = known.organizations.get(name).copied();
        id.ok_or_else(|| at(RowFault::UnknownTenant { name: name.clone() }))
    };
    let tenant = asked.tenant.as_ref().map(named).transpose()?;
    if tenant == Some(known.owner) {
        return Err(at(RowFault::TenantIsOwner));
    }
    if asked.units.is_empty() {
        return Err(at(RowFault::TakesNoCapacity));
    }
    if let (Some(name), Some(reference)) = (&asked.tenant, &asked.reference) {
        let attachment = (code.to_owned(), name.clone(), reference.clone());
        if let Some(first_row) = known.attachments.get(&attachment) {
            return Err(at(RowFault::RepeatedOccupancy { reference: reference.clone(), first_row: *first_row }));
        }
        known.attachments.insert(attachment, row);
    }
    let Some(seen) = known.seen.get_mut(code) else { return Err(at(RowFault::Missing)) };
    for (unit, wanted) in &asked.units {
        let free = seen.capacity.get(unit).copied().unwrap_or(0);
        if *wanted > free {
            return Err(at(RowFault::NoCapacity { unit: unit.clone(), free, asked: *wanted }));
        }
    }
    for (unit, wanted) in &asked.units {
        if let Some(free) = seen.capacity.get_mut(unit) {
            *free = free.saturating_sub(*wanted);
        }
    }
    Ok((seen.id, tenant))
}
