//! Mergers of organisations: proposed by one person, approved by another, effective from a day on.

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
use crate::etag::etag;
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

/// Greatest number of cases and codes listed in a report.
const NAMED: u64 = 500;

/// Legal document on which a merger is based.
#[derive(Debug, Object)]
#[oai(rename = "MergerBasis")]
struct Basis {
    /// Description of the document: a merger contract or a resolution.
    document: String,
    number: String,
}

/// A proposed merger.
#[derive(Debug, Object)]
#[oai(rename = "NewOrganizationMerger", deny_unknown_fields)]
struct NewMerger {
    /// Organisation that ends with the merger.
    predecessor_id: Uuid,
    /// Organisation that continues.
    successor_id: Uuid,
    /// First day after the end of the predecessor; must be in the future.
    effective_on: NaiveDate,
    basis: Basis,
}

/// A merger and its outcome.
#[derive(Debug, Object)]
#[oai(rename = "OrganizationMerger")]
struct Merger {
    id: Uuid,
    predecessor: Party,
    successor: Party,
    effective_on: NaiveDate,
    basis: Basis,
    /// Legal clause under which rights and obligations pass.
    clause: String,
    /// `proposed`, `approved`, `rejected` or `withdrawn`.
    status: String,
    proposed_by: Uuid,
    proposed_at: DateTime<Utc>,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
    /// Time at which the parties concerned were notified, on the effective day.
    notified_at: Option<DateTime<Utc>>,
    /// Effects of the merger as of now; present only when a single merger is read.
    report: Option<Report>,
    version: i64,
}

/// Effects of a merger.
#[derive(Debug, Object)]
#[oai(rename = "MergerReport")]
struct Report {
    /// Number of assets that the predecessor owns or co-owns.
    assets: u64,
    /// Number of its occupancies, including ended ones.
    occupancies: u64,
    /// Number of open cases to which it is a party.
    open_cases: u64,
    /// Open cases to which the successor is also a party, so that both sides become one. At most
    /// 500.
    cases_between: Vec<Between>,
    /// Asset codes used by both organisations; each asset keeps its code. At most 500.
    codes_in_both: Vec<String>,
}

/// A case between predecessor and successor.
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
    /// The merger, with its version in `ETag`.
    #[oai(status = 200)]
    Merger(Json<Merger>, #[oai(header = "ETag")] String),
    /// The new merger, with its version in `ETag`.
    #[oai(status = 201)]
    Proposed(Json<Merger>, #[oai(header = "ETag")] String),
}

#[derive(Debug)]
pub struct OrganizationMergers;

#[OpenApi]
impl OrganizationMergers {
    /// List organisation mergers
    ///
    /// The latest proposal comes first.
    #[oai(path = "/organization-mergers", method = "get", operation_id = "organization_merger.list")]
    async fn list(&self, app: Data<&App>, caller: Caller, page: PageParameters) -> Result<Json<Page<Merger>>, Problem> {
        may_read(&app, &caller).await?;
        let page = page.wanted()?;
        let rows = mergers::list(app.store.read(), page.position(), page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        let names = names(&app, sides(&rows)).await?;
        Ok(Json(Page { items: rows.into_iter().map(|row| shown(row, &names, None)).collect(), next_cursor }))
    }

    /// Propose an organisation merger
    ///
    /// A second person approves or rejects the merger.
    #[oai(path = "/organization-mergers", method = "post", operation_id = "organization_merger.create")]
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

    /// Get an organisation merger
    ///
    /// Includes a report of the effects.
    #[oai(path = "/organization-mergers/:merger_id", method = "get", operation_id = "organization_merger.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, merger_id: Path<Uuid>) -> Result<Answered, Problem> {
        may_read(&app, &caller).await?;
        let (merger, tag) = one(&app, merger_id.0).await?;
        Ok(Answered::Merger(Json(merger), tag))
    }

    /// Approve an organisation merger
    ///
    /// The approver must not be the proposer. The merger takes effect on its effective day.
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

    /// Reject an organisation merger
    ///
    /// The person who rejects must not be the proposer.
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

    /// Withdraw an approved organisation merger
    ///
    /// Possible only before the effective day.
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

/// Before its effective day, only those who decide on mergers may read a merger.
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
    let tag = etag(row.version);
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
        notified_at: row.announced_at,
        report,
        version: row.version,
    }
}
