//! The home page, and the page that links in notification e-mails point to, while no browser app is
//! built into the server.

use poem::{handler, web::Html};

/// The home page.
pub(crate) const HOME_PAGE: &str = include_str!("home_page.html");
/// The page behind a link of an e-mail.
pub(crate) const MESSAGE_LINK: &str = include_str!("message_link.html");

/// The page behind the link of an invitation.
pub(crate) const SET_PASSWORD: &str = include_str!("set_password.html");

/// Describes the server and links to its interfaces.
#[handler]
pub(crate) fn home_page() -> Html<&'static str> {
    Html(HOME_PAGE)
}

/// Explains how to open the resource of an e-mail link. The page contains nothing about the
/// resource, so it does not reveal whether the resource exists.
#[handler]
pub(crate) fn message_link() -> Html<&'static str> {
    Html(MESSAGE_LINK)
}

/// Explains how to set a password with the link of a message.
#[handler]
pub(crate) fn set_password() -> Html<&'static str> {
    Html(SET_PASSWORD)
}
