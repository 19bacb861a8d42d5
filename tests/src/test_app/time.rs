//! The clock of a [`TestApp`]. After each move of the clock all due work runs before the test
//! continues; no test sleeps for it.

use std::time::Duration;

use api_app::background::assembly::jobs;
use api_app::background::supervisor::once;
use api_app::job::JobOutcome;
use api_app::services::Services;
use api_store::entities::status::{ExportStatus, ImportStatus};
use api_store::entities::{exports, imports};
use api_store::{assets::quality, cases::case_timers};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;

use super::{TestApp, cast};

/// The time limit for messages that another node is delivering.
const TIME_LIMIT: Duration = Duration::from_mins(3);

impl TestApp {
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.app().clock.now()
    }

    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.app().local_date(self.now())
    }

    /// The legal day `days` days from now, in the API's format.
    #[must_use]
    pub fn in_days(&self, days: i64) -> String {
        (self.today() + TimeDelta::days(days)).to_string()
    }

    /// Advances the clock by days; all due work has run on return.
    pub async fn days(&self, days: i64) {
        // Current work finishes first, so that no lease runs out during it.
        self.work().await;
        self.in_process.clock.advance(TimeDelta::days(days));
        self.work().await;
    }

    /// Sets the clock, `2023-10-16T23:59:00+07:00`, without running due work.
    ///
    /// # Panics
    /// When the text is not an instant, or the instant is in the past.
    pub async fn set(&self, instant: &str) {
        self.work().await;
        let instant = DateTime::parse_from_rfc3339(instant).expect("an instant").to_utc();
        assert!(instant >= self.now(), "the clock goes forward only");
        self.in_process.clock.set(instant);
    }

    /// Sets the clock; all due work has run on return.
    pub async fn at(&self, instant: &str) {
        self.set(instant).await;
        self.work().await;
    }

    /// Runs the background jobs of the server, as one more node beside the serving one, until
    /// neither has work left.
    ///
    /// # Panics
    /// When a job fails, or messages remain unsent.
    pub async fn work(&self) {
        let services = Services::open(self.app()).expect("the folders");
        let jobs = jobs(self.app(), &services).expect("the jobs");
        let since = std::time::Instant::now();
        loop {
            for job in &jobs {
                while once(job.as_ref()).await.unwrap_or_else(|why| panic!("{}: {why}", job.name()))
                    == JobOutcome::Worked
                {}
            }
            let Some(left) = self.left().await else { return };
            // The serving node is processing the rest.
            assert!(since.elapsed() < TIME_LIMIT, "what is due does not get done: {left}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// A description of remaining due work.
    async fn left(&self) -> Option<String> {
        let due = case_timers::due(self.app().store.read(), self.now(), 1).await.expect("the clocks");
        if let Some(case) = due.first() {
            return Some(format!("the clock of case {case}"));
        }
        if quality::count(self.app().store.read()).await.expect("the queue") > 0 {
            return Some("assets that were changed".to_owned());
        }
        let (db, now) = (self.app().store.read(), self.now());
        // A longer lease than a node takes belongs to a node that the test created.
        let longest = now + TimeDelta::hours(1);
        let import = imports::Entity::find()
            .filter(imports::Column::Status.eq(ImportStatus::Running))
            .filter(imports::Column::LeaseUntil.gt(now))
            .filter(imports::Column::LeaseUntil.lt(longest));
        if import.count(db).await.expect("the imports") > 0 {
            return Some("an import".to_owned());
        }
        let export = exports::Entity::find()
            .filter(exports::Column::Status.eq(ExportStatus::Running))
            .filter(exports::Column::LeaseUntil.gt(now))
            .filter(exports::Column::LeaseUntil.lt(longest));
        if export.count(db).await.expect("the exports") > 0 {
            return Some("an export".to_owned());
        }
        for status in ["queued", "leased"] {
            let waiting = self.get(cast::ADMIN, &format!("/outbox?status={status}&limit=1")).await;
            let message = waiting.pointer("/items/0").filter(|message| !message.is_null());
            if let Some(message) = message {
                return Some(message.to_string());
            }
        }
        None
    }
}

/// A timer of a case as the API shows it.
///
/// # Panics
/// When the timer neither runs nor has expired.
#[must_use]
pub fn timer<'a>(case: &'a Value, limit: &str) -> &'a Value {
    let timers = case.get("timers").and_then(Value::as_array).expect("timers");
    timers.iter().find(|timer| timer["limit"] == limit).unwrap_or_else(|| panic!("no {limit} among {timers:?}"))
}
