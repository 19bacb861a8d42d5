//! Login and logout of programs by token.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::{Request, web::Data};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json};
use secrecy::ExposeSecret;

use crate::caller::{self, Caller};
use crate::people::login_body::Login;
use crate::problem::Problem;
use api_app::{
    app::App,
    people::{login, login_rate_limiter::LoginRateLimiter},
};

/// An authenticated session.
#[derive(Debug, Object)]
struct Session {
    /// Token for the header `Authorization: Bearer …`.
    access_token: String,
    expires_at: DateTime<Utc>,
}

#[derive(Debug, ApiResponse)]
enum LoggedOut {
    /// The session has ended.
    #[oai(status = 204)]
    Done,
}

/// The handlers for login and logout.
#[derive(Debug)]
pub struct Auth {
    /// Rate limiter of login attempts.
    pub login_limiter: Arc<LoginRateLimiter>,
}

#[OpenApi]
impl Auth {
    /// Log in with e-mail and password
    #[oai(path = "/auth/login", method = "post", operation_id = "auth.login")]
    async fn login(&self, app: Data<&App>, request: &Request, body: Json<Login>) -> Result<Json<Session>, Problem> {
        let session = login::login(&app, &self.login_limiter, body.0.credentials(request)).await?;
        Ok(Json(Session { access_token: session.token.expose_secret().to_owned(), expires_at: session.expires_at }))
    }

    /// Log out
    ///
    /// Ends the session that authenticates the request.
    #[oai(path = "/auth/logout", method = "post", operation_id = "auth.logout")]
    async fn logout(&self, app: Data<&App>, request: &Request, _caller: Caller) -> Result<LoggedOut, Problem> {
        login::logout(&app, caller::session_token(request)?).await?;
        Ok(LoggedOut::Done)
    }
}
