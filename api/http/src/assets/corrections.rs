//! What surveys in the field correct of assets: photos, corrections, and what owners say to them.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Actor, Stance};
use domain::ids::{AssetId, OrganizationId};
use domain::messages::{Expected, FieldProblem};
use domain::place::ReceivedShape;
use domain::registry::correction::{Corrected, Status};
use domain::workflow::violation::FieldError;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use serde_json::Value;
use uuid::Uuid;

use crate::caller::Caller;
use crate::etag::etag;
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey};
use api_app::app::App;
use api_app::command_pipeline::{Permission, execute};
use api_app::error::AppError;
use api_app::read_scope::{in_stance, read_scope_for_regulators};
use api_app::reads::asset_corrections::{self, Correction, CorrectionFilter};
use api_app::register::{Answer, Correct, SettleCorrection};

/// What a survey has found to be different.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewCorrection {
    /// Where it really stands: a GeoJSON geometry, WGS 84.
    geometry: Option<Value>,
    /// Attributes of its kind, `height_m`; `null` takes one away.
    attributes: Option<Value>,
    observed_on: NaiveDate,
    /// How exact the device was; needed for a place, which is corrected to 5 m or better.
    accuracy_m: Option<f64>,
    /// With what it was measured.
    device: Option<String>,
    /// What else was seen.
    note: Option<String>,
    /// Photos of the asset; who does not own it needs one.
    #[oai(default)]
    photo_ids: Vec<Uuid>,
}

/// A correction.
#[derive(Debug, Object)]
struct AssetCorrection {
    id: Uuid,
    asset_id: Uuid,
    /// The version of the asset that the surveyor saw.
    asset_version: u64,
    /// `proposed`, `accepted` or `refused`.
    status: String,
    geometry: Option<Value>,
    attributes: Option<Value>,
    observed_on: NaiveDate,
    accuracy_m: Option<f64>,
    device: Option<String>,
    note: Option<String>,
    photos: Vec<PinnedPhoto>,
    /// Who was there.
    surveyor: String,
    surveyor_organization_id: Uuid,
    created_at: DateTime<Utc>,
    settled_at: Option<DateTime<Utc>>,
    /// Why the owner refused.
    reason: Option<String>,
    version: u64,
}

/// A photo with what was in it.
#[derive(Debug, Object)]
struct PinnedPhoto {
    id: Uuid,
    sha256: String,
}

/// Why a correction is not taken over.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct Refusal {
    reason: String,
}

/// What became of a correction.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "AssetCorrectionStatus", rename_all = "snake_case")]
enum Wish {
    /// It waits for the owner.
    Proposed,
    /// It is part of the register.
    Accepted,
    /// The owner did not take it over.
    Refused,
}

#[derive(Debug, ApiResponse)]
enum One {
    /// The correction.
    #[oai(status = 200)]
    Correction(Json<AssetCorrection>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Made {
    /// It is part of the register (the owner's own), or proposed to the owner.
    #[oai(status = 201)]
    Correction(Json<AssetCorrection>, #[oai(header = "ETag")] String),
}

/// The resource.
#[derive(Debug)]
pub struct AssetCorrections;

#[OpenApi]
impl AssetCorrections {
    /// Correct an asset after a survey in the field, or propose it to the owner
    #[oai(path = "/assets/:asset_id/corrections", method = "post", operation_id = "asset_correction.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        asset_id: Path<Uuid>,
        body: Json<NewCorrection>,
    ) -> Result<Made, Problem> {
        let command = command(AssetId::new(asset_id.0), body.0)?;
        let id = execute(&app, &request.context, command).await?.answer;
        let (correction, version) = found(&app, &request.actor, id).await?;
        Ok(Made::Correction(Json(correction), version))
    }

    /// Corrections of one's assets, or that one's organisation has proposed, the newest first
    #[oai(path = "/asset-corrections", method = "get", operation_id = "asset_correction.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        status: Query<Option<Wish>>,
        asset_id: Query<Option<Uuid>>,
        page: PageParameters,
    ) -> Result<Json<Page<AssetCorrection>>, Problem> {
        let page = page.wanted()?;
        let wanted = CorrectionFilter {
            concern: concern(&app, &caller.0).await?,
            status: status.0.map(|wish| match wish {
                Wish::Proposed => Status::Proposed,
                Wish::Accepted => Status::Accepted,
                Wish::Refused => Status::Refused,
            }),
            asset: asset_id.0.map(AssetId::new),
            before: page.position(),
            limit: page.rows(),
        };
        let rows = asset_corrections::list(app.store.read(), &wanted).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: rows.into_iter().map(AssetCorrection::from).collect(), next_cursor }))
    }

    /// One of them
    #[oai(path = "/asset-corrections/:correction_id", method = "get", operation_id = "asset_correction.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, correction_id: Path<Uuid>) -> Result<One, Problem> {
        one(&app, &caller.0, correction_id.0).await
    }

    /// Take a proposed correction over
    #[oai(path = "/asset-corrections/:correction_id/accept", method = "post", operation_id = "asset_correction.accept")]
    async fn accept(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        correction_id: Path<Uuid>,
    ) -> Result<One, Problem> {
        let command = SettleCorrection { correction: correction_id.0, answer: Answer::Accept };
        let id = execute(&app, &request.context, command).await?.answer;
        one(&app, &request.actor, id).await
    }

    /// Refuse a proposed correction
    #[oai(path = "/asset-corrections/:correction_id/refuse", method = "post", operation_id = "asset_correction.refuse")]
    async fn refuse(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        correction_id: Path<Uuid>,
        body: Json<Refusal>,
    ) -> Result<One, Problem> {
        let answer = Answer::Refuse { reason: body.0.reason };
        let id =
            execute(&app, &request.context, SettleCorrection { correction: correction_id.0, answer }).await?.answer;
        one(&app, &request.actor, id).await
    }
}

fn command(asset: AssetId, body: NewCorrection) -> Result<Correct, AppError> {
    let mut faults = Vec::new();
    let geometry = body.geometry.as_ref().and_then(|geometry| {
        ReceivedShape::from_geojson(geometry)
            .map(ReceivedShape::into_shape)
            .map_err(|why| faults.push(FieldError::new("/geometry", why)))
            .ok()
    });
    let attributes = match body.attributes {
        None => serde_json::Map::new(),
        Some(Value::Object(attributes)) => attributes,
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            faults.push(FieldError::new("/attributes", FieldProblem::WrongType { expected: Expected::Object }));
            serde_json::Map::new()
        }
    };
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    Ok(Correct {
        asset,
        corrected: Corrected { geometry, attributes },
        observed_on: body.observed_on,
        accuracy_metres: body.accuracy_m,
        device: body.device,
        note: body.note,
        photos: body.photo_ids,
    })
}

/// Whose corrections a person reads; everybody's when `None`.
async fn concern(app: &App, actor: &Actor) -> Result<Option<BTreeSet<OrganizationId>>, AppError> {
    let survey = Permission::new(api_app::register::RESOURCE, "survey");
    let scope = read_scope_for_regulators(app.store.read(), app, actor, &survey).await?;
    if in_stance(&scope, Stance::Regulator).next().is_some() {
        return Ok(None);
    }
    Ok(Some(scope.pairs.iter().map(|(organization, _)| *organization).collect()))
}

async fn one(app: &App, actor: &Actor, id: Uuid) -> Result<One, Problem> {
    let (correction, version) = found(app, actor, id).await?;
    Ok(One::Correction(Json(correction), version))
}

async fn found(app: &App, actor: &Actor, id: Uuid) -> Result<(AssetCorrection, String), AppError> {
    let concern = concern(app, actor).await?;
    let found = asset_corrections::find(app.store.read(), id, concern.as_ref()).await?.ok_or(AppError::NotFound)?;
    let version = etag(found.version);
    Ok((found.into(), version))
}

impl From<Correction> for AssetCorrection {
    fn from(correction: Correction) -> Self {
        let part = |name: &str| correction.said.get(name).cloned();
        let photos = correction.photos.as_array().into_iter().flatten();
        let pinned = photos.filter_map(|photo| {
            let text = |name: &str| photo.get(name).and_then(Value::as_str);
            Some(PinnedPhoto { id: text("id")?.parse().ok()?, sha256: text("sha256")?.to_owned() })
        });
        Self {
            id: correction.id,
            asset_id: correction.asset.uuid(),
            asset_version: correction.asset_version,
            status: correction.status.as_str().to_owned(),
            geometry: part("geometry"),
            attributes: part("attributes"),
            photos: pinned.collect(),
            observed_on: correction.observed_on,
            accuracy_m: correction.accuracy_metres,
            device: correction.device,
            note: correction.note,
            surveyor: correction.by_name,
            surveyor_organization_id: correction.by_organization.uuid(),
            created_at: correction.created_at,
            settled_at: correction.settled_at,
            reason: correction.reason,
            version: correction.version,
        }
    }
}
