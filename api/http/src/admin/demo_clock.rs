//! Clock of the demo: `POST /demo/clock?days=2` advances it. The route exists only under `serve
//! --demo` and only for administrators.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use domain::access::Role;
use domain::messages::Rule;
use poem::{
    IntoResponse, Request, Response, handler,
    web::{Data, Json, Query},
};
use serde::{Deserialize, Serialize};

use crate::caller;
use crate::problem::Problem;
use api_app::reads::clock::DemoClock;
use api_app::{app::App, cases::clock, error::AppError};

#[derive(Deserialize)]
struct Step {
    days: u16,
}

#[derive(Serialize)]
struct Shown {
    now: DateTime<Utc>,
}

/// Advances the clock by whole days and runs everything that becomes due.
#[handler]
pub(crate) async fn advance(
    request: &Request,
    app: Data<&App>,
    demo: Data<&Arc<DemoClock>>,
    step: Query<Step>,
) -> Response {
    match moved(request, &app, &demo, step.days).await {
        Ok(now) => Json(Shown { now }).into_response(),
        Err(failure) => Problem::from(failure).into_response(),
    }
}

async fn moved(request: &Request, app: &App, demo: &DemoClock, days: u16) -> Result<DateTime<Utc>, AppError> {
    let actor = caller::of(request).await?;
    if !actor.has_role(Role::Admin) {
        return Err(AppError::forbidden(Rule::OnlyAnAdministratorMovesTheClock));
    }
    let now = demo.advance(Duration::days(i64::from(days))).map_err(AppError::internal)?;
    // The response is sent after all due work has run, so that the next request reads the new
    // state.
    while clock::run_due(app).await? > 0 {}
    app.wake_signal.send();
    Ok(now)
}
