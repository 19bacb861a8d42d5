//! The town's clock. When it is moved, everything that is due happens before anybody goes on: nothing is slept for.

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

/// How long letters that another node has in hand may take.
const PATIENCE: Duration = Duration::from_secs(30);

impl TestApp {
    /// The instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.app().clock.now()
    }

    /// The legal day.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.app().local_date(self.now())
    }

    /// The legal day so many days from now, as it is sent.
    #[must_use]
    pub fn in_days(&self, days: i64) -> String {
        (self.today() + TimeDelta::days(days)).to_string()
    }

    /// Lets days pass; everything that is due by itself has happened when it returns.
    pub async fn days(&self, days: i64) {
        // What is in hand is finished first: nobody's lease runs out under it.
        self.work().await;
        self.indoors.clock.advance(TimeDelta::days(days));
        self.work().await;
    }

    /// Sets the clock, `2023-10-16T23:59:00+07:00`, and leaves what is due to whoever comes first.
    ///
    /// # Panics
    /// When it is no instant, or lies in the past.
    pub async fn set(&self, instant: &str) {
        self.work().await;
        let instant = DateTime::parse_from_rfc3339(instant).expect("an instant").to_utc();
        assert!(instant >= self.now(), "the clock goes forward only");
        self.indoors.clock.set(instant);
    }

    /// Sets the clock; everything that is due by itself has happened when it returns.
    pub async fn at(&self, instant: &str) {
        self.set(instant).await;
        self.work().await;
    }

    /// Runs the background jobs of the server, as one more node beside the one that serves, until there is nothing left to do for
    /// either of them.
    ///
    /// # Panics
    /// When a job fails, or letters stay behind.
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
            // The serving node has the rest in hand.
            assert!(since.elapsed() < PATIENCE, "what is due does not get done: {left}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Something that is still to be done now.
    async fn left(&self) -> Option<String> {
        let due = case_timers::due(self.app().store.read(), self.now(), 1).await.expect("the clocks");
        if let Some(case) = due.first() {
            return Some(format!("the clock of case {case}"));
        }
        if quality::count(self.app().store.read()).await.expect("the queue") > 0 {
            return Some("assets that were changed".to_owned());
        }
        let (db, now) = (self.app().store.read(), self.now());
        // A lease for longer than a node takes one belongs to a node of the test's own making.
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
            let letter = waiting.pointer("/items/0").filter(|letter| !letter.is_null());
            if let Some(letter) = letter {
                return Some(letter.to_string());
            }
        }
        None
    }
}

/// A time limit of a case as it is shown.
///
/// # Panics
/// When it does not run and has not run out.
#[must_use]
pub fn timer<'a>(case: &'a Value, limit: &str) -> &'a Value {
    let timers = case.get("timers").and_then(Value::as_array).expect("timers");
    timers.iter().find(|timer| timer["limit"] == limit).unwrap_or_else(|| panic!("no {limit} among {timers:?}"))
}
