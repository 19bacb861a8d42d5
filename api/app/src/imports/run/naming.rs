//! Resolves the organisations that a chunk names: finds them, or creates them where the mapping
//! permits.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::text::fold;
use uuid::Uuid;

use super::Run;
use crate::imports::importer::ImportError;
use crate::imports::mapping::UnknownOrganization;
use crate::imports::proposal::Proposal;
use crate::imports::resolve::Known;
use api_store::Tx;
use api_store::assets::imports::names;

impl Run<'_> {
    /// Finds the organisations that a chunk names, and creates those that the mapping permits.
    /// Returns the new ones by folded name.
    pub(super) async fn named(
        &mut self,
        creating: Option<(&Tx, DateTime<Utc>)>,
        proposals: &[Proposal],
        known: &mut Known,
    ) -> Result<HashMap<String, Uuid>, ImportError> {
        let spoken: BTreeSet<&String> = proposals
            .iter()
            .flat_map(|proposal| {
                let co_owners = proposal.asset.shares.co_owners.iter().map(|(name, _)| name);
                co_owners.chain(proposal.occupancies.iter().filter_map(|occupancy| occupancy.tenant.as_ref()))
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

    async fn created(&mut self, tx: &Tx, name: &str, at: DateTime<Utc>) -> Result<Option<Uuid>, ImportError> {
        let may_create = self.report.organizations_created.len() < self.mapping.organizations.at_most;
        match self.mapping.organizations.unknown {
            UnknownOrganization::Refuse => Ok(None),
            UnknownOrganization::CreateExternal if !may_create || fold(name).is_empty() => Ok(None),
            UnknownOrganization::CreateExternal => {
                let id = self.importer.clock.new_id();
                if self.commits() {
                    names::create_external(tx, id.into(), name, self.importer.legal_day(at), at).await?;
                }
                self.report.organizations_created.push(name.to_owned());
                Ok(Some(id))
            }
        }
    }
}
