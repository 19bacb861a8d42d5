//! Writes down every request: how long it took and how it ended, by the shape of its path. Never a token, a body or a query.

use std::time::Instant;

use poem::http::{Method, StatusCode};
use poem::{Endpoint, IntoResponse, Middleware, PathPattern, Request, Response, Result};

use api_app::app::App;

/// The measuring of all requests.
#[derive(Debug, Clone)]
pub struct AccessLog {
    /// Who counts.
    pub app: App,
}

impl<E: Endpoint> Middleware<E> for AccessLog {
    type Output = Measured<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Measured { endpoint, app: self.app.clone() }
    }
}

/// An endpoint within [`AccessLog`].
#[derive(Debug)]
pub struct Measured<E> {
    endpoint: E,
    app: App,
}

impl<E: Endpoint> Endpoint for Measured<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let method = known(request.method());
        let began = Instant::now();
        let result = self.endpoint.call(request).await.map(IntoResponse::into_response);
        let seconds = began.elapsed().as_secs_f64();
        let (pattern, status) = match &result {
            Ok(answer) => (answer.data::<PathPattern>(), answer.status()),
            Err(error) => (error.data::<PathPattern>(), error.status()),
        };
        let route = pattern.map_or("unmatched", |pattern| &pattern.0);
        self.app.metrics.answered(method, route, status.as_u16(), seconds);
        note(method, route, status, seconds);
        result
    }
}

/// Probes are asked every few seconds; they are only worth a line when they fail.
fn note(method: &str, route: &str, status: StatusCode, seconds: f64) {
    let status_code = status.as_u16();
    if status.is_server_error() {
        tracing::warn!(method, route, status = status_code, seconds, "answered");
    } else if matches!(route, "/healthz" | "/readyz" | "/metrics") {
        tracing::debug!(method, route, status = status_code, seconds, "answered");
    } else {
        tracing::info!(method, route, status = status_code, seconds, "answered");
    }
}

/// Anything can be sent as a method; what is counted must not grow with it.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
