//! Writes a chunk: its assets with their areas, their tenants, and the tenants of assets from
//! earlier chunks.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::ids::{AssetId, OrganizationId, UserId};
use domain::place::{Shape, StepBudget};
use domain::registry::asset::Asset;
use domain::registry::kind::UnitNature;
use uuid::Uuid;

use super::{Run, count};
use crate::imports::assemble;
use crate::imports::fault::{Finding, RowFault};
use crate::imports::importer::ImportError;
use crate::imports::resolve::{NewAsset, NewOccupancy};
use crate::located::MOST_STEPS;
use api_store::areas::area_map::Located;
use api_store::assets::VersionAuthor;
use api_store::assets::imports::write_chunk::{self, ChunkTenancy};
use api_store::{StoreError, Tx, assets::ledger};

impl Run<'_> {
    /// The areas of the new assets.
    pub(super) async fn grounds(
        &mut self,
        assets: &[NewAsset],
        found: &mut Vec<Finding>,
    ) -> Result<Vec<Option<Located>>, ImportError> {
        let mut grounds = Vec::with_capacity(assets.len());
        let (areas, shapes) = (Arc::clone(&self.areas), assets.iter().map(|new| new.asset.shape.clone()));
        let shapes: Vec<Shape> = shapes.collect();
        let located = tokio::task::spawn_blocking(move || {
            // A shape that exceeds the budget has no known area.
            let locate = |shape| areas.locate_within(shape, &mut StepBudget::of(MOST_STEPS)).ok().flatten();
            shapes.iter().map(locate).collect::<Vec<_>>()
        });
        let located = located.await.map_err(StoreError::internal)?;
        for (new, ground) in assets.iter().zip(located) {
            match ground {
                None => self.report.outside_areas = self.report.outside_areas.saturating_add(1),
                Some(Located { is_nearest: true, .. }) => {
                    let (row, raw) = (new.row, new.raw.clone());
                    found.push(Finding { row, field: None, fault: RowFault::OutsideAreas, raw });
                }
                Some(Located { is_nearest: false, .. }) => {}
            }
            grounds.push(ground);
        }
        Ok(grounds)
    }

    /// Writes assets and tenants; a dry run only counts them. Returns the number of tenants, and
    /// findings for those without capacity.
    pub(super) async fn land(
        &mut self,
        tx: &Tx,
        assets: Vec<NewAsset>,
        grounds: Vec<Option<Located>>,
        occupancies: Vec<NewOccupancy>,
        at: DateTime<Utc>,
    ) -> Result<(u64, Vec<Finding>), ImportError> {
        if !self.commits() {
            return Ok((count(occupancies.len()), Vec::new()));
        }
        let all = count(occupancies.len());
        let (landings, lodgings, later) = self.prepared(assets, grounds, occupancies);
        let mut lodged = all.saturating_sub(count(later.len()));
        let reason = self.reason();
        let hand = VersionAuthor {
            mover: self.mover(at, &reason),
            name: self.by_name.as_deref(),
            organization: Some(self.owner()),
            today: self.importer.legal_day(at),
            import: Some(self.batch.id),
        };
        write_chunk::land(tx, hand, &landings, &lodgings).await?;
        let mut refused = Vec::new();
        for new in later {
            match self.lodge(tx, &new, at).await? {
                None => lodged = lodged.saturating_add(1),
                Some(finding) => refused.push(finding),
            }
        }
        Ok((lodged, refused))
    }

    /// All rows of a chunk, and the tenants of assets from earlier chunks.
    fn prepared(
        &self,
        assets: Vec<NewAsset>,
        grounds: Vec<Option<Located>>,
        occupancies: Vec<NewOccupancy>,
    ) -> (Vec<Asset>, Vec<ChunkTenancy>, Vec<NewOccupancy>) {
        let chunk: HashSet<Uuid> = assets.iter().map(|asset| asset.id).collect();
        let (now, later): (Vec<_>, Vec<_>) = occupancies.into_iter().partition(|new| chunk.contains(&new.asset));
        let units = |new: &NewOccupancy| {
            let lodge = |(unit, quantity): (&String, &i64)| self.lodging(new, unit, *quantity);
            new.occupancy.units.iter().map(lodge).collect::<Vec<_>>()
        };
        let lodgings: Vec<ChunkTenancy> = now.iter().flat_map(units).collect();
        let nature = |kind: &str, unit: &str| self.importer.catalogue.unit(kind, unit).unwrap_or(UnitNature::Slot);
        let build = |(new, ground)| assemble::asset(new, self.owner(), &self.mapping, ground, nature);
        let landings: Vec<Asset> = assets.into_iter().zip(grounds).map(build).collect();
        (landings, lodgings, later)
    }

    fn reason(&self) -> String {
        match &self.batch.file_name {
            Some(name) => format!("import {}: {name}", self.id()),
            None => format!("import {}", self.id()),
        }
    }

    fn mover<'r>(&self, at: DateTime<Utc>, reason: &'r str) -> ledger::LedgerAuthor<'r> {
        ledger::LedgerAuthor { at, by: self.batch.created_by.map(UserId::new), reason: Some(reason) }
    }

    /// Adds a tenant to an asset of an earlier chunk, whose capacity others may have taken
    /// meanwhile.
    async fn lodge(&self, tx: &Tx, new: &NewOccupancy, at: DateTime<Utc>) -> Result<Option<Finding>, ImportError> {
        let reason = self.reason();
        let mover = self.mover(at, &reason);
        for (unit, quantity) in &new.occupancy.units {
            let found = ledger::FoundUse {
                asset: AssetId::new(new.asset),
                unit: unit.clone(),
                quantity: u32::try_from(*quantity).unwrap_or(u32::MAX),
                tenant: new.tenant.map(OrganizationId::new),
                note: assemble::note(&new.occupancy),
                import: Some(self.batch.id),
                since: assemble::since(&new.occupancy, self.importer.office),
            };
            if let Err(short) = ledger::occupy(tx, &found, mover).await? {
                let fault = RowFault::NoCapacity { unit: unit.clone(), free: short.free.into(), asked: *quantity };
                let (row, field) = (new.row, new.occupancy.tenant_field.clone());
                return Ok(Some(Finding { row, field, fault, raw: new.raw.clone() }));
            }
        }
        Ok(None)
    }

    fn lodging(&self, new: &NewOccupancy, unit: &str, quantity: i64) -> ChunkTenancy {
        ChunkTenancy {
            asset: new.asset,
            unit: unit.to_owned(),
            quantity,
            tenant: new.tenant,
            note: assemble::note(&new.occupancy),
            since: assemble::since(&new.occupancy, self.importer.office),
        }
    }
}
