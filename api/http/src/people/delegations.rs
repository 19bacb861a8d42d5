//! Delegations: a person who is away lets a colleague act in its membership, for so long and no longer.

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

/// A membership to be lent.
#[derive(Debug, Object)]
struct NewDelegation {
    /// The colleague.
    to_user_id: Uuid,
    /// Where the membership is.
    organization_id: Uuid,
    /// The role in which the colleague may act: one of my own.
    role: String,
    valid_from: NaiveDate,
    /// The first day on which it no longer holds.
    valid_to: NaiveDate,
    /// Why: an absence, as a rule.
    #[oai(validator(min_length = 1, max_length = 500))]
    reason: String,
}

/// A membership that is lent.
#[derive(Debug, Object)]
struct DelegationView {
    id: Uuid,
    from_user_id: Uuid,
    to_user_id: Uuid,
    organization_id: Uuid,
    role: String,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    reason: String,
    /// For `If-Match`.
    version: u64,
    created_at: DateTime<Utc>,
}

impl From<Model> for DelegationView {
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

/// What I lent and what was lent to me.
#[derive(Debug, Object)]
struct DelegationList {
    items: Vec<DelegationView>,
}

#[derive(Debug, ApiResponse)]
enum Lent {
    /// The membership is lent.
    #[oai(status = 201)]
    Created(Json<DelegationView>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Ended {
    /// The membership is back.
    #[oai(status = 204)]
    Gone,
}

/// The resource.
#[derive(Debug)]
pub struct Delegations;

#[OpenApi]
impl Delegations {
    /// What I lent and what was lent to me, unless it is over
    #[oai(path = "/delegations", method = "get", operation_id = "delegation.list")]
    async fn list(&self, app: Data<&App>, caller: Caller) -> Result<Json<DelegationList>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let today = app.local_date(app.clock.now());
        let rows = delegations::of(app.store.read(), caller.0.user, today).await.map_err(AppError::from)?;
        Ok(Json(DelegationList { items: rows.into_iter().map(DelegationView::from).collect() }))
    }

    /// Lend a membership of mine to a colleague
    #[oai(path = "/delegations", method = "post", operation_id = "delegation.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewDelegation>,
    ) -> Result<Lent, Problem> {
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
        Ok(Lent::Created(Json(row.ok_or(AppError::NotFound)?.into()), etag(STANDING)))
    }

    /// Take a membership back before its day
    #[oai(path = "/delegations/:delegation_id", method = "delete", operation_id = "delegation.end")]
    async fn end(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        delegation_id: Path<Uuid>,
    ) -> Result<Ended, Problem> {
        execute(&app, &request.context, EndDelegation { delegation: delegation_id.0 }).await?;
        Ok(Ended::Gone)
    }
}
