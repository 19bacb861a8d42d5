//! The account of the current user: language, password and sessions.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::ids::OrganizationId;
use poem::{Request, web::Data};
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json, types::ToJSON};
use secrecy::SecretString;
use uuid::Uuid;

use crate::caller::{Caller, session_token};
use crate::etag::etag_of_content;
use crate::page::{Page, PageParameters};
use crate::people::login_body::address;
use crate::people::organizations::locale;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Unconditional};
use api_app::reads::{entities::sessions::Model, organizations, sessions, users};
use api_app::{
    app::App,
    command_pipeline::{Permission, execute},
    error::AppError,
    people::{
        account::{ChangePassword, EditAccount, EndSession, RESOURCE},
        login::token_hash,
        login_rate_limiter::LoginRateLimiter,
    },
    read_scope::read_scope,
};

/// The authenticated user.
#[derive(Debug, Object)]
struct Me {
    id: Uuid,
    email: String,
    name: String,
    locale: String,
    memberships: Vec<MyMembership>,
    version: i64,
}

/// Role of the user in an organisation.
#[derive(Debug, Object)]
struct MyMembership {
    organization_id: Uuid,
    organization_name: String,
    role: String,
}

#[derive(Debug, ApiResponse)]
enum AccountResponse {
    /// The current user, with the version in `ETag`.
    #[oai(status = 200)]
    User(Json<Me>, #[oai(header = "ETag")] String),
}

/// Changes of the current user; absent fields keep their value.
#[derive(Debug, Object)]
struct MePatch {
    locale: Option<String>,
}

/// The present password of the current user, and a new one of at least 12 characters.
#[derive(Object)]
struct PasswordChange {
    current_password: String,
    new_password: String,
}

/// A session of the current user.
#[derive(Debug, Object)]
struct OwnSession {
    id: Uuid,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    /// Program of the client, as it names itself.
    user_agent: Option<String>,
    /// Whether it is the session of this request.
    current: bool,
}

#[derive(Debug, ApiResponse)]
enum Changed {
    /// The change is made.
    #[oai(status = 204)]
    Done,
}

/// Handlers of the account.
#[derive(Debug)]
pub struct Account {
    /// Rate limiter of login attempts, which a change of the password passes too.
    pub login_limiter: Arc<LoginRateLimiter>,
}

#[OpenApi]
impl Account {
    /// Get the current user
    ///
    /// Includes the memberships in organisations.
    #[oai(path = "/me", method = "get", operation_id = "me.get")]
    async fn me(&self, app: Data<&App>, caller: Caller) -> Result<AccountResponse, Problem> {
        Ok(me(&app, caller.0).await?)
    }

    /// Update the current user
    #[oai(path = "/me", method = "patch", operation_id = "me.update")]
    async fn edit(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        body: Json<MePatch>,
    ) -> Result<AccountResponse, Problem> {
        let command = EditAccount { locale: locale(body.0.locale.as_deref())? };
        execute(&app, &request.context, command).await?;
        let locale = command.locale.unwrap_or(request.actor.locale);
        Ok(me(&app, Actor { locale, ..request.actor }).await?)
    }

    /// Change the current user's password
    ///
    /// All other sessions of the user end. Each call counts as a login attempt.
    #[oai(path = "/me/password", method = "post", operation_id = "me.change_password")]
    async fn change_password(
        &self,
        app: Data<&App>,
        http: &Request,
        request: CommandRequest<Unconditional>,
        body: Json<PasswordChange>,
    ) -> Result<Changed, Problem> {
        let session = token_hash(session_token(http)?);
        let passwords = (SecretString::from(body.0.current_password), SecretString::from(body.0.new_password));
        let from = (&*self.login_limiter, address(http));
        let by = (request.actor.user, session);
        let command = ChangePassword::checked(&app, (from.0, &from.1), by, passwords).await?;
        execute(&app, &request.context, command).await?;
        Ok(Changed::Done)
    }

    /// List the current user's sessions
    ///
    /// Lists the sessions that are neither expired nor ended. The oldest comes first.
    #[oai(path = "/me/sessions", method = "get", operation_id = "own_session.list")]
    async fn sessions(
        &self,
        app: Data<&App>,
        http: &Request,
        caller: Caller,
        page: PageParameters,
    ) -> Result<Json<Page<OwnSession>>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let own = token_hash(session_token(http)?);
        let page = page.wanted()?;
        let (user, now) = (caller.0.user, app.clock.now());
        let rows = sessions::open_of(app.store.read(), user, now, page.position(), page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: rows.into_iter().map(|row| shown(row, &own)).collect(), next_cursor }))
    }

    /// End a session of the current user
    #[oai(path = "/me/sessions/:session_id", method = "delete", operation_id = "own_session.delete")]
    async fn end_session(
        &self,
        app: Data<&App>,
        request: CommandRequest<Unconditional>,
        session_id: Path<Uuid>,
    ) -> Result<Changed, Problem> {
        execute(&app, &request.context, EndSession { session: session_id.0 }).await?;
        Ok(Changed::Done)
    }
}

/// The current user, as a reader of their own account.
async fn me(app: &App, actor: Actor) -> Result<AccountResponse, AppError> {
    let db = app.store.reserved();
    let offices: Vec<OrganizationId> = actor.organizations().into_iter().collect();
    let names: BTreeMap<_, _> = organizations::names(db, &offices).await?;
    let row = users::find(db, actor.user).await?.ok_or(AppError::NotFound)?;
    let memberships = actor.memberships.iter().map(|membership| MyMembership {
        organization_id: membership.organization.uuid(),
        organization_name: names
            .get(&membership.organization)
            .map(|name| name.get(actor.locale).to_owned())
            .unwrap_or_default(),
        role: membership.role.as_str().to_owned(),
    });
    let me = Me {
        id: actor.user.uuid(),
        email: row.email,
        locale: actor.locale.as_str().to_owned(),
        memberships: memberships.collect(),
        name: actor.name,
        version: row.version,
    };
    let tag = etag_of_content(u64::try_from(row.version).unwrap_or(0), &me.to_json_string());
    Ok(AccountResponse::User(Json(me), tag))
}

fn shown(row: Model, own: &str) -> OwnSession {
    OwnSession {
        id: row.id,
        created_at: row.created_at,
        expires_at: row.expires_at,
        user_agent: row.user_agent,
        current: row.token_hash == own,
    }
}
