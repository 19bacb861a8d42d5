//! Representation of a case in responses.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{Actor, Stance},
    ids::OrganizationId,
    text::{Locale, Localized},
    workflow::{
        definition::{State, Who},
        doer::{PartyMembership, Signature},
        leading::{days_left, leading},
        limit::{Timer, TimerStatus},
        name::StateId,
        sides,
    },
};
use poem_openapi::Object;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use api_app::reads::{cases::StoredCase, organizations};
use api_app::{
    app::App,
    cases::{campaign_numbers, delete_draft, effective_law},
    command_pipeline::places,
    error::AppError,
};

/// A case of any kind.
#[derive(Debug, Object)]
pub struct Case {
    id: Uuid,
    /// Code of the case, such as `SR-2023-000012`; null for a draft, because the filing assigns it.
    code: Option<String>,
    /// Kind of case, such as `sharing_request`.
    kind: String,
    /// Kind in the reader's language.
    kind_title: String,
    title: String,
    /// Rule pack of the case and its date.
    pack: String,
    /// Rule pack in the reader's language.
    pack_title: String,
    state: String,
    /// State in the reader's language.
    state_title: String,
    /// `draft`, `open`, `in_force` or `closed`.
    phase: String,
    /// Latest decision on the case.
    decision: Option<String>,
    /// How the decision came about: `officer`, `automatic`, `deemed` or `ordered`.
    decision_mode: Option<String>,
    /// Status of the physical works.
    works_status: Option<String>,
    /// Flags in addition to the state, such as `dispute_open`.
    flags: Vec<String>,
    applicant: Party,
    owner: Option<Party>,
    /// Competent office, for a case before an authority.
    authority: Option<Party>,
    /// Administrative unit in which the office is competent.
    area_id: Option<Uuid>,
    /// Code in the national list of dossiers.
    dossier_code: Option<String>,
    /// Status in the national list, 1 to 10.
    national_status: Option<u8>,
    /// Content of the case; its structure depends on the kind. A list has it on request only.
    #[oai(skip_serializing_if_is_none)]
    content: Option<Value>,
    /// Whether the reader may delete the case: a draft that the reader opened.
    deletable: bool,
    /// Stances of the reader's organisations.
    my_stances: Vec<String>,
    /// Parties that must act now.
    turn: Vec<CaseTurn>,
    timers: Vec<CaseTimer>,
    /// Whether a time limit is paused.
    paused: bool,
    /// First instant at which the leading time limit is missed. The leading time limit is the unmet
    /// one with the earliest end; while all are paused, the instant is null.
    due_at: Option<DateTime<Utc>>,
    /// Last legal day of the leading time limit; null while all are paused.
    due_on: Option<NaiveDate>,
    /// Working days that the leading time limit leaves: 0 on its last day, negative after it. While
    /// all are paused, the remaining time of the first one.
    days_left: Option<i32>,
    previous_case_id: Option<Uuid>,
    /// Whether a time limit expired without an answer.
    overdue: bool,
    version: u64,
    created_at: DateTime<Utc>,
    filed_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
}

/// Identifier and name of an organisation.
#[derive(Debug, Clone, Object)]
pub struct Party {
    id: Uuid,
    name: String,
}

impl Party {
    /// An organisation with its name in the given language.
    pub(crate) fn named(id: OrganizationId, names: &BTreeMap<OrganizationId, Localized>, locale: Locale) -> Self {
        let name = names.get(&id).map(|name| name.get(locale).to_owned()).unwrap_or_default();
        Self { id: id.uuid(), name }
    }
}

/// Timer of a time limit.
#[derive(Debug, Object)]
pub struct CaseTimer {
    limit: String,
    title: String,
    /// `running`, `paused`, `met` or `expired`.
    status: String,
    started_at: DateTime<Utc>,
    /// First instant at which the time limit is missed.
    due_at: DateTime<Utc>,
    /// Last legal day of the time limit.
    due_on: NaiveDate,
    /// Legal clause of the time limit.
    clause: String,
    /// Whether all working days up to the due day are officially announced.
    calendar_confirmed: bool,
    /// Time at which the expected event happened.
    met_at: Option<DateTime<Utc>>,
    /// Pauses since the start, in order.
    pauses: Vec<TimerPause>,
    /// Extensions, for a time limit that can be extended.
    extends: Option<TimerExtensions>,
}

/// A pause of a timer.
#[derive(Debug, Object)]
struct TimerPause {
    from: DateTime<Utc>,
    /// End of the pause; absent while the timer is paused.
    until: Option<DateTime<Utc>>,
}

/// Extensions of a time limit.
#[derive(Debug, Object)]
struct TimerExtensions {
    /// Number of extensions so far.
    used: u32,
    /// Greatest number of extensions.
    max: u32,
    /// Amount of one extension, in the unit of the time limit.
    amount: u32,
    unit: String,
}

impl CaseTimer {
    pub(crate) fn of(law: &domain::cases::Law<'_>, timer: &Timer, locale: Locale) -> Self {
        let limit = law.definition.limit(&timer.limit);
        Self {
            limit: timer.limit.to_string(),
            title: limit.map(|limit| limit.title.get(locale).to_owned()).unwrap_or_default(),
            status: timer.status.as_str().to_owned(),
            started_at: timer.started_at,
            due_at: timer.due_at,
            due_on: timer.due_on,
            clause: limit.map(|limit| limit.clause.clone()).unwrap_or_default(),
            calendar_confirmed: law.calendar.is_confirmed(timer.due_on),
            met_at: timer.met_at,
            pauses: timer.pauses.iter().map(|pause| TimerPause { from: pause.from, until: pause.until }).collect(),
            extends: limit.and_then(|limit| {
                let extension = limit.extension.as_ref()?;
                Some(TimerExtensions {
                    used: timer.extensions,
                    max: extension.max,
                    amount: extension.amount,
                    unit: serialized(limit.unit),
                })
            }),
        }
    }
}

/// A party that must act now.
#[derive(Debug, Object)]
pub struct CaseTurn {
    stance: String,
    /// Roles that may act.
    roles: Vec<String>,
    /// Organisation, where the case names it to the reader.
    organization: Option<Party>,
    /// Whether the reader has one of the roles in such an organisation.
    mine: bool,
}

/// How much of a case is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    WithContent,
    WithoutContent,
}

/// Converts cases for a reader in a language.
///
/// # Errors
/// [`AppError`] when the database fails.
pub async fn shown(
    app: &App,
    reader: &Actor,
    cases: Vec<StoredCase>,
    locale: Locale,
    detail: Detail,
) -> Result<Vec<Case>, AppError> {
    let cases = campaign_numbers::for_reader(app, reader, cases).await?;
    let offices: BTreeSet<OrganizationId> = cases
        .iter()
        .flat_map(|kept| [Some(kept.case.applicant), kept.case.content.owner(), respondent(&kept.case)])
        .flatten()
        .chain(reader.organizations())
        .collect();
    let offices: Vec<OrganizationId> = offices.into_iter().collect();
    let names = organizations::names(app.store.read(), &offices).await?;
    let lens = Lens { app, reader, names: &names, locale, detail };
    cases.iter().map(|kept| lens.one(kept)).collect()
}

/// What a case is shown with.
struct Lens<'a> {
    app: &'a App,
    reader: &'a Actor,
    names: &'a BTreeMap<OrganizationId, Localized>,
    locale: Locale,
    detail: Detail,
}

impl Lens<'_> {
    fn one(&self, kept: &StoredCase) -> Result<Case, AppError> {
        let (case, locale) = (&kept.case, self.locale);
        let ruling = effective_law::of(self.app, case)?;
        let law = ruling.law();
        let own = places(self.reader, &kept.parties);
        let my_stances: BTreeSet<Stance> = own.iter().map(|place| place.stance).collect();
        let deadline = Deadline::of(law, case, self.app.clock.now());
        Ok(Case {
            id: case.id.uuid(),
            code: case.code.clone(),
            kind: case.kind.to_string(),
            kind_title: law.definition.title.get(locale).to_owned(),
            title: case.content.title().to_owned(),
            pack: case.pack.to_string(),
            pack_title: self.pack_title(case),
            state: case.state.to_string(),
            state_title: state_title(&law, &case.state, locale),
            phase: serialized(kept.phase),
            decision: case.verdict.as_ref().map(|verdict| serialized(verdict.outcome)),
            decision_mode: case.verdict.as_ref().map(|verdict| serialized(verdict.mode)),
            works_status: case.works.map(serialized),
            flags: case.flags.iter().map(|flag| serialized(*flag)).collect(),
            applicant: self.party(case.applicant),
            owner: case.content.owner().map(|owner| self.party(owner)),
            authority: authority(case, locale),
            area_id: case.content.area().map(domain::ids::AreaId::uuid),
            dossier_code: case.content.dossier().and_then(|dossier| dossier.code.clone()),
            national_status: law.definition.state(&case.state).and_then(|state| state.national_status),
            content: match self.detail {
                Detail::WithContent => Some(content(case)?),
                Detail::WithoutContent => None,
            },
            deletable: self.is_deletable(kept, &own),
            my_stances: my_stances.into_iter().map(|stance| stance.as_str().to_owned()).collect(),
            turn: law.definition.state(&case.state).map(|state| self.turn(kept, state)).unwrap_or_default(),
            timers: case.timers.values().map(|timer| CaseTimer::of(&law, timer, locale)).collect(),
            paused: deadline.paused,
            due_at: deadline.due_at,
            due_on: deadline.due_on,
            days_left: deadline.days_left,
            previous_case_id: case.previous.map(domain::ids::CaseId::uuid),
            overdue: case.has(domain::workflow::event::Flag::Overdue),
            version: case.version,
            created_at: case.opened_at,
            filed_at: kept.filed_at,
            updated_at: kept.updated_at,
        })
    }

    fn is_deletable(&self, kept: &StoredCase, own: &BTreeSet<PartyMembership>) -> bool {
        let (access, kind) = (&self.app.policies.access, kept.case.kind.as_str());
        let is_permitted = |place: &PartyMembership| access.may(place.role, place.stance, kind, delete_draft::VERB);
        delete_draft::is_unfiled(kept) && kept.opened_by == Some(self.reader.user) && own.iter().any(is_permitted)
    }

    fn party(&self, id: OrganizationId) -> Party {
        Party::named(id, self.names, self.locale)
    }

    fn pack_title(&self, case: &domain::cases::Case) -> String {
        let pack = self.app.policies.packs.get(&case.pack);
        pack.map(|pack| pack.header.title.get(self.locale).to_owned()).unwrap_or_default()
    }

    /// Only the organisations that the case names anyway, and the reader's own: a party must not
    /// learn from a turn who the others of its stance are.
    fn turn(&self, kept: &StoredCase, state: &State) -> Vec<CaseTurn> {
        let case = &kept.case;
        let doer = sides::doer(case, self.reader.user, places(self.reader, &kept.parties));
        let one = |who: &Who| {
            let mine = match doer.sign(std::slice::from_ref(who)) {
                Some(Signature::Person { place, .. }) => Some(place),
                Some(Signature::System) | None => None,
            };
            let organization = match who.stance {
                Stance::Applicant => Some(self.party(case.applicant)),
                Stance::Owner => case.content.owner().map(|owner| self.party(owner)),
                Stance::Reviewer => authority(case, self.locale),
                Stance::Respondent => respondent(case).map(|respondent| self.party(respondent)),
                Stance::CoOwner
                | Stance::Tenant
                | Stance::Consulted
                | Stance::Former
                | Stance::Informed
                | Stance::Regulator
                | Stance::Admin
                | Stance::Public
                | Stance::System => None,
            };
            CaseTurn {
                stance: who.stance.as_str().to_owned(),
                roles: who.roles.iter().map(|role| role.as_str().to_owned()).collect(),
                mine: mine.is_some(),
                organization: organization.or_else(|| mine.map(|place| self.party(place.organization))),
            }
        };
        state.turn.iter().map(one).collect()
    }
}

/// The leading time limit of a case as readers see it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Deadline {
    pub(crate) paused: bool,
    pub(crate) due_at: Option<DateTime<Utc>>,
    pub(crate) due_on: Option<NaiveDate>,
    pub(crate) days_left: Option<i32>,
}

impl Deadline {
    pub(crate) fn of(law: domain::cases::Law<'_>, case: &domain::cases::Case, now: DateTime<Utc>) -> Self {
        let Some(timer) = leading(law.definition, case) else { return Self::default() };
        let is_counted = timer.status != TimerStatus::Paused;
        Self {
            paused: case.timers.values().any(|timer| timer.status == TimerStatus::Paused),
            due_at: is_counted.then_some(timer.due_at),
            due_on: is_counted.then_some(timer.due_on),
            days_left: Some(days_left(law, timer, now)),
        }
    }
}

fn authority(case: &domain::cases::Case, locale: Locale) -> Option<Party> {
    let authority = case.content.dossier()?.authority.as_ref()?;
    Some(Party { id: authority.office.uuid(), name: authority.name.get(locale).to_owned() })
}

/// The other side of a dispute.
fn respondent(case: &domain::cases::Case) -> Option<OrganizationId> {
    if let domain::cases::CaseContent::Dispute(content) = &case.content { content.respondent } else { None }
}

/// Content of a case without its kind, which is a field of its own.
fn content(case: &domain::cases::Case) -> Result<Value, AppError> {
    let mut content = serde_json::to_value(&case.content).map_err(AppError::internal)?;
    if let Value::Object(map) = &mut content {
        map.remove("kind");
    }
    Ok(content)
}

/// Title of a state in a language.
pub(crate) fn state_title(law: &domain::cases::Law<'_>, state: &StateId, locale: Locale) -> String {
    law.definition.state(state).map_or_else(|| state.to_string(), |known| known.title.get(locale).to_owned())
}

/// A serialised enum value as text.
pub(crate) fn serialized(word: impl Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
