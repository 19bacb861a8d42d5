//! Queues of tasks: lists and counts.

use chrono::{Datelike, Days, NaiveDate};
use domain::access::Actor;
use domain::cases::Kind;
use domain::ids::{CaseId, OrganizationId};
use domain::text::search_words;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use strum::VariantArray;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::case_filters::{kinds, names, parsed};
use crate::cases::task_view::{self, Task};
use crate::etag::Tagged;
use crate::legal_days::LegalDays;
use crate::page::{CountedPage, MOST_COUNTED, PageParameters};
use crate::parameter_set::query_parameters;
use crate::problem::Problem;
use api_app::app::App;
use api_app::cases::queries;
use api_app::error::AppError;
use api_app::reads::case_list::CaseFilter;
use api_app::reads::case_search::{CaseReader, CaseTurn};
use api_app::reads::entities::status::TaskStatus;
use api_app::reads::task_queue::{self, Queue, QueuePage, TaskCursor, TaskSort};
use api_app::reads::{Connection, case_counts};
use api_app::tasks::readable_memberships;

query_parameters! {
    /// Filters of a list of tasks.
    #[derive(Debug)]
    pub(crate) struct TaskParameters {
        /// Only tasks that the caller has claimed.
        mine: Option<bool>,
        /// Only tasks of this office.
        office: Option<Uuid>,
        /// Only tasks in this administrative unit.
        area: Option<Uuid>,
        /// Only tasks of this case.
        case: Option<Uuid>,
        /// Only tasks of cases of these kinds, separated by commas.
        case_kind: Option<String>,
        /// One or several statuses, separated by commas; unfinished tasks without it.
        status: Option<String>,
        /// Only tasks whose last day is before this day.
        due_before: Option<NaiveDate>,
        /// Whether the last day of the task is over.
        overdue: Option<bool>,
        /// Search words: title of the task; code, dossier code, title and parties of its case.
        /// Diacritics are ignored.
        q: Option<String>,
        /// Order of the list; the most urgent first without it. Tasks without a due instant come
        /// last.
        sort: Option<String>,
        /// Whether to count the tasks on all pages.
        count: Option<bool>,
    }
}

/// Numbers of tasks in the queues of the reader, and of cases that wait for others.
#[derive(Debug, Object)]
struct TaskCounts {
    /// Tasks that the reader has claimed: `mine=true`.
    mine: u64,
    /// Tasks that nobody has claimed: `status=open`.
    unclaimed: u64,
    /// Tasks whose last day is over: `overdue=true`.
    overdue: u64,
    /// Tasks whose last day is today or later in this week: `overdue=false` and
    /// `due_before={week_ends_before}`.
    due_this_week: u64,
    /// Monday of the next week.
    week_ends_before: NaiveDate,
    /// Open cases in which others must act: `/cases?turn=others`.
    waiting_for_others: u64,
}

/// Handlers of queues of tasks.
#[derive(Debug)]
pub struct TaskLists;

#[OpenApi]
impl TaskLists {
    /// List tasks
    ///
    /// Lists the tasks that the caller may perform.
    #[oai(path = "/tasks", method = "get", operation_id = "task.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        asked: TaskParameters,
        page: PageParameters,
    ) -> Result<Tagged<CountedPage<Task>>, Problem> {
        let actor = caller.0;
        let page = page.wanted::<TaskCursor>()?;
        let (sort, wanted) = asked.read(&app, &actor)?;
        let (sort, after) = page.order(sort)?;
        let read = app.store.read();
        let rows = task_queue::page(read, &wanted, &QueuePage { sort, after, limit: page.rows() }).await?;
        let counted = match asked.count {
            Some(true) => Some(task_queue::total(read, &wanted, MOST_COUNTED.saturating_add(1)).await?),
            Some(false) | None => None,
        };
        let (rows, next_cursor) = page.cut(rows, |row| sort.position(row));
        let items = task_view::shown(&app, &actor, rows).await?;
        Ok(Tagged::of(&actor, CountedPage::new(items, next_cursor, counted)))
    }

    /// Count tasks by queue
    #[oai(path = "/tasks/counts", method = "get", operation_id = "task.count")]
    async fn count(&self, app: Data<&App>, caller: Caller) -> Result<Json<TaskCounts>, Problem> {
        let actor = caller.0;
        let (read, days) = (app.store.read(), LegalDays::of(&app));
        let all = Queue { memberships: readable_memberships(&app, &actor)?, ..Queue::default() };
        let mine = Queue { claimed_by: Some(actor.user), ..all.clone() };
        let unclaimed = Queue { statuses: vec![TaskStatus::Open], ..all.clone() };
        let overdue = Queue { overdue: Some((true, days.now())), ..all.clone() };
        let week_ends_before = next_monday(days.today());
        let due_until = Some(days.start(week_ends_before));
        let week = Queue { overdue: Some((false, days.now())), due_until, ..all.clone() };
        let waiting = CaseFilter {
            scopes: queries::scopes(&app, &actor, Kind::VARIANTS)?,
            reader: CaseReader { organizations: actor.organizations(), memberships: all.memberships },
            turn: Some(CaseTurn::Others),
            ..CaseFilter::default()
        };
        Ok(Json(TaskCounts {
            mine: number(read, &mine).await?,
            unclaimed: number(read, &unclaimed).await?,
            overdue: number(read, &overdue).await?,
            due_this_week: number(read, &week).await?,
            week_ends_before,
            waiting_for_others: case_counts::total(read, &waiting, MANY).await?,
        }))
    }
}

/// More tasks than an office can have.
const MANY: u64 = 1_000_000;

async fn number(read: &impl Connection, queue: &Queue) -> Result<u64, AppError> {
    Ok(task_queue::total(read, queue, MANY).await?)
}

/// The Monday after a day.
fn next_monday(day: NaiveDate) -> NaiveDate {
    let days = 7_u32.saturating_sub(day.weekday().num_days_from_monday());
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

impl TaskParameters {
    fn read(&self, app: &App, actor: &Actor) -> Result<(Option<TaskSort>, Queue), AppError> {
        let mut faults = Vec::new();
        let case_kinds = kinds("case_kind", self.case_kind.as_deref(), &mut faults);
        let statuses: Vec<TaskStatus> = names("status", self.status.as_deref(), &mut faults);
        let sort = parsed("sort", self.sort.as_deref(), &mut faults);
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        let days = LegalDays::of(app);
        let words = self.q.as_deref().map(search_words);
        // A search without any word finds nothing, as among assets.
        let finds_nothing = words.as_ref().is_some_and(Vec::is_empty);
        let memberships = readable_memberships(app, actor)?;
        let queue = Queue {
            memberships: if finds_nothing { Vec::new() } else { memberships },
            scopes: queries::scopes(app, actor, Kind::VARIANTS)?,
            claimed_by: self.mine.filter(|mine| *mine).map(|_| actor.user),
            statuses,
            office: self.office.map(OrganizationId::new),
            area: self.area,
            case: self.case.map(CaseId::new),
            case_kinds,
            due_until: self.due_before.map(|day| days.start(day)),
            overdue: self.overdue.map(|is_overdue| (is_overdue, days.now())),
            words: words.unwrap_or_default(),
        };
        Ok((sort, queue))
    }
}
