//! Paths through ducts from chamber to chamber.

use domain::ids::{AssetId, OrganizationId};
use domain::messages::FieldProblem;
use domain::place::metres;
use domain::planning::ducts::{NoWay, Objective, Shortcut};
use domain::workflow::violation::FieldError;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use serde_json::Value;
use uuid::Uuid;

use super::{LeftOut, left_out, need, number, point, shown, to_centimetres};
use crate::assets::bodies::{Asset, Fit, Organization};
use crate::caller::Caller;
use crate::problem::Problem;
use api_app::app::App;
use api_app::error::AppError;
use api_app::planning::duct_path::{self, DuctPathQuery, FARTHEST_METRES};
use api_app::reads::organizations;

/// Greatest number of paths in an answer.
const MOST_WAYS: u8 = 5;

/// Two places to connect through ducts.
#[derive(Debug, Object)]
#[oai(rename = "DuctPathQuery", deny_unknown_fields)]
struct Asked {
    /// GeoJSON `Point` of the start.
    from: Value,
    /// GeoJSON `Point` of the end.
    to: Value,
    /// Number of bores that must be free in each duct; defaults to 1.
    bores: Option<u32>,
    /// Optimisation goal; defaults to `shortest`.
    objective: Option<Aim>,
    /// Number of paths: the best, and alternatives without any of its ducts. Defaults to 1.
    ways: Option<u8>,
    /// Greatest distance at which a duct end connects to a chamber.
    tolerance_m: Option<f64>,
    /// Greatest distance of the first and the last chamber from the two places.
    reach_m: Option<f64>,
}

/// Optimisation goal of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "DuctPathObjective", rename_all = "snake_case")]
enum Aim {
    /// The fewest metres.
    Shortest,
    /// The fewest owners, then the fewest metres.
    FewestOwners,
}

/// Paths through ducts.
#[derive(Debug, Object)]
struct DuctPaths {
    items: Vec<DuctPath>,
    /// Reason for fewer paths than requested: `no_chamber_at_start`, `no_chamber_at_end`,
    /// `same_chamber`, `no_connection`, `too_many_ways`.
    ended_because: Option<String>,
    left_out: Vec<LeftOut>,
    /// For each reason of exclusion, the shorter path that would exist without it.
    shortcuts: Vec<DuctShortcut>,
    parameters: DuctPathParameters,
}

/// A path: alternating chambers and ducts.
#[derive(Debug, Object)]
struct DuctPath {
    length_m: f64,
    /// Whether the bores are free in all ducts, or an owner must be asked; each duct has its own
    /// `fit`.
    fit: Fit,
    /// Owners to ask.
    owners: Vec<Organization>,
    /// Chamber, duct, chamber and so on.
    assets: Vec<Asset>,
}

/// A shorter path that an exclusion prevents.
#[derive(Debug, Object)]
struct DuctShortcut {
    /// Reason of exclusion to ignore.
    despite: String,
    /// Saved length; absent when no other path exists.
    saves_m: Option<f64>,
    /// Assets that prevent the path.
    asset_ids: Vec<Uuid>,
}

/// Parameters that were applied.
#[derive(Debug, Object)]
struct DuctPathParameters {
    bores: u32,
    objective: Aim,
    ways: u8,
    tolerance_m: f64,
    reach_m: f64,
    /// Width of the searched area on either side of the straight line.
    searched_m: f64,
    /// Whether no path outside the searched area can be better than the first.
    is_proven: bool,
}

#[derive(Debug)]
pub struct DuctWays;

#[OpenApi]
impl DuctWays {
    /// Find a path through ducts
    ///
    /// Each duct of the path has the requested number of free bores.
    #[oai(path = "/planning/duct-path", method = "post", operation_id = "planning.find_duct_path")]
    async fn find(&self, app: Data<&App>, caller: Caller, body: Json<Asked>) -> Result<Json<DuctPaths>, Problem> {
        let viewer = api_app::planning::viewer(&app, &caller.0).await?;
        let asked = body.0;
        let aim = asked.objective.unwrap_or(Aim::Shortest);
        let (bores, ways) = (asked.bores.unwrap_or(1), asked.ways.unwrap_or(1));
        let query = query_of(&app, &asked, aim, bores, ways)?;
        let answer = duct_path::find(app.store.read(), &viewer, &query).await?;
        let locale = caller.0.locale;
        let mut items = Vec::with_capacity(answer.paths.len());
        for path in answer.paths {
            let ids: Vec<AssetId> = path.assets.iter().map(|(asset, _)| *asset).collect();
            let mut assets = shown(&app, &caller, &viewer, &ids).await?;
            let worst = path.assets.iter().filter_map(|(_, fit)| *fit).min();
            let names = organizations::names(app.store.read(), &path.owners).await?;
            let owner = |id: &OrganizationId| Organization {
                id: id.uuid(),
                name: names.get(id).map(|name| name.get(locale).to_owned()).unwrap_or_default(),
            };
            items.push(DuctPath {
                length_m: to_centimetres(path.metres),
                fit: worst.and_then(Fit::from_answer).unwrap_or(Fit::Fits),
                owners: path.owners.iter().map(owner).collect(),
                assets: path.assets.iter().filter_map(|(id, fit)| Some(assets.remove(id)?.with_fit(*fit))).collect(),
            });
        }
        Ok(Json(DuctPaths {
            items,
            ended_because: answer.ended.map(NoWay::as_str).map(str::to_owned),
            left_out: left_out(&answer.left_out, locale),
            shortcuts: answer.shortcuts.iter().map(shortcut).collect(),
            parameters: DuctPathParameters {
                bores,
                objective: aim,
                ways,
                tolerance_m: query.tolerance_metres,
                reach_m: query.reach_metres,
                searched_m: to_centimetres(answer.searched_metres),
                is_proven: answer.is_proven,
            },
        }))
    }
}

fn shortcut(found: &Shortcut) -> DuctShortcut {
    DuctShortcut {
        despite: found.despite.as_str().to_owned(),
        saves_m: found.saves_metres.map(to_centimetres),
        asset_ids: found.in_the_way.iter().map(|asset| asset.uuid()).collect(),
    }
}

fn query_of(app: &App, asked: &Asked, aim: Aim, bores: u32, ways: u8) -> Result<DuctPathQuery, AppError> {
    let rules = &app.policies.planning;
    let (from, to) = (point("/from", &asked.from), point("/to", &asked.to));
    let tolerance = number("/tolerance_m", asked.tolerance_m, rules.chamber_tolerance_m, 20.0);
    let reach = number("/reach_m", asked.reach_m, rules.chamber_reach_m, 1_000.0);
    let mut faults: Vec<FieldError> = Vec::new();
    if bores == 0 {
        faults.push(FieldError::new("/bores", FieldProblem::AtLeast { least: 1.into() }));
    }
    if !(1..=MOST_WAYS).contains(&ways) {
        faults.push(FieldError::new("/ways", FieldProblem::Between { least: 1.into(), most: MOST_WAYS.into() }));
    }
    match (from, to, tolerance, reach) {
        (Ok(from), Ok(to), Ok(tolerance_metres), Ok(reach_metres)) if faults.is_empty() => {
            if metres(from, to) > FARTHEST_METRES {
                return Err(AppError::invalid("/to", FieldProblem::TooFar { most_m: FARTHEST_METRES.into() }));
            }
            let duct = rules.duct_kinds.first().map(String::as_str).unwrap_or_default();
            Ok(DuctPathQuery {
                from,
                to,
                needs: need(app, duct, bores),
                objective: match aim {
                    Aim::Shortest => Objective::Shortest,
                    Aim::FewestOwners => Objective::FewestOwners,
                },
                ways: usize::from(ways),
                tolerance_metres,
                reach_metres,
                duct_kinds: rules.duct_kinds.clone(),
                chamber_kinds: rules.chamber_kinds.clone(),
            })
        }
        (from, to, tolerance, reach) => {
            faults.extend([from.err(), to.err(), tolerance.err(), reach.err()].into_iter().flatten());
            Err(AppError::Invalid(faults))
        }
    }
}
