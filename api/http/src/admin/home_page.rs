//! The page at the door, and the page to which the links of letters lead.

use poem::{handler, web::Html};

/// What this is, and where to go on.
#[handler]
pub(crate) fn home_page() -> Html<&'static str> {
    Html(include_str!("home_page.html"))
}

/// How to open what a letter speaks of. It says nothing of the thing itself, so it is the same for one that is not there.
#[handler]
pub(crate) fn letter_link() -> Html<&'static str> {
    Html(include_str!("letter_link.html"))
}
