//! Calendars: which days are worked, and changing that with two people.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::calendar::DayKind;
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use crate::caller::Caller;
use crate::etag::etag_of_row;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey, Key};
use api_app::reads::{
    calendar_changes::{self, Proposal},
    entities::calendar_changes::Model,
};
use api_app::{
    app::App,
    calendars::{self, Decide, Propose, RESOURCE, Verdict},
    command_pipeline::{Permission, execute},
    error::AppError,
    read_scope::read_scope,
};

/// A calendar of working days.
#[derive(Debug, Object)]
struct Calendar {
    id: String,
    /// It changes with every approved change; clocks remember it.
    version: String,
    /// Up to here the table is announced; later days are forecast.
    confirmed_until: NaiveDate,
    /// The days of the year asked for that differ from the plain week.
    days: Vec<Day>,
}

/// A day that differs from the plain week.
#[derive(Debug, Object)]
struct Day {
    day: NaiveDate,
    /// `holiday`, `swapped_off` or `make_up`.
    kind: String,
}

/// All calendars.
#[derive(Debug, Object)]
struct CalendarList {
    items: Vec<Calendar>,
}

/// A change that is proposed.
#[derive(Debug, Object)]
struct NewChange {
    day: NaiveDate,
    /// `holiday`, `swapped_off`, `make_up`, or `plain` for a day like any other of the week.
    kind: String,
    /// What people call the day.
    name: String,
    /// Where it was announced.
    source: String,
}

/// A change, with what became of it.
#[derive(Debug, Object)]
struct Change {
    id: Uuid,
    calendar: String,
    day: NaiveDate,
    kind: String,
    name: String,
    source: String,
    /// `proposed`, `approved` or `rejected`.
    status: String,
    proposed_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    /// When every open case had been counted anew.
    settled_at: Option<DateTime<Utc>>,
    version: i64,
}

/// Changes, the last proposed first.
#[derive(Debug, Object)]
struct Changes {
    items: Vec<Change>,
}

#[derive(Debug, ApiResponse)]
enum Answered {
    /// The change.
    #[oai(status = 200)]
    Change(Json<Change>, #[oai(header = "ETag")] String),
    /// The new proposal.
    #[oai(status = 201)]
    Proposed(Json<Change>, #[oai(header = "ETag")] String),
}

/// The resource.
#[derive(Debug)]
pub struct Calendars;

#[OpenApi]
impl Calendars {
    /// Calendars with the days that differ from the plain week
    #[oai(path = "/calendars", method = "get", operation_id = "calendar.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Of which year; of this one when absent.
        year: Query<Option<i32>>,
    ) -> Result<Json<CalendarList>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        app.calendar_cache.refresh(app.store.read()).await.map_err(AppError::from)?;
        let year = year.0.unwrap_or_else(|| app.local_date(app.clock.now()).year());
        let items = app.calendar_cache.all().into_iter().map(|calendar| Calendar {
            id: calendar.id.clone(),
            version: calendar.version.clone(),
            confirmed_until: calendar.confirmed_until,
            days: calendar
                .days
                .iter()
                .filter(|(day, _)| day.year() == year)
                .map(|(day, kind)| Day { day: *day, kind: word(*kind).to_owned() })
                .collect(),
        });
        Ok(Json(CalendarList { items: items.collect() }))
    }

    /// Changes of a calendar
    #[oai(path = "/calendars/:calendar/changes", method = "get", operation_id = "calendar.changes")]
    async fn changes(&self, app: Data<&App>, caller: Caller, calendar: Path<String>) -> Result<Json<Changes>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let rows = calendar_changes::of(app.store.read(), &calendar.0).await.map_err(AppError::from)?;
        Ok(Json(Changes { items: rows.into_iter().map(shown).collect() }))
    }

    /// Propose a change; another person approves it
    #[oai(path = "/calendars/:calendar/changes", method = "post", operation_id = "calendar.propose")]
    async fn propose(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        calendar: Path<String>,
        body: Json<NewChange>,
    ) -> Result<Answered, Problem> {
        let NewChange { day, kind, name, source } = body.0;
        let proposal = Proposal { calendar: calendar.0, day, kind, name, source };
        let id = execute(&app, &request.context, Propose { proposal }).await?.answer;
        let row = one(&app, id).await?;
        let tag = etag_of_row(row.version);
        Ok(Answered::Proposed(Json(shown(row)), tag))
    }

    /// Approve a change that somebody else proposed; open due days follow
    #[oai(path = "/calendars/:calendar/changes/:change_id/approve", method = "post", operation_id = "calendar.approve")]
    async fn approve(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        calendar: Path<String>,
        change_id: Path<Uuid>,
    ) -> Result<Answered, Problem> {
        let command = Decide { calendar: calendar.0, change: change_id.0, verdict: Verdict::Approve };
        execute(&app, &request.context, command).await?;
        calendars::settle(&app).await?;
        answered(&app, change_id.0).await
    }

    /// Reject a change that somebody else proposed
    #[oai(path = "/calendars/:calendar/changes/:change_id/reject", method = "post", operation_id = "calendar.reject")]
    async fn reject(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        calendar: Path<String>,
        change_id: Path<Uuid>,
    ) -> Result<Answered, Problem> {
        let command = Decide { calendar: calendar.0, change: change_id.0, verdict: Verdict::Reject };
        execute(&app, &request.context, command).await?;
        answered(&app, change_id.0).await
    }
}

async fn answered(app: &App, id: Uuid) -> Result<Answered, Problem> {
    let row = one(app, id).await?;
    let tag = etag_of_row(row.version);
    Ok(Answered::Change(Json(shown(row)), tag))
}

async fn one(app: &App, id: Uuid) -> Result<Model, AppError> {
    calendar_changes::find(app.store.read(), id).await?.ok_or(AppError::NotFound)
}

fn word(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Holiday => "holiday",
        DayKind::SwappedOff => "swapped_off",
        DayKind::MakeUp => "make_up",
    }
}

fn shown(row: Model) -> Change {
    Change {
        id: row.id,
        calendar: row.calendar,
        day: row.day,
        kind: row.kind,
        name: row.name,
        source: row.source,
        status: row.status.as_str().to_owned(),
        proposed_at: row.proposed_at,
        decided_at: row.decided_at,
        settled_at: row.settled_at,
        version: row.version,
    }
}
