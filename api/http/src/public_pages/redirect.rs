//! Leads browsers from the address of older codes, which answers JSON, to the page.

use poem::http::{Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

/// The path below `/api/v1` that older codes contain.
const OF_OLDER_CODES: &str = "/public/permits/";

/// Middleware of the API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ToPage;

impl<E: Endpoint> Middleware<E> for ToPage {
    type Output = LeadingToPage<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        LeadingToPage { endpoint }
    }
}

/// An endpoint wrapped by [`ToPage`].
#[derive(Debug)]
pub(crate) struct LeadingToPage<E> {
    endpoint: E,
}

impl<E: Endpoint> Endpoint for LeadingToPage<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let number = request.uri().path().strip_prefix(OF_OLDER_CODES).filter(|number| !number.contains('/'));
        if let Some(number) = number.filter(|_| request.method() == Method::GET && is_for_a_person(&request)) {
            let to = format!("/verify/{number}");
            let answer = Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, to);
            return Ok(answer.header(header::VARY, "Accept").finish());
        }
        Ok(self.endpoint.call(request).await?.into_response())
    }
}

/// Browsers name HTML for an address that a person opens; programs name JSON or anything.
fn is_for_a_person(request: &Request) -> bool {
    request.header(header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}
