//! Representation of a task in responses.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Actor;
use domain::ids::OrganizationId;
use domain::text::{Locale, Localized};
use poem_openapi::Object;
use uuid::Uuid;

use crate::cases::view::{Deadline, Party, state_title};
use crate::legal_days::LegalDays;
use crate::request_context;
use api_app::app::App;
use api_app::cases::{effective_law, queries};
use api_app::error::AppError;
use api_app::reads::cases::StoredCase;
use api_app::reads::entities::tasks::Model;
use api_app::reads::{labels, organizations, tasks};

/// A task of an office.
#[derive(Debug, Object)]
pub(crate) struct Task {
    id: Uuid,
    /// `turn` (a case waits), `undelivered_letter` or `inspection`.
    kind: String,
    /// Title in the reader's language.
    title: String,
    /// Case that the task belongs to; null when there is none or the reader may not see it.
    case: Option<TaskCase>,
    /// Responsible office.
    organization: NamedReference,
    /// Roles that may perform the task.
    roles: Vec<String>,
    area_id: Option<Uuid>,
    /// First instant at which the task is late.
    due_at: Option<DateTime<Utc>>,
    /// Last legal day for the task.
    due_on: Option<NaiveDate>,
    /// Working days until the last day: 0 on it, negative after it. While all time limits of the
    /// case are paused, the remaining time.
    days_left: Option<i32>,
    overdue: bool,
    /// `open`, `claimed`, `done` or `cancelled`.
    status: String,
    /// Person who claimed the task.
    claimed_by: Option<NamedReference>,
    version: i64,
    created_at: DateTime<Utc>,
}

/// The case of a task.
#[derive(Debug, Object)]
struct TaskCase {
    id: Uuid,
    code: String,
    kind: String,
    /// Kind in the reader's language.
    kind_title: String,
    title: String,
    state: String,
    /// State in the reader's language.
    state_title: String,
    applicant: Party,
    /// Whether a time limit is paused.
    paused: bool,
}

/// Identifier and name of a person or an organisation.
#[derive(Debug, Object)]
pub(crate) struct NamedReference {
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

/// Converts tasks for a reader in the language of the request.
pub(crate) async fn shown(app: &App, reader: &Actor, rows: Vec<Model>) -> Result<Vec<Task>, AppError> {
    let db = app.store.read();
    let cases: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.case_id).collect();
    let people: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.claimed_by).collect();
    let cases: BTreeMap<Uuid, StoredCase> = queries::readable_cases(app, reader, &cases)
        .await?
        .into_iter()
        .map(|kept| (kept.case.id.uuid(), kept))
        .collect();
    let people = labels::people(db, &people).await?;
    let offices = rows.iter().map(|row| OrganizationId::new(row.organization_id));
    let named: BTreeSet<OrganizationId> = offices.chain(cases.values().map(|kept| kept.case.applicant)).collect();
    let names = organizations::names(db, &named.into_iter().collect::<Vec<_>>()).await?;
    let lens = Lens { app, cases, people, names, days: LegalDays::of(app), locale: request_context::locale() };
    rows.into_iter().map(|row| lens.task(row)).collect()
}

/// What tasks are shown with.
struct Lens<'a> {
    app: &'a App,
    /// The cases that the reader may see.
    cases: BTreeMap<Uuid, StoredCase>,
    people: BTreeMap<Uuid, String>,
    names: BTreeMap<OrganizationId, Localized>,
    days: LegalDays,
    locale: Locale,
}

impl Lens<'_> {
    fn task(&self, row: Model) -> Result<Task, AppError> {
        let roles = tasks::roles(&row).into_iter().map(|role| role.as_str().to_owned()).collect();
        let title: Option<Localized> = serde_json::from_value(row.title).ok();
        let office = self.names.get(&OrganizationId::new(row.organization_id));
        let kept = row.case_id.and_then(|id| self.cases.get(&id));
        let due_on = row.due_at.map(|due| self.days.last_day(due));
        let (case, deadline) = match kept {
            None => (None, Deadline::default()),
            Some(kept) => {
                let (case, deadline) = self.case(kept)?;
                (Some(case), deadline)
            }
        };
        // The calendar of the case counts, unless the task has a date of its own.
        let days_left =
            if deadline.due_at == row.due_at { deadline.days_left } else { due_on.and_then(|day| self.days.left(day)) };
        Ok(Task {
            id: row.id,
            kind: row.kind,
            title: title.map_or_else(String::new, |title| title.get(self.locale).to_owned()),
            case,
            organization: NamedReference {
                id: row.organization_id,
                name: office.map_or_else(String::new, |name| name.get(self.locale).to_owned()),
            },
            roles,
            area_id: row.area_id,
            due_at: row.due_at,
            due_on,
            days_left,
            overdue: row.due_at.is_some_and(|due| due <= self.days.now()),
            status: row.status.as_str().to_owned(),
            claimed_by: row
                .claimed_by
                .map(|id| NamedReference { id, name: self.people.get(&id).cloned().unwrap_or_default() }),
            version: row.version,
            created_at: row.created_at,
        })
    }

    fn case(&self, kept: &StoredCase) -> Result<(TaskCase, Deadline), AppError> {
        let case = &kept.case;
        let ruling = effective_law::of(self.app, case)?;
        let law = ruling.law();
        let deadline = Deadline::of(law, case, self.days.now());
        let shown = TaskCase {
            id: case.id.uuid(),
            code: case.code_or_id(),
            kind: case.kind.to_string(),
            kind_title: law.definition.title.get(self.locale).to_owned(),
            title: case.content.title().to_owned(),
            state: case.state.to_string(),
            state_title: state_title(&law, &case.state, self.locale),
            applicant: Party::named(case.applicant, &self.names, self.locale),
            paused: deadline.paused,
        };
        Ok((shown, deadline))
    }
}
