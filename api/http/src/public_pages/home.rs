//! The home page: what the public finds here. Who has a session is led to the work of the day.

use minijinja::context;
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{Endpoint, IntoResponse, Request, Response, handler};

use super::template::{Listing, locale, page};
use crate::caller;
use api_app::app::App;

/// Where a person with a session begins.
const WORK: &str = "/work";

/// Answers `/`, and leaves every other path to the browser app. A route of its own would not do:
/// the router prefers the one of the app, which matches all paths.
#[derive(Debug)]
pub(crate) struct HomePage<E>(pub(crate) E);

impl<E: Endpoint> Endpoint for HomePage<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if request.uri().path() == "/" {
            return show.call(request).await.map(IntoResponse::into_response);
        }
        self.0.call(request).await.map(IntoResponse::into_response)
    }
}

#[handler]
async fn show(request: &Request, Data(app): Data<&App>) -> poem::Result<Response> {
    if caller::of(request).await.is_ok() {
        let answer = Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, WORK);
        return Ok(answer.header(header::CACHE_CONTROL, "no-store").finish());
    }
    page(app, locale(request), (StatusCode::OK, "home.html"), Listing::Indexed, context! {})
}
