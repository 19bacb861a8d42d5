//! Mergers of organisations: proposed by one, decided by another, in force from their day on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::OrganizationId,
    organization::{self, CLAUSE},
    text::Localized,
};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::view::Party;
use crate::etag::etag_of_row;
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey, Key};
use crate::request_context;
use api_app::reads::{
    entities::organization_mergers::Model,
    mergers,
    merging::{self, Extent},
    organizations,
};
use api_app::{
    app::App,
    command_pipeline::{Command, Permission, execute},
    error::AppError,
    mergers::{Decide, Propose, RESOURCE, Verdict, Withdraw},
    read_scope::read_scope_for_regulators,
};

/// The most cases and codes that a report names.
const NAMED: u64 = 500;

/// The paper on which a merger rests.
#[derive(Debug, Object)]
#[oai(rename = "MergerBasis")]
struct Basis {
    /// What it is: a contract of merger, a resolution.
    document: String,
    number: String,
}

/// A merger that is proposed.
#[derive(Debug, Object)]
#[oai(rename = "NewOrganizationMerger", deny_unknown_fields)]
struct NewMerger {
    /// Who ends.
    predecessor_id: Uuid,
    /// Who carries on.
    successor_id: Uuid,
    /// The first day on which the predecessor is no more; a day to come.
    effective_on: NaiveDate,
    basis: Basis,
}

/// A merger, with what became of it.
#[derive(Debug, Object)]
#[oai(rename = "OrganizationMerger")]
struct Merger {
    id: Uuid,
    predecessor: Party,
    successor: Party,
    effective_on: NaiveDate,
    basis: Basis,
    /// Where it stands that rights and obligations pass.
    clause: String,
    /// `proposed`, `approved`, `rejected` or `withdrawn`.
    status: String,
    proposed_by: Uuid,
    proposed_at: DateTime<Utc>,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
    /// When those concerned were told, on its day.
    told_at: Option<DateTime<Utc>>,
    /// What it is about, as it stands now; only where one merger is read.
    report: Option<Report>,
    version: i64,
}

/// What a merger is about.
#[derive(Debug, Object)]
#[oai(rename = "MergerReport")]
struct Report {
    /// Assets that the predecessor owns, wholly or in part.
    assets: u64,
    /// Places that it uses, or has held.
    occupancies: u64,
    /// Cases, not ended, in which it takes part.
    open_cases: u64,
    /// Those in which the successor takes part too: both sides become one. At most 500.
    cases_between: Vec<Between>,
    /// Codes that both have given to an asset; each keeps its own. At most 500.
    codes_in_both: Vec<String>,
}

/// A case between the two.
#[derive(Debug, Object)]
#[oai(rename = "MergerCase")]
struct Between {
    id: Uuid,
    code: String,
    kind: String,
    state: String,
    applicant: Party,
}

#[derive(Debug, ApiResponse)]
enum Answered {
    /// The merger.
    #[oai(status = 200)]
    Merger(Json<Merger>, #[oai(header = "ETag")] String),
    /// The new proposal.
    #[oai(status = 201)]
    Proposed(Json<Merger>, #[oai(header = "ETag")] String),
}

/// The resource.
#[derive(Debug)]
pub struct OrganizationMergers;

#[OpenApi]
impl OrganizationMergers {
    /// Mergers, the last proposed first
    #[oai(path = "/organization-mergers", method = "get", operation_id = "organization_merger.list")]
    async fn list(&self, app: Data<&App>, caller: Caller, page: PageParameters) -> Result<Json<Page<Merger>>, Problem> {
        may_read(&app, &caller).await?;
        let page = page.wanted()?;
        let rows = mergers::list(app.store.read(), page.position(), page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        let names = names(&app, sides(&rows)).await?;
        Ok(Json(Page { items: rows.into_iter().map(|row| shown(row, &names, None)).collect(), next_cursor }))
    }

    /// Propose a merger; another person approves it
    #[oai(path = "/organization-mergers", method = "post", operation_id = "organization_merger.propose")]
    async fn propose(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewMerger>,
    ) -> Result<Answered, Problem> {
        let new = body.0;
        let merger = organization::Merger {
            predecessor: OrganizationId::new(new.predecessor_id),
            successor: OrganizationId::new(new.successor_id),
            effective_on: new.effective_on,
            basis: organization::Basis { document: new.basis.document, number: new.basis.number },
        };
        let id = execute(&app, &request.context, Propose { merger }).await?.answer;
        let (merger, tag) = one(&app, id).await?;
        Ok(Answered::Proposed(Json(merger), tag))
    }

    /// A merger, with a report of what it is about
    #[oai(path = "/organization-mergers/:merger_id", method = "get", operation_id = "organization_merger.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, merger_id: Path<Uuid>) -> Result<Answered, Problem> {
        may_read(&app, &caller).await?;
        let (merger, tag) = one(&app, merger_id.0).await?;
        Ok(Answered::Merger(Json(merger), tag))
    }

    /// Approve a merger that somebody else proposed; it is in force from its day on
    #[oai(
        path = "/organization-mergers/:merger_id/approve",
        method = "post",
        operation_id = "organization_merger.approve"
    )]
    async fn approve(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        merger_id: Path<Uuid>,
    ) -> Result<Answered, Problem> {
        let command = Decide { merger: merger_id.0, verdict: Verdict::Approve };
        done(&app, request, command).await
    }

    /// Reject a merger that somebody else proposed
    #[oai(
        path = "/organization-mergers/:merger_id/reject",
        method = "post",
        operation_id = "organization_merger.reject"
    )]
    async fn reject(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        merger_id: Path<Uuid>,
    ) -> Result<Answered, Problem> {
        let command = Decide { merger: merger_id.0, verdict: Verdict::Reject };
        done(&app, request, command).await
    }

    /// Take an approved merger back before its day
    #[oai(
        path = "/organization-mergers/:merger_id/withdraw",
        method = "post",
        operation_id = "organization_merger.withdraw"
    )]
    async fn withdraw(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        merger_id: Path<Uuid>,
    ) -> Result<Answered, Problem> {
        done(&app, request, Withdraw { merger: merger_id.0 }).await
    }
}

async fn done<D: Command<Output = Uuid>>(
    app: &App,
    request: CommandRequest<IfMatchAndKey>,
    command: D,
) -> Result<Answered, Problem> {
    let id = execute(app, &request.context, command).await?.answer;
    let (merger, tag) = one(app, id).await?;
    Ok(Answered::Merger(Json(merger), tag))
}

/// Before its day a merger is nobody's business but theirs who decide on it.
async fn may_read(app: &App, caller: &Caller) -> Result<(), AppError> {
    read_scope_for_regulators(app.store.read(), app, &caller.0, &Permission::new(RESOURCE, "read")).await?;
    Ok(())
}

async fn one(app: &App, id: Uuid) -> Result<(Merger, String), AppError> {
    let read = app.store.read();
    let row = mergers::find(read, id).await?.ok_or(AppError::NotFound)?;
    let merger = mergers::merger(&row);
    let extent = merging::extent(read, merger.predecessor, merger.successor, NAMED).await?;
    let applicants = extent.between.iter().map(|case| case.applicant);
    let names = names(app, sides(std::slice::from_ref(&row)).chain(applicants)).await?;
    let tag = etag_of_row(row.version);
    let report = report(extent, &names);
    Ok((shown(row, &names, Some(report)), tag))
}

type Names = BTreeMap<OrganizationId, Localized>;

fn sides(rows: &[Model]) -> impl Iterator<Item = OrganizationId> + '_ {
    rows.iter().flat_map(|row| [row.predecessor_id, row.successor_id]).map(OrganizationId::new)
}

async fn names(app: &App, of: impl Iterator<Item = OrganizationId> + Send) -> Result<Names, AppError> {
    let of: Vec<OrganizationId> = of.collect::<BTreeSet<_>>().into_iter().collect();
    Ok(organizations::names(app.store.read(), &of).await?)
}

fn party(id: OrganizationId, names: &Names) -> Party {
    Party::named(id, names, request_context::locale())
}

fn report(extent: Extent, names: &Names) -> Report {
    let between = extent.between.into_iter().map(|case| Between {
        id: case.id,
        code: case.code,
        kind: case.kind,
        state: case.state,
        applicant: party(case.applicant, names),
    });
    Report {
        assets: extent.assets,
        occupancies: extent.occupancies,
        open_cases: extent.open_cases,
        cases_between: between.collect(),
        codes_in_both: extent.codes_in_both,
    }
}

fn shown(row: Model, names: &Names, report: Option<Report>) -> Merger {
    Merger {
        id: row.id,
        predecessor: party(OrganizationId::new(row.predecessor_id), names),
        successor: party(OrganizationId::new(row.successor_id), names),
        effective_on: row.effective_on,
        basis: Basis { document: row.basis_document, number: row.basis_number },
        clause: CLAUSE.to_owned(),
        status: row.status.as_str().to_owned(),
        proposed_by: row.proposed_by,
        proposed_at: row.proposed_at,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        withdrawn_at: row.withdrawn_at,
        told_at: row.told_at,
        report,
        version: row.version,
    }
}
