//! Missing supports along a route.

use std::collections::BTreeSet;

use domain::ids::AssetId;
use domain::messages::FieldProblem;
use domain::place::{Line, Shape};
use domain::planning::spans::Support;
use domain::workflow::violation::FieldError;
use geo::{Geometry, LineString};
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{LeftOut, left_out, need, number, shape, shown, to_centimetres};
use crate::assets::bodies::{Asset, Fit};
use crate::caller::Caller;
use crate::problem::Problem;
use api_app::app::App;
use api_app::error::AppError;
use api_app::planning::PlanningViewer;
use api_app::planning::supports::{self, PlannedSupport, SupportPlan, SupportsQuery};
use api_app::reads::assets;

/// Greatest length of a route.
const LONGEST_METRES: f64 = 50_000.0;
/// Greatest span between supports.
const LONGEST_SPAN_METRES: f64 = 2_000.0;
/// Greatest width of the buffer on either side.
const WIDEST_METRES: f64 = 200.0;

/// A line that needs supports.
#[derive(Debug, Object)]
#[oai(rename = "SupportsQuery", deny_unknown_fields)]
struct Asked {
    /// GeoJSON `LineString`; supported at both ends.
    route: Option<Value>,
    /// Start of a straight line, as an alternative to `route`.
    from_asset_id: Option<Uuid>,
    /// End of the straight line.
    to_asset_id: Option<Uuid>,
    /// Kind of the supports; defaults to `pole`.
    kind: Option<String>,
    /// Number of free places needed on each support; defaults to 1.
    places: Option<u32>,
    /// Greatest span; defaults to that of the asset kind.
    span_m: Option<f64>,
    /// Greatest distance of a support from the route.
    buffer_m: Option<f64>,
}

/// Supports of a route from start to end.
#[derive(Debug, Object)]
struct Supports {
    items: Vec<SupportPlace>,
    /// Number of new supports.
    new_count: u64,
    /// Number of existing supports that are used.
    existing_count: u64,
    /// Length of the route.
    length_m: f64,
    left_out: Vec<LeftOut>,
    parameters: SupportsParameters,
}

/// A support of the line.
#[derive(Debug, Object)]
struct SupportPlace {
    /// `end`, `existing` or `new`.
    held_by: String,
    /// Existing asset at this position.
    asset: Option<Asset>,
    /// Whether its places are free, or the owner must be asked; absent without an asset.
    #[oai(skip_serializing_if_is_none)]
    fit: Option<Fit>,
    /// GeoJSON `Point` of the position.
    geometry: Value,
    /// Distance along the route from its start.
    along_m: f64,
    /// Distance from the route.
    off_m: f64,
}

/// Parameters that were applied.
#[derive(Debug, Object)]
struct SupportsParameters {
    kind: String,
    places: u32,
    span_m: f64,
    buffer_m: f64,
}

#[derive(Debug)]
pub struct NewSupports;

#[OpenApi]
impl NewSupports {
    /// Find missing supports along a route
    ///
    /// Minimises the number of new supports.
    #[oai(path = "/planning/supports", method = "post", operation_id = "planning.find_supports")]
    async fn find(&self, app: Data<&App>, caller: Caller, body: Json<Asked>) -> Result<Json<Supports>, Problem> {
        let viewer = api_app::planning::viewer(&app, &caller.0).await?;
        let asked = body.0;
        let (route, ends) = route(&app, &viewer, &asked).await?;
        let places = asked.places.unwrap_or(1);
        let query = query_of(&app, &asked, route, ends, places)?;
        let answer = supports::find(app.store.read(), &viewer, &query).await?;
        let ids: Vec<AssetId> = answer.places.iter().filter_map(|place| place.asset).collect();
        let mut assets = shown(&app, &caller, &viewer, &ids).await?;
        let SupportPlan { places: found, left_out: tally } = answer;
        let count = |wanted: fn(&PlannedSupport) -> bool| {
            u64::try_from(found.iter().filter(|place| wanted(place)).count()).unwrap_or(u64::MAX)
        };
        let new_count = count(|place| place.held.by == Support::New);
        let existing_count = count(|place| place.asset.is_some());
        let items = found
            .into_iter()
            .map(|place| SupportPlace {
                held_by: name_of(place.held.by).to_owned(),
                asset: place.asset.and_then(|asset| assets.remove(&asset)),
                fit: place.fit.and_then(Fit::from_answer),
                geometry: json!({"type": "Point", "coordinates": [place.at.x, place.at.y]}),
                along_m: to_centimetres(place.held.along_metres),
                off_m: to_centimetres(place.off_metres),
            })
            .collect();
        Ok(Json(Supports {
            items,
            new_count,
            existing_count,
            length_m: to_centimetres(Line::of(&query.route).map_or(0.0, |course| course.length_metres())),
            left_out: left_out(&tally, caller.0.locale),
            parameters: SupportsParameters {
                kind: query.kind,
                places,
                span_m: query.span_metres,
                buffer_m: query.buffer_metres,
            },
        }))
    }
}

fn name_of(by: Support) -> &'static str {
    match by {
        Support::End => "end",
        Support::Existing(_) => "existing",
        Support::New => "new",
    }
}

/// The route, and the assets at its ends when it connects two assets.
async fn route(app: &App, viewer: &PlanningViewer, asked: &Asked) -> Result<(Shape, BTreeSet<AssetId>), AppError> {
    match (&asked.route, asked.from_asset_id, asked.to_asset_id) {
        (Some(route), None, None) => {
            Ok((shape("/route", route).map_err(|fault| AppError::Invalid(vec![fault]))?, BTreeSet::new()))
        }
        (None, Some(from), Some(to)) => {
            let mut corners = Vec::new();
            for (pointer, id) in [("/from_asset_id", from), ("/to_asset_id", to)] {
                let found = assets::find(app.store.read(), AssetId::new(id), &viewer.visibility).await?;
                match found.as_ref().map(|found| found.asset.shape.geometry()) {
                    Some(Geometry::Point(at)) => corners.push(at.0),
                    Some(_) => return Err(AppError::invalid(pointer, FieldProblem::NotAPointAsset)),
                    None => return Err(AppError::invalid(pointer, FieldProblem::NoSuchAsset)),
                }
            }
            let line = Shape::new(Geometry::LineString(LineString(corners))).map_err(AppError::internal)?;
            Ok((line, BTreeSet::from([AssetId::new(from), AssetId::new(to)])))
        }
        (_, _, _) => Err(AppError::invalid("/route", FieldProblem::RouteOrAssets)),
    }
}

fn query_of(
    app: &App,
    asked: &Asked,
    route: Shape,
    ends: BTreeSet<AssetId>,
    places: u32,
) -> Result<SupportsQuery, AppError> {
    let rules = &app.policies.planning;
    let kind = asked.kind.clone().unwrap_or_else(|| "pole".to_owned());
    let mut faults: Vec<FieldError> = Vec::new();
    let usual = rules.longest_span_m.get(&kind).copied();
    if usual.is_none() {
        let known: Vec<&str> = rules.longest_span_m.keys().map(String::as_str).collect();
        faults.push(FieldError::new("/kind", FieldProblem::one_of(&known)));
    }
    if places == 0 {
        faults.push(FieldError::new("/places", FieldProblem::AtLeast { least: 1.into() }));
    }
    if route.line().is_none() {
        faults.push(FieldError::new("/route", FieldProblem::NotALine));
    } else if route.length_metres() > LONGEST_METRES {
        faults.push(FieldError::new("/route", FieldProblem::TooLong { most_m: LONGEST_METRES.into() }));
    }
    let span = number("/span_m", asked.span_m, usual.unwrap_or(1.0), LONGEST_SPAN_METRES);
    let buffer = number("/buffer_m", asked.buffer_m, rules.support_buffer_m, WIDEST_METRES);
    match (span, buffer) {
        (Ok(span_metres), Ok(buffer_metres)) if faults.is_empty() => {
            Ok(SupportsQuery { route, needs: need(app, &kind, places), kind, span_metres, buffer_metres, ends })
        }
        (span, buffer) => {
            faults.extend([span.err(), buffer.err()].into_iter().flatten());
            Err(AppError::Invalid(faults))
        }
    }
}
