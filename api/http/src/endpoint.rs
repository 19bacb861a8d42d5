//! The HTTP endpoint: all routes and their middleware.

use poem::{
    Endpoint, EndpointExt, Response, Route,
    middleware::{CatchPanic, Compression},
};

use api_app::{app::App, diagram, ogc::page, services::Services};

use crate::admin::demo_clock;
use crate::admin::docs;
use crate::admin::health;
use crate::admin::home_page;
use crate::browser_app::{self, BrowserApp, ServeApp};
use crate::maps::basemap;
use crate::maps::ogc;
use crate::maps::tiles;
use crate::middleware::access_log::AccessLog;
use crate::middleware::body_rate::BodyRate;
use crate::middleware::body_validation::BodyValidation;
use crate::middleware::compression::PrecompressedRoutes;
use crate::middleware::cors::Cors;
use crate::middleware::drain_body::DrainBody;
use crate::middleware::not_modified::NotModified;
use crate::middleware::same_origin::SameOrigin;
use crate::middleware::security::{Security, inline_style};
use crate::middleware::with_context::WithRequestContext;
use crate::problem;
use crate::public_pages;
use crate::resources;

/// Builds the endpoint of the server, with the browser app of this binary.
#[must_use]
pub fn endpoint(app: &App, services: &Services) -> impl Endpoint<Output = Response> + use<> {
    endpoint_with(app, services, BrowserApp::EMBEDDED)
}

/// Builds the endpoint of the server, with a browser app.
#[must_use]
pub fn endpoint_with(
    app: &App,
    services: &Services,
    browser_app: BrowserApp,
) -> impl Endpoint<Output = Response> + use<> {
    let service = resources::service(app, services);
    let promise = resources::promise(&service);
    let contract = promise.text().to_owned();
    let docs = docs::page(framework_page(app, services), contract.clone());
    let app = app.clone();
    let clock = app.clock.clone();
    let origins = app.config.http.allow_origins.clone();
    let (data, json_bytes) = (&app.config.data, app.config.server.body_limit_bytes);
    // A form adds overhead to the file that it contains.
    let file_bytes = data.document_limit_bytes.max(data.import_limit_bytes).saturating_add(json_bytes);
    let security = Security::new(styles(), &app.config.map.origins());
    let body_rate = BodyRate::from(&app.config.connections);
    let mut routes = Route::new()
        .nest("/api/v1", service.with(NotModified).with(public_pages::ToPage))
        .nest("/ogc", ogc::routes(&app, services.login_limiter.clone()))
        .at("/docs", poem::get(docs))
        .at(
            "/openapi.json",
            poem::endpoint::make_sync(move |_| {
                Response::builder().content_type("application/json").body(contract.clone())
            }),
        )
        .at("/healthz", poem::get(health::healthz))
        .at("/readyz", poem::get(health::readyz))
        .at("/metrics", poem::get(health::metrics))
        .nest("/tiles", tiles::routes(&app))
        .at(basemap::PATH, poem::get(basemap::serve));
    routes = public_pages::with_pages(routes);
    routes = if browser_app.is_built() {
        let app = ServeApp { app: browser_app, policy: security.app_policy() };
        routes.at("/*path", poem::get(public_pages::HomePage(app)))
    } else {
        routes
            .at("/cases/:id", poem::get(home_page::message_link))
            .at("/assets/:id", poem::get(home_page::message_link))
            .at("/organizations/:id", poem::get(home_page::message_link))
            .at("/set-password", poem::get(home_page::set_password))
            .at("/", poem::get(home_page::home_page))
    };
    let is_of_app: fn(&str) -> bool = if browser_app.is_built() { browser_app::is_app_path } else { |_| false };
    if let Some(clock) = app.demo_clock.clone() {
        routes = routes.at("/demo/clock", poem::post(demo_clock::advance).data(clock));
    }
    routes
        .with(BodyValidation { promise, json_bytes, file_bytes })
        .with(SameOrigin)
        .with(Compression::new())
        .with(PrecompressedRoutes { also: is_of_app })
        .with(CatchPanic::new().with_handler(problem::Panicked))
        .with(body_rate)
        .with(AccessLog { app: app.clone() })
        .data(app)
        .with(WithRequestContext { new_id: move || clock.new_id() })
        .with(Cors { origins })
        .with(DrainBody)
        .with(security)
}

/// The inline styles of the server's own pages and drawings.
fn styles() -> impl Iterator<Item = &'static str> {
    let pages =
        [home_page::HOME_PAGE, home_page::MESSAGE_LINK, home_page::SET_PASSWORD, page::BASE, public_pages::BASE];
    pages.into_iter().filter_map(inline_style).chain([diagram::STYLE])
}

/// Renders the framework's page from a second service, because the route consumes the first.
fn framework_page(app: &App, services: &Services) -> impl Fn() -> docs::FrameworkPage + Send + Sync + use<> {
    let (app, services) = (app.clone(), services.clone());
    move || {
        let service = resources::service(&app, &services);
        docs::FrameworkPage { html: service.swagger_ui_html(), spec: service.spec() }
    }
}
