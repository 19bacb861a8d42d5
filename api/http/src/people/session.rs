//! The session of a browser: a cookie that no script can read.

use std::sync::Arc;

use poem::{Request, web::Data};
use poem_openapi::{ApiResponse, OpenApi, payload::Json};
use secrecy::ExposeSecret;

use crate::caller::{self, Credential};
use crate::people::login_body::Login;
use crate::problem::Problem;
use crate::request_source::RequestSource;
use crate::session_cookie::SessionCookie;
use api_app::error::AppError;
use api_app::{
    app::App,
    people::{login, login_rate_limiter::LoginRateLimiter},
};

#[derive(Debug, ApiResponse)]
enum CookieChanged {
    /// The session cookie has changed.
    #[oai(status = 204)]
    Done(#[oai(header = "Set-Cookie")] String),
}

/// Handlers of browser sessions.
#[derive(Debug)]
pub struct Sessions {
    /// Rate limiter of login attempts.
    pub login_limiter: Arc<LoginRateLimiter>,
}

#[OpenApi]
impl Sessions {
    /// Log in a browser
    ///
    /// Sets the session cookie. The session that the browser had ends. Requests with the cookie
    /// that change something must come from a page of this server (`Sec-Fetch-Site: same-origin`,
    /// or the server's own `Origin`); others are refused with the problem `cross_site`.
    #[oai(path = "/auth/session", method = "post", operation_id = "session.create")]
    async fn create(&self, app: Data<&App>, request: &Request, body: Json<Login>) -> Result<CookieChanged, Problem> {
        // Without a cookie, too: a foreign page must not log its reader in as somebody else.
        match RequestSource::of(request, &app.config.server) {
            RequestSource::SameOrigin | RequestSource::Unknown => {}
            RequestSource::Other => return Err(AppError::CrossSite.into()),
        }
        let session = login::login(&app, &self.login_limiter, body.0.credentials(request)).await?;
        if let Credential::Cookie(before) = caller::credential(request)? {
            login::logout(&app, before).await?;
        }
        let cookie = SessionCookie::of(&app.config.server);
        Ok(CookieChanged::Done(cookie.with(session.token.expose_secret())))
    }

    /// Log out a browser
    ///
    /// Ends the session of the cookie, if there is one, and removes the cookie.
    #[oai(path = "/auth/session", method = "delete", operation_id = "session.delete")]
    async fn delete(&self, app: Data<&App>, request: &Request) -> Result<CookieChanged, Problem> {
        if let Credential::Cookie(token) = caller::credential(request)? {
            login::logout(&app, token).await?;
        }
        Ok(CookieChanged::Done(SessionCookie::of(&app.config.server).removed()))
    }
}
