//! The question whether works need a permit or a notice, asked before a draft exists.

use chrono::NaiveDate;
use domain::cases::construction::Works;
use domain::messages::FieldProblem;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;

use super::shape;
use crate::caller::Caller;
use crate::cases::siting_applications::SettlementType;
use crate::cases::task_view::NamedReference;
use crate::cases::works_body::{ConstructionWorksClass, ConstructionWorksKind};
use crate::problem::Problem;
use api_app::app::App;
use api_app::error::AppError;
use api_app::planning::construction_route::{Prescribed, prescribed};

/// Planned works, described as in a construction permit application.
#[derive(Debug, Object)]
#[oai(rename = "ConstructionRouteQuery", deny_unknown_fields)]
struct Asked {
    work: ConstructionWorksKind,
    class: Option<ConstructionWorksClass>,
    settlement: Option<SettlementType>,
    /// Whether the works follow the plan for passive infrastructure or an approved route.
    #[oai(default)]
    in_plan: bool,
    /// GeoJSON geometry in WGS 84. With it, the answer names the competent office.
    place: Option<Value>,
    /// Assumed filing day; defaults to today.
    on: Option<NaiveDate>,
    /// Family of rule packs; defaults to that of the server.
    pack: Option<String>,
}

/// The procedure that the law prescribes.
#[derive(Debug, Object)]
struct PrescribedProcedure {
    /// `construction_permit` or `commencement_notice`; null when no rule of the pack matches.
    to: Option<String>,
    /// `full` or `notice_only`.
    dossier: Option<String>,
    /// Title of the rule in the reader's language.
    title: Option<String>,
    /// Reference in the law.
    clause: Option<String>,
    /// Competent office; null without a place, or where no office is competent.
    authority: Option<NamedReference>,
    /// Rule pack in force on the day.
    pack: String,
    on: NaiveDate,
}

#[derive(Debug)]
pub struct ConstructionRoutes;

#[OpenApi]
impl ConstructionRoutes {
    /// Find the procedure for construction works
    ///
    /// Answers whether works need a construction permit or a commencement notice, under which
    /// clause, and which office is competent. Filing decides again with the same rules.
    #[oai(path = "/planning/construction-route", method = "post", operation_id = "planning.find_construction_route")]
    async fn find(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<Asked>,
    ) -> Result<Json<PrescribedProcedure>, Problem> {
        // Every planner may ask; the answer contains only law and offices.
        api_app::planning::viewer(&app, &caller.0).await?;
        let Asked { work, class, settlement, in_plan, place, on, pack } = body.0;
        let place = place.map(|place| shape("/place", &place)).transpose();
        let place = place.map_err(|fault| AppError::Invalid(vec![fault]))?;
        let on = on.unwrap_or_else(|| app.local_date(app.clock.now()));
        let family = pack.as_deref().unwrap_or(&app.config.packs.default);
        let pack = app.policies.pack_in_force(family, on);
        let pack = pack.ok_or_else(|| AppError::invalid("/on", FieldProblem::NoPackOnTheDay))?;
        let works = Works {
            work: Some(work.into()),
            class: class.map(Into::into),
            settlement: settlement.map(Into::into),
            in_plan,
            place,
            ..Works::default()
        };
        let found = prescribed(&app, pack, &works, on).await?;
        let locale = caller.0.locale;
        let (to, dossier, title, clause, authority) = match found {
            None => (None, None, None, None, None),
            Some(Prescribed { route, title, office }) => (
                Some(route.to.to_string()),
                Some(route.dossier.to_string()),
                Some(title.get(locale).to_owned()),
                Some(route.clause),
                office.map(|found| NamedReference { id: found.office.uuid(), name: found.name.get(locale).to_owned() }),
            ),
        };
        Ok(Json(PrescribedProcedure { to, dossier, title, clause, authority, pack: pack.id.to_string(), on }))
    }
}
