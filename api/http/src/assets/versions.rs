//! Version history of an asset: time, author, reason and content.

use chrono::{DateTime, Utc};
use domain::ids::{AssetId, OrganizationId, UserId};
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;
use uuid::Uuid;

use crate::caller::Caller;
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use api_app::app::App;
use api_app::error::AppError;
use api_app::reads::asset_versions::{self, Version};
use api_app::register::queries;

/// A version of an asset.
#[derive(Debug, Object)]
struct AssetVersion {
    version: u64,
    /// Time of the change.
    at: DateTime<Utc>,
    /// Author of the change; absent when the server made it.
    by_user_id: Option<Uuid>,
    by_name: Option<String>,
    by_organization_id: Option<Uuid>,
    /// `create`, `update`, `move`, `survey`, `transfer` or `delete`.
    verb: String,
    reason: Option<String>,
    /// Content of the asset in this version.
    asset: Value,
}

impl AssetVersion {
    fn new(version: Version) -> Result<Self, AppError> {
        Ok(Self {
            version: version.asset.version,
            at: version.at,
            by_user_id: version.by.map(UserId::uuid),
            by_name: version.by_name,
            by_organization_id: version.by_organization.map(OrganizationId::uuid),
            verb: version.verb,
            reason: version.reason,
            asset: serde_json::to_value(&version.asset).map_err(AppError::internal)?,
        })
    }
}

#[derive(Debug)]
pub struct AssetVersions;

#[OpenApi]
impl AssetVersions {
    /// List the versions of an asset
    ///
    /// The newest version comes first.
    #[oai(path = "/assets/:asset_id/versions", method = "get", operation_id = "asset_version.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        asset_id: Path<Uuid>,
        page: PageParameters,
    ) -> Result<Json<Page<AssetVersion>>, Problem> {
        let asset = AssetId::new(asset_id.0);
        queries::in_full(&app, &caller.0, asset).await?;
        let page = page.wanted()?;
        let before = page.position();
        let rows = asset_versions::of_asset(app.store.read(), asset, before, page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.asset.version);
        let items = rows.into_iter().map(AssetVersion::new).collect::<Result<_, _>>()?;
        Ok(Json(Page { items, next_cursor }))
    }
}
