//! Field corrections of assets: proposed after a survey, approved or rejected by the owner.

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
use api_app::register::{Correct, OwnerDecision, SettleCorrection};

/// A correction proposed after a field survey.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewCorrection {
    /// Surveyed position: a GeoJSON geometry in WGS 84.
    geometry: Option<Value>,
    /// Attributes of the asset kind, such as `height_m`; `null` removes an attribute.
    attributes: Option<Value>,
    observed_on: NaiveDate,
    /// Accuracy of the device in metres. Required with `geometry`, and at most 5 m.
    accuracy_m: Option<f64>,
    /// Measuring device that was used.
    device: Option<String>,
    /// Further observations of the surveyor.
    note: Option<String>,
    /// Photos of the asset. Required when the caller's organisation does not own the asset.
    #[oai(default)]
    photo_ids: Vec<Uuid>,
}

/// A field correction of an asset.
#[derive(Debug, Object)]
struct AssetCorrection {
    id: Uuid,
    asset_id: Uuid,
    /// Version of the asset that the surveyor saw.
    asset_version: u64,
    /// `proposed`, `accepted` or `refused`.
    status: String,
    geometry: Option<Value>,
    attributes: Option<Value>,
    observed_on: NaiveDate,
    accuracy_m: Option<f64>,
    device: Option<String>,
    note: Option<String>,
    photos: Vec<AssetCorrectionPhoto>,
    /// Name of the surveyor.
    surveyor: String,
    surveyor_organization_id: Uuid,
    created_at: DateTime<Utc>,
    settled_at: Option<DateTime<Utc>>,
    /// Reason given by the owner for a rejection.
    reason: Option<String>,
    version: u64,
}

/// A photo of a correction, with the hash of its content.
#[derive(Debug, Object)]
struct AssetCorrectionPhoto {
    id: Uuid,
    sha256: String,
}

/// Reason for the rejection of a correction.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct AssetCorrectionRejection {
    reason: String,
}

/// Status of a correction.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "AssetCorrectionStatus", rename_all = "snake_case")]
enum StatusFilter {
    /// Waits for the owner's decision.
    Proposed,
    /// Applied to the register.
    Accepted,
    /// Rejected by the owner.
    Refused,
}

#[derive(Debug, ApiResponse)]
enum One {
    /// The correction, with its version in `ETag`.
    #[oai(status = 200)]
    Correction(Json<AssetCorrection>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Made {
    /// The correction: applied when the caller's organisation owns the asset, otherwise proposed to
    /// the owner.
    #[oai(status = 201)]
    Correction(Json<AssetCorrection>, #[oai(header = "ETag")] String),
}

#[derive(Debug)]
pub struct AssetCorrections;

#[OpenApi]
impl AssetCorrections {
    /// Create a correction of an asset
    ///
    /// A correction by the owner is applied at once. Any other correction is proposed to the owner.
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

    /// List asset corrections
    ///
    /// Lists corrections of assets that the caller's organisations own and corrections that they
    /// proposed. The newest comes first.
    #[oai(path = "/asset-corrections", method = "get", operation_id = "asset_correction.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        status: Query<Option<StatusFilter>>,
        asset_id: Query<Option<Uuid>>,
        page: PageParameters,
    ) -> Result<Json<Page<AssetCorrection>>, Problem> {
        let page = page.wanted()?;
        let wanted = CorrectionFilter {
            concern: concern(&app, &caller.0).await?,
            status: status.0.map(|wish| match wish {
                StatusFilter::Proposed => Status::Proposed,
                StatusFilter::Accepted => Status::Accepted,
                StatusFilter::Refused => Status::Refused,
            }),
            asset: asset_id.0.map(AssetId::new),
            before: page.position(),
            limit: page.rows(),
        };
        let rows = asset_corrections::list(app.store.read(), &wanted).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: rows.into_iter().map(AssetCorrection::from).collect(), next_cursor }))
    }

    /// Get an asset correction
    #[oai(path = "/asset-corrections/:correction_id", method = "get", operation_id = "asset_correction.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, correction_id: Path<Uuid>) -> Result<One, Problem> {
        one(&app, &caller.0, correction_id.0).await
    }

    /// Approve an asset correction
    ///
    /// The owner applies the proposed correction to the register.
    #[oai(
        path = "/asset-corrections/:correction_id/approve",
        method = "post",
        operation_id = "asset_correction.approve"
    )]
    async fn approve(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        correction_id: Path<Uuid>,
    ) -> Result<One, Problem> {
        let command = SettleCorrection { correction: correction_id.0, answer: OwnerDecision::Accept };
        let id = execute(&app, &request.context, command).await?.answer;
        one(&app, &request.actor, id).await
    }

    /// Reject an asset correction
    #[oai(path = "/asset-corrections/:correction_id/reject", method = "post", operation_id = "asset_correction.reject")]
    async fn reject(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        correction_id: Path<Uuid>,
        body: Json<AssetCorrectionRejection>,
    ) -> Result<One, Problem> {
        let answer = OwnerDecision::Refuse { reason: body.0.reason };
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

/// Organisations whose corrections a person may read; `None` for all.
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
            Some(AssetCorrectionPhoto { id: text("id")?.parse().ok()?, sha256: text("sha256")?.to_owned() })
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
