//! The server: what every room may use.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use policies::{Policies, faults::PolicyFaults, source::Source};
use secrecy::ExposeSecret;

use crate::{
    compute_pool::ComputePool,
    config::{Compute, Config, Database},
    metrics::Metrics,
    readiness::Readiness,
    scratch::Scratch,
    wake_signal::WakeSignal,
};
use api_store::{
    Pools, Store, StoreError, TimeLimits,
    areas::calendar_cache::CalendarCache,
    database::clock::{Clock, DemoClock, SystemClock},
    people::principal_cache::PrincipalCache,
};

/// Everything that is shared; cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// The database.
    pub store: Store,
    /// Who people are and where they sit.
    pub principals: PrincipalCache,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Wakes the background work.
    pub wake_signal: WakeSignal,
    /// What the province decided.
    pub policies: Arc<Policies>,
    /// The calendars as they hold now.
    pub calendar_cache: Arc<CalendarCache>,
    /// The settings.
    pub config: Arc<Config>,
    /// What is counted.
    pub metrics: Metrics,
    /// Whether this node can do its work.
    pub readiness: Readiness,
    /// Where this process writes what only it needs.
    pub scratch: Arc<Scratch>,
    /// Threads for the computations of requests.
    pub compute: ComputePool,
    /// The clock that a demo can put forward; absent outside demos.
    pub demo_clock: Option<Arc<DemoClock>>,
}

/// Why the server does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The policies are not sound.
    #[error("policies:\n{0}")]
    Policies(#[from] PolicyFaults),
    /// The database cannot be used.
    #[error("database: {0}")]
    Store(#[from] StoreError),
    /// No rule pack has this name.
    #[error("packs.default: there is no family of rule packs \"{name}\"; there are: {known}")]
    NoPack {
        /// The name.
        name: String,
        /// Those that are installed.
        known: String,
    },
}

impl App {
    /// Opens the server: policies loaded ([`Policies::load`]), database reachable. The data folder and the database must be there
    /// ([`crate::startup::prepare`]). The tables are brought up to date by [`Store::migrate`].
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(config: Config, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let policies = Arc::new(Policies::load(&source(&config))?);
        Self::open_under(policies, config, clock).await
    }

    /// Opens the server under policies that were loaded before.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open_under(policies: Arc<Policies>, config: Config, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let default = &config.packs.default;
        let names: BTreeSet<&str> = policies.packs.values().map(|pack| pack.header.pack.as_str()).collect();
        if !names.contains(default.as_str()) {
            let known = names.into_iter().collect::<Vec<_>>().join(", ");
            return Err(OpenError::NoPack { name: default.clone(), known });
        }
        let pools = Pools {
            readers: config.database.max_read_connections,
            writers: config.database.max_write_connections,
            reserved_readers: config.database.reserved_read_connections,
            limits: time_limits(&config.database),
        };
        let store = Store::connect_with(config.database_url().expose_secret(), &pools).await?;
        let readiness = Readiness::of(clock.new_id());
        let scratch = Arc::new(Scratch::within(&config.data.dir));
        Ok(Self {
            store,
            scratch,
            compute: compute_pool(&config.compute),
            principals: PrincipalCache::default(),
            clock,
            wake_signal: WakeSignal::default(),
            calendar_cache: Arc::new(CalendarCache::new(policies.calendars.clone())),
            policies,
            config: Arc::new(config),
            metrics: Metrics::default(),
            readiness,
            demo_clock: None,
        })
    }

    /// As [`App::open`], on the clock of the database: what all its nodes judge leases, time limits and sessions by.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open_on_database_time(config: Config) -> Result<Self, OpenError> {
        let app = Self::open(config, Arc::new(SystemClock)).await?;
        Ok(Self { clock: app.store.clock(), ..app })
    }

    /// Opens the server for a demo, on a clock that can be put forward.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open_for_demo(config: Config) -> Result<Self, OpenError> {
        let app = Self::open_on_database_time(config).await?;
        let clock = Arc::new(DemoClock::kept_in(&app.config.data.dir, app.clock));
        Ok(Self { clock: clock.clone(), demo_clock: Some(clock), ..app })
    }

    /// The legal day of an instant.
    #[must_use]
    pub fn local_date(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.policies.local_date(&self.config.packs.default, instant)
    }
}

/// A statement may take as long as a lock is waited for, and a transaction as long as a statement.
fn time_limits(settings: &Database) -> TimeLimits {
    let wait = settings.wait_timeout_seconds;
    let statement = settings.statement_timeout_seconds.max(wait);
    let transaction = settings.transaction_timeout_seconds.max(statement);
    let [wait, statement, transaction] = [wait, statement, transaction].map(Duration::from_secs);
    TimeLimits { wait, statement, transaction }
}

fn compute_pool(settings: &Compute) -> ComputePool {
    let number = |setting: u32| usize::try_from(setting).unwrap_or(usize::MAX);
    let threads = if settings.threads == 0 { ComputePool::usual_threads() } else { number(settings.threads) };
    ComputePool::new(threads, number(settings.queue))
}

/// Where the policies come from.
#[must_use]
pub fn source(config: &Config) -> Source {
    let folder = &config.packs.dir;
    if folder.as_os_str().is_empty() { Source::BuiltIn } else { Source::Folder(folder.clone()) }
}
