//! What everybody may know without logging in: a case by its code and secret, and the results that are published.

use chrono::{DateTime, NaiveDate, Utc};
use domain::messages::Rule;
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
use crate::cases::view::{self, word};
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

/// What the applicant may know of its case without logging in.
#[derive(Debug, Object)]
struct PublicCase {
    code: String,
    /// What kind of procedure it is.
    kind_title: String,
    state: String,
    /// The state in the reader's language.
    state_title: String,
    /// The status in the national list, 1 to 10.
    national_status: Option<u8>,
    dossier_code: Option<String>,
    /// Who has it now.
    authority: Option<String>,
    filed_at: Option<DateTime<Utc>>,
    /// The next day on which something is due.
    due_on: Option<NaiveDate>,
    overdue: bool,
}

/// A result that is published.
#[derive(Debug, Object)]
struct PublicPermit {
    number: String,
    /// The number as it stands in a path.
    slug: String,
    kind: String,
    title: String,
    /// Whose it is.
    holder: String,
    /// Who issued it; the name that the office had then.
    issuer: String,
    issued_on: NaiveDate,
    conditions: Option<String>,
    address: Option<String>,
    /// Where, as GeoJSON.
    place: Option<Value>,
    height_m: Option<f64>,
    /// `approved`, `granted`, `started`, `revoked` …: where it stands now.
    state: String,
    state_title: String,
    /// Until when it holds or building must begin, while that is open.
    valid_until: Option<NaiveDate>,
}

/// Works that are planned or under way.
#[derive(Debug, Object)]
pub(crate) struct PublicWorks {
    code: String,
    title: String,
    /// Who will dig.
    initiator: String,
    description: String,
    address: Option<String>,
    /// Where, as GeoJSON.
    place: Option<Value>,
    starts_on: Option<NaiveDate>,
    duration_days: Option<u32>,
    contact: String,
    state: String,
    state_title: String,
    /// Until when others may ask to join.
    join_until: Option<NaiveDate>,
}

/// A decision on a dispute, without names, prices and secrets.
#[derive(Debug, Object)]
struct PublicDecision {
    code: String,
    decided_on: NaiveDate,
    /// `grant_ordered`, `terms_set` or `dismissed`.
    verdict: String,
    summary: String,
}

/// How an applicant looks up its case without logging in.
#[derive(Debug, Object)]
struct LookUp {
    code: String,
    secret: String,
}

/// The resource.
#[derive(Debug)]
pub struct Public;

#[OpenApi]
impl Public {
    /// A case, by its code and the secret on its receipt
    #[oai(path = "/public/cases/:code", method = "get", operation_id = "public.case")]
    async fn case(
        &self,
        app: Data<&App>,
        code: Path<String>,
        secret: Query<Option<String>>,
    ) -> Result<Json<PublicCase>, Problem> {
        // Unknown codes and wrong secrets get the same answer for the same work.
        let db = app.store.read();
        let kept = published::by_code(db, &code.0).await.map_err(AppError::from)?;
        let id = kept.as_ref().map_or_else(|| CaseId::new(Uuid::nil()), |kept| kept.case.id);
        let own = published::secret(db, id).await.map_err(AppError::from)?.unwrap_or_default();
        let said = secret.0.unwrap_or_default();
        let knows: bool = !own.is_empty() && bool::from(own.as_bytes().ct_eq(said.trim().as_bytes()));
        match kept.filter(|_| knows) {
            Some(kept) => Ok(Json(shown_case(&app, &kept)?)),
            None => Err(AppError::NotFound.into()),
        }
    }

    /// Published approvals and permits, the newest first
    #[oai(path = "/public/permits", method = "get", operation_id = "public.permits")]
    async fn permits(
        &self,
        app: Data<&App>,
        /// Only those for which the office of this unit is competent.
        area: Query<Option<Uuid>>,
        page: PageParameters,
    ) -> Result<Json<Page<PublicPermit>>, Problem> {
        let wanted = page.wanted()?;
        let rows = published::results(app.store.read(), area.0, wanted.position(), wanted.rows());
        let (rows, next_cursor) = wanted.cut(rows.await.map_err(AppError::from)?, |kept| kept.case.id.uuid());
        let mut items = Vec::with_capacity(rows.len());
        for kept in &rows {
            items.extend(shown_permit(&app, kept).await?);
        }
        Ok(Json(Page { items, next_cursor }))
    }

    /// An approval or permit, by its number: what the code on the paper leads to
    #[oai(path = "/public/permits/:number", method = "get", operation_id = "public.permit")]
    async fn permit(&self, app: Data<&App>, number: Path<String>) -> Result<Json<PublicPermit>, Problem> {
        let wanted = slug(&number.0);
        let code = code_of(&wanted).ok_or(AppError::NotFound)?;
        let kept = published::by_code(app.store.read(), &code).await.map_err(AppError::from)?;
        let found = match &kept {
            Some(kept) => shown_permit(&app, kept).await?,
            None => None,
        };
        // A number is right as a whole, or it is no number.
        found.filter(|permit| permit.slug == wanted).map(Json).ok_or_else(|| AppError::NotFound.into())
    }

    /// Planned works that were published, the newest first
    #[oai(path = "/public/planned-works", method = "get", operation_id = "public.planned_works")]
    async fn planned_works(&self, app: Data<&App>, page: PageParameters) -> Result<Json<Page<PublicWorks>>, Problem> {
        let wanted = page.wanted()?;
        let rows = published::works(app.store.read(), wanted.position(), wanted.rows());
        let (rows, next_cursor) = wanted.cut(rows.await.map_err(AppError::from)?, |kept| kept.case.id.uuid());
        let mut items = Vec::with_capacity(rows.len());
        for kept in &rows {
            items.extend(shown_works(&app, kept).await?);
        }
        Ok(Json(Page { items, next_cursor }))
    }

    /// Decisions on disputes that were published, the newest first
    #[oai(path = "/public/decisions", method = "get", operation_id = "public.decisions")]
    async fn decisions(&self, app: Data<&App>, page: PageParameters) -> Result<Json<Page<PublicDecision>>, Problem> {
        let wanted = page.wanted()?;
        let rows = published::decisions(app.store.read(), wanted.position(), wanted.rows());
        let (rows, next_cursor) = wanted.cut(rows.await.map_err(AppError::from)?, |kept| kept.case.id.uuid());
        let items = rows.iter().filter_map(|kept| shown_decision(&app, kept)).collect();
        Ok(Json(Page { items, next_cursor }))
    }

    /// The secret with which my case can be looked up without logging in
    #[oai(path = "/cases/:case_id/look-up", method = "get", operation_id = "case.look_up")]
    async fn look_up(&self, app: Data<&App>, caller: Caller, case_id: Path<Uuid>) -> Result<Json<LookUp>, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let applies =
            places(&caller.0, &kept.parties).iter().any(|place| place.stance == domain::access::Stance::Applicant);
        if !applies {
            return Err(AppError::forbidden(Rule::OnlyTheApplicantHasTheSecret).into());
        }
        let secret = published::secret(app.store.read(), kept.case.id).await.map_err(AppError::from)?;
        Ok(Json(LookUp { code: kept.case.code, secret: secret.ok_or(AppError::NotFound)? }))
    }
}

/// The code of the case behind a number: `000001-2026-GPXD` is `CP-2026-000001`.
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

fn shown_case(app: &App, kept: &StoredCase) -> Result<PublicCase, AppError> {
    let ruling = effective_law::of(app, &kept.case)?;
    let (law, locale) = (ruling.law(), request_context::locale());
    let dossier = kept.case.papers.dossier();
    let running = kept.case.timers.values().filter(|timer| timer.status == TimerStatus::Running);
    Ok(PublicCase {
        code: kept.case.code.clone(),
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

async fn shown_permit(app: &App, kept: &StoredCase) -> Result<Option<PublicPermit>, AppError> {
    let case = &kept.case;
    let Some(result) = case.papers.dossier().and_then(|dossier| dossier.result.as_ref()) else { return Ok(None) };
    let ruling = effective_law::of(app, case)?;
    let (law, locale) = (ruling.law(), request_context::locale());
    let holder: OrganizationId = case.applicant;
    let name = organizations::names(app.store.read(), &[holder]).await?.remove(&holder);
    let (address, height_m) = match Draft::from(&case.papers) {
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
        kind: case.kind.as_str().parse::<Kind>().ok().map(word).unwrap_or_default(),
        title: case.papers.title().to_owned(),
        holder: name.map(|name| name.get(locale).to_owned()).unwrap_or_default(),
        issuer: result.issuer.name.get(locale).to_owned(),
        issued_on: result.on,
        conditions: result.conditions.clone(),
        address,
        place: case.papers.place().map(domain::place::Shape::to_geojson),
        height_m,
        state: case.state.to_string(),
        state_title: view::state_title(&law, &case.state, locale),
        valid_until: until,
    }))
}

fn shown_decision(app: &App, kept: &StoredCase) -> Option<PublicDecision> {
    let CaseContent::Dispute(papers) = &kept.case.papers else { return None };
    let (ruling, verdict) = (papers.ruling.as_ref()?, kept.case.verdict.as_ref()?);
    Some(PublicDecision {
        code: kept.case.code.clone(),
        decided_on: app.local_date(verdict.at),
        verdict: word(ruling.verdict),
        summary: ruling.summary.clone(),
    })
}

pub(crate) async fn shown_works(app: &App, kept: &StoredCase) -> Result<Option<PublicWorks>, AppError> {
    let case = &kept.case;
    let Draft::PlannedWorks(notice) = Draft::from(&case.papers) else { return Ok(None) };
    let ruling = effective_law::of(app, case)?;
    let (law, locale) = (ruling.law(), request_context::locale());
    let name = organizations::names(app.store.read(), &[case.applicant]).await?.remove(&case.applicant);
    let window = case.timers.get("window").filter(|timer| timer.status == TimerStatus::Running);
    Ok(Some(PublicWorks {
        code: case.code.clone(),
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
