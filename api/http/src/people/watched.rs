//! The cases and tasks that a page shows, and the events about their changes.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Actor;
use poem::web::sse::Event;
use poem_openapi::types::ToJSON;
use poem_openapi::{Object, Union};
use uuid::Uuid;

use crate::identifiers::identifiers;
use crate::people::notifications::Notification;
use api_app::app::App;
use api_app::cases::queries::readable_versions;
use api_app::error::AppError;
use api_app::reads::tasks;
use api_app::tasks::readable_memberships;

/// The largest number of watched cases, and of watched tasks.
const MOST: usize = 100;

/// An event of the stream. Events about cases have the name `case`, events about tasks the name
/// `task`; notifications have none.
#[derive(Debug, Union)]
#[oai(one_of)]
pub(crate) enum StreamEvent {
    Notification(Notification),
    Case(CaseChange),
    Task(TaskChange),
}

/// State of a watched case, when the stream starts and after every change.
#[derive(Debug, Object)]
pub(crate) struct CaseChange {
    case_id: Uuid,
    version: u64,
    /// State in the workflow of the case.
    state: String,
}

/// State of a watched task, when the stream starts and after every change.
#[derive(Debug, Object)]
pub(crate) struct TaskChange {
    task_id: Uuid,
    version: i64,
    /// `open`, `claimed`, `done` or `cancelled`.
    status: String,
    /// Person who claimed the task.
    claimed_by: Option<Uuid>,
}

/// The watched cases and tasks, with the versions that the client has received.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    cases: BTreeSet<Uuid>,
    tasks: BTreeSet<Uuid>,
    sent: BTreeMap<Uuid, i64>,
}

impl Watched {
    /// Parses the identifiers, which are separated by commas.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a word that is no identifier, and for more than 100.
    pub(crate) fn parse(cases: Option<&str>, tasks: Option<&str>) -> Result<Self, AppError> {
        let mut faults = Vec::new();
        let mut parsed = |parameter, ids: Option<&str>| match ids.map(|ids| identifiers(parameter, ids, MOST)) {
            None => BTreeSet::new(),
            Some(Ok(ids)) => ids.into_iter().collect(),
            Some(Err(fault)) => {
                faults.push(fault);
                BTreeSet::new()
            }
        };
        let watched = Self { cases: parsed("cases", cases), tasks: parsed("tasks", tasks), sent: BTreeMap::new() };
        if faults.is_empty() { Ok(watched) } else { Err(AppError::Invalid(faults)) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.tasks.is_empty()
    }

    /// Events for everything that has another version than the client received. A case or task that
    /// the reader may not see has none, like one that does not exist.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when the database fails.
    pub(crate) async fn changes(&mut self, app: &App, reader: &Actor) -> Result<Vec<Event>, AppError> {
        let mut events = Vec::new();
        for (case_id, version, state) in readable_versions(app, reader, &self.cases).await? {
            if self.is_news(case_id, version) {
                let event = CaseChange { case_id, version: version.unsigned_abs(), state };
                events.push(Event::message(event.to_json_string()).event_type("case"));
            }
        }
        // A reader without the permission gets the answer for unknown tasks.
        let Ok(memberships) = readable_memberships(app, reader) else { return Ok(events) };
        for task in tasks::find_among(app.store.read(), &memberships, &self.tasks).await? {
            if self.is_news(task.id, task.version) {
                let status = task.status.as_str().to_owned();
                let event = TaskChange { task_id: task.id, version: task.version, status, claimed_by: task.claimed_by };
                events.push(Event::message(event.to_json_string()).event_type("task"));
            }
        }
        Ok(events)
    }

    fn is_news(&mut self, id: Uuid, version: i64) -> bool {
        self.sent.insert(id, version) != Some(version)
    }
}
