//! Assets along a route: shareable, in service and with free capacity, in route order.

use domain::messages::{FieldProblem, Message};
use domain::place::{LineSection, ReceivedShape};
use domain::planning::coverage;
use domain::planning::fitness::Need as Needed;
use domain::registry::kind::KindCatalogue;
use domain::workflow::violation::FieldError;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;

use crate::assets::bodies::{Asset, Fit};
use crate::assets::filters::FARTHEST_METRES;
use crate::caller::Caller;
use crate::planning::{LeftOut, left_out, to_centimetres};
use crate::problem::Problem;
use api_app::app::App;
use api_app::error::AppError;
use api_app::planning::along_route;
use api_app::reads::along_route::{Passed, RouteQuery};
use api_app::register::{queries, view};

/// Greatest length of a route.
const LONGEST_METRES: f64 = 200_000.0;
/// Greatest width of the buffer on either side.
const WIDEST_METRES: f64 = 1_000.0;
/// A route and the quantities needed along it.
#[derive(Debug, Object)]
#[oai(rename = "RouteQuery", deny_unknown_fields)]
struct RouteQueryBody {
    /// GeoJSON `LineString` in WGS 84.
    route: Value,
    /// Greatest distance of an asset from the route.
    buffer_m: f64,
    /// Needed quantities. An asset must have at least one of these units, and enough of each that
    /// it has. Without any, one free place is needed.
    #[oai(default)]
    units: Vec<Need>,
    /// Distance from usable assets beyond which a section of the route is a gap; defaults to a
    /// server setting.
    gap_m: Option<f64>,
}

/// A needed quantity of a unit.
#[derive(Debug, Object)]
#[oai(rename = "RouteNeed", deny_unknown_fields)]
struct Need {
    unit: String,
    quantity: u32,
}

/// Assets along a route.
#[derive(Debug, Object)]
struct RouteAssets {
    items: Vec<RouteAsset>,
    /// Length of the route.
    length_m: f64,
    /// Whether assets were omitted; a shorter route gives a complete answer.
    truncated: bool,
    /// Sections of the route farther than `gap_m` along the route from any usable asset.
    gaps: Vec<RouteGap>,
    /// Share of the route without gaps, in percent.
    coverage_percent: f64,
    /// Unusable assets within the buffer, by reason.
    left_out: Vec<LeftOut>,
    parameters: RouteParameters,
}

/// Section of a route without usable assets.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the unit stands in the name")]
struct RouteGap {
    /// Start, measured from the start of the route.
    from_m: f64,
    /// End, measured from the start of the route.
    to_m: f64,
    length_m: f64,
}

/// Parameters that were applied.
#[derive(Debug, Object)]
struct RouteParameters {
    buffer_m: f64,
    gap_m: f64,
}

/// An asset along a route.
#[derive(Debug, Object)]
struct RouteAsset {
    asset: Asset,
    /// Whether all needed quantities are free, or the owner must be asked.
    fit: Fit,
    /// Distance along the route from its start.
    along_m: f64,
    /// Distance from the route.
    off_m: f64,
}

#[derive(Debug)]
pub struct AlongRoute;

#[OpenApi]
impl AlongRoute {
    /// Find assets along a route
    ///
    /// Finds shareable assets with free capacity near a route.
    #[oai(path = "/assets/along-route", method = "post", operation_id = "asset.find_along_route")]
    async fn find(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<RouteQueryBody>,
    ) -> Result<Json<RouteAssets>, Problem> {
        let visibility = queries::visibility(&app, &caller.0).await?;
        let usual = app.policies.planning.gap_m;
        let gap_m = body.0.gap_m.unwrap_or(usual);
        let kinds = &app.policies.kinds;
        let query = query(body.0, kinds, gap_m)?;
        let length_m = query.route.length_metres();
        let read = app.store.read();
        let along = along_route::pass(read, &app.compute, &query, &visibility).await?;
        let gaps = coverage::gaps(length_m, &along.serving, gap_m);
        let (found, places): (Vec<_>, Vec<_>) =
            along.passed.into_iter().map(|Passed { registered, beside, fit }| (registered, (beside, fit))).unzip();
        let lens = view::AssetReader { visibility: &visibility, locale: caller.0.locale, kinds, free_min: None };
        let views = view::views(read, found, lens).await?;
        let items = views
            .into_iter()
            .zip(places)
            .filter_map(|(view, (place, fit))| {
                Some(RouteAsset {
                    asset: view.into(),
                    fit: Fit::from_answer(fit)?,
                    along_m: to_centimetres(place.along_metres),
                    off_m: to_centimetres(place.off_metres),
                })
            })
            .collect();
        Ok(Json(RouteAssets {
            items,
            length_m: to_centimetres(length_m),
            truncated: along.is_cut,
            coverage_percent: to_centimetres(coverage::percent(length_m, &gaps)),
            gaps: gaps.into_iter().map(gap).collect(),
            left_out: left_out(&along.left_out, caller.0.locale),
            parameters: RouteParameters { buffer_m: query.buffer_metres, gap_m },
        }))
    }
}

fn gap(stretch: LineSection) -> RouteGap {
    RouteGap {
        from_m: to_centimetres(stretch.from_metres),
        to_m: to_centimetres(stretch.to_metres),
        length_m: to_centimetres(stretch.length_metres()),
    }
}

fn query(asked: RouteQueryBody, kinds: &KindCatalogue, gap_m: f64) -> Result<RouteQuery, AppError> {
    let mut faults = Vec::new();
    if !(gap_m > 0.0 && gap_m <= LONGEST_METRES) {
        faults.push(FieldError::new("/gap_m", FieldProblem::MoreThanZero { most: LONGEST_METRES.into() }));
    }
    if !(asked.buffer_m > 0.0 && asked.buffer_m <= WIDEST_METRES.min(FARTHEST_METRES)) {
        faults.push(FieldError::new("/buffer_m", FieldProblem::MoreThanZero { most: WIDEST_METRES.into() }));
    }
    for (place, need) in asked.units.iter().enumerate() {
        if need.quantity == 0 {
            faults.push(FieldError::new(format!("/units/{place}/quantity"), FieldProblem::AtLeast { least: 1.into() }));
        }
    }
    let route = match ReceivedShape::from_geojson(&asked.route).map(ReceivedShape::into_shape) {
        Ok(route) if route.line().is_none() => Err(Message::from(FieldProblem::NotALine)),
        Ok(route) if route.length_metres() > LONGEST_METRES => {
            Err(FieldProblem::TooLong { most_m: LONGEST_METRES.into() }.into())
        }
        Ok(route) => Ok(route),
        Err(why) => Err(why.into()),
    };
    match route {
        Ok(route) if faults.is_empty() => Ok(RouteQuery {
            route,
            buffer_metres: asked.buffer_m,
            units: asked.units.into_iter().map(|need| Needed { unit: need.unit, quantity: need.quantity }).collect(),
            overload: kinds.overload,
            rules: kinds.bands(),
        }),
        Ok(_) => Err(AppError::Invalid(faults)),
        Err(why) => {
            faults.push(FieldError::new("/route", why));
            Err(AppError::Invalid(faults))
        }
    }
}
