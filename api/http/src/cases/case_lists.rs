//! Lists and counts of cases of every kind.

use std::collections::BTreeMap;

use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use crate::caller::Caller;
use crate::cases::case_filters::{CaseParameters, names, parsed};
use crate::cases::view::{self, Case, Detail};
use crate::etag::Tagged;
use crate::page::{CountedPage, MOST_COUNTED, PageParameters};
use crate::parameter_set::query_parameters;
use crate::problem::Problem;
use crate::request_context;
use api_app::app::App;
use api_app::error::AppError;
use api_app::reads::case_counts::{self, CountedBy};
use api_app::reads::case_list::{self, CaseCursor, CasePage, CaseSort};

query_parameters! {
    /// What a list of cases shows, and in which order.
    #[derive(Debug)]
    pub(crate) struct CaseListParameters {
        /// Order of the list; the latest change first without it. Cases without the instant come
        /// last.
        sort: Option<String>,
        /// `content` to show the content of each case.
        include: Option<String>,
        /// Whether to count the cases on all pages.
        count: Option<bool>,
    }
}

/// Counts of the cases that the reader may see.
#[derive(Debug, Object)]
struct CaseCounts {
    /// One item for each combination of what is counted.
    items: Vec<CaseCount>,
    total: u64,
}

/// Number of cases of a combination.
#[derive(Debug, Object)]
struct CaseCount {
    /// Kind of case; null unless cases are counted by kind.
    kind: Option<String>,
    /// Phase; null unless cases are counted by phase.
    phase: Option<String>,
    cases: u64,
}

/// Handlers of lists of cases.
#[derive(Debug)]
pub struct CaseLists;

#[OpenApi]
impl CaseLists {
    /// List cases
    ///
    /// Lists the cases that the caller may see.
    #[oai(path = "/cases", method = "get", operation_id = "case.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        asked: CaseParameters,
        shown: CaseListParameters,
        page: PageParameters,
    ) -> Result<Tagged<CountedPage<Case>>, Problem> {
        let actor = caller.0;
        let page = page.wanted::<CaseCursor>()?;
        let (sort, detail) = shown.read()?;
        let (sort, after) = page.order(sort)?;
        let wanted = asked.filter(&app, &actor)?;
        let read = app.store.read();
        let rows = case_list::list(read, &wanted, &CasePage { sort, after, limit: page.rows() }).await?;
        let counted = match shown.count {
            Some(true) => Some(case_counts::total(read, &wanted, MOST_COUNTED.saturating_add(1)).await?),
            Some(false) | None => None,
        };
        let (rows, next_cursor) = page.cut(rows, |kept| sort.position(kept));
        let items = view::shown(&app, &actor, rows, request_context::locale(), detail).await?;
        Ok(Tagged::of(&actor, CountedPage::new(items, next_cursor, counted)))
    }

    /// Count cases
    ///
    /// Counts the cases that the caller may see, with the filters of the list.
    #[oai(path = "/cases/counts", method = "get", operation_id = "case.count")]
    async fn count(
        &self,
        app: Data<&App>,
        caller: Caller,
        asked: CaseParameters,
        /// What cases are counted by, separated by commas.
        by: Query<Option<String>>,
    ) -> Result<Json<CaseCounts>, Problem> {
        let mut faults = Vec::new();
        let by: Vec<CountedBy> = names("by", by.0.as_deref(), &mut faults);
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults).into());
        }
        let wanted = asked.filter(&app, &caller.0)?;
        let rows = case_counts::by_kind_and_phase(app.store.read(), &wanted).await?;
        let mut counts: BTreeMap<(Option<String>, Option<String>), u64> = BTreeMap::new();
        for row in &rows {
            let kind = by.contains(&CountedBy::Kind).then(|| row.kind.as_str().to_owned());
            let phase = by.contains(&CountedBy::Phase).then(|| row.phase.as_str().to_owned());
            let cases = counts.entry((kind, phase)).or_default();
            *cases = cases.saturating_add(row.cases);
        }
        let total = rows.iter().fold(0_u64, |sum, row| sum.saturating_add(row.cases));
        let items = counts.into_iter().map(|((kind, phase), cases)| CaseCount { kind, phase, cases });
        Ok(Json(CaseCounts { items: items.collect(), total }))
    }
}

impl CaseListParameters {
    fn read(&self) -> Result<(Option<CaseSort>, Detail), AppError> {
        let mut faults = Vec::new();
        let sort = parsed::<CaseSort>("sort", self.sort.as_deref(), &mut faults);
        let detail = match self.include.as_deref() {
            None => Detail::WithoutContent,
            Some("content") => Detail::WithContent,
            Some(_) => {
                faults.push(FieldError::new("include", FieldProblem::one_of(&["content"])));
                Detail::WithoutContent
            }
        };
        if faults.is_empty() { Ok((sort, detail)) } else { Err(AppError::Invalid(faults)) }
    }
}
