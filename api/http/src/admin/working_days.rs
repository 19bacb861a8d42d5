//! Counts of working days, for the hints of date fields.

use chrono::{Days, NaiveDate};
use domain::calendar::Calendar;
use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;
use poem::web::Data;
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};

use crate::caller::Caller;
use crate::problem::Problem;
use api_app::{app::App, calendars::RESOURCE, command_pipeline::Permission, error::AppError, read_scope::read_scope};

/// The longest period that a request counts, in calendar days.
const LONGEST_DAYS: u64 = 3_660;

/// The working days of a period. The first day does not count.
#[derive(Debug, Object)]
struct WorkingDayCount {
    from: NaiveDate,
    /// Last day of the period.
    to: NaiveDate,
    /// Working days after `from`, up to and including `to`.
    working_days: u32,
    /// Whether `to` is a working day.
    is_working_day: bool,
    /// `to` itself if it is a working day, otherwise the next one.
    next_working_day: NaiveDate,
    /// Whether the calendar is officially announced up to `to`; later days are a forecast.
    is_confirmed: bool,
    /// Version of the day table.
    calendar_version: String,
}

#[derive(Debug)]
pub struct WorkingDays;

#[OpenApi]
impl WorkingDays {
    /// Count working days
    ///
    /// With `to`, counts the working days of a period of at most ten years. With `days`, finds the
    /// last day of a period of that many working days. The first day does not count.
    #[oai(path = "/calendars/:calendar/count", method = "get", operation_id = "calendar.count")]
    async fn count(
        &self,
        app: Data<&App>,
        caller: Caller,
        calendar: Path<String>,
        /// First day, which does not count; defaults to today.
        from: Query<Option<NaiveDate>>,
        to: Query<Option<NaiveDate>>,
        /// Number of working days; instead of `to`.
        days: Query<Option<u32>>,
    ) -> Result<Json<WorkingDayCount>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        app.calendar_cache.refresh(app.store.read()).await.map_err(AppError::from)?;
        let calendar = app.calendar_cache.calendar(&calendar.0).ok_or(AppError::NotFound)?;
        let from = from.0.unwrap_or_else(|| app.local_date(app.clock.now()));
        let to = last_day(&calendar, from, to.0, days.0).map_err(|fault| AppError::Invalid(vec![fault]))?;
        Ok(Json(WorkingDayCount {
            from,
            to,
            working_days: calendar.working_days_between(from, to),
            is_working_day: calendar.is_working_day(to),
            next_working_day: calendar.rolled(to),
            is_confirmed: calendar.is_confirmed(to),
            calendar_version: calendar.version.clone(),
        }))
    }
}

/// The last day of the requested period. The contract bounds `days`.
fn last_day(
    calendar: &Calendar,
    from: NaiveDate,
    to: Option<NaiveDate>,
    days: Option<u32>,
) -> Result<NaiveDate, FieldError> {
    match (to, days) {
        (Some(to), None) if to < from => Err(FieldError::new("to", FieldProblem::NotBeforeFrom)),
        (Some(to), None) => {
            let latest = from.checked_add_days(Days::new(LONGEST_DAYS)).unwrap_or(NaiveDate::MAX);
            if to > latest { Err(FieldError::new("to", FieldProblem::TooLate { latest })) } else { Ok(to) }
        }
        (None, Some(days)) => Ok(calendar.add_working_days(from, days)),
        (Some(_), Some(_)) => Err(FieldError::new("days", FieldProblem::ToOrDays)),
        (None, None) => Err(FieldError::new("to", FieldProblem::ToOrDays)),
    }
}
