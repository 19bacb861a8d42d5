//! Delegations: a person lets a colleague act in a membership for a limited time.

use chrono::{DateTime, NaiveDate, Utc};
use domain::messages::FieldProblem;
use domain::{
    access::{self, Membership},
    ids::{OrganizationId, UserId},
};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::etag::etag;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::reads::{delegations, entities::delegations::Model};
use api_app::{
    app::App,
    command_pipeline::{Permission, execute},
    error::AppError,
    people::delegation::{Delegate, EndDelegation, RESOURCE, STANDING},
    read_scope::read_scope,
};

/// A membership to delegate.
#[derive(Debug, Object)]
struct NewDelegation {
    /// Colleague who receives the delegation.
    to_user_id: Uuid,
    /// Organisation of the membership.
    organization_id: Uuid,
    /// Role in which the colleague may act; must be a role of the caller.
    role: String,
    valid_from: NaiveDate,
    /// First day on which the delegation is no longer valid.
    valid_to: NaiveDate,
    /// Reason, usually an absence.
    #[oai(validator(min_length = 1, max_length = 500))]
    reason: String,
}

/// A delegated membership.
#[derive(Debug, Object)]
struct Delegation {
    id: Uuid,
    from_user_id: Uuid,
    to_user_id: Uuid,
    organization_id: Uuid,
    role: String,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    reason: String,
    /// Version for `If-Match`.
    version: u64,
    created_at: DateTime<Utc>,
}

impl From<Model> for Delegation {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            from_user_id: row.from_user_id,
            to_user_id: row.to_user_id,
            organization_id: row.organization_id,
            role: row.role,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            reason: row.reason,
            version: STANDING,
            created_at: row.created_at,
        }
    }
}

/// Delegations from and to the caller.
#[derive(Debug, Object)]
struct DelegationList {
    items: Vec<Delegation>,
}

#[derive(Debug, ApiResponse)]
enum DelegationCreated {
    /// The new delegation, with its version in `ETag`.
    #[oai(status = 201)]
    Created(Json<Delegation>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum DelegationEnded {
    /// The delegation has ended.
    #[oai(status = 204)]
    Gone,
}

#[derive(Debug)]
pub struct Delegations;

#[OpenApi]
impl Delegations {
    /// List delegations
    ///
    /// Lists current and future delegations from and to the caller.
    #[oai(path = "/delegations", method = "get", operation_id = "delegation.list")]
    async fn list(&self, app: Data<&App>, caller: Caller) -> Result<Json<DelegationList>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let today = app.local_date(app.clock.now());
        let rows = delegations::of(app.store.read(), caller.0.user, today).await.map_err(AppError::from)?;
        Ok(Json(DelegationList { items: rows.into_iter().map(Delegation::from).collect() }))
    }

    /// Delegate a membership to a colleague
    #[oai(path = "/delegations", method = "post", operation_id = "delegation.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewDelegation>,
    ) -> Result<DelegationCreated, Problem> {
        let role = body
            .0
            .role
            .parse::<access::Role>()
            .ok()
            .ok_or_else(|| AppError::invalid("/role", FieldProblem::NotARole))?;
        let command = Delegate {
            to: UserId::new(body.0.to_user_id),
            membership: Membership { organization: OrganizationId::new(body.0.organization_id), role },
            valid_from: body.0.valid_from,
            valid_to: body.0.valid_to,
            reason: body.0.reason,
        };
        let id = execute(&app, &request.context, command).await?.answer;
        let row = delegations::find(app.store.read(), id).await.map_err(AppError::from)?;
        Ok(DelegationCreated::Created(Json(row.ok_or(AppError::NotFound)?.into()), etag(STANDING)))
    }

    /// End a delegation
    ///
    /// For an end before the planned day.
    #[oai(path = "/delegations/:delegation_id", method = "delete", operation_id = "delegation.delete")]
    async fn end(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        delegation_id: Path<Uuid>,
    ) -> Result<DelegationEnded, Problem> {
        execute(&app, &request.context, EndDelegation { delegation: delegation_id.0 }).await?;
        Ok(DelegationEnded::Gone)
    }
}
