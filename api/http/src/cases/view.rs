//! A case as the world sees it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Actor,
    ids::OrganizationId,
    text::{Locale, Localized},
    workflow::{limit::TimerStatus, name::StateId},
};
use poem_openapi::Object;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use api_app::reads::{cases::StoredCase, organizations};
use api_app::{
    app::App,
    cases::{campaign_numbers, effective_law},
    error::AppError,
};

/// A case of any kind.
#[derive(Debug, Object)]
pub struct Case {
    id: Uuid,
    /// What people call it: `SR-2023-000012`.
    code: String,
    /// `sharing_request`.
    kind: String,
    title: String,
    /// The law it is under: the rule pack and its date.
    pack: String,
    state: String,
    /// The state in the reader's language.
    state_title: String,
    /// `draft`, `open`, `in_force` or `closed`.
    phase: String,
    /// What was decided last.
    decision: Option<String>,
    /// How that came about: `officer`, `automatic`, `deemed` or `ordered`.
    decision_mode: Option<String>,
    /// Where the physical works stand.
    works_status: Option<String>,
    /// Marks beside the state, such as `dispute_open`.
    flags: Vec<String>,
    applicant: Party,
    owner: Option<Party>,
    /// The competent office, for a case before an authority.
    authority: Option<Party>,
    /// The unit in which it is competent.
    area_id: Option<Uuid>,
    /// The code of the national list of dossiers.
    dossier_code: Option<String>,
    /// The status in the national list, 1 to 10.
    national_status: Option<u8>,
    /// What it is about.
    papers: Value,
    timers: Vec<TimerView>,
    previous_case_id: Option<Uuid>,
    /// Whether a limit has run out without an answer.
    overdue: bool,
    version: u64,
    created_at: DateTime<Utc>,
    filed_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
}

/// An organisation by name.
#[derive(Debug, Clone, Object)]
pub struct Party {
    id: Uuid,
    name: String,
}

impl Party {
    /// An organisation, with its name in a language.
    pub(crate) fn named(id: OrganizationId, names: &BTreeMap<OrganizationId, Localized>, locale: Locale) -> Self {
        let name = names.get(&id).map(|name| name.get(locale).to_owned()).unwrap_or_default();
        Self { id: id.uuid(), name }
    }
}

/// The clock of a time limit.
#[derive(Debug, Object)]
pub struct TimerView {
    limit: String,
    title: String,
    /// `running`, `paused`, `met` or `expired`.
    status: String,
    started_at: DateTime<Utc>,
    /// The first instant at which it is missed.
    due_at: DateTime<Utc>,
    /// The last legal day.
    due_on: NaiveDate,
    /// Where it stands in the law.
    clause: String,
    /// Whether the working days up to the due day are announced, not forecast.
    calendar_confirmed: bool,
}

/// Cases, shown to a person in a language.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub async fn shown(app: &App, reader: &Actor, cases: Vec<StoredCase>, locale: Locale) -> Result<Vec<Case>, AppError> {
    let cases = campaign_numbers::for_reader(app, reader, cases).await?;
    let offices: BTreeSet<OrganizationId> =
        cases.iter().flat_map(|kept| [Some(kept.case.applicant), kept.case.papers.owner()]).flatten().collect();
    let offices: Vec<OrganizationId> = offices.into_iter().collect();
    let names = organizations::names(app.store.read(), &offices).await?;
    cases.iter().map(|kept| one(app, kept, &names, locale)).collect()
}

fn one(
    app: &App,
    kept: &StoredCase,
    names: &BTreeMap<OrganizationId, Localized>,
    locale: Locale,
) -> Result<Case, AppError> {
    let case = &kept.case;
    let ruling = effective_law::of(app, case)?;
    let law = ruling.law();
    let party = |id: OrganizationId| Party::named(id, names, locale);
    let timers = case
        .timers
        .values()
        .filter(|timer| timer.status != TimerStatus::Met)
        .map(|timer| {
            let limit = law.definition.limit(&timer.limit);
            TimerView {
                limit: timer.limit.to_string(),
                title: limit.map(|limit| limit.title.get(locale).to_owned()).unwrap_or_default(),
                status: timer.status.as_str().to_owned(),
                started_at: timer.started_at,
                due_at: timer.due_at,
                due_on: timer.due_on,
                clause: limit.map(|limit| limit.clause.clone()).unwrap_or_default(),
                calendar_confirmed: law.calendar.is_confirmed(timer.due_on),
            }
        })
        .collect();
    Ok(Case {
        id: case.id.uuid(),
        code: case.code.clone(),
        kind: case.kind.to_string(),
        title: case.papers.title().to_owned(),
        pack: case.pack.to_string(),
        state: case.state.to_string(),
        state_title: state_title(&law, &case.state, locale),
        phase: word(kept.phase),
        decision: case.verdict.as_ref().map(|verdict| word(verdict.outcome)),
        decision_mode: case.verdict.as_ref().map(|verdict| word(verdict.mode)),
        works_status: case.works.map(word),
        flags: case.flags.iter().map(|flag| word(*flag)).collect(),
        applicant: party(case.applicant),
        owner: case.papers.owner().map(party),
        authority: case
            .papers
            .dossier()
            .and_then(|dossier| dossier.authority.as_ref())
            .map(|authority| Party { id: authority.office.uuid(), name: authority.name.get(locale).to_owned() }),
        area_id: case.papers.area().map(domain::ids::AreaId::uuid),
        dossier_code: case.papers.dossier().and_then(|dossier| dossier.code.clone()),
        national_status: law.definition.state(&case.state).and_then(|state| state.national_status),
        papers: papers(case)?,
        timers,
        previous_case_id: case.previous.map(domain::ids::CaseId::uuid),
        overdue: case.has(domain::workflow::event::Flag::Overdue),
        version: case.version,
        created_at: case.opened_at,
        filed_at: kept.filed_at,
        updated_at: kept.updated_at,
    })
}

/// The papers without the name of their kind, which stands beside them.
fn papers(case: &domain::cases::Case) -> Result<Value, AppError> {
    let mut papers = serde_json::to_value(&case.papers).map_err(AppError::internal)?;
    if let Value::Object(map) = &mut papers {
        map.remove("kind");
    }
    Ok(papers)
}

/// What people call a state.
pub(crate) fn state_title(law: &domain::cases::Law<'_>, state: &StateId, locale: Locale) -> String {
    law.definition.state(state).map_or_else(|| state.to_string(), |known| known.title.get(locale).to_owned())
}

/// A word of ours, as it is stored and sent.
pub(crate) fn word(word: impl Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
