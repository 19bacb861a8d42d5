//! The home page, and the page that links in notification e-mails point to.

use poem::{handler, web::Html};

/// Describes the server and links to its interfaces.
#[handler]
pub(crate) fn home_page() -> Html<&'static str> {
    Html(include_str!("home_page.html"))
}

/// Explains how to open the resource of an e-mail link. The page contains nothing about the
/// resource, so it does not reveal whether the resource exists.
#[handler]
pub(crate) fn message_link() -> Html<&'static str> {
    Html(include_str!("message_link.html"))
}
