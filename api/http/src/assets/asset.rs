//! Assets: search, read, create, update and delete.

use chrono::{DateTime, Utc};
use domain::ids::AssetId;
use domain::messages::FieldProblem;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::ToJSON;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use crate::assets::bodies::Asset;
use crate::assets::filters::{self, Filters};
use crate::assets::requests::{AssetPatch, NewAsset};
use crate::caller::Caller;
use crate::etag::etag_of_content;
use crate::page::{CountedPage, MOST_COUNTED, PageParameters};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, IfMatchAndKey, Key};
use api_app::app::App;
use api_app::command_pipeline::execute;
use api_app::error::AppError;
use api_app::reads::asset_search::Sort;
use api_app::reads::{asset_past, asset_versions, assets};
use api_app::register::view::{self, AssetReader, AssetView};
use api_app::register::{ChangeLifecycle, Edit, Remove, queries};

#[derive(Debug)]
pub struct Assets;

#[derive(Debug, ApiResponse)]
enum One {
    /// The asset, with its version in `ETag`.
    #[oai(status = 200)]
    Asset(Json<Asset>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Created {
    /// The new asset, with its version in `ETag`.
    #[oai(status = 201)]
    Asset(Json<Asset>, #[oai(header = "ETag")] String, #[oai(header = "Location")] String),
}

#[derive(Debug, ApiResponse)]
enum Gone {
    /// The asset is deleted; its versions are kept.
    #[oai(status = 204)]
    Gone,
}

#[OpenApi]
impl Assets {
    /// List assets
    ///
    /// Filters by place (`bbox=west,south,east,north`, or `near=lon,lat` with `within_m`), kind,
    /// owner, area, lifecycle, free capacity and search words. The order is given by `sort`. With
    /// `as_of`, lists the register at a past instant, ordered by id.
    #[oai(path = "/assets", method = "get", operation_id = "asset.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        filters: Filters,
        /// Past instant at which the register is read.
        as_of: Query<Option<DateTime<Utc>>>,
        /// Whether to count the assets on all pages.
        count: Query<Option<bool>>,
        page: PageParameters,
    ) -> Result<Json<CountedPage<Asset>>, Problem> {
        let visibility = queries::visibility(&app, &caller.0).await?;
        let free_min = filters.free_min;
        let read = app.store.read();
        let kinds = &app.policies.kinds;
        let query = filters::query(read, kinds, filters, &page).await?;
        let (page, counted) = match as_of.0 {
            None => {
                let page = queries::page(read, &query, &visibility).await?;
                let counted = match count.0 {
                    Some(true) => {
                        Some(queries::total(read, &query, &visibility, MOST_COUNTED.saturating_add(1)).await?)
                    }
                    Some(false) | None => None,
                };
                (page, counted)
            }
            Some(_) if count.0 == Some(true) => {
                return Err(AppError::invalid("count", FieldProblem::NotWithAsOf).into());
            }
            Some(_) if query.sort != Sort::Id => {
                return Err(AppError::invalid("sort", FieldProblem::NotWithAsOf).into());
            }
            Some(at) => (asset_past::page(read, &query, at, &visibility).await?, None),
        };
        let lens = AssetReader { visibility: &visibility, locale: caller.0.locale, kinds, free_min };
        let views = view::views(read, page.items, lens).await?;
        let next_cursor = page.next.map(|next| next.encode());
        let items = views.into_iter().map(Asset::from).collect();
        Ok(Json(CountedPage::new(items, next_cursor, counted)))
    }

    /// Get an asset
    ///
    /// With `as_of`, returns the asset as of a past instant.
    #[oai(path = "/assets/:asset_id", method = "get", operation_id = "asset.get")]
    async fn read(
        &self,
        app: Data<&App>,
        caller: Caller,
        asset_id: Path<Uuid>,
        as_of: Query<Option<DateTime<Utc>>>,
    ) -> Result<One, Problem> {
        let visibility = queries::visibility(&app, &caller.0).await?;
        let (read, id) = (app.store.read(), AssetId::new(asset_id.0));
        let found = match as_of.0 {
            None => assets::find(read, id, &visibility).await?,
            Some(at) if assets::is_seen_ever(read, id, &visibility).await? => {
                asset_versions::as_of(read, id, at).await?.map(|(registered, _)| registered)
            }
            Some(_) => None,
        };
        let found = found.ok_or(AppError::NotFound)?;
        let lens = AssetReader {
            visibility: &visibility,
            locale: caller.0.locale,
            kinds: &app.policies.kinds,
            free_min: None,
        };
        let view = view::views(read, vec![found], lens).await?.pop().ok_or(AppError::NotFound)?;
        Ok(one(view))
    }

    /// Create an asset
    #[oai(path = "/assets", method = "post", operation_id = "asset.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewAsset>,
    ) -> Result<Created, Problem> {
        let view = execute(&app, &request.context, body.0.command()?).await?.answer;
        let place = format!("/api/v1/assets/{}", view.id);
        let (asset, tag) = tagged(view);
        Ok(Created::Asset(asset, tag, place))
    }

    /// Update an asset
    ///
    /// Changes attributes, or moves the asset to another lifecycle state.
    #[oai(path = "/assets/:asset_id", method = "patch", operation_id = "asset.update")]
    async fn edit(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        asset_id: Path<Uuid>,
        body: Json<AssetPatch>,
    ) -> Result<One, Problem> {
        let asset = AssetId::new(asset_id.0);
        let AssetPatch { lifecycle, decommission_on, .. } = body.0;
        let (reason, safety_evidence) = (body.0.reason.clone(), body.0.safety_evidence.clone());
        let view = match (lifecycle, body.0.said()?) {
            (Some(to), None) => {
                let command = ChangeLifecycle { asset, to: to.into(), decommission_on, safety_evidence, reason };
                execute(&app, &request.context, command).await?.answer
            }
            (None, Some(said)) => execute(&app, &request.context, Edit { asset, said, reason }).await?.answer,
            (Some(_), Some(_)) => {
                let why = FieldProblem::LifecycleOnItsOwn;
                return Err(AppError::invalid("/lifecycle", why).into());
            }
            (None, None) => return Err(AppError::invalid("", FieldProblem::NothingSaid).into()),
        };
        Ok(one(view))
    }

    /// Delete an unused asset
    ///
    /// Only an asset without any occupancy, past or present, can be deleted.
    #[oai(path = "/assets/:asset_id", method = "delete", operation_id = "asset.delete")]
    async fn remove(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        asset_id: Path<Uuid>,
    ) -> Result<Gone, Problem> {
        execute(&app, &request.context, Remove { asset: AssetId::new(asset_id.0) }).await?;
        Ok(Gone::Gone)
    }
}

fn one(view: AssetView) -> One {
    let (asset, tag) = tagged(view);
    One::Asset(asset, tag)
}

/// The representation of an asset and its `ETag`.
pub(crate) fn tagged(view: AssetView) -> (Json<Asset>, String) {
    let version = view.version;
    let asset = Asset::from(view);
    let tag = etag_of_content(version, &asset.to_json_string());
    (Json(asset), tag)
}
