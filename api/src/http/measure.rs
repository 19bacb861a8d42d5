//! Writes down every request: how long it took and how it ended, by the shape of its path. Never a token, a body or a query.

use std::time::Instant;

use poem::{Endpoint, IntoResponse, Middleware, PathPattern, Request, Response, Result};

use super::talk;
use crate::house::House;

/// The measuring of all requests.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Who counts.
    pub house: House,
}

impl<E: Endpoint> Middleware<E> for Measure {
    type Output = Measured<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Measured { endpoint, house: self.house.clone() }
    }
}

/// An endpoint within [`Measure`].
#[derive(Debug)]
pub struct Measured<E> {
    endpoint: E,
    house: House,
}

impl<E: Endpoint> Endpoint for Measured<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let method = request.method().to_string();
        let began = Instant::now();
        let result = self.endpoint.call(request).await;
        let answer = match result {
            Ok(answer) => answer.into_response(),
            Err(error) => {
                let seconds = began.elapsed().as_secs_f64();
                self.house.metrics.answered(&method, "unmatched", error.status().as_u16(), seconds);
                return Err(error);
            }
        };
        let route = answer.data::<PathPattern>().map_or_else(|| "other".to_owned(), |pattern| pattern.0.to_string());
        let (status, seconds) = (answer.status().as_u16(), began.elapsed().as_secs_f64());
        self.house.metrics.answered(&method, &route, status, seconds);
        tracing::info!(method, route, status, seconds, request_id = talk::request_id(), "answered");
        Ok(answer)
    }
}
