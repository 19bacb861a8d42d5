//! Creates the context and span of each request, and converts errors of the framework into
//! problems.

use poem::http::HeaderValue;
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use tracing::Instrument;

use crate::problem;
use crate::request_context::{REQUEST_ID, RequestScope};

/// Middleware that creates the request context.
#[derive(Debug, Clone, Copy)]
pub struct WithRequestContext<F> {
    /// Generates the id of a request that has none.
    pub new_id: F,
}

impl<E: Endpoint, F: Fn() -> uuid::Uuid + Clone + Send + Sync> Middleware<E> for WithRequestContext<F> {
    type Output = InRequestScope<E, F>;

    fn transform(&self, endpoint: E) -> Self::Output {
        InRequestScope { endpoint, new_id: self.new_id.clone() }
    }
}

/// An endpoint wrapped by [`WithRequestContext`].
#[derive(Debug)]
pub struct InRequestScope<E, F> {
    endpoint: E,
    new_id: F,
}

impl<E: Endpoint, F: Fn() -> uuid::Uuid + Clone + Send + Sync> Endpoint for InRequestScope<E, F> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let context = RequestScope::of(&request, &self.new_id);
        let id = context.request_id().to_owned();
        // Boxed to keep the stack of the outer middleware small.
        let answered = Box::pin(async {
            match self.endpoint.call(request).await {
                Ok(answer) => answer.into_response(),
                Err(error) if error.is_from_response() => error.into_response(),
                Err(error) => problem::of_framework(&error),
            }
        });
        let span = tracing::info_span!("request", id = id);
        let mut answer = context.scope(answered).instrument(span).await;
        if let Ok(value) = HeaderValue::from_str(&id) {
            answer.headers_mut().insert(REQUEST_ID, value);
        }
        Ok(answer)
    }
}
