//! Cases: one row each, with the case in its current state, readable only within a scope.

pub mod campaigns;
pub mod case_counts;
pub mod case_elements;
pub mod case_facts;
pub mod case_history;
pub mod case_list;
pub mod case_search;
pub mod case_timers;
mod delete;
pub mod documents;
pub mod merging;
pub mod messages;
pub mod orphaned;
pub mod planned_works;
pub mod published;
pub mod queue_alarms;
pub(crate) mod task_kind;
pub mod task_queue;
pub mod tasks;

#[cfg(test)]
mod queue_tests;

use chrono::{DateTime, Utc};
use domain::place::Shape;
use domain::{
    access::{Scope, Stance},
    cases::{Case, dossier::Authority, facts::Linked},
    ids::{AreaId, AssetId, CaseId, OrganizationId, UserId},
    text,
    workflow::{definition::Phase, name::PackId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query, SimpleExpr},
};
use serde::{Deserialize, Serialize};

pub use delete::delete_draft;

use crate::{
    StoreError, StoreResult, Tx,
    entities::{case_parties, cases, code_counters},
};

/// Whether a case is open or in force.
pub(crate) fn is_living() -> SimpleExpr {
    cases::Column::Phase.is_in([Phase::Open, Phase::InForce].map(Phase::as_str))
}

/// A case with its columns; also the stored result of a change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredCase {
    pub case: Case,
    pub phase: Phase,
    pub filed_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    pub next_due_at: Option<DateTime<Utc>>,
    /// The current parties and their stances.
    pub parties: std::collections::BTreeSet<(OrganizationId, Stance)>,
    /// The person who opened the draft; `None` for the system.
    #[serde(default)]
    pub opened_by: Option<UserId>,
}

/// The result of a write guarded by the expected version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    Written,
    /// Another request changed the case first.
    Overtaken,
}

/// What a reader may see: every case for the server itself, a scope for a person.
#[derive(Debug, Clone, Copy)]
pub enum CaseVisibility<'a> {
    Unrestricted,
    Scoped(&'a Scope),
}

/// The filter of a scope: a current party with one of the organisations and stances of the scope.
pub(crate) fn visible(scope: &Scope) -> SimpleExpr {
    let mut pairs = Expr::val(false);
    for (organization, stance) in &scope.pairs {
        let pair = case_parties::Column::OrganizationId
            .eq(organization.uuid())
            .and(case_parties::Column::Stance.eq(stance.as_str()));
        pairs = SimpleExpr::or(pairs, pair);
    }
    let part = Query::select()
        .expr(Expr::val(1))
        .from(case_parties::Entity)
        .and_where(
            Expr::col((case_parties::Entity, case_parties::Column::CaseId)).equals((cases::Entity, cases::Column::Id)),
        )
        .and_where(case_parties::Column::Until.is_null())
        .and_where(pairs)
        .to_owned();
    Expr::exists(part)
}

/// One case, if visible.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    id: CaseId,
    visibility: CaseVisibility<'_>,
) -> StoreResult<Option<StoredCase>> {
    let mut query = cases::Entity::find_by_id(id.uuid());
    if let CaseVisibility::Scoped(scope) = visibility {
        query = query.filter(visible(scope));
    }
    let Some(row) = query.one(db).await? else { return Ok(None) };
    let parties = parties_of(db, id).await?;
    // A visible case has parties. Without any, a draft was deleted between the two queries.
    if parties.is_empty() && matches!(visibility, CaseVisibility::Scoped(_)) {
        return Ok(None);
    }
    kept(row, parties).map(Some)
}

/// The current parties of a case.
pub async fn parties_of<C: ConnectionTrait>(
    db: &C,
    id: CaseId,
) -> StoreResult<std::collections::BTreeSet<(OrganizationId, Stance)>> {
    let rows = case_parties::Entity::find()
        .filter(case_parties::Column::CaseId.eq(id.uuid()))
        .filter(case_parties::Column::Until.is_null())
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let stance = StoreError::read_code("case_parties.stance", &row.stance)?;
            Ok((OrganizationId::new(row.organization_id), stance))
        })
        .collect()
}

pub(crate) fn kept(
    row: cases::Model,
    parties: std::collections::BTreeSet<(OrganizationId, Stance)>,
) -> StoreResult<StoredCase> {
    let case: Case = serde_json::from_value(row.snapshot).map_err(|why| StoreError::undecodable("case", why))?;
    let phase = StoreError::read_code("cases.phase", &row.phase)?;
    Ok(StoredCase {
        case,
        phase,
        filed_at: row.filed_at,
        updated_at: row.updated_at,
        next_due_at: row.next_due_at,
        parties,
        opened_by: row.created_by.map(UserId::new),
    })
}

/// The columns of a case to write.
#[derive(Debug)]
pub struct Writing<'a> {
    pub case: &'a Case,
    pub phase: Phase,
    pub next_due_at: Option<DateTime<Utc>>,
    pub filed_at: Option<DateTime<Utc>>,
    /// The time of the change.
    pub at: DateTime<Utc>,
    /// The author of the change.
    pub by: Option<UserId>,
}

/// Inserts a new case.
pub async fn insert(tx: &Tx, writing: &Writing<'_>) -> StoreResult<()> {
    let mut row = active(writing)?;
    row.id = Set(writing.case.id.uuid());
    row.kind = Set(writing.case.kind.to_string());
    row.applicant_id = Set(writing.case.applicant.uuid());
    row.previous_case_id = Set(writing.case.previous.map(CaseId::uuid));
    row.created_at = Set(writing.at);
    row.created_by = Set(writing.by.map(UserId::uuid));
    cases::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Updates a case if its version is still the version that was read.
pub async fn update(tx: &Tx, writing: &Writing<'_>, read_version: u64) -> StoreResult<Guarded> {
    let row = active(writing)?;
    let written = cases::Entity::update_many()
        .set(row)
        .filter(cases::Column::Id.eq(writing.case.id.uuid()))
        .filter(cases::Column::Version.eq(i64::try_from(read_version).unwrap_or(i64::MAX)))
        .exec(tx)
        .await?;
    Ok(if written.rows_affected == 1 { Guarded::Written } else { Guarded::Overtaken })
}

pub(crate) fn active(writing: &Writing<'_>) -> StoreResult<cases::ActiveModel> {
    let case = writing.case;
    let around = case.content.place().map(Shape::bounds);
    let json = |value: serde_json::Result<serde_json::Value>| value.map_err(|why| StoreError::undecodable("case", why));
    let word = |value: serde_json::Value| value.as_str().map(str::to_owned);
    Ok(cases::ActiveModel {
        code: Set(case.code.clone()),
        pack: Set(case.pack.to_string()),
        state: Set(case.state.to_string()),
        phase: Set(writing.phase.as_str().to_owned()),
        decision: Set(match &case.verdict {
            Some(verdict) => word(json(serde_json::to_value(verdict.outcome))?),
            None => None,
        }),
        decision_mode: Set(match &case.verdict {
            Some(verdict) => word(json(serde_json::to_value(verdict.mode))?),
            None => None,
        }),
        works_status: Set(case.works.map(|status| status.as_str().to_owned())),
        flags: Set(json(serde_json::to_value(&case.flags))?),
        title: Set(case.content.title().to_owned()),
        owner_id: Set(case.content.owner().map(OrganizationId::uuid)),
        authority_id: Set(authority(case).map(|authority| authority.office.uuid())),
        search_text: Set(search_text(case)),
        area_id: Set(case.content.area().map(AreaId::uuid)),
        min_lon: Set(around.map(|around| around.west)),
        min_lat: Set(around.map(|around| around.south)),
        max_lon: Set(around.map(|around| around.east)),
        max_lat: Set(around.map(|around| around.north)),
        content: Set(json(serde_json::to_value(&case.content))?),
        snapshot: Set(json(serde_json::to_value(case))?),
        version: Set(i64::try_from(case.version).unwrap_or(i64::MAX)),
        next_due_at: Set(writing.next_due_at),
        overdue: Set(case.has(domain::workflow::event::Flag::Overdue)),
        filed_at: Set(writing.filed_at),
        updated_at: Set(writing.at),
        ..Default::default()
    })
}

fn authority(case: &Case) -> Option<&Authority> {
    case.content.dossier()?.authority.as_ref()
}

/// The words by which a case is found: every reader of the case sees these texts. The names of
/// applicant and owner are not among them, because organisations change their names.
fn search_text(case: &Case) -> String {
    let office = authority(case).map(|authority| [authority.name.vi.as_str(), authority.name.en.as_str()]);
    let dossier_code = case.content.dossier().and_then(|dossier| dossier.code.as_deref());
    let own = [case.code.as_deref(), dossier_code, Some(case.content.title())];
    text::search_text(own.into_iter().flatten().chain(office.into_iter().flatten()))
}

/// Adds an organisation as a party; idempotent.
pub async fn join(
    tx: &Tx,
    id: CaseId,
    organization: OrganizationId,
    stance: Stance,
    at: DateTime<Utc>,
) -> StoreResult<()> {
    let row = case_parties::ActiveModel {
        case_id: Set(id.uuid()),
        organization_id: Set(organization.uuid()),
        stance: Set(stance.as_str().to_owned()),
        since: Set(at),
        until: Set(None),
    };
    let once = OnConflict::columns([
        case_parties::Column::CaseId,
        case_parties::Column::OrganizationId,
        case_parties::Column::Stance,
    ])
    .update_column(case_parties::Column::Until)
    .to_owned();
    case_parties::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends one stance of an organisation in a case.
pub async fn leave(
    tx: &Tx,
    id: CaseId,
    organization: OrganizationId,
    stance: Stance,
    at: DateTime<Utc>,
) -> StoreResult<()> {
    case_parties::Entity::update_many()
        .col_expr(case_parties::Column::Until, Expr::value(at))
        .filter(case_parties::Column::CaseId.eq(id.uuid()))
        .filter(case_parties::Column::OrganizationId.eq(organization.uuid()))
        .filter(case_parties::Column::Stance.eq(stance.as_str()))
        .filter(case_parties::Column::Until.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Cases of an applicant and its affiliates, as other cases of these organisations refer to them.
pub async fn linked<C: ConnectionTrait>(
    db: &C,
    ids: &[CaseId],
    parties: &std::collections::BTreeSet<OrganizationId>,
    stances: &[Stance],
) -> StoreResult<std::collections::BTreeMap<CaseId, Linked>> {
    let taking_part = Query::select()
        .column(case_parties::Column::CaseId)
        .from(case_parties::Entity)
        .and_where(case_parties::Column::OrganizationId.is_in(parties.iter().map(|party| party.uuid())))
        .and_where(case_parties::Column::Stance.is_in(stances.iter().map(|stance| stance.as_str())))
        .and_where(case_parties::Column::Until.is_null())
        .to_owned();
    let rows = cases::Entity::find()
        .filter(cases::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .filter(cases::Column::Id.in_subquery(taking_part))
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let id = CaseId::new(row.id);
            let kept = kept(row, std::collections::BTreeSet::new())?;
            let kind = StoreError::read_code("cases.kind", kept.case.kind.as_str())?;
            let draft = domain::cases::Draft::from(&kept.case.content);
            let assets: Vec<AssetId> = draft.elements().iter().map(|element| element.asset_id).collect();
            let outcome = kept.case.verdict.as_ref().map(|verdict| verdict.outcome);
            let linked = Linked {
                code: kept.case.code.clone(),
                kind,
                phase: kept.phase,
                applicant: kept.case.applicant,
                owner: kept.case.content.owner(),
                outcome,
                assets,
            };
            Ok((id, linked))
        })
        .collect()
}

/// The next number of a series, such as `SR` of 2023. A number is never given twice.
pub async fn next_number(tx: &Tx, prefix: &str, year: i32) -> StoreResult<i64> {
    use code_counters::{Column, Entity};
    let row = code_counters::ActiveModel { prefix: Set(prefix.to_owned()), year: Set(year), next_number: Set(2) };
    let add = OnConflict::columns([Column::Prefix, Column::Year])
        .value(Column::NextNumber, Expr::col((Entity, Column::NextNumber)).add(1))
        .to_owned();
    let next = Entity::insert(row).on_conflict(add).exec_with_returning(tx).await?;
    Ok(next.next_number - 1)
}

/// The codes of a chain of resubmissions: the base code and its suffixed codes.
pub async fn codes_like<C: ConnectionTrait>(db: &C, base: &str) -> StoreResult<Vec<String>> {
    let codes = cases::Entity::find()
        .select_only()
        .column(cases::Column::Code)
        .filter(cases::Column::Code.eq(base).or(cases::Column::Code.starts_with(format!("{base}-"))))
        .into_tuple()
        .all(db)
        .await?;
    Ok(codes)
}

/// The cases under a rule pack, oldest first.
pub async fn under<C: ConnectionTrait>(db: &C, pack: &PackId) -> StoreResult<Vec<CaseId>> {
    let ids: Vec<uuid::Uuid> = cases::Entity::find()
        .select_only()
        .column(cases::Column::Id)
        .filter(cases::Column::Pack.eq(pack.as_str()))
        .order_by_asc(cases::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(CaseId::new).collect())
}
