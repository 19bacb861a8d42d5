//! Login, logout and the current user.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::ids::OrganizationId;
use poem::{Request, web::Data};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::caller::{self, Caller};
use crate::problem::Problem;
use crate::request_context;
use api_app::reads::organizations;
use api_app::{
    app::App,
    people::{
        login::{self, Credentials},
        login_rate_limiter::LoginRateLimiter,
    },
};

/// Credentials of a user.
#[derive(Object)]
struct Login {
    email: String,
    password: String,
}

/// An authenticated session.
#[derive(Debug, Object)]
struct Session {
    /// Token for the header `Authorization: Bearer …`.
    access_token: String,
    expires_at: DateTime<Utc>,
}

/// The authenticated user.
#[derive(Debug, Object)]
struct Me {
    id: Uuid,
    name: String,
    locale: String,
    memberships: Vec<MyMembership>,
}

/// Role of the user in an organisation.
#[derive(Debug, Object)]
struct MyMembership {
    organization_id: Uuid,
    organization_name: String,
    role: String,
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
        let address =
            request.remote_addr().as_socket_addr().map(|address| address.ip().to_string()).unwrap_or_default();
        let Login { email, password } = body.0;
        let request_id = request_context::request_id().unwrap_or_default();
        let credentials = Credentials { address, email, password: SecretString::from(password), request_id };
        let session = login::login(&app, &self.login_limiter, credentials).await?;
        Ok(Json(Session { access_token: session.token.expose_secret().to_owned(), expires_at: session.expires_at }))
    }

    /// Log out
    ///
    /// Revokes the access token.
    #[oai(path = "/auth/logout", method = "post", operation_id = "auth.logout")]
    async fn logout(&self, app: Data<&App>, request: &Request, _caller: Caller) -> Result<LoggedOut, Problem> {
        login::logout(&app, caller::token(request).unwrap_or_default()).await?;
        Ok(LoggedOut::Done)
    }

    /// Get the current user
    ///
    /// Includes the memberships in organisations.
    #[oai(path = "/me", method = "get", operation_id = "me.get")]
    async fn me(&self, app: Data<&App>, caller: Caller) -> Result<Json<Me>, Problem> {
        let actor = caller.0;
        let offices: Vec<OrganizationId> = actor.organizations().into_iter().collect();
        let names: BTreeMap<_, _> = organizations::names(app.store.reserved(), &offices).await?;
        let memberships = actor
            .memberships
            .iter()
            .map(|membership| MyMembership {
                organization_id: membership.organization.uuid(),
                organization_name: names
                    .get(&membership.organization)
                    .map(|name| name.get(actor.locale).to_owned())
                    .unwrap_or_default(),
                role: membership.role.as_str().to_owned(),
            })
            .collect();
        Ok(Json(Me { id: actor.user.uuid(), name: actor.name, locale: actor.locale.as_str().to_owned(), memberships }))
    }
}
