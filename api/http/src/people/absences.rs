//! Absences: from when to when a person is away, whether or not a colleague stands in.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Stance;
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::etag::etag;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::reads::{absences, entities::absences::Model, labels};
use api_app::{
    app::App,
    command_pipeline::{Permission, execute},
    error::AppError,
    people::absence::{EndAbsence, GoAway, RESOURCE, STANDING},
    read_scope::read_scope,
};

/// Days on which I am away.
#[derive(Debug, Object)]
struct NewAbsence {
    valid_from: NaiveDate,
    /// The first day on which I am back.
    valid_to: NaiveDate,
    /// Why; those who lead my office read it.
    #[oai(validator(max_length = 500))]
    reason: Option<String>,
}

/// Days on which somebody is away.
#[derive(Debug, Object)]
struct AbsenceView {
    id: Uuid,
    user_id: Uuid,
    /// Who.
    name: String,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    reason: Option<String>,
    /// For `If-Match`.
    version: u64,
    created_at: DateTime<Utc>,
}

/// Who is away.
#[derive(Debug, Object)]
struct AbsenceList {
    items: Vec<AbsenceView>,
}

#[derive(Debug, ApiResponse)]
enum Away {
    /// It is known.
    #[oai(status = 201)]
    Created(Json<AbsenceView>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Back {
    /// It is over.
    #[oai(status = 204)]
    Gone,
}

/// The resource.
#[derive(Debug)]
pub struct Absences;

#[OpenApi]
impl Absences {
    /// My absences and those of the people whose office I lead, unless they are over
    #[oai(path = "/absences", method = "get", operation_id = "absence.list")]
    async fn list(&self, app: Data<&App>, caller: Caller) -> Result<Json<AbsenceList>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let access = &app.policies.access;
        let leads = caller
            .0
            .memberships
            .iter()
            .filter(|membership| access.may(membership.role, Stance::Owner, RESOURCE, "oversee"));
        let led = leads.map(|membership| membership.organization).collect();
        let today = app.local_date(app.clock.now());
        let rows = absences::known_to(app.store.read(), caller.0.user, &led, today).await.map_err(AppError::from)?;
        Ok(Json(AbsenceList { items: shown(&app, rows).await? }))
    }

    /// Say that I am away; what I have claimed goes back to the office on the first day
    #[oai(path = "/absences", method = "post", operation_id = "absence.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewAbsence>,
    ) -> Result<Away, Problem> {
        let NewAbsence { valid_from, valid_to, reason } = body.0;
        let id = execute(&app, &request.context, GoAway { valid_from, valid_to, reason }).await?.answer;
        let row = absences::find(app.store.read(), id).await.map_err(AppError::from)?;
        let view = shown(&app, row.into_iter().collect()).await?.pop().ok_or(AppError::NotFound)?;
        Ok(Away::Created(Json(view), etag(STANDING)))
    }

    /// I am back before the day
    #[oai(path = "/absences/:absence_id", method = "delete", operation_id = "absence.end")]
    async fn end(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        absence_id: Path<Uuid>,
    ) -> Result<Back, Problem> {
        execute(&app, &request.context, EndAbsence { absence: absence_id.0 }).await?;
        Ok(Back::Gone)
    }
}

async fn shown(app: &App, rows: Vec<Model>) -> Result<Vec<AbsenceView>, AppError> {
    let people: BTreeSet<Uuid> = rows.iter().map(|row| row.user_id).collect();
    let people = labels::people(app.store.read(), &people).await?;
    let view = |row: Model| AbsenceView {
        id: row.id,
        user_id: row.user_id,
        name: people.get(&row.user_id).cloned().unwrap_or_default(),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        reason: row.reason,
        version: STANDING,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(view).collect())
}
