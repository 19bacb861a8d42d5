//! Public information: case status by code and secret, and published results.

use chrono::{DateTime, NaiveDate, Utc};
use domain::messages::Rule;
use domain::text::Locale;
use domain::workflow::definition::Phase;
use domain::{
    cases::{CaseContent, Draft, Kind},
    ids::{CaseId, OrganizationId},
    workflow::limit::TimerStatus,
};
use poem::web::Data;
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::Value;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::view::{self, serialized};
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use crate::request_context;
use api_app::reads::{cases::StoredCase, organizations, published};
use api_app::{
    app::App,
    cases::{effective_law, queries},
    command_pipeline::places,
    error::AppError,
    issued_documents::slug,
};

/// Status of a case for its applicant, readable without authentication.
#[derive(Debug, Object)]
pub(crate) struct PublicCase {
    pub(crate) code: String,
    /// Title of the procedure.
    pub(crate) kind_title: String,
    pub(crate) state: String,
    /// State in the reader's language.
    pub(crate) state_title: String,
    /// Status in the national list, 1 to 10.
    pub(crate) national_status: Option<u8>,
    pub(crate) dossier_code: Option<String>,
    /// Office that handles the case now.
    pub(crate) authority: Option<String>,
    pub(crate) filed_at: Option<DateTime<Utc>>,
    /// Next due day of the case.
    pub(crate) due_on: Option<NaiveDate>,
    pub(crate) overdue: bool,
}

/// A published approval or permit.
#[derive(Debug, Object)]
pub(crate) struct PublicPermit {
    pub(crate) number: String,
    /// Number in the form used in paths.
    pub(crate) slug: String,
    pub(crate) kind: String,
    pub(crate) title: String,
    /// Holder of the permit.
    pub(crate) holder: String,
    /// Issuing office, with its name at the time of issue.
    pub(crate) issuer: String,
    pub(crate) issued_on: NaiveDate,
    pub(crate) conditions: Option<String>,
    pub(crate) address: Option<String>,
    /// GeoJSON geometry in longitude and latitude.
    pub(crate) place: Option<Value>,
    pub(crate) height_m: Option<f64>,
    /// Current state, as its rule pack names it: `approved`, `granted`, `revoked`, ….
    pub(crate) state: String,
    pub(crate) state_title: String,
    /// Last day of validity, or by which building must begin.
    pub(crate) valid_until: Option<NaiveDate>,
}

/// Published works that are planned or in progress.
#[derive(Debug, Object)]
pub(crate) struct PublicPlannedWork {
    code: String,
    title: String,
    /// Organisation that carries out the works.
    initiator: String,
    description: String,
    address: Option<String>,
    /// GeoJSON geometry in longitude and latitude.
    place: Option<Value>,
    starts_on: Option<NaiveDate>,
    duration_days: Option<u32>,
    contact: String,
    state: String,
    state_title: String,
    /// Last day on which others may ask to join.
    join_until: Option<NaiveDate>,
}

/// A decision on a dispute, without names, prices or secrets.
#[derive(Debug, Object)]
struct PublicDecision {
    code: String,
    decided_on: NaiveDate,
    /// `grant_ordered`, `terms_set` or `dismissed`.
    verdict: String,
    summary: String,
}

/// Code and secret for looking up a case without authentication.
#[derive(Debug, Object)]
struct CaseLookUp {
    code: String,
    secret: String,
}

#[derive(Debug)]
pub struct Public;

#[OpenApi]
impl Public {
    /// Get a case by code and secret
    ///
    /// The secret is printed on the receipt. No authentication is needed.
    #[oai(path = "/public/cases/:code", method = "get", operation_id = "public_case.get")]
    async fn case(
        &self,
        app: Data<&App>,
        code: Path<String>,
        secret: Query<Option<String>>,
    ) -> Result<Json<PublicCase>, Problem> {
        Ok(Json(case_by_secret(&app, &code.0, &secret.0.unwrap_or_default(), request_context::locale()).await?))
    }

    /// List published permits
    ///
    /// Lists approvals and permits. The newest comes first.
    #[oai(path = "/public/permits", method = "get", operation_id = "public_permit.list")]
    async fn permits(
        &self,
        app: Data<&App>,
        /// Administrative unit of the competent office.
        area: Query<Option<Uuid>>,
        page: PageParameters,
    ) -> Result<Json<Page<PublicPermit>>, Problem> {
        let wanted = page.wanted()?;
        let locale = request_context::locale();
        let rows = published::results(app.store.read(), area.0, wanted.position(), wanted.rows());
        let (rows, next_cursor) = wanted.cut(rows.await.map_err(AppError::from)?, |kept| kept.case.id.uuid());
        let mut items = Vec::with_capacity(rows.len());
        for kept in &rows {
            items.extend(shown_permit(&app, kept, locale).await?);
        }
        Ok(Json(Page { items, next_cursor }))
    }

    /// Get a published permit by number
    ///
    /// The code printed on the document links to this resource.
    #[oai(path = "/public/permits/:number", method = "get", operation_id = "public_permit.get")]
    async fn permit(&self, app: Data<&App>, number: Path<String>) -> Result<Json<PublicPermit>, Problem> {
        let found = permit_by_slug(&app, &slug(&number.0), request_context::locale()).await?;
        found.map(|(permit, _)| Json(permit)).ok_or_else(|| AppError::NotFound.into())
    }

    /// List published planned works
    ///
    /// The newest publication comes first.
    #[oai(path = "/public/planned-works", method = "get", operation_id = "public_planned_work.list")]
    async fn planned_works(
        &self,
        app: Data<&App>,
        page: PageParameters,
    ) -> Result<Json<Page<PublicPlannedWork>>, Problem> {
        let wanted = page.wanted()?;
        let rows = published::works(app.store.read(), wanted.position(), wanted.rows());
        let (rows, next_cursor) = wanted.cut(rows.await.map_err(AppError::from)?, |kept| kept.case.id.uuid());
        let mut items = Vec::with_capacity(rows.len());
        for kept in &rows {
            items.extend(shown_works(&app, kept).await?);
        }
        Ok(Json(Page { items, next_cursor }))
    }

    /// List published dispute decisions
    ///
    /// The newest decision comes first.
    #[oai(path = "/public/decisions", method = "get", operation_id = "public_decision.list")]
    async fn decisions(&self, app: Data<&App>, page: PageParameters) -> Result<Json<Page<PublicDecision>>, Problem> {
        let wanted = page.wanted()?;
        let rows = published::decisions(app.store.read(), wanted.position(), wanted.rows());
        let (rows, next_cursor) = wanted.cut(rows.await.map_err(AppError::from)?, |kept| kept.case.id.uuid());
        let items = rows.iter().filter_map(|kept| shown_decision(&app, kept)).collect();
        Ok(Json(Page { items, next_cursor }))
    }

    /// Get the look-up secret of a case
    ///
    /// With the code and the secret, the applicant can look up the case without authentication.
    #[oai(path = "/cases/:case_id/look-up", method = "get", operation_id = "case.get_look_up")]
    async fn look_up(&self, app: Data<&App>, caller: Caller, case_id: Path<Uuid>) -> Result<Json<CaseLookUp>, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let applies =
            places(&caller.0, &kept.parties).iter().any(|place| place.stance == domain::access::Stance::Applicant);
        if !applies {
            return Err(AppError::forbidden(Rule::OnlyTheApplicantHasTheSecret).into());
        }
        let secret = published::secret(app.store.read(), kept.case.id).await.map_err(AppError::from)?;
        Ok(Json(CaseLookUp { code: kept.case.code_or_id(), secret: secret.ok_or(AppError::NotFound)? }))
    }
}

/// The status of a case for the holder of its secret, in a language.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown code and for a wrong secret: both take the same time.
pub(crate) async fn case_by_secret(
    app: &App,
    code: &str,
    secret: &str,
    locale: Locale,
) -> Result<PublicCase, AppError> {
    let db = app.store.read();
    let kept = published::by_code(db, code).await?;
    let id = kept.as_ref().map_or_else(|| CaseId::new(Uuid::nil()), |kept| kept.case.id);
    let own = published::secret(db, id).await?.unwrap_or_default();
    let knows: bool = !own.is_empty() && bool::from(own.as_bytes().ct_eq(secret.trim().as_bytes()));
    match kept.filter(|_| knows) {
        Some(kept) => shown_case(app, &kept, locale),
        None => Err(AppError::NotFound),
    }
}

/// The published result with a number in the form of paths, and the phase of its case. Only a full
/// match of the number counts.
///
/// # Errors
/// [`AppError::Unavailable`] when the database fails.
pub(crate) async fn permit_by_slug(
    app: &App,
    wanted: &str,
    locale: Locale,
) -> Result<Option<(PublicPermit, Phase)>, AppError> {
    let Some(code) = code_of(wanted) else { return Ok(None) };
    let Some(kept) = published::by_code(app.store.read(), &code).await? else { return Ok(None) };
    let permit = shown_permit(app, &kept, locale).await?.filter(|permit| permit.slug == wanted);
    Ok(permit.map(|permit| (permit, kept.phase)))
}

/// Derives the case code from a number: `000001-2026-GPXD` is `CP-2026-000001`.
fn code_of(slug: &str) -> Option<String> {
    let (rest, sign) = slug.rsplit_once('-')?;
    let (number, year) = rest.rsplit_once('-')?;
    let prefix = match sign {
        "GPXD" => "CP",
        "CTDD" => "SA",
        "TBKC" => "CN",
        _ => return None,
    };
    Some(format!("{prefix}-{year}-{number}"))
}

fn shown_case(app: &App, kept: &StoredCase, locale: Locale) -> Result<PublicCase, AppError> {
    let ruling = effective_law::of(app, &kept.case)?;
    let law = ruling.law();
    let dossier = kept.case.content.dossier();
    let running = kept.case.timers.values().filter(|timer| timer.status == TimerStatus::Running);
    Ok(PublicCase {
        code: kept.case.code_or_id(),
        kind_title: law.definition.title.get(locale).to_owned(),
        state: kept.case.state.to_string(),
        state_title: view::state_title(&law, &kept.case.state, locale),
        national_status: law.definition.state(&kept.case.state).and_then(|state| state.national_status),
        dossier_code: dossier.and_then(|dossier| dossier.code.clone()),
        authority: dossier
            .and_then(|dossier| dossier.authority.as_ref())
            .map(|authority| authority.name.get(locale).to_owned()),
        filed_at: kept.filed_at,
        due_on: running.map(|timer| timer.due_on).min(),
        overdue: kept.case.has(domain::workflow::event::Flag::Overdue),
    })
}

async fn shown_permit(app: &App, kept: &StoredCase, locale: Locale) -> Result<Option<PublicPermit>, AppError> {
    let case = &kept.case;
    let Some(result) = case.content.dossier().and_then(|dossier| dossier.result.as_ref()) else { return Ok(None) };
    let ruling = effective_law::of(app, case)?;
    let law = ruling.law();
    let holder: OrganizationId = case.applicant;
    let name = organizations::names(app.store.read(), &[holder]).await?.remove(&holder);
    let (address, height_m) = match Draft::from(&case.content) {
        Draft::SharingRequest(_)
        | Draft::PlannedWorks(_)
        | Draft::Dispute(_)
        | Draft::InformationRequest(_)
        | Draft::CleanUpCampaign(_) => (None, None),
        Draft::SitingApplication(site) => (site.address, site.height_m),
        Draft::ConstructionPermit(works) | Draft::CommencementNotice(works) => (works.address, works.height_m),
    };
    let until = ["validity", "start_by"].into_iter().find_map(|limit| {
        case.timers.get(limit).filter(|timer| timer.status == TimerStatus::Running).map(|timer| timer.due_on)
    });
    Ok(Some(PublicPermit {
        number: result.number.clone(),
        slug: slug(&result.number),
        kind: case.kind.as_str().parse::<Kind>().ok().map(serialized).unwrap_or_default(),
        title: case.content.title().to_owned(),
        holder: name.map(|name| name.get(locale).to_owned()).unwrap_or_default(),
        issuer: result.issuer.name.get(locale).to_owned(),
        issued_on: result.on,
        conditions: result.conditions.clone(),
        address,
        place: case.content.place().map(domain::place::Shape::to_geojson),
        height_m,
        state: case.state.to_string(),
        state_title: view::state_title(&law, &case.state, locale),
        valid_until: until,
    }))
}

fn shown_decision(app: &App, kept: &StoredCase) -> Option<PublicDecision> {
    let CaseContent::Dispute(content) = &kept.case.content else { return None };
    let (ruling, verdict) = (content.ruling.as_ref()?, kept.case.verdict.as_ref()?);
    Some(PublicDecision {
        code: kept.case.code_or_id(),
        decided_on: app.local_date(verdict.at),
        verdict: serialized(ruling.verdict),
        summary: ruling.summary.clone(),
    })
}

pub(crate) async fn shown_works(app: &App, kept: &StoredCase) -> Result<Option<PublicPlannedWork>, AppError> {
    let case = &kept.case;
    let Draft::PlannedWorks(notice) = Draft::from(&case.content) else { return Ok(None) };
    let ruling = effective_law::of(app, case)?;
    let (law, locale) = (ruling.law(), request_context::locale());
    let name = organizations::names(app.store.read(), &[case.applicant]).await?.remove(&case.applicant);
    let window = case.timers.get("window").filter(|timer| timer.status == TimerStatus::Running);
    Ok(Some(PublicPlannedWork {
        code: case.code_or_id(),
        title: notice.title,
        initiator: name.map(|name| name.get(locale).to_owned()).unwrap_or_default(),
        description: notice.description,
        address: notice.address,
        place: notice.place.map(|place| place.to_geojson()),
        starts_on: notice.starts_on,
        duration_days: notice.duration_days,
        contact: notice.contact,
        state: case.state.to_string(),
        state_title: view::state_title(&law, &case.state, locale),
        join_until: window.map(|timer| timer.due_on),
    }))
}
