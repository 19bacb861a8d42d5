//! The templates of the pages, and the language of a request for one.

use std::sync::LazyLock;

use domain::text::Locale;
use minijinja::value::Value;
use minijinja::{Environment, context};
use poem::http::StatusCode;
use poem::{Request, Response};

use super::words;
use crate::problem::early;
use crate::request_context;
use api_app::app::App;
use api_app::error::AppError;

/// The frame of all pages, with their style.
pub(crate) const BASE: &str = include_str!("base.html");

/// The templates, parsed once; a test renders each. The `.html` suffix of the names makes the
/// engine escape all values.
static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    for (name, text) in [
        ("base.html", BASE),
        ("home.html", include_str!("home.html")),
        ("look_up.html", include_str!("look_up.html")),
        ("case.html", include_str!("case.html")),
        ("verify.html", include_str!("verify.html")),
        ("permit.html", include_str!("permit.html")),
        ("failed.html", include_str!("failed.html")),
    ] {
        if let Err(why) = templates.add_template(name, text) {
            tracing::error!(name, %why, "a template cannot be read");
        }
    }
    templates
});

/// The language of a page: `lang` of the address, else that of the request.
pub(super) fn locale(request: &Request) -> Locale {
    let query = request.uri().query().unwrap_or_default();
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
    asked.and_then(|(_, lang)| lang.parse().ok()).unwrap_or_else(request_context::locale)
}

/// Whether search engines list a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    Indexed,
    /// The page may show a case.
    Unlisted,
}

/// Renders a page. Nobody stores it: it may show a case, or what a person without a session sees.
pub(super) fn page(
    app: &App,
    locale: Locale,
    (status, template): (StatusCode, &str),
    listing: Listing,
    content: Value,
) -> poem::Result<Response> {
    let server = &app.config.server;
    let installation = match locale {
        Locale::Vi => &server.name_vi,
        Locale::En => &server.name_en,
    };
    let frame = context! {
        lang => locale.as_str(),
        installation => installation,
        help => Some(server.help_contact.trim()).filter(|contact| !contact.is_empty()),
        w => words::of(locale),
        unlisted => listing == Listing::Unlisted,
        ..content
    };
    let template = TEMPLATES.get_template(template).map_err(|why| early(AppError::internal(why)))?;
    let html = template.render(frame).map_err(|why| early(AppError::internal(why)))?;
    let answer = Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("Vary", "Accept-Language, Cookie");
    Ok(match listing {
        Listing::Indexed => answer.body(html),
        Listing::Unlisted => answer.header("X-Robots-Tag", "noindex").body(html),
    })
}

/// The page for a database that does not answer.
pub(super) fn failed(app: &App, locale: Locale, why: &AppError) -> poem::Result<Response> {
    tracing::warn!(error = api_app::error::chain(why), "a public page fails");
    page(app, locale, (StatusCode::SERVICE_UNAVAILABLE, "failed.html"), Listing::Unlisted, context! {})
}

/// A day as people write it.
pub(super) fn day(locale: Locale, day: chrono::NaiveDate) -> String {
    match locale {
        Locale::Vi => day.format("%d/%m/%Y").to_string(),
        Locale::En => day.format("%-d %B %Y").to_string(),
    }
}
