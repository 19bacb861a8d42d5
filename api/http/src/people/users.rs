//! Users and their memberships, maintained by administrators.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::messages::FieldProblem;
use domain::{
    access::{Membership, Role},
    ids::{OrganizationId, UserId},
};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use secrecy::SecretString;
use uuid::Uuid;

use crate::caller::Caller;
use crate::etag::etag;
use crate::page::{Page, PageParameters};
use crate::people::organizations::locale;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::reads::{
    entities::{memberships, users::Model},
    users::{self, Change},
};
use api_app::{
    app::App,
    command_pipeline::{Permission, execute},
    error::AppError,
    people::{
        password,
        password_token::InviteUser,
        user::{AddUser, EditUser, RESOURCE},
    },
    read_scope::{in_stance, read_scope},
};

/// A user of the server.
#[derive(Debug, Object)]
struct User {
    id: Uuid,
    email: String,
    name: String,
    locale: String,
    /// Whether the user may log in.
    active: bool,
    memberships: Vec<UserMembership>,
    version: i64,
    created_at: DateTime<Utc>,
}

/// Role of a user in an organisation.
#[derive(Debug, Clone, Object)]
struct UserMembership {
    organization_id: Uuid,
    role: String,
}

/// A new user.
#[derive(Object)]
struct NewUser {
    email: String,
    name: String,
    locale: Option<String>,
    /// Initial password of at least 12 characters; the user should change it. Without one, invite
    /// the user.
    password: Option<String>,
    memberships: Vec<UserMembership>,
}

/// Changes of a user; absent fields keep their value.
#[derive(Object)]
struct UserPatch {
    name: Option<String>,
    locale: Option<String>,
    active: Option<bool>,
    password: Option<String>,
    /// All memberships from today on; replaces the previous ones.
    memberships: Option<Vec<UserMembership>>,
}

#[derive(Debug, ApiResponse)]
enum UserResponse {
    /// The user, with its version in `ETag`.
    #[oai(status = 200)]
    User(Json<User>, #[oai(header = "ETag")] String),
    /// The new user, with its version in `ETag`.
    #[oai(status = 201)]
    Added(Json<User>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Invited {
    /// The message will be sent.
    #[oai(status = 202)]
    Accepted,
}

#[derive(Debug)]
pub struct Users;

#[OpenApi]
impl Users {
    /// List users
    ///
    /// Callers other than administrators see the members of their own organisations.
    #[oai(path = "/users", method = "get", operation_id = "user.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        q: Query<Option<String>>,
        organization: Query<Option<Uuid>>,
        page: PageParameters,
    ) -> Result<Json<Page<User>>, Problem> {
        let scope = read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let administers = in_stance(&scope, domain::access::Stance::Admin).next().is_some();
        let wanted = organization.0.map(OrganizationId::new);
        let offices: Option<BTreeSet<OrganizationId>> = if administers {
            wanted.map(|office| BTreeSet::from([office]))
        } else {
            let mine = caller.0.organizations();
            let asked = match wanted {
                Some(office) => mine.into_iter().filter(|own| *own == office).collect(),
                None => mine,
            };
            if asked.is_empty() {
                return Err(AppError::NotFound.into());
            }
            Some(asked)
        };
        let page = page.wanted()?;
        let after: Option<Uuid> = page.position();
        let (q, most) = (q.0.as_deref(), page.rows());
        let rows = users::list(app.store.read(), q, offices.as_ref(), after, most).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: shown(&app, rows).await?, next_cursor }))
    }

    /// Create a user
    #[oai(path = "/users", method = "post", operation_id = "user.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewUser>,
    ) -> Result<UserResponse, Problem> {
        let new = body.0;
        let command = AddUser {
            email: new.email,
            name: new.name,
            locale: locale(new.locale.as_deref())?.unwrap_or_default(),
            memberships: memberships(&new.memberships)?,
            password_hash: match new.password {
                Some(password) => password::hash(SecretString::from(password)).await?,
                None => password::NO_PASSWORD.to_owned(),
            },
        };
        let done = execute(&app, &request.context, command).await?;
        let (user, tag) = one(&app, done.answer).await?;
        Ok(UserResponse::Added(Json(user), tag))
    }

    /// Update a user
    ///
    /// Changes name, language, memberships, password or the right to log in.
    #[oai(path = "/users/:user_id", method = "patch", operation_id = "user.update")]
    async fn edit(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        user_id: Path<Uuid>,
        body: Json<UserPatch>,
    ) -> Result<UserResponse, Problem> {
        let patch = body.0;
        let password_hash = match patch.password {
            Some(password) => Some(password::hash(SecretString::from(password)).await?),
            None => None,
        };
        let change =
            Change { name: patch.name, locale: locale(patch.locale.as_deref())?, active: patch.active, password_hash };
        let user = UserId::new(user_id.0);
        let command =
            EditUser { user, change, memberships: patch.memberships.as_deref().map(memberships).transpose()? };
        execute(&app, &request.context, command).await?;
        let (user, tag) = one(&app, user).await?;
        Ok(UserResponse::User(Json(user), tag))
    }

    /// Invite a user to set a password
    ///
    /// Sends a message with a link to the user's address. The present password stays until the user
    /// sets another one.
    #[oai(path = "/users/:user_id/invitation", method = "post", operation_id = "user.invite")]
    async fn invite(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        user_id: Path<Uuid>,
    ) -> Result<Invited, Problem> {
        execute(&app, &request.context, InviteUser { user: UserId::new(user_id.0) }).await?;
        Ok(Invited::Accepted)
    }

    /// Get a user
    #[oai(path = "/users/:user_id", method = "get", operation_id = "user.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, user_id: Path<Uuid>) -> Result<UserResponse, Problem> {
        let scope = read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let (user, tag) = one(&app, UserId::new(user_id.0)).await?;
        let administers = in_stance(&scope, domain::access::Stance::Admin).next().is_some();
        let mine = caller.0.organizations();
        let colleague =
            user.memberships.iter().any(|membership| mine.contains(&OrganizationId::new(membership.organization_id)));
        if administers || colleague { Ok(UserResponse::User(Json(user), tag)) } else { Err(AppError::NotFound.into()) }
    }
}

async fn one(app: &App, id: UserId) -> Result<(User, String), AppError> {
    let row = users::find(app.store.read(), id).await?.ok_or(AppError::NotFound)?;
    let tag = etag(row.version);
    let user = shown(app, vec![row]).await?.pop().ok_or(AppError::NotFound)?;
    Ok((user, tag))
}

async fn shown(app: &App, rows: Vec<Model>) -> Result<Vec<User>, AppError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let today = app.local_date(app.clock.now());
    let mut seated: BTreeMap<Uuid, Vec<memberships::Model>> = BTreeMap::new();
    for membership in users::memberships(app.store.read(), &ids, today).await? {
        seated.entry(membership.user_id).or_default().push(membership);
    }
    Ok(rows
        .into_iter()
        .map(|row| User {
            memberships: seated
                .remove(&row.id)
                .unwrap_or_default()
                .into_iter()
                .map(|membership| UserMembership { organization_id: membership.organization_id, role: membership.role })
                .collect(),
            id: row.id,
            email: row.email,
            name: row.name,
            locale: row.locale,
            active: row.active,
            version: row.version,
            created_at: row.created_at,
        })
        .collect())
}

fn memberships(wanted: &[UserMembership]) -> Result<Vec<Membership>, AppError> {
    wanted
        .iter()
        .enumerate()
        .map(|(place, membership)| {
            let role = membership
                .role
                .parse::<Role>()
                .ok()
                .ok_or_else(|| AppError::invalid(&format!("/memberships/{place}/role"), FieldProblem::NotARole))?;
            Ok(Membership { organization: OrganizationId::new(membership.organization_id), role })
        })
        .collect()
}
