//! Refuses changes with the session cookie that no page of this server makes. A browser sends the
//! cookie by itself, so another site could otherwise make its reader's browser change something.

use poem::http::Method;
use poem::{Endpoint, Middleware, Request, Result};

use crate::caller::{self, Credential};
use crate::problem::early;
use crate::request_source::RequestSource;
use api_app::error::AppError;

/// Middleware that checks the source of changes.
#[derive(Debug, Clone, Copy)]
pub struct SameOrigin;

impl<E: Endpoint> Middleware<E> for SameOrigin {
    type Output = FromSameOrigin<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        FromSameOrigin { endpoint }
    }
}

/// An endpoint wrapped by [`SameOrigin`].
#[derive(Debug)]
pub struct FromSameOrigin<E> {
    endpoint: E,
}

impl<E: Endpoint> Endpoint for FromSameOrigin<E> {
    type Output = E::Output;

    async fn call(&self, request: Request) -> Result<Self::Output> {
        check(&request).map_err(early)?;
        self.endpoint.call(request).await
    }
}

fn check(request: &Request) -> Result<(), AppError> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    match caller::credential(request)? {
        Credential::Bearer(_) | Credential::Basic { .. } | Credential::Unreadable | Credential::None => Ok(()),
        Credential::Cookie(_) => match RequestSource::of(request, &caller::app(request)?.config.server) {
            RequestSource::SameOrigin => Ok(()),
            RequestSource::Other | RequestSource::Unknown => Err(AppError::CrossSite),
        },
    }
}
