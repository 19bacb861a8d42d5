//! Runs one batch: resolves the names and codes of a chunk, and writes the chunk to the register.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::ids::{ImportId, OrganizationId};
use domain::place::Bounds;
use uuid::Uuid;

use super::fault::{Finding, RowFault, Weight};
use super::importer::{Ended, ImportError, Importer};
use super::mapping::Mapping;
use super::proposal::Proposal;
use super::reader::Chunk;
use super::report::Report;
use super::resolve::{Known, NewAsset, Settled, settle};
use crate::lease::Leased;
use api_store::Tx;
use api_store::areas::area_map::AreaMap;
use api_store::assets::dedup_index::Attachment;
use api_store::assets::dedup_index::{DedupIndex, NewAssetPlace};
use api_store::assets::imports::{batches, findings, names, registered};
use api_store::database::leases::Term;
use api_store::entities::imports::Model;
use api_store::entities::status::ImportMode;

mod naming;
mod write_chunk;

/// Assets of one kind and owner at a smaller distance are reported as probable duplicates. The
/// later examination of the register has its own threshold, `duplicate_m` in `register.toml`.
const NEAR_METRES: f64 = 3.0;

/// One attempt at a batch, by the worker that holds its lease.
pub(super) struct Run<'a> {
    importer: &'a Importer,
    worker: &'a str,
    mapping: Arc<Mapping>,
    dedup_index: DedupIndex,
    /// Organisations found so far, by folded name.
    organizations: HashMap<String, Uuid>,
    /// Whether the owner had assets before, which may be near the new ones.
    has_others: bool,
    /// The name of the person who started the import, for the versions of assets.
    by_name: Option<String>,
    areas: Arc<AreaMap>,
    pub(super) batch: Model,
    pub(super) report: Report,
}

impl<'a> Run<'a> {
    pub(super) async fn begin(
        importer: &'a Importer,
        batch: Model,
        worker: &'a str,
        mapping: Arc<Mapping>,
        dedup_index: DedupIndex,
    ) -> Result<Self, ImportError> {
        let (owner, id) = (batch.organization_id.into(), batch.id.into());
        let has_others = registered::has_others(importer.store.read(), owner, id).await?;
        let report = Report::of(&batch.report);
        let by_name = match batch.created_by {
            Some(user) => names::person(importer.store.read(), user).await?,
            None => None,
        };
        let areas = Arc::new(AreaMap::load(importer.store.read(), importer.legal_day(importer.clock.now())).await?);
        let organizations = HashMap::new();
        Ok(Self { importer, worker, mapping, dedup_index, organizations, has_others, by_name, areas, batch, report })
    }

    /// Indexes rows that an earlier attempt already imported.
    pub(super) async fn remember(&mut self, chunk: Chunk) -> Result<(), ImportError> {
        let mut proposals = proposals(chunk).0;
        let mut known = self.recall(&proposals).await?;
        let db = self.importer.store.read();
        let codes: Vec<&str> = proposals.iter().map(|proposal| proposal.asset.code.as_str()).collect();
        let mut ids = HashMap::new();
        if self.commits() {
            ids = registered::of_batch(db, self.owner(), self.id(), &codes).await?;
            proposals.retain(|row| ids.contains_key(&row.asset.code) || known.seen.contains_key(&row.asset.code));
        } else {
            known.registered = registered::codes(db, self.owner(), self.id(), &codes).await?;
        }
        let found = self.named(None, &proposals, &mut known).await?;
        self.organizations.extend(found);
        let clock = &self.importer.clock;
        let settled = settle(proposals, &mut known, |code| ids.get(code).copied().unwrap_or_else(|| clock.new_id()));
        self.dedup_index.note(&known.seen, &known.attachments, &places_of(&settled.assets), NEAR_METRES).await?;
        Ok(())
    }

    /// Imports a chunk in one transaction: assets, occupancies, findings and the place reached.
    /// Returns `false` when the lease is lost.
    pub(super) async fn take(&mut self, chunk: Chunk) -> Result<bool, ImportError> {
        let from_row = u64::try_from(self.batch.rows_read).unwrap_or_default();
        let mut advance =
            batches::Advance { rows_read: chunk.last_row, bytes_read: chunk.read_bytes, ..batches::Advance::default() };
        let (proposals, mut found) = proposals(chunk);
        let (tx, Term { now: at, until }) = self.importer.begin().await?;
        let mut known = self.recall(&proposals).await?;
        let codes: Vec<&str> = proposals.iter().map(|proposal| proposal.asset.code.as_str()).collect();
        known.registered = registered::codes(&tx, self.owner(), self.id(), &codes).await?;
        let met = self.named(Some((&tx, at)), &proposals, &mut known).await?;
        let clock = Arc::clone(&self.importer.clock);
        let Settled { assets, occupancies, findings, .. } = settle(proposals, &mut known, |_| clock.new_id());
        found.extend(findings);
        found.extend(self.beside(&tx, &assets, &known).await?);
        advance.assets = count(assets.len());
        let grounds = self.grounds(&assets, &mut found).await?;
        let (lodged, refused) = self.land(&tx, assets, grounds, occupancies, at).await?;
        advance.occupancies = lodged;
        found.extend(refused);
        found.sort_by_key(|finding| finding.row);
        tally(&found, from_row, &mut advance);
        self.report.count(&found);
        // Only attempts without progress count towards giving the batch up.
        self.report.attempts = 0;
        let stored: Vec<_> = found.iter().map(Finding::to_stored).collect();
        findings::write(&tx, self.id(), &stored, at).await?;
        let report = self.report.to_value();
        if !batches::advance(&tx, &self.batch, self.worker, from_row, &advance, report, until).await? {
            return Ok(false);
        }
        let advanced = batches::find(&tx, self.id()).await?;
        self.importer.store.commit(tx).await?;
        self.organizations.extend(met);
        if let Some(advanced) = advanced {
            self.batch = advanced;
        }
        Ok(true)
    }

    /// Ends the batch, as finished or as broken.
    pub(super) async fn end(mut self, broken: Option<String>) -> Result<Ended, ImportError> {
        self.report.attempts = 0;
        let (tx, term) = self.importer.begin().await?;
        let report = self.report.to_value();
        let ours = batches::finish(&tx, self.id(), self.worker, broken.as_deref(), report, term.now).await?;
        let batch = batches::find(&tx, self.id()).await?;
        self.importer.store.commit(tx).await?;
        self.dedup_index.close().await;
        match batch.filter(|_| ours) {
            Some(batch) => {
                if broken.is_none() {
                    self.importer.import_files.remove(&batch.file_key).await?;
                }
                Ok(Ended::Finished(Box::new(batch)))
            }
            None => Ok(Ended::Lost),
        }
    }

    fn id(&self) -> ImportId {
        ImportId::new(self.batch.id)
    }

    fn owner(&self) -> OrganizationId {
        OrganizationId::new(self.batch.organization_id)
    }

    fn commits(&self) -> bool {
        self.batch.mode == ImportMode::Commit
    }

    /// The knowledge from earlier rows about the assets of this chunk.
    async fn recall(&self, proposals: &[Proposal]) -> Result<Known, ImportError> {
        let codes: Vec<&str> = proposals.iter().map(|proposal| proposal.asset.code.as_str()).collect();
        let attachments: Vec<Attachment> = proposals
            .iter()
            .flat_map(|proposal| {
                let code = &proposal.asset.code;
                proposal.occupancies.iter().filter_map(move |occupancy| {
                    Some((code.clone(), occupancy.tenant.clone()?, occupancy.reference.clone()?))
                })
            })
            .collect();
        let (seen, attachments) = self.dedup_index.recall(&codes, &attachments).await?;
        Ok(Known { seen, attachments, owner: self.batch.organization_id, ..Known::default() })
    }

    /// Indexes the chunk and finds assets near its new assets.
    async fn beside(&self, tx: &Tx, assets: &[NewAsset], known: &Known) -> Result<Vec<Finding>, ImportError> {
        let raw: HashMap<u64, &NewAsset> = assets.iter().map(|asset| (asset.row, asset)).collect();
        let near = self.dedup_index.note(&known.seen, &known.attachments, &places_of(assets), NEAR_METRES).await?;
        let mut found = Vec::new();
        let mut reported = HashSet::new();
        for beside in near {
            if let Some(asset) = raw.get(&beside.row).filter(|_| reported.insert(beside.row)) {
                found.push(near_duplicate(asset, beside.code, beside.metres));
            }
        }
        if self.has_others {
            for asset in assets {
                let bounds = asset.asset.shape.bounds();
                let kind = &asset.asset.kind;
                let near = registered::beside(tx, self.owner(), self.id(), kind, bounds.grown(NEAR_METRES)).await?;
                let near = near.into_iter().find_map(|other| Some((other.code, apart(bounds, other.bounds)?)));
                if let Some((code, metres)) = near.filter(|_| reported.insert(asset.row)) {
                    found.push(near_duplicate(asset, code, metres));
                }
            }
        }
        Ok(found)
    }
}

/// Separates the rows of a chunk into importable content and findings.
fn proposals(chunk: Chunk) -> (Vec<Proposal>, Vec<Finding>) {
    let mut proposals = Vec::with_capacity(chunk.rows.len());
    let mut findings = Vec::new();
    for checked in chunk.rows {
        proposals.extend(checked.proposal);
        findings.extend(checked.findings);
    }
    (proposals, findings)
}

/// Counts a row with a refusing finding as failed, and every other row as successful.
fn tally(found: &[Finding], from_row: u64, advance: &mut batches::Advance) {
    let is_refusal = |finding: &&Finding| finding.fault.weight() == Weight::Refused;
    let refused: HashSet<u64> = found.iter().filter(is_refusal).map(|finding| finding.row).collect();
    advance.rows_failed = count(refused.len());
    advance.rows_ok = advance.rows_read.saturating_sub(from_row).saturating_sub(advance.rows_failed);
    advance.notices = count(found.iter().filter(|finding| !is_refusal(finding)).count());
}

/// The bounding boxes of new assets, for the index.
fn places_of(assets: &[NewAsset]) -> Vec<NewAssetPlace> {
    let place = |new: &NewAsset| {
        let bounds = new.asset.shape.bounds();
        let bounds = [bounds.west, bounds.south, bounds.east, bounds.north];
        NewAssetPlace { row: new.row, kind: new.asset.kind.clone(), code: new.asset.code.clone(), bounds }
    };
    assets.iter().map(place).collect()
}

fn near_duplicate(asset: &NewAsset, code: String, metres: f64) -> Finding {
    Finding { row: asset.row, field: None, fault: RowFault::NearDuplicate { code, metres }, raw: asset.raw.clone() }
}

/// The distance of two bounding boxes of the same size; `None` when they are not near or differ in
/// size.
fn apart(one: Bounds, [west, south, east, north]: [f64; 4]) -> Option<f64> {
    use domain::place::metres;
    use geo::Coord;
    let low = metres(Coord { x: one.west, y: one.south }, Coord { x: west, y: south });
    let high = metres(Coord { x: one.east, y: one.north }, Coord { x: east, y: north });
    let far = low.max(high);
    (far < NEAR_METRES).then_some(far)
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
