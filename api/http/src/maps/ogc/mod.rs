//! OGC API – Features: the register as a map service, outside the OpenAPI contract. Routes under
//! `/ogc` answer JSON and HTML.

mod listing;
mod page_cache;
mod reply;
mod request;
mod service;

use std::sync::Arc;

use poem::{Request, Response, Route, handler};

use api_app::app::App;
use api_app::ogc::schema::Schemas;
use api_app::people::basic_auth::BasicAuth;
use api_app::people::login_rate_limiter::LoginRateLimiter;
use page_cache::Pages;

/// The routes to nest under `/ogc`.
pub fn routes(app: &App, login_limiter: Arc<LoginRateLimiter>) -> Route {
    use poem::{EndpointExt, get};
    let authenticator = Arc::new(BasicAuth::new(login_limiter));
    let pages = Pages::new(app.config.ogc.cache_bytes);
    let schemas = Arc::new(Schemas::new(&app.policies.kinds));
    let known = |endpoint: poem::RouteMethod| endpoint.data(authenticator.clone()).data(schemas.clone());
    Route::new()
        .at("/", known(get(landing)))
        .at("/conformance", known(get(conformance)))
        .at("/api", known(get(api)))
        .at("/collections", known(get(collections)))
        .at("/collections/:collection", known(get(collection)))
        .at("/collections/:collection/queryables", known(get(queryables)))
        .at("/collections/:collection/items", known(get(items)).data(pages))
        .at("/collections/:collection/items/:feature", known(get(item)))
}

#[handler]
async fn landing(request: &Request) -> Response {
    reply::reported(request, service::landing(request).await)
}

#[handler]
async fn conformance(request: &Request) -> Response {
    reply::reported(request, service::conformance(request).await)
}

#[handler]
async fn api(request: &Request) -> Response {
    reply::reported(request, service::api(request).await)
}

#[handler]
async fn collections(request: &Request) -> Response {
    reply::reported(request, service::collections(request).await)
}

#[handler]
async fn collection(request: &Request) -> Response {
    reply::reported(request, service::collection(request).await)
}

#[handler]
async fn queryables(request: &Request) -> Response {
    reply::reported(request, service::queryables(request).await)
}

#[handler]
async fn items(request: &Request) -> Response {
    reply::reported(request, listing::items(request).await)
}

#[handler]
async fn item(request: &Request) -> Response {
    reply::reported(request, service::item(request).await)
}
