//! Nearby towers of sufficient height with free capacity.

use domain::ids::AssetId;
use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;

use super::{LeftOut, left_out, need, number, point, shown, to_centimetres};
use crate::assets::bodies::{Asset, Fit};
use crate::caller::Caller;
use crate::problem::Problem;
use api_app::app::App;
use api_app::error::AppError;
use api_app::planning::towers::{self, TowersQuery};

/// The greatest distance of a search, in metres.
const FARTHEST_METRES: f64 = 50_000.0;
/// Greatest height that can be requested.
const HIGHEST_METRES: f64 = 1_000.0;
/// Greatest number of towers in an answer.
const MOST: u16 = 200;
/// Default number of towers in an answer.
const USUAL: u16 = 20;

/// A place that needs a tower.
#[derive(Debug, Object)]
#[oai(rename = "TowersQuery", deny_unknown_fields)]
struct Asked {
    /// GeoJSON `Point` of the place.
    from: Value,
    within_m: f64,
    /// Least height; any height when absent.
    min_height_m: Option<f64>,
    /// Number of mounting levels that must be free; defaults to 1.
    levels: Option<u32>,
    /// Asset kinds; defaults to the kinds that count as towers.
    kinds: Option<Vec<String>>,
    /// Greatest number of towers.
    limit: Option<u16>,
}

/// Towers, the nearest first.
#[derive(Debug, Object)]
struct Towers {
    items: Vec<Tower>,
    left_out: Vec<LeftOut>,
    parameters: TowersParameters,
}

/// A tower and its distance.
#[derive(Debug, Object)]
struct Tower {
    asset: Asset,
    /// Whether levels and height are available, or the owner must be asked.
    fit: Fit,
    distance_m: f64,
    /// Direction in degrees, clockwise from north.
    bearing_degrees: f64,
}

/// Parameters that were applied.
#[derive(Debug, Object)]
struct TowersParameters {
    within_m: f64,
    min_height_m: f64,
    levels: u32,
    kinds: Vec<String>,
    limit: u16,
}

#[derive(Debug)]
pub struct NearTowers;

#[OpenApi]
impl NearTowers {
    /// Find nearby towers with free capacity
    #[oai(path = "/planning/towers", method = "post", operation_id = "planning.find_towers")]
    async fn find(&self, app: Data<&App>, caller: Caller, body: Json<Asked>) -> Result<Json<Towers>, Problem> {
        let viewer = api_app::planning::viewer(&app, &caller.0).await?;
        let (query, parameters) = query_of(&app, &body.0)?;
        let (found, tally) = towers::find(app.store.read(), &viewer, &query).await?;
        let ids: Vec<AssetId> = found.iter().map(|tower| tower.asset).collect();
        let mut assets = shown(&app, &caller, &viewer, &ids).await?;
        let items = found
            .into_iter()
            .filter_map(|tower| {
                Some(Tower {
                    asset: assets.remove(&tower.asset)?,
                    fit: Fit::from_answer(tower.fit)?,
                    distance_m: to_centimetres(tower.metres),
                    bearing_degrees: to_centimetres(tower.bearing_degrees),
                })
            })
            .collect();
        Ok(Json(Towers { items, left_out: left_out(&tally, caller.0.locale), parameters }))
    }
}

fn query_of(app: &App, asked: &Asked) -> Result<(TowersQuery, TowersParameters), AppError> {
    let mut faults = Vec::new();
    let from = point("/from", &asked.from).map_err(|fault| faults.push(fault)).ok();
    let within =
        number("/within_m", Some(asked.within_m), 0.0, FARTHEST_METRES).map_err(|fault| faults.push(fault)).ok();
    let min_height_m = asked.min_height_m.unwrap_or(0.0);
    if !(0.0..=HIGHEST_METRES).contains(&min_height_m) {
        faults.push(FieldError::new(
            "/min_height_m",
            FieldProblem::Between { least: 0.into(), most: HIGHEST_METRES.into() },
        ));
    }
    let (levels, limit) = (asked.levels.unwrap_or(1), asked.limit.unwrap_or(USUAL));
    if !(1..=MOST).contains(&limit) {
        faults.push(FieldError::new("/limit", FieldProblem::Between { least: 1.into(), most: MOST.into() }));
    }
    let kinds = asked.kinds.clone().unwrap_or_else(|| app.policies.planning.tower_kinds.clone());
    for (place, kind) in kinds.iter().enumerate() {
        if app.policies.kinds.kind(kind).is_none() {
            faults.push(FieldError::new(format!("/kinds/{place}"), FieldProblem::NotAnAssetKind));
        }
    }
    match (from, within) {
        (Some(from), Some(within_metres)) if faults.is_empty() => {
            let tower = app.policies.planning.tower_kinds.first().map(String::as_str).unwrap_or_default();
            let needs = if levels == 0 { Vec::new() } else { need(app, tower, levels) };
            let parameters =
                TowersParameters { within_m: within_metres, min_height_m, levels, kinds: kinds.clone(), limit };
            let query = TowersQuery {
                from,
                within_metres,
                least_height_metres: min_height_m,
                needs,
                kinds,
                limit: usize::from(limit),
            };
            Ok((query, parameters))
        }
        (_, _) => Err(AppError::Invalid(faults)),
    }
}
