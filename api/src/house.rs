//! The house: what every room may use.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use policies::{Policies, faults::Faults, source::Source};
use secrecy::ExposeSecret;

use crate::{
    almanac::Almanac,
    background::bell::Bell,
    clock::{Clock, DemoClock},
    config::Config,
    metrics::Metrics,
    store::{Pools, Store, StoreFailure, roster::Roster},
};

/// Everything that is shared; cheap to clone.
#[derive(Clone, Debug)]
pub struct House {
    /// The database.
    pub store: Store,
    /// Who people are and where they sit.
    pub roster: Roster,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Wakes the background work.
    pub bell: Bell,
    /// What the province decided.
    pub policies: Arc<Policies>,
    /// The calendars as they hold now.
    pub almanac: Arc<Almanac>,
    /// The settings.
    pub config: Arc<Config>,
    /// What is counted.
    pub metrics: Metrics,
    /// The clock that a demo can put forward; absent outside demos.
    pub demo_clock: Option<Arc<DemoClock>>,
}

/// Why the house does not open.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// The policies are not sound.
    #[error("policies:\n{0}")]
    Policies(#[from] Faults),
    /// The database cannot be used.
    #[error("database: {0}")]
    Store(#[from] StoreFailure),
    /// No rule pack has this name.
    #[error("packs.default: there is no family of rule packs \"{name}\"; there are: {known}")]
    NoPack {
        /// The name.
        name: String,
        /// Those that are installed.
        known: String,
    },
}

impl House {
    /// Opens the house: policies proved, database reachable. The data folder and the database must be there
    /// ([`crate::startup::prepare`]). The tables are brought up to date by [`Store::migrate`].
    ///
    /// # Errors
    /// [`NotOpened`].
    pub async fn open(config: Config, clock: Arc<dyn Clock>) -> Result<Self, NotOpened> {
        let policies = Arc::new(Policies::load(&source(&config))?);
        Self::open_under(policies, config, clock).await
    }

    /// Opens the house under policies that were loaded, and so proved, before.
    ///
    /// # Errors
    /// [`NotOpened`].
    pub async fn open_under(policies: Arc<Policies>, config: Config, clock: Arc<dyn Clock>) -> Result<Self, NotOpened> {
        let default = &config.packs.default;
        let names: BTreeSet<&str> = policies.packs.values().map(|pack| pack.header.pack.as_str()).collect();
        if !names.contains(default.as_str()) {
            let known = names.into_iter().collect::<Vec<_>>().join(", ");
            return Err(NotOpened::NoPack { name: default.clone(), known });
        }
        let pools = Pools {
            readers: config.database.readers,
            writers: config.database.writers,
            patience: Duration::from_secs(config.database.patience_seconds),
        };
        let store = Store::connect_with(config.database_url().expose_secret(), &pools).await?;
        Ok(Self {
            store,
            roster: Roster::default(),
            clock,
            bell: Bell::default(),
            almanac: Arc::new(Almanac::new(policies.calendars.clone())),
            policies,
            config: Arc::new(config),
            metrics: Metrics::default(),
            demo_clock: None,
        })
    }

    /// Opens the house for a demo, on a clock that can be put forward.
    ///
    /// # Errors
    /// [`NotOpened`].
    pub async fn open_for_demo(config: Config) -> Result<Self, NotOpened> {
        let clock = Arc::new(DemoClock::kept_in(&config.data.dir));
        let house = Self::open(config, clock.clone()).await?;
        Ok(Self { demo_clock: Some(clock), ..house })
    }

    /// The legal day of an instant.
    #[must_use]
    pub fn local_date(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.policies.local_date(&self.config.packs.default, instant)
    }
}

/// Where the policies come from.
#[must_use]
pub fn source(config: &Config) -> Source {
    let folder = &config.packs.dir;
    if folder.as_os_str().is_empty() { Source::BuiltIn } else { Source::Folder(folder.clone()) }
}
