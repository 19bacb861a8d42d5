//! Whether the house lives, whether it can work, and what it counts.

use poem::{IntoResponse, Response, handler, http::StatusCode, web::Data};

use super::problem::Problem;
use crate::{failure::Failure, house::House};

/// The process lives.
#[handler]
pub(crate) fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers and its tables are up to date.
#[handler]
pub(crate) async fn readyz(house: Data<&House>) -> Response {
    let later =
        || Problem::from(Failure::Unavailable { retry_after: std::time::Duration::from_secs(5) }).into_response();
    if house.store.ping().await.is_err() {
        return later();
    }
    match house.store.pending().await {
        Ok(steps) if steps.is_empty() => "ready\n".with_status(StatusCode::OK).into_response(),
        Ok(_) | Err(_) => later(),
    }
}

/// The counters, as Prometheus reads them.
#[handler]
pub(crate) async fn metrics(house: Data<&House>) -> Response {
    if let Ok(depth) = crate::store::outbox::depth(house.store.read()).await {
        let oldest = depth.oldest.map_or(0, |written| (house.clock.now() - written).num_seconds().max(0));
        house.metrics.letters(depth.waiting, depth.dead, oldest);
    }
    house.metrics.text().with_content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").into_response()
}
