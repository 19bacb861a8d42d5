//! Calendars of working days, and changes to them that a second person approves.

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
use crate::etag::etag;
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
    /// Version of the day table. Every approved change creates a new version; running timers refer
    /// to it.
    version: String,
    /// Last day that is officially announced; later days are a forecast.
    confirmed_until: NaiveDate,
    /// Days of the requested year that differ from the regular week.
    days: Vec<CalendarDay>,
}

/// A day that differs from the regular week.
#[derive(Debug, Object)]
struct CalendarDay {
    day: NaiveDate,
    /// `holiday`, `swapped_off` or `make_up`.
    kind: String,
}

/// All calendars of the server.
#[derive(Debug, Object)]
struct CalendarList {
    items: Vec<Calendar>,
}

/// A proposed change of a calendar.
#[derive(Debug, Object)]
struct NewCalendarChange {
    day: NaiveDate,
    /// `holiday`, `swapped_off`, `make_up`, or `plain` for a regular day of the week.
    kind: String,
    /// Name of the day.
    name: String,
    /// Official announcement of the change.
    source: String,
}

/// A calendar change and its outcome.
#[derive(Debug, Object)]
struct CalendarChange {
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
    /// Time at which the due dates of all open cases had been recomputed.
    settled_at: Option<DateTime<Utc>>,
    version: i64,
}

/// Changes of a calendar, the latest proposal first.
#[derive(Debug, Object)]
struct CalendarChangeList {
    items: Vec<CalendarChange>,
}

#[derive(Debug, ApiResponse)]
enum Answered {
    /// The decided calendar change.
    #[oai(status = 200)]
    CalendarChange(Json<CalendarChange>, #[oai(header = "ETag")] String),
    /// The new calendar change.
    #[oai(status = 201)]
    Proposed(Json<CalendarChange>, #[oai(header = "ETag")] String),
}

#[derive(Debug)]
pub struct Calendars;

#[OpenApi]
impl Calendars {
    /// List calendars
    ///
    /// Each calendar lists the days of a year that differ from the regular week.
    #[oai(path = "/calendars", method = "get", operation_id = "calendar.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Calendar year; defaults to the current year.
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
                .map(|(day, kind)| CalendarDay { day: *day, kind: name_of(*kind).to_owned() })
                .collect(),
        });
        Ok(Json(CalendarList { items: items.collect() }))
    }

    /// List the changes of a calendar
    #[oai(path = "/calendars/:calendar/changes", method = "get", operation_id = "calendar_change.list")]
    async fn changes(
        &self,
        app: Data<&App>,
        caller: Caller,
        calendar: Path<String>,
    ) -> Result<Json<CalendarChangeList>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let rows = calendar_changes::of(app.store.read(), &calendar.0).await.map_err(AppError::from)?;
        Ok(Json(CalendarChangeList { items: rows.into_iter().map(shown).collect() }))
    }

    /// Propose a calendar change
    ///
    /// A second person approves or rejects the change.
    #[oai(path = "/calendars/:calendar/changes", method = "post", operation_id = "calendar_change.create")]
    async fn propose(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        calendar: Path<String>,
        body: Json<NewCalendarChange>,
    ) -> Result<Answered, Problem> {
        let NewCalendarChange { day, kind, name, source } = body.0;
        let proposal = Proposal { calendar: calendar.0, day, kind, name, source };
        let id = execute(&app, &request.context, Propose { proposal }).await?.answer;
        let row = one(&app, id).await?;
        let tag = etag(row.version);
        Ok(Answered::Proposed(Json(shown(row)), tag))
    }

    /// Approve a calendar change
    ///
    /// The approver must not be the proposer. Due dates of open cases are recomputed.
    #[oai(
        path = "/calendars/:calendar/changes/:change_id/approve",
        method = "post",
        operation_id = "calendar_change.approve"
    )]
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

    /// Reject a calendar change
    ///
    /// The person who rejects must not be the proposer.
    #[oai(
        path = "/calendars/:calendar/changes/:change_id/reject",
        method = "post",
        operation_id = "calendar_change.reject"
    )]
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
    let tag = etag(row.version);
    Ok(Answered::CalendarChange(Json(shown(row)), tag))
}

async fn one(app: &App, id: Uuid) -> Result<Model, AppError> {
    calendar_changes::find(app.store.read(), id).await?.ok_or(AppError::NotFound)
}

fn name_of(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Holiday => "holiday",
        DayKind::SwappedOff => "swapped_off",
        DayKind::MakeUp => "make_up",
    }
}

fn shown(row: Model) -> CalendarChange {
    CalendarChange {
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
