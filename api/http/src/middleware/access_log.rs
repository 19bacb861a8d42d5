//! Logs every request with its duration, status and route pattern. Never logs a token, a body or a
//! query.

use std::time::Instant;

use poem::http::{Method, StatusCode};
use poem::{Endpoint, IntoResponse, Middleware, PathPattern, Request, Response, Result};

use api_app::app::App;

/// Middleware that logs and measures requests.
#[derive(Debug, Clone)]
pub struct AccessLog {
    /// Application state that holds the metrics.
    pub app: App,
}

impl<E: Endpoint> Middleware<E> for AccessLog {
    type Output = Measured<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Measured { endpoint, app: self.app.clone() }
    }
}

/// An endpoint wrapped by [`AccessLog`].
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

/// Successful health probes are not logged: they arrive every few seconds.
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

/// Maps unknown methods to one label, because clients can send arbitrary methods.
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
