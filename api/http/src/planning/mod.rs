//! Planning queries. Each answer lists its items, the excluded assets by reason, and the applied
//! parameters.

pub mod along_route;
pub mod construction_route;
pub mod duct_path;
pub mod sharing_first;
pub mod supports;
pub mod towers;
pub mod works;

use std::collections::BTreeMap;

use domain::ids::AssetId;
use domain::messages::FieldProblem;
use domain::place::{ReceivedShape, Shape};
use domain::planning::fitness::Need;
use domain::planning::left_out::Tally;
use domain::text::Locale;
use domain::workflow::violation::FieldError;
use geo::{Coord, Geometry};
use poem_openapi::Object;
use serde_json::Value;

use crate::assets::bodies::Asset;
use crate::caller::Caller;
use api_app::app::App;
use api_app::error::AppError;
use api_app::planning::PlanningViewer;
use api_app::reads::assets;
use api_app::register::view;

/// Assets within reach that are excluded from the answer.
#[derive(Debug, Object)]
pub(super) struct LeftOut {
    /// Code of the reason, such as `full`.
    code: String,
    count: u64,
    /// Explanation in the reader's language.
    explanation: String,
}

/// Converts the tally of excluded assets.
pub(super) fn left_out(tally: &Tally, locale: Locale) -> Vec<LeftOut> {
    let said = |(why, count): (&domain::planning::left_out::LeftOut, &u64)| LeftOut {
        code: why.as_str().to_owned(),
        count: *count,
        explanation: why.explanation().text(locale),
    };
    tally.iter().map(said).collect()
}

/// Rounds metres to centimetres; no survey is more precise.
pub(super) fn to_centimetres(metres: f64) -> f64 {
    (metres * 100.0).round() / 100.0
}

/// Parses a geometry of a query.
fn shape(pointer: &str, value: &Value) -> Result<Shape, FieldError> {
    let read = ReceivedShape::from_geojson(value).map_err(|why| FieldError::new(pointer, why))?;
    Ok(read.into_shape())
}

/// Parses a point of a query.
fn point(pointer: &str, value: &Value) -> Result<Coord<f64>, FieldError> {
    match shape(pointer, value)?.geometry() {
        Geometry::Point(at) => Ok(at.0),
        Geometry::LineString(_)
        | Geometry::Polygon(_)
        | Geometry::MultiPolygon(_)
        | Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => Err(FieldError::new(pointer, FieldProblem::NotAPoint)),
    }
}

/// Validates a number of a query, or applies the default.
fn number(pointer: &str, asked: Option<f64>, usual: f64, most: f64) -> Result<f64, FieldError> {
    let number = asked.unwrap_or(usual);
    let fits = number > 0.0 && number <= most;
    fits.then_some(number).ok_or_else(|| FieldError::new(pointer, FieldProblem::MoreThanZero { most: most.into() }))
}

/// The needed quantity of the default unit of an asset kind.
fn need(app: &App, kind: &str, quantity: u32) -> Vec<Need> {
    let unit = app.policies.planning.unit_of.get(kind);
    unit.map(|unit| Need { unit: unit.clone(), quantity }).into_iter().collect()
}

/// Assets as the planner sees them.
async fn shown(
    app: &App,
    caller: &Caller,
    viewer: &PlanningViewer,
    ids: &[AssetId],
) -> Result<BTreeMap<AssetId, Asset>, AppError> {
    let read = app.store.read();
    let found = assets::find_many(read, ids, &viewer.visibility).await?;
    let kinds = &app.policies.kinds;
    let lens = view::AssetReader { visibility: &viewer.visibility, locale: caller.0.locale, kinds, free_min: None };
    let views = view::views(read, found, lens).await?;
    Ok(views.into_iter().map(|view| (AssetId::new(view.id), view.into())).collect())
}
