//! The work on one batch: what is known of its names and places, and what a chunk does to the register.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use domain::ids::{AssetId, ImportId, OrganizationId, UserId};
use domain::place::Bounds;
use domain::registry::asset::Asset;
use domain::registry::kind::UnitNature;
use domain::text::fold;
use uuid::Uuid;

use super::building;
use super::fault::{Fault, Finding, Weight};
use super::importer::{Ended, Importer, Trouble};
use super::mapping::{Mapping, UnknownOrganization};
use super::proposal::Proposal;
use super::reader::Chunk;
use super::report::Report;
use super::settle::{Attachment, Known, NewAsset, NewOccupancy, Settled, settle};
use crate::store::area_map::{AreaMap, Located};
use crate::store::assets::Hand;
use crate::store::imports::landing::Lodging;
use crate::store::imports::{batches, findings, landing, names, registered};
use crate::store::notebook::{Notebook, Standing};
use crate::store::rows::imports::Model;
use crate::store::{Tx, ledger};

/// Assets of one kind and owner nearer than this are reported (DOMAIN 7.5).
const NEAR_METRES: f64 = 3.0;
/// Việt Nam, where the legal day is.
const OFFSET_SECONDS: i32 = 7 * 3600;

/// The work on one batch.
pub(super) struct Run<'a> {
    importer: &'a Importer,
    worker: &'a str,
    mapping: Arc<Mapping>,
    notebook: Notebook,
    /// Organisations met so far, by folded name.
    organizations: HashMap<String, Uuid>,
    /// The owner had assets before, which the new ones may stand beside.
    has_others: bool,
    by_name: Option<String>,
    areas: AreaMap,
    pub(super) batch: Model,
    pub(super) report: Report,
}

impl<'a> Run<'a> {
    pub(super) async fn begin(
        importer: &'a Importer,
        batch: Model,
        worker: &'a str,
        mapping: Arc<Mapping>,
        notebook: Notebook,
    ) -> Result<Self, Trouble> {
        let (owner, id) = (batch.organization_id.into(), batch.id.into());
        let has_others = registered::has_others(importer.store.read(), owner, id).await?;
        let report = Report::of(&batch.report);
        let report = Report { attempts: report.attempts.saturating_add(1), ..report };
        let by_name = match batch.created_by {
            Some(user) => names::person(importer.store.read(), user).await?,
            None => None,
        };
        let areas = AreaMap::load(importer.store.read(), legal_day(importer.clock.now())).await?;
        let organizations = HashMap::new();
        Ok(Self { importer, worker, mapping, notebook, organizations, has_others, by_name, areas, batch, report })
    }

    /// Rows that are in the register since an earlier attempt: only remembered.
    pub(super) async fn remember(&mut self, chunk: Chunk) -> Result<(), Trouble> {
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
        self.notebook.note(&known.seen, &known.attachments, &standing(&settled.assets), NEAR_METRES).await?;
        Ok(())
    }

    /// A chunk into the register. `false` when the lease is lost.
    pub(super) async fn take(&mut self, chunk: Chunk) -> Result<bool, Trouble> {
        let from_row = u64::try_from(self.batch.rows_read).unwrap_or_default();
        let mut advance = batches::Advance {
            rows_read: chunk.last_row,
            bytes_read: chunk.read_bytes,
            ..batches::Advance::default()
        };
        let (proposals, mut found) = proposals(chunk);
        let (at, until) = self.importer.lease();
        let tx = self.importer.begin().await?;
        let mut known = self.recall(&proposals).await?;
        let codes: Vec<&str> = proposals.iter().map(|proposal| proposal.asset.code.as_str()).collect();
        known.registered = registered::codes(&tx, self.owner(), self.id(), &codes).await?;
        let met = self.named(Some((&tx, at)), &proposals, &mut known).await?;
        let clock = Arc::clone(&self.importer.clock);
        let Settled { assets, occupancies, findings, .. } = settle(proposals, &mut known, |_| clock.new_id());
        found.extend(findings);
        found.extend(self.beside(&tx, &assets, &known).await?);
        advance.assets = count(assets.len());
        let grounds = self.grounds(&assets, &mut found);
        let (lodged, refused) = self.land(&tx, assets, grounds, occupancies, at).await?;
        advance.occupancies = lodged;
        found.extend(refused);
        found.sort_by_key(|finding| finding.row);
        tally(&found, from_row, &mut advance);
        self.report.count(&found);
        findings::write(&tx, self.id(), &found, at).await?;
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

    /// Ends the batch, well or where the file broke.
    pub(super) async fn end(mut self, broken: Option<String>) -> Result<Ended, Trouble> {
        self.report.attempts = 0;
        let now = self.importer.clock.now();
        let tx = self.importer.begin().await?;
        let report = self.report.to_value();
        let ours = batches::finish(&tx, self.id(), self.worker, broken.as_deref(), report, now).await?;
        let batch = batches::find(&tx, self.id()).await?;
        self.importer.store.commit(tx).await?;
        self.notebook.close().await;
        match batch.filter(|_| ours) {
            Some(batch) => {
                if broken.is_none() {
                    self.importer.depot.remove(&batch.file_key).await?;
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
        self.batch.mode == "commit"
    }

    /// What earlier rows said of the things this chunk speaks of.
    async fn recall(&self, proposals: &[Proposal]) -> Result<Known, Trouble> {
        let codes: Vec<&str> = proposals.iter().map(|proposal| proposal.asset.code.as_str()).collect();
        let attachments: Vec<Attachment> = proposals
            .iter()
            .flat_map(|proposal| {
                let code = &proposal.asset.code;
                proposal.occupancies.iter().filter_map(move |occupancy| {
                    Some((code.clone(), occupancy.tenant.clone(), occupancy.reference.clone()?))
                })
            })
            .collect();
        let (seen, attachments) = self.notebook.recall(&codes, &attachments).await?;
        Ok(Known { seen, attachments, owner: self.batch.organization_id, ..Known::default() })
    }

    /// Finds the organisations a chunk names, and creates those the mapping allows. Gives back the ones that were not met
    /// before, by folded name.
    async fn named(
        &mut self,
        creating: Option<(&Tx, DateTime<Utc>)>,
        proposals: &[Proposal],
        known: &mut Known,
    ) -> Result<HashMap<String, Uuid>, Trouble> {
        let spoken: BTreeSet<&String> = proposals
            .iter()
            .flat_map(|proposal| {
                let co_owners = proposal.asset.shares.co_owners.iter().map(|(name, _)| name);
                co_owners.chain(proposal.occupancies.iter().map(|occupancy| &occupancy.tenant))
            })
            .collect();
        let mapping = Arc::clone(&self.mapping);
        let unmet = self.unmet(&spoken);
        let found = match creating {
            Some((tx, _)) => names::find(tx, &unmet).await?,
            None => names::find(self.importer.store.read(), &unmet).await?,
        };
        let mut met: HashMap<String, Uuid> = found.into_iter().map(|(name, id)| (name, id.uuid())).collect();
        for name in spoken {
            let owned = mapping.owners.as_ref().is_some_and(|owners| owners.answering_names.contains(name));
            if owned {
                known.organizations.insert(name.clone(), self.batch.organization_id);
                continue;
            }
            let full = mapping.full_name(name);
            let folded = fold(full);
            let id = met.get(&folded).or_else(|| self.organizations.get(&folded)).copied();
            let id = match (id, creating) {
                (Some(id), _) => Some(id),
                (None, Some((tx, at))) => self.created(tx, full, at).await?,
                (None, None) => None,
            };
            if let Some(id) = id {
                met.insert(folded, id);
                known.organizations.insert(name.clone(), id);
            }
        }
        Ok(met)
    }

    fn unmet(&self, spoken: &BTreeSet<&String>) -> Vec<String> {
        let folded: BTreeSet<String> = spoken.iter().map(|name| fold(self.mapping.full_name(name))).collect();
        folded.into_iter().filter(|name| !self.organizations.contains_key(name)).collect()
    }

    async fn created(&mut self, tx: &Tx, name: &str, at: DateTime<Utc>) -> Result<Option<Uuid>, Trouble> {
        let room = self.report.organizations_created.len() < self.mapping.organizations.at_most;
        match self.mapping.organizations.unknown {
            UnknownOrganization::Refuse => Ok(None),
            UnknownOrganization::CreateExternal if !room || fold(name).is_empty() => Ok(None),
            UnknownOrganization::CreateExternal => {
                let id = self.importer.clock.new_id();
                if self.commits() {
                    names::create_external(tx, id.into(), name, legal_day(at), at).await?;
                }
                self.report.organizations_created.push(name.to_owned());
                Ok(Some(id))
            }
        }
    }

    /// Notes the chunk and finds what stands right beside its new assets.
    async fn beside(&self, tx: &Tx, assets: &[NewAsset], known: &Known) -> Result<Vec<Finding>, Trouble> {
        let raw: HashMap<u64, &NewAsset> = assets.iter().map(|asset| (asset.row, asset)).collect();
        let near = self.notebook.note(&known.seen, &known.attachments, &standing(assets), NEAR_METRES).await?;
        let mut found = Vec::new();
        let mut told = HashSet::new();
        for beside in near {
            if let Some(asset) = raw.get(&beside.row).filter(|_| told.insert(beside.row)) {
                found.push(near_duplicate(asset, beside.code, beside.metres));
            }
        }
        if self.has_others {
            for asset in assets {
                let bounds = asset.asset.shape.bounds();
                let kind = &asset.asset.kind;
                let near =
                    registered::beside(tx, self.owner(), self.id(), kind, bounds.grown(NEAR_METRES)).await?;
                let near = near.into_iter().find_map(|other| Some((other.code, apart(bounds, other.bounds)?)));
                if let Some((code, metres)) = near.filter(|_| told.insert(asset.row)) {
                    found.push(near_duplicate(asset, code, metres));
                }
            }
        }
        Ok(found)
    }

    /// Where the new assets lie.
    fn grounds(&mut self, assets: &[NewAsset], found: &mut Vec<Finding>) -> Vec<Option<Located>> {
        let mut grounds = Vec::with_capacity(assets.len());
        for new in assets {
            let ground = self.areas.locate(&new.asset.shape);
            match ground {
                None => self.report.outside_areas = self.report.outside_areas.saturating_add(1),
                Some(Located { is_nearest: true, .. }) => {
                    let (row, raw) = (new.row, new.raw.clone());
                    found.push(Finding { row, field: None, fault: Fault::OutsideAreas, raw });
                }
                Some(Located { is_nearest: false, .. }) => {}
            }
            grounds.push(ground);
        }
        grounds
    }

    /// Writes assets and tenants; a dry run only counts them. Says how many tenants there are and who found no room.
    async fn land(
        &mut self,
        tx: &Tx,
        assets: Vec<NewAsset>,
        grounds: Vec<Option<Located>>,
        occupancies: Vec<NewOccupancy>,
        at: DateTime<Utc>,
    ) -> Result<(u64, Vec<Finding>), Trouble> {
        if !self.commits() {
            return Ok((count(occupancies.len()), Vec::new()));
        }
        let all = count(occupancies.len());
        let (landings, lodgings, later) = self.prepared(assets, grounds, occupancies);
        let mut lodged = all.saturating_sub(count(later.len()));
        let reason = self.reason();
        let hand = Hand {
            mover: self.mover(at, &reason),
            name: self.by_name.as_deref(),
            organization: Some(self.owner()),
            today: legal_day(at),
            import: Some(self.batch.id),
        };
        landing::land(tx, hand, &landings, &lodgings).await?;
        let mut refused = Vec::new();
        for new in later {
            match self.lodge(tx, &new, at).await? {
                None => lodged = lodged.saturating_add(1),
                Some(finding) => refused.push(finding),
            }
        }
        Ok((lodged, refused))
    }

    /// Everything a chunk writes, and the tenants on assets of earlier chunks.
    fn prepared(
        &self,
        assets: Vec<NewAsset>,
        grounds: Vec<Option<Located>>,
        occupancies: Vec<NewOccupancy>,
    ) -> (Vec<Asset>, Vec<Lodging>, Vec<NewOccupancy>) {
        let chunk: HashSet<Uuid> = assets.iter().map(|asset| asset.id).collect();
        let (now, later): (Vec<_>, Vec<_>) = occupancies.into_iter().partition(|new| chunk.contains(&new.asset));
        let units = |new: &NewOccupancy| {
            let lodge = |(unit, quantity): (&String, &i64)| lodging(new, unit, *quantity);
            new.occupancy.units.iter().map(lodge).collect::<Vec<_>>()
        };
        let lodgings: Vec<Lodging> = now.iter().flat_map(units).collect();
        let nature = |kind: &str, unit: &str| self.importer.catalogue.unit(kind, unit).unwrap_or(UnitNature::Slot);
        let build = |(new, ground)| building::asset(new, self.owner(), &self.mapping, ground, nature);
        let landings: Vec<Asset> = assets.into_iter().zip(grounds).map(build).collect();
        (landings, lodgings, later)
    }

    fn reason(&self) -> String {
        match &self.batch.file_name {
            Some(name) => format!("import {}: {name}", self.id()),
            None => format!("import {}", self.id()),
        }
    }

    fn mover<'r>(&self, at: DateTime<Utc>, reason: &'r str) -> ledger::Mover<'r> {
        ledger::Mover { at, by: self.batch.created_by.map(UserId::new), reason: Some(reason) }
    }

    /// A tenant on an asset of an earlier chunk, where somebody else may have taken the room meanwhile.
    async fn lodge(&self, tx: &Tx, new: &NewOccupancy, at: DateTime<Utc>) -> Result<Option<Finding>, Trouble> {
        let reason = self.reason();
        let mover = self.mover(at, &reason);
        for (unit, quantity) in &new.occupancy.units {
            let found = ledger::Found {
                asset: AssetId::new(new.asset),
                unit: unit.clone(),
                quantity: u32::try_from(*quantity).unwrap_or(u32::MAX),
                tenant: Some(OrganizationId::new(new.tenant)),
                note: building::note(&new.occupancy),
                import: Some(self.batch.id),
                since: new.occupancy.starts_on.and_then(|day| building::since(day, offset()?)),
            };
            if let Err(short) = ledger::occupy(tx, &found, mover).await? {
                let fault = Fault::NoRoom { unit: unit.clone(), free: short.free.into(), asked: *quantity };
                let (row, field) = (new.row, new.occupancy.tenant_field.clone());
                return Ok(Some(Finding { row, field, fault, raw: new.raw.clone() }));
            }
        }
        Ok(None)
    }
}

fn lodging(new: &NewOccupancy, unit: &str, quantity: i64) -> Lodging {
    Lodging {
        asset: new.asset,
        unit: unit.to_owned(),
        quantity,
        tenant: new.tenant,
        note: building::note(&new.occupancy),
        since: new.occupancy.starts_on.and_then(|day| building::since(day, offset()?)),
    }
}

fn proposals(chunk: Chunk) -> (Vec<Proposal>, Vec<Finding>) {
    let mut proposals = Vec::with_capacity(chunk.rows.len());
    let mut findings = Vec::new();
    for checked in chunk.rows {
        proposals.extend(checked.proposal);
        findings.extend(checked.findings);
    }
    (proposals, findings)
}

/// A row with a refusing finding gave nothing; every other row gave something.
fn tally(found: &[Finding], from_row: u64, advance: &mut batches::Advance) {
    let refuses = |finding: &&Finding| finding.fault.weight() == Weight::Refused;
    let refused: HashSet<u64> = found.iter().filter(refuses).map(|finding| finding.row).collect();
    advance.rows_failed = count(refused.len());
    advance.rows_ok = advance.rows_read.saturating_sub(from_row).saturating_sub(advance.rows_failed);
    advance.notices = count(found.iter().filter(|finding| !refuses(finding)).count());
}

fn standing(assets: &[NewAsset]) -> Vec<Standing> {
    let place = |new: &NewAsset| {
        let bounds = new.asset.shape.bounds();
        let bounds = [bounds.west, bounds.south, bounds.east, bounds.north];
        Standing { row: new.row, kind: new.asset.kind.clone(), code: new.asset.code.clone(), bounds }
    };
    assets.iter().map(place).collect()
}

fn near_duplicate(asset: &NewAsset, code: String, metres: f64) -> Finding {
    Finding { row: asset.row, field: None, fault: Fault::NearDuplicate { code, metres }, raw: asset.raw.clone() }
}

/// How far two boxes of the same size stand apart; nothing when it is not near or they are of other size.
fn apart(one: Bounds, [west, south, east, north]: [f64; 4]) -> Option<f64> {
    use domain::place::metres;
    use geo::Coord;
    let low = metres(Coord { x: one.west, y: one.south }, Coord { x: west, y: south });
    let high = metres(Coord { x: one.east, y: one.north }, Coord { x: east, y: north });
    let far = low.max(high);
    (far < NEAR_METRES).then_some(far)
}

fn offset() -> Option<FixedOffset> {
    FixedOffset::east_opt(OFFSET_SECONDS)
}

fn legal_day(at: DateTime<Utc>) -> chrono::NaiveDate {
    offset().map_or_else(|| at.date_naive(), |offset| at.with_timezone(&offset).date_naive())
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
