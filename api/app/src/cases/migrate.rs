//! Moves cases to another rule pack on explicit request. A case keeps the law under which it was
//! filed. When a law orders otherwise, this command migrates the cases one by one, each with a
//! history entry, and keeps their clocks unchanged.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::messages::Rule;
use domain::{
    access::Stance,
    cases::{Decision, Facts},
    ids::{CaseId, OrganizationId},
    notice::LegalClass,
    workflow::{
        clock,
        definition::{NoticeRule, Phase},
        name::{KindName, LetterName, PackId, StateId},
    },
};
use uuid::Uuid;

use super::{
    effective_law,
    facts::{self, Look},
    follow_ups::record,
    record::Record,
};
use crate::{
    app::App,
    command_pipeline::{Command, CommandContext, Permission, RequestContext, execute},
    error::AppError,
};
use api_store::cases::{self, CaseVisibility, StoredCase};

/// The letter to those whose case continues under another law.
const TEMPLATE: &str = "case.repinned";

/// The selection of cases, and their new pack.
#[derive(Debug, Clone)]
pub struct Migration {
    pub from: PackId,
    pub to: PackId,
    /// Only cases of this kind; every kind when absent.
    pub kind: Option<KindName>,
    /// States with another name in the new pack.
    pub states: BTreeMap<StateId, StateId>,
}

/// The outcome for one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The code of the case.
    pub code: String,
    pub state: StateId,
    /// The reason when the case cannot move.
    pub stays_because: Option<String>,
}

/// The expected outcome for each case; changes nothing.
pub async fn plan(app: &App, migration: &Migration) -> Result<Vec<Step>, AppError> {
    let mut steps = Vec::new();
    for id in cases::under(app.store.read(), &migration.from).await? {
        let Some(kept) = cases::find(app.store.read(), id, CaseVisibility::Unrestricted).await? else { continue };
        if concerns(migration, &kept) {
            match moved(app, migration, &kept, app.clock.now()) {
                Ok(_) => steps.push(step(&kept, None)),
                Err(AppError::Refused(refusal)) => steps.push(step(&kept, Some(refusal.message.to_string()))),
                Err(failure) => return Err(failure),
            }
        }
    }
    Ok(steps)
}

/// Moves the cases that can move; returns the outcome for each.
pub async fn run(app: &App, migration: &Migration) -> Result<Vec<Step>, AppError> {
    let mut steps = Vec::new();
    for id in cases::under(app.store.read(), &migration.from).await? {
        let Some(kept) = cases::find(app.store.read(), id, CaseVisibility::Unrestricted).await? else { continue };
        if !concerns(migration, &kept) {
            continue;
        }
        let command = Repin { case: id, migration: migration.clone() };
        match execute(app, &RequestContext::of_system("packs migrate"), command).await {
            Ok(_) => steps.push(step(&kept, None)),
            Err(AppError::Refused(refusal)) => steps.push(step(&kept, Some(refusal.message.to_string()))),
            Err(AppError::Conflict(why)) => steps.push(step(&kept, Some(why.to_string()))),
            Err(failure) => return Err(failure),
        }
    }
    Ok(steps)
}

fn concerns(migration: &Migration, kept: &StoredCase) -> bool {
    kept.phase != Phase::Closed && migration.kind.as_ref().is_none_or(|kind| *kind == kept.case.kind)
}

fn step(kept: &StoredCase, stays_because: Option<String>) -> Step {
    Step { code: kept.case.code_or_id(), state: kept.case.state.clone(), stays_because }
}

/// The decision that moves a case, or the reason why the case cannot move.
fn moved(
    app: &App,
    migration: &Migration,
    kept: &StoredCase,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Decision, AppError> {
    let (pack, kind) = (migration.to.to_string(), kept.case.kind.to_string());
    let other = domain::cases::Case { pack: migration.to.clone(), ..kept.case.clone() };
    let ruling = effective_law::of(app, &other)
        .map_err(|_none| Rule::PackKnowsNoKind { pack: pack.clone(), kind: kind.clone() })?;
    let state = migration.states.get(&kept.case.state).unwrap_or(&kept.case.state);
    let template = LetterName::new(TEMPLATE).map_err(AppError::internal)?;
    let notice = [Stance::Applicant, Stance::Owner, Stance::Reviewer].map(|stance| NoticeRule {
        stance,
        template: template.clone(),
        class: LegalClass::Legal,
        due: None,
        topic: None,
    });
    clock::repinned(ruling.law(), &kept.case, &migration.to, state, notice.to_vec(), now)
        .ok_or_else(|| Rule::PackKnowsNoState { pack, kind, state: state.to_string() }.into())
}

struct Repin {
    case: CaseId,
    migration: Migration,
}

#[async_trait]
impl Command for Repin {
    type Loaded = (StoredCase, Facts);
    type Decision = Decision;
    type Output = ();

    fn required_permission(&self) -> Permission {
        Permission::new("case", "migrate")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        let kept = cases::find(context.tx, self.case, CaseVisibility::Unrestricted).await?.ok_or(AppError::NotFound)?;
        let facts = facts::around(context, &kept.case, Look::Standing).await?;
        Ok((kept, facts))
    }

    fn relations(&self, (kept, _): &Self::Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        kept.parties.clone()
    }

    fn decide(&self, (kept, _): &Self::Loaded, context: &CommandContext<'_>) -> Result<Decision, AppError> {
        moved(context.app, &self.migration, kept, context.now)
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        (kept, facts): Self::Loaded,
        decision: Decision,
    ) -> Result<(), AppError> {
        let law = effective_law::of(context.app, &decision.after)?;
        let action = "repin".to_owned();
        record(context, Record { law, kept, facts, decision, action, comment: None }).await.map(|_kept| ())
    }

    fn subject(&self, (): &()) -> Option<Uuid> {
        Some(self.case.uuid())
    }
}
