//! Planned works along a route.

use chrono::NaiveDate;
use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;

use super::{LeftOut, left_out, number, shape, to_centimetres};
use crate::caller::Caller;
use crate::cases::public::{PublicPlannedWork, shown_works};
use crate::problem::Problem;
use api_app::app::App;
use api_app::error::AppError;
use api_app::planning::works::{self, WorksQuery};

/// Default buffer on either side.
const USUAL_METRES: f64 = 20.0;
/// Greatest width of the buffer on either side.
const WIDEST_METRES: f64 = 1_000.0;

/// A route and a period of installation.
#[derive(Debug, Object)]
#[oai(rename = "PlannedWorksQuery", deny_unknown_fields)]
struct Asked {
    /// GeoJSON geometry in WGS 84.
    route: Value,
    /// Greatest distance from the route; defaults to 20 m.
    buffer_m: Option<f64>,
    /// First day of the period; excludes works that ended before.
    from: Option<NaiveDate>,
    /// Last day of the period; excludes works that begin later.
    until: Option<NaiveDate>,
}

/// Planned works in route order.
#[derive(Debug, Object)]
struct PlannedWorksOnRoute {
    items: Vec<PlannedWorkOnRoute>,
    left_out: Vec<LeftOut>,
    parameters: PlannedWorksParameters,
}

/// Planned works near the route.
#[derive(Debug, Object)]
struct PlannedWorkOnRoute {
    works: PublicPlannedWork,
    /// Last day, when the duration is known.
    ends_on: Option<NaiveDate>,
    /// Distance from the route.
    off_m: f64,
    /// Distance from the start of the route, when the route is a line.
    along_m: Option<f64>,
}

/// Parameters that were applied.
#[derive(Debug, Object)]
struct PlannedWorksParameters {
    buffer_m: f64,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

#[derive(Debug)]
pub struct NearWorks;

#[OpenApi]
impl NearWorks {
    /// Find planned works along a route
    #[oai(path = "/planning/planned-works", method = "post", operation_id = "planning.find_planned_works")]
    async fn find(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<Asked>,
    ) -> Result<Json<PlannedWorksOnRoute>, Problem> {
        api_app::planning::viewer(&app, &caller.0).await?;
        let query = query_of(&body.0)?;
        let (found, tally) = works::find(app.store.read(), &app.compute, &query).await?;
        let mut items = Vec::with_capacity(found.len());
        for touching in found {
            let ends_on = works::days(&touching.works.case.content).and_then(|(_, ends)| ends);
            if let Some(works) = shown_works(&app, &touching.works).await? {
                items.push(PlannedWorkOnRoute {
                    works,
                    ends_on,
                    off_m: to_centimetres(touching.off_metres),
                    along_m: touching.along_metres.map(to_centimetres),
                });
            }
        }
        let WorksQuery { buffer_metres, from, until, .. } = query;
        let parameters = PlannedWorksParameters { buffer_m: buffer_metres, from, until };
        Ok(Json(PlannedWorksOnRoute { items, left_out: left_out(&tally, caller.0.locale), parameters }))
    }
}

fn query_of(asked: &Asked) -> Result<WorksQuery, AppError> {
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
