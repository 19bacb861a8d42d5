//! The page at the door, and the page to which a letter about a case leads.

use poem::{handler, web::Html};

/// What this is, and where to go on.
#[handler]
pub(crate) fn landing() -> Html<&'static str> {
    Html(include_str!("landing.html"))
}

/// How to open the case that a letter speaks of. It says nothing of the case itself, so it is the same for one that is not there.
#[handler]
pub(crate) fn case_link() -> Html<&'static str> {
    Html(include_str!("case_link.html"))
}
