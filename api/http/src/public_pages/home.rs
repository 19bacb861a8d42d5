//! The home page: what the public finds here. Who has a session is led to the work of the day.

use minijinja::context;
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{Request, Response, handler};

use super::template::{Listing, locale, page};
use crate::caller;
use api_app::app::App;

/// Where a person with a session begins.
const WORK: &str = "/work";

#[handler]
pub(crate) async fn show(request: &Request, Data(app): Data<&App>) -> poem::Result<Response> {
    if caller::of(request).await.is_ok() {
        let answer = Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, WORK);
        return Ok(answer.header(header::CACHE_CONTROL, "no-store").finish());
    }
    page(app, locale(request), (StatusCode::OK, "home.html"), Listing::Indexed, context! {})
}
