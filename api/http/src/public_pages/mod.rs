//! Public pages without script: the look-up of a case by code and secret, and the verification of
//! an issued document by its number. The code on a document opens them on any phone.

mod case;
mod home;
mod permit;
mod redirect;
mod template;
mod words;

use poem::{Route, get};

pub(crate) use home::HomePage;
pub(crate) use redirect::ToPage;
pub(crate) use template::BASE;

/// Adds the pages to the routes.
pub(crate) fn with_pages(routes: Route) -> Route {
    routes
        .at("/look-up", get(case::form).post(case::look_up))
        .at("/verify", get(permit::form))
        .at("/verify/:slug", get(permit::verify))
}
