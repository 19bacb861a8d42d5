//! Handlers for the photos of assets.

use domain::ids::AssetId;
use poem::Body;
use poem::http::header;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json, Response};
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::documents::{disposition, document_error};
use crate::problem::Problem;
use crate::request::UploadRequest;
use crate::stored_file;
use api_app::app::App;
use api_app::command_pipeline::{Permission, execute};
use api_app::documents::document_store::{Allowance, DocumentStore};
use api_app::documents::integrity::Content;
use api_app::error::AppError;
use api_app::read_scope::read_scope;
use api_app::reads::asset_photos::{self, Viewer};
use api_app::reads::assets;
use api_app::register::{AddPhoto, RESOURCE, queries};

/// A photo of an asset.
#[derive(Debug, Object)]
struct AssetPhoto {
    id: Uuid,
    asset_id: Uuid,
    name: String,
    media_type: String,
    size_bytes: u64,
    sha256: String,
}

#[derive(Debug, ApiResponse)]
enum Added {
    /// The stored photo.
    #[oai(status = 201)]
    Photo(Json<AssetPhoto>),
}

#[derive(Debug, ApiResponse)]
enum Download {
    /// Content of the photo.
    #[oai(status = 200)]
    Whole(Binary<Body>),
}

/// Handlers of photos, with the document store.
#[derive(Debug)]
pub struct AssetPhotos {
    pub documents: DocumentStore,
    /// Media types and size that uploads may have.
    pub allowance: Allowance,
}

#[OpenApi]
impl AssetPhotos {
    /// Upload a photo of an asset
    #[oai(path = "/assets/:asset_id/photos", method = "post", operation_id = "asset_photo.create")]
    async fn add(
        &self,
        app: Data<&App>,
        request: UploadRequest<'_>,
        asset_id: Path<Uuid>,
        /// File name of the photo.
        name: Query<String>,
        file: Binary<Body>,
    ) -> Result<Added, Problem> {
        let asset = AssetId::new(asset_id.0);
        // Permission is checked before the body is read.
        read_scope(&app, &request.actor, &Permission::new(RESOURCE, "survey"))?;
        let visibility = queries::visibility(&app, &request.actor).await?;
        assets::find(app.store.read(), asset, &visibility).await?.ok_or(AppError::NotFound)?;
        let arriving = app.clock.new_id();
        let content =
            self.documents.put(arriving, file.0.into_async_read(), &self.allowance).await.map_err(document_error)?;
        let media_type = content.kind.media_type().to_owned();
        let command = AddPhoto {
            asset,
            name: name.0.clone(),
            media_type: media_type.clone(),
            bytes: content.bytes,
            sha256: content.sha256.clone(),
            documents: self.documents.clone(),
        };
        let id = execute(&app, &request.context(&content.sha256), command).await?.answer;
        Ok(Added::Photo(Json(AssetPhoto {
            id,
            asset_id: asset.uuid(),
            name: name.0,
            media_type,
            size_bytes: content.bytes,
            sha256: content.sha256,
        })))
    }

    /// Download a photo of an asset
    #[oai(path = "/assets/:asset_id/photos/:photo_id", method = "get", operation_id = "asset_photo.get")]
    async fn fetch(
        &self,
        app: Data<&App>,
        caller: Caller,
        asset_id: Path<Uuid>,
        photo_id: Path<Uuid>,
    ) -> Result<Response<Download>, Problem> {
        let asset = AssetId::new(asset_id.0);
        let visibility = queries::visibility(&app, &caller.0).await?;
        let found = assets::find(app.store.read(), asset, &visibility).await?.ok_or(AppError::NotFound)?;
        // An invisible photo gives the same answer as a missing one.
        let viewer = Viewer { actor: &caller.0, visibility: &visibility, today: app.local_date(app.clock.now()) };
        let photos = asset_photos::visible(app.store.read(), &found.asset, &[photo_id.0], viewer).await?;
        let photo = photos.into_iter().next().ok_or(AppError::NotFound)?;
        let bytes = u64::try_from(photo.size_bytes).unwrap_or_default();
        let content = Content { sha256: photo.sha256.clone(), bytes };
        let body = stored_file::body(&app, &self.documents, (&photo.sha256, &content), 0..bytes).await?;
        Ok(Response::new(Download::Whole(Binary(body)))
            .header(header::CONTENT_TYPE, photo.media_type.as_str())
            .header(header::ETAG, format!("\"{}\"", photo.sha256))
            .header(header::CACHE_CONTROL, "private, max-age=31536000, immutable")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(header::CONTENT_DISPOSITION, disposition(&photo.name)))
    }
}
