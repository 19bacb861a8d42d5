//! The page at the door.

use poem::{handler, web::Html};

/// What this is, and where to go on.
#[handler]
pub(crate) fn landing() -> Html<&'static str> {
    Html(include_str!("landing.html"))
}
