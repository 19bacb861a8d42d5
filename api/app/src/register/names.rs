//! The names of owners and administrative units, in the language of a reader.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{AreaId, OrganizationId};
use domain::text::{Locale, Localized};

use api_store::{Connection, StoreResult, areas::area_map, people::organizations};

/// Names of organisations and administrative units.
#[derive(Debug)]
pub(crate) struct Names {
    organizations: BTreeMap<OrganizationId, Localized>,
    areas: BTreeMap<AreaId, (String, Localized)>,
    locale: Locale,
}

impl Names {
    /// Reads the names of the given ids.
    pub(crate) async fn read<C: Connection>(
        connection: &C,
        organizations: BTreeSet<OrganizationId>,
        areas: BTreeSet<AreaId>,
        locale: Locale,
    ) -> StoreResult<Self> {
        let (organizations, areas) = (Vec::from_iter(organizations), Vec::from_iter(areas));
        let (organizations, areas) =
            tokio::try_join!(organizations::names(connection, &organizations), area_map::names(connection, &areas))?;
        Ok(Self { organizations, areas, locale })
    }

    pub(crate) fn organization(&self, id: OrganizationId) -> &str {
        self.organizations.get(&id).map(|name| name.get(self.locale)).unwrap_or_default()
    }

    /// The official code and the name of a unit.
    pub(crate) fn area(&self, id: AreaId) -> Option<(&str, &str)> {
        self.areas.get(&id).map(|(code, name)| (code.as_str(), name.get(self.locale)))
    }
}
