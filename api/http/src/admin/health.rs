//! Liveness, readiness and metrics of the process.

use poem::{
    IntoResponse, Response, handler,
    http::{StatusCode, header},
    web::Data,
};

use api_app::app::App;

/// Reports that the process is alive.
#[handler]
pub(crate) fn healthz() -> &'static str {
    "ok\n"
}

/// Reports whether the database accepts writes and reads, the schema is current and the clock is
/// correct; otherwise gives the reason.
#[handler]
pub(crate) async fn readyz(app: Data<&App>) -> Response {
    match app.readiness.check(&app.store, app.clock.as_ref()).await {
        Ok(()) => "ready\n".with_status(StatusCode::OK).into_response(),
        Err(why) => format!("not ready: {why}\n")
            .with_status(StatusCode::SERVICE_UNAVAILABLE)
            .with_header(header::RETRY_AFTER, "5")
            .into_response(),
    }
}

/// Metrics in the Prometheus text format.
#[handler]
pub(crate) async fn metrics(app: Data<&App>) -> Response {
    if let Ok(depth) = api_app::reads::outbox::depth(app.store.read()).await {
        let oldest = depth.oldest.map_or(0, |written| (app.clock.now() - written).num_seconds().max(0));
        app.metrics.messages(depth.waiting, depth.dead, oldest);
    }
    app.metrics.text().with_content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").into_response()
}
