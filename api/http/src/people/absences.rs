//! Absences of a person, with or without a delegate.

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

/// A period of absence.
#[derive(Debug, Object)]
struct NewAbsence {
    valid_from: NaiveDate,
    /// First day back at work.
    valid_to: NaiveDate,
    /// Reason, visible to the leads of the office.
    #[oai(validator(max_length = 500))]
    reason: Option<String>,
}

/// An absence of a person.
#[derive(Debug, Object)]
struct Absence {
    id: Uuid,
    user_id: Uuid,
    /// Name of the person.
    name: String,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    reason: Option<String>,
    /// Version for `If-Match`.
    version: u64,
    created_at: DateTime<Utc>,
}

/// Current and future absences.
#[derive(Debug, Object)]
struct AbsenceList {
    items: Vec<Absence>,
}

#[derive(Debug, ApiResponse)]
enum Away {
    /// The new absence, with its version in `ETag`.
    #[oai(status = 201)]
    Created(Json<Absence>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Back {
    /// The absence has ended.
    #[oai(status = 204)]
    Gone,
}

#[derive(Debug)]
pub struct Absences;

#[OpenApi]
impl Absences {
    /// List absences
    ///
    /// Lists current and future absences of the caller and of members of offices that the caller
    /// leads.
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

    /// Create an absence of the caller
    ///
    /// On the first day, tasks that the caller has claimed return to the office.
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

    /// End an absence
    ///
    /// For a return before the planned day.
    #[oai(path = "/absences/:absence_id", method = "delete", operation_id = "absence.delete")]
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

async fn shown(app: &App, rows: Vec<Model>) -> Result<Vec<Absence>, AppError> {
    let people: BTreeSet<Uuid> = rows.iter().map(|row| row.user_id).collect();
    let people = labels::people(app.store.read(), &people).await?;
    let view = |row: Model| Absence {
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
