//! Data-quality issues of assets.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::access::{Actor, Stance};
use domain::ids::{AssetId, OrganizationId};
use domain::messages::{FieldProblem, Message};
use domain::registry::quality::{Code, Status};
use domain::text::Locale;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use strum::VariantArray;
use uuid::Uuid;

use crate::caller::Caller;
use crate::etag::etag;
use crate::page::{Page, PageParameters};
use crate::parameter_set::query_parameters;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey};
use api_app::app::App;
use api_app::command_pipeline::{Permission, execute};
use api_app::error::AppError;
use api_app::quality::{RESOURCE, Settle, Verdict};
use api_app::read_scope::{in_stance, read_scope_for_regulators};
use api_app::reads::quality::{self, Issue, IssueFilter};

/// A data-quality issue of an asset.
#[derive(Debug, Object)]
struct QualityIssue {
    id: Uuid,
    /// `duplicate_place`, `duplicate_tag`, `loose_end`, `shape_of_kind`, `length_mismatch`,
    /// `outside_area` or `ledger_mismatch`.
    code: String,
    /// `error` or `warning`.
    severity: String,
    /// Explanation in the reader's language.
    explanation: String,
    owner_id: Uuid,
    asset_id: Uuid,
    /// Second asset, when the issue concerns two.
    other_asset_id: Option<Uuid>,
    /// Affected part of the asset: an end, a unit or a tag.
    part: String,
    /// Size of the deviation in metres, percent or units; the explanation names the unit.
    measure: Option<f64>,
    /// `open`, `dismissed` or `resolved`.
    status: String,
    first_seen_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    settled_at: Option<DateTime<Utc>>,
    /// Person who dismissed the issue.
    settled_by: Option<Uuid>,
    /// Reason for the dismissal.
    reason: Option<String>,
    version: u64,
}

/// Reason for dismissing an issue.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct QualityIssueDismissal {
    reason: String,
}

/// Status filter of quality issues.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "QualityIssueStatus", rename_all = "snake_case")]
enum StatusFilter {
    /// The issue is open.
    Open,
    /// A person confirmed that the data are correct.
    Dismissed,
    /// The check no longer finds the issue.
    Resolved,
    /// Any of these states.
    Any,
}

#[derive(Debug, ApiResponse)]
enum One {
    /// The issue, with its version in `ETag`.
    #[oai(status = 200)]
    Issue(Json<QualityIssue>, #[oai(header = "ETag")] String),
}

query_parameters! {
    /// Filters of a list of quality issues.
    #[derive(Debug)]
    pub(crate) struct IssueParameters {
        /// Status of the issues; defaults to `open`.
        status: Option<StatusFilter>,
        code: Option<String>,
        asset_id: Option<Uuid>,
        /// Owner of the asset.
        owner: Option<Uuid>,
    }
}

#[derive(Debug)]
pub struct QualityIssues;

#[OpenApi]
impl QualityIssues {
    /// List quality issues
    ///
    /// Lists issues of assets that the caller's organisations own. The newest comes first.
    #[oai(path = "/quality/issues", method = "get", operation_id = "quality_issue.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        asked: IssueParameters,
        page: PageParameters,
    ) -> Result<Json<Page<QualityIssue>>, Problem> {
        let seen = owners(&app, &caller.0).await?;
        let named = asked.owner.map(|owner| BTreeSet::from([OrganizationId::new(owner)]));
        let page = page.wanted()?;
        let wanted = IssueFilter {
            owners: match (seen, named) {
                (None, named) => named,
                (Some(own), None) => Some(own),
                (Some(own), Some(named)) => Some(own.intersection(&named).copied().collect()),
            },
            status: match asked.status.unwrap_or(StatusFilter::Open) {
                StatusFilter::Open => Some(Status::Open),
                StatusFilter::Dismissed => Some(Status::Dismissed),
                StatusFilter::Resolved => Some(Status::Resolved),
                StatusFilter::Any => None,
            },
            code: asked.code.as_deref().map(known).transpose()?,
            asset: asked.asset_id.map(AssetId::new),
            before: page.position(),
            limit: page.rows(),
        };
        let found = quality::list(app.store.read(), &wanted).await?;
        let (found, next_cursor) = page.cut(found, |issue| issue.id);
        let items = found.into_iter().map(|issue| shown(issue, caller.0.locale)).collect();
        Ok(Json(Page { items, next_cursor }))
    }

    /// Get a quality issue
    #[oai(path = "/quality/issues/:issue_id", method = "get", operation_id = "quality_issue.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, issue_id: Path<Uuid>) -> Result<One, Problem> {
        Ok(one(&app, &caller.0, issue_id.0).await?)
    }

    /// Dismiss a quality issue
    ///
    /// States that the data are correct as they are.
    #[oai(path = "/quality/issues/:issue_id/dismiss", method = "post", operation_id = "quality_issue.dismiss")]
    async fn dismiss(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        issue_id: Path<Uuid>,
        body: Json<QualityIssueDismissal>,
    ) -> Result<One, Problem> {
        let command = Settle { issue: issue_id.0, verdict: Verdict::Dismiss { reason: body.0.reason } };
        let id = execute(&app, &request.context, command).await?.answer;
        Ok(one(&app, &request.actor, id).await?)
    }

    /// Reopen a quality issue
    ///
    /// Reverts a dismissal.
    #[oai(path = "/quality/issues/:issue_id/reopen", method = "post", operation_id = "quality_issue.reopen")]
    async fn reopen(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        issue_id: Path<Uuid>,
    ) -> Result<One, Problem> {
        let id = execute(&app, &request.context, Settle { issue: issue_id.0, verdict: Verdict::Reopen }).await?.answer;
        Ok(one(&app, &request.actor, id).await?)
    }
}

/// Owners whose issues a person may see; `None` for all.
async fn owners(app: &App, actor: &Actor) -> Result<Option<BTreeSet<OrganizationId>>, AppError> {
    let scope = read_scope_for_regulators(app.store.read(), app, actor, &Permission::new(RESOURCE, "read")).await?;
    if in_stance(&scope, Stance::Regulator).next().is_some() {
        return Ok(None);
    }
    Ok(Some(in_stance(&scope, Stance::Owner).collect()))
}

fn known(code: &str) -> Result<Code, AppError> {
    code.parse::<Code>().ok().ok_or_else(|| {
        let all: Vec<&str> = Code::VARIANTS.iter().map(|code| code.as_str()).collect();
        AppError::invalid("code", FieldProblem::one_of(&all))
    })
}

async fn one(app: &App, actor: &Actor, id: Uuid) -> Result<One, AppError> {
    let own = owners(app, actor).await?;
    let issue = quality::find(app.store.read(), id, own.as_ref()).await?.ok_or(AppError::NotFound)?;
    let version = etag(issue.version);
    Ok(One::Issue(Json(shown(issue, actor.locale)), version))
}

fn shown(issue: Issue, locale: Locale) -> QualityIssue {
    let finding = issue.finding;
    QualityIssue {
        id: issue.id,
        explanation: Message::from(finding.code.explanation(&finding.part, finding.measure)).text(locale),
        code: finding.code.as_str().to_owned(),
        severity: finding.code.severity().as_str().to_owned(),
        owner_id: issue.owner.uuid(),
        asset_id: finding.asset.uuid(),
        other_asset_id: finding.other.map(AssetId::uuid),
        part: finding.part,
        measure: finding.measure,
        status: issue.status.as_str().to_owned(),
        first_seen_at: issue.first_seen_at,
        last_seen_at: issue.last_seen_at,
        settled_at: issue.settled_at,
        settled_by: issue.settled_by,
        reason: issue.reason,
        version: issue.version,
    }
}
