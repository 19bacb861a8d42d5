//! Vector tiles, outside the OpenAPI contract: `/tiles` lists the layers, `/tiles/{layer}` is the
//! `TileJSON` 3.0.0 of a layer, and `/tiles/{layer}/{z}/{x}/{y}` a tile, optionally with the
//! extension `.mvt` or `.pbf`.
//!
//! The layers of assets and of cases require a session: a bearer token in the header, never in the
//! URL, or the cookie of a browser. The other layers are public. An empty tile is a 200 response
//! without content: every client accepts it, and it has an `ETag` for revalidation.

use std::sync::Arc;

use domain::messages::FieldProblem;
use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Result, Route, get, handler};
use serde_json::{Value, json};
use strum::VariantArray;

use crate::caller;
use crate::conditions::is_known;
use crate::middleware::compression::takes_gzip;
use crate::problem;
use api_app::app::App;
use api_app::error::AppError;
use api_app::reads::change_versions::{Changes, Version};
use api_app::register::queries;
use api_app::tile_service::encoded_tile::EncodedTile;
use api_app::tile_service::layer::{Content, Layer};
use api_app::tile_service::{self, TileCache, TileViewer, cases};
use api_app::tile_service::{Address, DEEPEST, TileAddressError};

/// Request headers on which a tile of a public layer depends.
const OPEN_VARIES_BY: &str = "Accept-Encoding";
/// Request headers on which any other tile depends.
const VARIES_BY: &str = "Accept-Encoding, Authorization, Cookie";

/// The routes of the tile service.
pub(crate) fn routes(app: &App) -> impl Endpoint<Output = Response> + use<> {
    Route::new()
        .at("/", get(index))
        .at("/:layer", get(tilejson))
        .at("/:layer/:z/:x/:y", get(tile))
        .data(TileCache::new(app.config.tiles.cache_bytes))
}

/// Lists the tile layers.
#[handler]
pub(crate) fn index(Data(app): Data<&App>) -> Response {
    let base = base(app);
    let layers: Vec<Value> = Layer::VARIANTS
        .iter()
        .map(|layer| {
            json!({
                "id": layer.as_str(),
                "description": layer.description(),
                "access": if layer.is_open() { "public" } else { "bearer" },
                "tilejson": format!("{base}/{}", layer.as_str()),
                "tiles": template(app, *layer),
            })
        })
        .collect();
    spoken(&json!({ "layers": layers }), "public, max-age=300")
}

/// The `TileJSON` of a layer.
#[handler]
pub(crate) fn tilejson(Data(app): Data<&App>, Path(name): Path<String>) -> Result<Response> {
    let layer = named(name.trim_end_matches(".json"))?;
    let contents: Vec<Value> = layer.contents().iter().map(content).collect();
    let said = json!({
        "tilejson": "3.0.0",
        "name": layer.as_str(),
        "description": layer.description(),
        "version": "1.0.0",
        "scheme": "xyz",
        "tiles": [template(app, layer)],
        "minzoom": 0,
        "maxzoom": DEEPEST,
        "bounds": [-180.0, -85.051_128_779_806_6, 180.0, 85.051_128_779_806_6],
        "vector_layers": contents,
    });
    Ok(spoken(&said, "public, max-age=300"))
}

/// A vector tile of a layer.
#[handler]
pub(crate) async fn tile(
    request: &Request,
    app: Data<&App>,
    kept: Data<&TileCache>,
    Path((name, zoom, column, row)): Path<(String, String, String, String)>,
) -> Result<Response> {
    let layer = named(&name)?;
    let row = row.strip_suffix(".mvt").or_else(|| row.strip_suffix(".pbf")).unwrap_or(&row);
    let address = Address::parse(&zoom, &column, row).map_err(|why| astray(&why))?;
    let seen = async {
        let encoded = match layer.cached() {
            Some(cached) => {
                let viewer = viewer(request, &app, layer, tile_service::changes(cached, address)).await?;
                kept.tile(&app, cached, address, viewer).await?
            }
            None => Arc::new(cases::tile(&app, &caller::of(request).await?, address).await?),
        };
        answer(request, layer, &encoded)
    };
    seen.await.map_err(problem::early)
}

/// The caller, and the change version of the layer.
async fn viewer(
    request: &Request,
    app: &App,
    layer: Layer,
    changes: Changes,
) -> Result<(TileViewer, Version), AppError> {
    if layer.is_open() {
        return Ok((TileViewer::Everybody, changes.read(app.store.read()).await?));
    }
    let (actor, version) = caller::with_changes(request, changes).await?;
    Ok((TileViewer::Seeing(queries::visibility(app, &actor).await?), version))
}

/// The tile, or 304 when the client has it.
fn answer(request: &Request, layer: Layer, encoded: &EncodedTile) -> Result<Response, AppError> {
    let compressed = takes_gzip(request) && !encoded.is_empty();
    // Compressed and uncompressed content need different tags.
    let etag = format!("\"{}{}\"", encoded.digest(), if compressed { "-gzip" } else { "" });
    // Clients must revalidate a cached tile, so a change shows at once.
    let kept = if layer.is_open() { "public, no-cache" } else { "private, no-cache" };
    let known = is_known(request.headers(), &etag);
    let answer = Response::builder()
        .header(header::ETAG, &etag)
        .header(header::CACHE_CONTROL, kept)
        .header(header::VARY, if layer.is_open() { OPEN_VARIES_BY } else { VARIES_BY });
    if known {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    let answer = answer.content_type("application/vnd.mapbox-vector-tile");
    if compressed {
        return Ok(answer.header(header::CONTENT_ENCODING, "gzip").body(encoded.gzip()));
    }
    Ok(answer.body(encoded.plain().map_err(AppError::internal)?))
}

fn named(name: &str) -> Result<Layer> {
    name.parse::<Layer>().ok().ok_or_else(|| {
        problem::nowhere(
            "layer",
            FieldProblem::one_of(&Layer::VARIANTS.iter().copied().map(Layer::as_str).collect::<Vec<_>>()),
        )
    })
}

fn astray(why: &TileAddressError) -> poem::Error {
    problem::nowhere(why.part(), why)
}

fn base(app: &App) -> String {
    format!("{}/tiles", app.config.server.public_url.trim_end_matches('/'))
}

fn template(app: &App, layer: Layer) -> String {
    format!("{}/{}/{{z}}/{{x}}/{{y}}", base(app), layer.as_str())
}

fn content(content: &Content) -> Value {
    let fields: serde_json::Map<String, Value> =
        content.fields.iter().map(|(name, meaning)| ((*name).to_owned(), json!(meaning))).collect();
    json!({
        "id": content.name,
        "description": content.description,
        "minzoom": content.from_zoom,
        "maxzoom": content.to_zoom,
        "fields": fields,
    })
}

fn spoken(said: &Value, kept: &str) -> Response {
    poem::web::Json(said).with_header(header::CACHE_CONTROL, kept).into_response()
}
