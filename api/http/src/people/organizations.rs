//! Organisations: operators, owners, authorities and agencies.

use chrono::NaiveDate;
use domain::messages::FieldProblem;
use domain::{ids::OrganizationId, organization::OrganizationKind, text::Locale};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use strum::VariantArray;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::view::Party;
use crate::etag::etag;
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use crate::request_context;
use api_app::reads::{
    entities::organizations::Model,
    organizations::{self, Written},
    succession,
};
use api_app::{
    app::App,
    command_pipeline::{Permission, execute},
    error::AppError,
    people::organization::{AddOrganization, EditOrganization, RESOURCE},
    read_scope::read_scope,
};

/// An organisation.
#[derive(Debug, Object)]
struct Organization {
    id: Uuid,
    name_vi: String,
    name_en: String,
    /// `operator`, `owner`, `committee`, `construction`, `regulator`, `agency` or `administrator`.
    kind: String,
    email: Option<String>,
    /// Language of its messages, `vi` or `en`.
    locale: String,
    valid_from: NaiveDate,
    /// First day on which the organisation no longer exists. A merger becomes visible on its
    /// effective day.
    valid_to: Option<NaiveDate>,
    /// Direct successor, from the effective day of a merger on.
    successor_id: Option<Uuid>,
    /// Organisation that continues its work today.
    successor: Option<Party>,
    version: i64,
}

/// A new organisation.
#[derive(Debug, Object)]
struct NewOrganization {
    name_vi: String,
    name_en: Option<String>,
    kind: String,
    email: Option<String>,
    locale: Option<String>,
}

/// Changes of an organisation; absent fields keep their value.
#[derive(Debug, Object)]
struct OrganizationPatch {
    name_vi: Option<String>,
    name_en: Option<String>,
    email: Option<String>,
    locale: Option<String>,
}

#[derive(Debug, ApiResponse)]
enum OrganizationResponse {
    /// The organisation, with its version in `ETag`.
    #[oai(status = 200)]
    Organization(Json<Organization>, #[oai(header = "ETag")] String),
    /// The new organisation, with its version in `ETag`.
    #[oai(status = 201)]
    Added(Json<Organization>, #[oai(header = "ETag")] String),
}

#[derive(Debug)]
pub struct Organizations;

#[OpenApi]
impl Organizations {
    /// List organisations
    #[oai(path = "/organizations", method = "get", operation_id = "organization.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Part of the name; diacritics are ignored.
        q: Query<Option<String>>,
        kind: Query<Option<String>>,
        page: PageParameters,
    ) -> Result<Json<Page<Organization>>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let page = page.wanted()?;
        let kind = kind.0.as_deref().map(|word| self::kind(word, "kind")).transpose()?;
        let after: Option<Uuid> = page.position();
        let rows = organizations::list(app.store.read(), q.0.as_deref(), kind, after, page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: shown(&app, rows).await?, next_cursor }))
    }

    /// Get an organisation
    #[oai(path = "/organizations/:organization_id", method = "get", operation_id = "organization.get")]
    async fn get(
        &self,
        app: Data<&App>,
        caller: Caller,
        organization_id: Path<Uuid>,
    ) -> Result<OrganizationResponse, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let row = one(&app, OrganizationId::new(organization_id.0)).await?;
        let tag = etag(row.version);
        Ok(OrganizationResponse::Organization(Json(body_of(&app, row).await?), tag))
    }

    /// Create an organisation
    #[oai(path = "/organizations", method = "post", operation_id = "organization.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewOrganization>,
    ) -> Result<OrganizationResponse, Problem> {
        let new = body.0;
        let written = Written {
            name_vi: new.name_vi,
            name_en: new.name_en,
            email: new.email,
            locale: locale(new.locale.as_deref())?.unwrap_or_default(),
        };
        let command = AddOrganization { kind: kind(&new.kind, "/kind")?, written };
        let done = execute(&app, &request.context, command).await?;
        let row = one(&app, done.answer).await?;
        let tag = etag(row.version);
        Ok(OrganizationResponse::Added(Json(body_of(&app, row).await?), tag))
    }

    /// Update an organisation
    #[oai(path = "/organizations/:organization_id", method = "patch", operation_id = "organization.update")]
    async fn edit(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        organization_id: Path<Uuid>,
        body: Json<OrganizationPatch>,
    ) -> Result<OrganizationResponse, Problem> {
        let id = OrganizationId::new(organization_id.0);
        let before = one(&app, id).await?;
        let patch = body.0;
        let written = Written {
            name_vi: patch.name_vi.unwrap_or(before.name_vi),
            name_en: patch.name_en.or(Some(before.name_en)),
            email: patch.email.or(before.email),
            locale: locale(patch.locale.as_deref())?
                .or_else(|| before.locale.parse::<Locale>().ok())
                .unwrap_or_default(),
        };
        execute(&app, &request.context, EditOrganization { organization: id, written }).await?;
        let row = one(&app, id).await?;
        let tag = etag(row.version);
        Ok(OrganizationResponse::Organization(Json(body_of(&app, row).await?), tag))
    }
}

async fn one(app: &App, id: OrganizationId) -> Result<Model, AppError> {
    organizations::find(app.store.read(), id).await?.ok_or(AppError::NotFound)
}

fn kind(word: &str, pointer: &str) -> Result<OrganizationKind, AppError> {
    word.parse::<OrganizationKind>().ok().ok_or_else(|| {
        let allowed = OrganizationKind::VARIANTS.iter().map(|kind| kind.as_str().to_owned()).collect();
        AppError::invalid(pointer, FieldProblem::UnknownValue { allowed })
    })
}

/// Parses a language code.
pub(crate) fn locale(word: Option<&str>) -> Result<Option<Locale>, AppError> {
    match word {
        None => Ok(None),
        Some(word) => word
            .parse::<Locale>()
            .ok()
            .map(Some)
            .ok_or_else(|| AppError::invalid("/locale", FieldProblem::one_of(&["vi", "en"]))),
    }
}

async fn body_of(app: &App, row: Model) -> Result<Organization, AppError> {
    shown(app, vec![row]).await?.pop().ok_or(AppError::NotFound)
}

/// Converts organisations, with their present successors.
async fn shown(app: &App, rows: Vec<Model>) -> Result<Vec<Organization>, AppError> {
    let (read, today) = (app.store.read(), app.local_date(app.clock.now()));
    let succession = succession::on(read, today).await?;
    let acting = |row: &Model| succession.acting_for(OrganizationId::new(row.id));
    let names = organizations::names(read, &rows.iter().map(acting).collect::<Vec<_>>()).await?;
    let party = |id| Party::named(id, &names, request_context::locale());
    Ok(rows
        .into_iter()
        .map(|row| {
            let successor = Some(acting(&row)).filter(|by| by.uuid() != row.id).map(party);
            // A merger is not revealed before its effective day.
            let to_come = row.successor_id.is_some() && row.valid_to.is_some_and(|to| today < to);
            Organization {
                id: row.id,
                name_vi: row.name_vi,
                name_en: row.name_en,
                kind: row.kind,
                email: row.email,
                locale: row.locale,
                valid_from: row.valid_from,
                valid_to: row.valid_to.filter(|_| !to_come),
                successor_id: row.successor_id.filter(|_| !to_come),
                successor,
                version: row.version,
            }
        })
        .collect())
}
