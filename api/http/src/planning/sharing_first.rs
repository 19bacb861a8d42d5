//! Preview of the sharing-first test of a siting application.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::FieldProblem;
use domain::planning::fitness::Requirement;
use domain::planning::left_out::{LeftOut as Why, Tally, count};
use domain::workflow::violation::FieldError;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;
use uuid::Uuid;

use super::{LeftOut, left_out, shape, shown, to_centimetres};
use crate::assets::bodies::Asset;
use crate::caller::Caller;
use crate::cases::siting_applications::SettlementType;
use crate::problem::Problem;
use api_app::app::App;
use api_app::cases::facts::{Site, to_be_answered};
use api_app::command_pipeline::Permission;
use api_app::error::AppError;
use api_app::planning::PlanningViewer;
use api_app::read_scope::{in_stance, read_scope};
use api_app::reads::visibility::AssetVisibility;
use api_app::reads::{nearby, succession};

/// Planned site, described as in a siting application.
#[derive(Debug, Object)]
#[oai(rename = "SharingFirstQuery", deny_unknown_fields)]
struct Asked {
    /// GeoJSON geometry in WGS 84.
    place: Value,
    settlement: SettlementType,
    /// Asset kind to build, such as `tower`.
    asset_kind: String,
    /// Assumed filing day; defaults to today.
    on: Option<NaiveDate>,
    /// Family of rule packs; defaults to that of the server.
    pack: Option<String>,
    /// Applicant; required only when the caller may apply for several organisations.
    applicant_id: Option<Uuid>,
}

/// Result of the sharing-first test.
#[derive(Debug, Object)]
struct SharingFirst {
    items: Vec<SharingCandidate>,
    left_out: Vec<LeftOut>,
    /// Applied rule; absent when the law of that day has none for such a site.
    rule: Option<SharingFirstRule>,
    parameters: SharingFirstParameters,
}

/// An asset that could be shared instead.
#[derive(Debug, Object)]
struct SharingCandidate {
    asset: Asset,
    distance_m: f64,
}

/// Rule of the sharing-first test.
#[derive(Debug, Object)]
struct SharingFirstRule {
    radius_m: u32,
    /// Asset kinds that could be shared instead.
    kinds: Vec<String>,
    clause: String,
}

/// Parameters that were applied.
#[derive(Debug, Object)]
struct SharingFirstParameters {
    /// Rule pack in force on the day.
    pack: String,
    on: NaiveDate,
    settlement: SettlementType,
    asset_kind: String,
    applicant_id: Uuid,
}

#[derive(Debug)]
pub struct WhatIf;

#[OpenApi]
impl WhatIf {
    /// Check the sharing-first rule for a site
    ///
    /// Lists the shareable assets that a siting application would have to address.
    #[oai(path = "/planning/sharing-first", method = "post", operation_id = "planning.check_sharing_first")]
    async fn read_scope(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<Asked>,
    ) -> Result<Json<SharingFirst>, Problem> {
        let viewer = api_app::planning::viewer(&app, &caller.0).await?;
        let asked = body.0;
        let applicant = applicant(&app, &caller, asked.applicant_id)?;
        // Assets invisible to the applicant are excluded, even when the caller sees them through
        // another organisation.
        let today = app.local_date(app.clock.now());
        let own = succession::on(app.store.read(), today).await.map_err(AppError::from)?.affiliates(applicant);
        let viewer = PlanningViewer { visibility: AssetVisibility::Concern(own.clone()), own, ..viewer };
        let place = shape("/place", &asked.place).map_err(|fault| AppError::Invalid(vec![fault]))?;
        if app.policies.kinds.kind(&asked.asset_kind).is_none() {
            return Err(AppError::invalid("/asset_kind", FieldProblem::NotAnAssetKind).into());
        }
        let settlement = asked.settlement.into();
        let on = asked.on.unwrap_or_else(|| app.local_date(app.clock.now()));
        let family = asked.pack.as_deref().unwrap_or(&app.config.packs.default);
        let pack = app.policies.pack_in_force(family, on);
        let pack = pack.ok_or_else(|| AppError::invalid("/on", FieldProblem::NoPackOnTheDay))?;
        let parameters = SharingFirstParameters {
            pack: pack.id.to_string(),
            on,
            settlement: asked.settlement,
            asset_kind: asked.asset_kind.clone(),
            applicant_id: applicant.uuid(),
        };
        let asks = pack.header.sharing_first.as_ref().and_then(|rule| {
            let kinds = rule.instead_of.get(&asked.asset_kind)?;
            Some((rule, kinds))
        });
        let Some((rule, kinds)) = asks else {
            return Ok(Json(SharingFirst { items: Vec::new(), left_out: Vec::new(), rule: None, parameters }));
        };
        let site = Site { place: &place, settlement, asset_kind: &asked.asset_kind };
        let found = to_be_answered(app.store.read(), rule, site, &viewer.own, &viewer.rules).await?;
        let away: BTreeMap<AssetId, f64> = found.iter().map(|near| (near.asset, near.metres)).collect();
        let radius_m = rule.radius_m(settlement);
        let around = nearby::NearbyQuery { place: &place, within_metres: f64::from(radius_m), kinds };
        let tally = not_asked(&app, &viewer, around, &away).await?;
        let ids: Vec<AssetId> = found.iter().map(|near| near.asset).collect();
        let mut assets = shown(&app, &caller, &viewer, &ids).await?;
        let items = found
            .iter()
            .filter_map(|near| {
                Some(SharingCandidate { asset: assets.remove(&near.asset)?, distance_m: to_centimetres(near.metres) })
            })
            .collect();
        let rule = SharingFirstRule { radius_m, kinds: kinds.clone(), clause: rule.clause.clone() };
        Ok(Json(SharingFirst { items, left_out: left_out(&tally, caller.0.locale), rule: Some(rule), parameters }))
    }
}

/// Resolves the organisation that would apply.
fn applicant(app: &App, caller: &Caller, named: Option<Uuid>) -> Result<OrganizationId, AppError> {
    let scope = read_scope(app, &caller.0, &Permission::new("siting_application", "create"))?;
    let carried_on = &caller.0.carried_on;
    let may: BTreeSet<OrganizationId> =
        in_stance(&scope, Stance::Applicant).filter(|one| !carried_on.contains(one)).collect();
    match named.map(OrganizationId::new) {
        Some(named) if may.contains(&named) => Ok(named),
        None if may.len() == 1 => may.first().copied().ok_or(AppError::NotFound),
        Some(_) | None => {
            Err(AppError::Invalid(vec![FieldError::new("/applicant_id", FieldProblem::NotYourOrganization)]))
        }
    }
}

/// Assets within the radius that need no justification.
async fn not_asked(
    app: &App,
    viewer: &PlanningViewer,
    around: nearby::NearbyQuery<'_>,
    asked: &BTreeMap<AssetId, f64>,
) -> Result<Tally, AppError> {
    let read = app.store.read();
    let found = nearby::with_units(read, nearby::find(read, around, &viewer.visibility).await?, &viewer.rules).await?;
    let judge = Requirement { needs: &[], overload: viewer.overload, own: &BTreeSet::new() };
    let mut tally = Tally::new();
    let rest = found.items.iter().filter(|near| !asked.contains_key(&near.id));
    for near in rest.filter(|near| near.shape.metres_to(around.place) <= around.within_metres) {
        count(&mut tally, judge.fit(near.candidate()).err().unwrap_or(Why::BeyondLimit));
    }
    Ok(tally)
}
