//! The house: what every room may use.

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
    scratch::Scratch,
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
    /// Where this process writes what only it needs.
    pub scratch: Arc<Scratch>,
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
    /// The data folder cannot be used.
    #[error("data.dir {folder}: {why}")]
    Folder {
        /// Which.
        folder: String,
        /// Why.
        why: std::io::Error,
    },
}

impl House {
    /// Opens the house: policies proved, folder there, database reachable. The tables are brought up to date by
    /// [`Store::migrate`].
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
        let folder = &config.data.dir;
        std::fs::create_dir_all(folder)
            .map_err(|why| NotOpened::Folder { folder: folder.display().to_string(), why })?;
        let pools = Pools {
            readers: config.database.readers,
            writers: config.database.writers,
            patience: Duration::from_secs(config.database.patience_seconds),
        };
        let store = Store::connect_with(config.database_url().expose_secret(), &pools).await?;
        let scratch = Arc::new(Scratch::within(&config.data.dir));
        Ok(Self {
            store,
            scratch,
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
