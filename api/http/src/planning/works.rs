//! Planned works that touch a route.

use chrono::NaiveDate;
use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;

use super::{LeftOut, left_out, number, shape, to_centimetres};
use crate::caller::Caller;
use crate::cases::public::{PublicWorks, shown_works};
use crate::problem::Problem;
use api_app::app::App;
use api_app::error::AppError;
use api_app::planning::works::{self, WorksQuery};

/// How near is touching when nothing is said.
const USUAL_METRES: f64 = 20.0;
/// The widest buffer on either side.
const WIDEST_METRES: f64 = 1_000.0;

/// A route, and the days on which something is to be laid there.
#[derive(Debug, Object)]
#[oai(rename = "WorksQuestion", deny_unknown_fields)]
struct Asked {
    /// A GeoJSON geometry.
    route: Value,
    /// How near is touching; 20 m when absent.
    buffer_m: Option<f64>,
    /// Works that are not over before this day.
    from: Option<NaiveDate>,
    /// Works that have begun by this day.
    until: Option<NaiveDate>,
}

/// Planned works, in the order in which the route passes them.
#[derive(Debug, Object)]
struct WorksOnRoute {
    items: Vec<TouchingWorks>,
    left_out: Vec<LeftOut>,
    parameters: WorksParameters,
}

/// Planned works that touch the route.
#[derive(Debug, Object)]
struct TouchingWorks {
    works: PublicWorks,
    /// The last day, when it is known how long they take.
    ends_on: Option<NaiveDate>,
    /// From the route.
    off_m: f64,
    /// From the start of the route, when it is a line.
    along_m: Option<f64>,
}

/// The numbers that were used.
#[derive(Debug, Object)]
struct WorksParameters {
    buffer_m: f64,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

/// The resource.
#[derive(Debug)]
pub struct NearWorks;

#[OpenApi]
impl NearWorks {
    /// Find planned works that touch a route
    #[oai(path = "/planning/planned-works", method = "post", operation_id = "planning.planned_works")]
    async fn find(&self, app: Data<&App>, caller: Caller, body: Json<Asked>) -> Result<Json<WorksOnRoute>, Problem> {
        api_app::planning::viewer(&app, &caller.0).await?;
        let question = question(&body.0)?;
        let (found, tally) = works::find(app.store.read(), &app.compute, &question).await?;
        let mut items = Vec::with_capacity(found.len());
        for touching in found {
            let ends_on = works::days(&touching.works.case.papers).and_then(|(_, ends)| ends);
            if let Some(works) = shown_works(&app, &touching.works).await? {
                items.push(TouchingWorks {
                    works,
                    ends_on,
                    off_m: to_centimetres(touching.off_metres),
                    along_m: touching.along_metres.map(to_centimetres),
                });
            }
        }
        let WorksQuery { buffer_metres, from, until, .. } = question;
        let parameters = WorksParameters { buffer_m: buffer_metres, from, until };
        Ok(Json(WorksOnRoute { items, left_out: left_out(&tally, caller.0.locale), parameters }))
    }
}

fn question(asked: &Asked) -> Result<WorksQuery, AppError> {
    let mut faults = Vec::new();
    let route = shape("/route", &asked.route).map_err(|fault| faults.push(fault)).ok();
    let buffer =
        number("/buffer_m", asked.buffer_m, USUAL_METRES, WIDEST_METRES).map_err(|fault| faults.push(fault)).ok();
    if asked.from.zip(asked.until).is_some_and(|(from, until)| until < from) {
        faults.push(FieldError::new("/until", FieldProblem::NotBeforeFrom));
    }
    match (route, buffer) {
        (Some(place), Some(buffer_metres)) if faults.is_empty() => {
            Ok(WorksQuery { place, buffer_metres, from: asked.from, until: asked.until })
        }
        (_, _) => Err(AppError::Invalid(faults)),
    }
}
