//! The application state that all modules share.

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

/// Shared state; cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    pub store: Store,
    /// Caches users and their memberships.
    pub principals: PrincipalCache,
    pub clock: Arc<dyn Clock>,
    /// Wakes the background jobs.
    pub wake_signal: WakeSignal,
    /// The policies of the province.
    pub policies: Arc<Policies>,
    /// The calendars that are currently valid.
    pub calendar_cache: Arc<CalendarCache>,
    pub config: Arc<Config>,
    pub metrics: Metrics,
    /// Whether this node can work.
    pub readiness: Readiness,
    /// Temporary files of this process.
    pub scratch: Arc<Scratch>,
    /// Threads for the computations of requests.
    pub compute: ComputePool,
    /// The clock that a demo can put forward; absent outside demos.
    pub demo_clock: Option<Arc<DemoClock>>,
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("policies:\n{0}")]
    Policies(#[from] PolicyFaults),
    #[error("database: {0}")]
    Store(#[from] StoreError),
    /// No rule pack has the configured name.
    #[error("packs.default: there is no family of rule packs \"{name}\"; there are: {known}")]
    NoPack {
        name: String,
        /// The installed rule packs.
        known: String,
    },
}

impl App {
    /// Opens the application: loads the policies ([`Policies::load`]) and connects to the database.
    /// The data folder and the database must exist ([`crate::startup::prepare`]).
    /// [`Store::migrate`] brings the tables up to date.
    pub async fn open(config: Config, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let policies = Arc::new(Policies::load(&source(&config))?);
        Self::open_under(policies, config, clock).await
    }

    /// Opens the application with policies that are already loaded.
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

    /// As [`App::open`], with the clock of the database, by which all its nodes judge leases, time
    /// limits and sessions.
    pub async fn open_on_database_time(config: Config) -> Result<Self, OpenError> {
        let app = Self::open(config, Arc::new(SystemClock)).await?;
        Ok(Self { clock: app.store.clock(), ..app })
    }

    /// Opens the application for a demo, with a clock that can be put forward.
    pub async fn open_for_demo(config: Config) -> Result<Self, OpenError> {
        let app = Self::open_on_database_time(config).await?;
        let clock = Arc::new(DemoClock::kept_in(&app.config.data.dir, app.clock));
        Ok(Self { clock: clock.clone(), demo_clock: Some(clock), ..app })
    }

    /// The legal date of an instant.
    #[must_use]
    pub fn local_date(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.policies.local_date(&self.config.packs.default, instant)
    }
}

/// The statement timeout is at least the lock timeout, and the transaction timeout is at least the
/// statement timeout.
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

#[must_use]
pub fn source(config: &Config) -> Source {
    let folder = &config.packs.dir;
    if folder.as_os_str().is_empty() { Source::BuiltIn } else { Source::Folder(folder.clone()) }
}
