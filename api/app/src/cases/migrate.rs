//! Moving cases to another rule pack on purpose. A case keeps the law it was filed under; when a law orders otherwise, this is how
//! it is carried out: case by case, each with an entry in its trail, clocks as they were.

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
        definition::{Phase, Tell},
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
    act::{Call, Deed, Desk, Permission, act},
    error::AppError,
    house::House,
};
use api_store::cases::{self, Kept, Sight};

/// The letter to those whose case goes on under another law.
const LETTER: &str = "case.repinned";

/// Which cases go where.
#[derive(Debug, Clone)]
pub struct Migration {
    /// The pack that they are under.
    pub from: PackId,
    /// The pack that they will be under.
    pub to: PackId,
    /// Only cases of this kind; of every kind when absent.
    pub kind: Option<KindName>,
    /// States that are called otherwise in the other pack.
    pub states: BTreeMap<StateId, StateId>,
}

/// What becomes of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What people call it.
    pub code: String,
    /// Where it is.
    pub state: StateId,
    /// Why it cannot go, if it cannot.
    pub stays_because: Option<String>,
}

/// What would become of the cases.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub async fn plan(house: &House, migration: &Migration) -> Result<Vec<Step>, AppError> {
    let mut steps = Vec::new();
    for id in cases::under(house.store.read(), &migration.from).await? {
        let Some(kept) = cases::find(house.store.read(), id, Sight::House).await? else { continue };
        if concerns(migration, &kept) {
            match moved(house, migration, &kept, house.clock.now()) {
                Ok(_) => steps.push(step(&kept, None)),
                Err(AppError::Refused(refusal)) => steps.push(step(&kept, Some(refusal.message.to_string()))),
                Err(failure) => return Err(failure),
            }
        }
    }
    Ok(steps)
}

/// Moves the cases that can go; answers what became of each.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub async fn run(house: &House, migration: &Migration) -> Result<Vec<Step>, AppError> {
    let mut steps = Vec::new();
    for id in cases::under(house.store.read(), &migration.from).await? {
        let Some(kept) = cases::find(house.store.read(), id, Sight::House).await? else { continue };
        if !concerns(migration, &kept) {
            continue;
        }
        let deed = Repin { case: id, migration: migration.clone() };
        match act(house, &Call::of_the_house("packs migrate"), deed).await {
            Ok(_) => steps.push(step(&kept, None)),
            Err(AppError::Refused(refusal)) => steps.push(step(&kept, Some(refusal.message.to_string()))),
            Err(AppError::Conflict(why)) => steps.push(step(&kept, Some(why.to_string()))),
            Err(failure) => return Err(failure),
        }
    }
    Ok(steps)
}

fn concerns(migration: &Migration, kept: &Kept) -> bool {
    kept.phase != Phase::Closed && migration.kind.as_ref().is_none_or(|kind| *kind == kept.case.kind)
}

fn step(kept: &Kept, stays_because: Option<String>) -> Step {
    Step { code: kept.case.code.clone(), state: kept.case.state.clone(), stays_because }
}

/// The decision that moves a case, or why it cannot go.
fn moved(
    house: &House,
    migration: &Migration,
    kept: &Kept,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Decision, AppError> {
    let (pack, kind) = (migration.to.to_string(), kept.case.kind.to_string());
    let other = domain::cases::Case { pack: migration.to.clone(), ..kept.case.clone() };
    let ruling = effective_law::of(house, &other)
        .map_err(|_none| Rule::PackKnowsNoKind { pack: pack.clone(), kind: kind.clone() })?;
    let state = migration.states.get(&kept.case.state).unwrap_or(&kept.case.state);
    let letter = LetterName::new(LETTER).map_err(AppError::internal)?;
    let tell = [Stance::Applicant, Stance::Owner, Stance::Reviewer].map(|stance| Tell {
        stance,
        letter: letter.clone(),
        class: LegalClass::Legal,
        due: None,
        topic: None,
    });
    clock::repinned(ruling.law(), &kept.case, &migration.to, state, tell.to_vec(), now)
        .ok_or_else(|| Rule::PackKnowsNoState { pack, kind, state: state.to_string() }.into())
}

struct Repin {
    case: CaseId,
    migration: Migration,
}

#[async_trait]
impl Deed for Repin {
    type Seen = (Kept, Facts);
    type Decided = Decision;
    type Answer = ();

    fn asks(&self) -> Permission {
        Permission::new("case", "migrate")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Self::Seen, AppError> {
        let kept = cases::find(desk.tx, self.case, Sight::House).await?.ok_or(AppError::NotFound)?;
        let facts = facts::around(desk, &kept.case, Look::Standing).await?;
        Ok((kept, facts))
    }

    fn relations(&self, (kept, _): &Self::Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        kept.parties.clone()
    }

    fn decide(&self, (kept, _): &Self::Seen, desk: &Desk<'_>) -> Result<Decision, AppError> {
        moved(desk.house, &self.migration, kept, desk.now)
    }

    async fn save(&self, desk: &Desk<'_>, (kept, facts): Self::Seen, decision: Decision) -> Result<(), AppError> {
        let law = effective_law::of(desk.house, &decision.after)?;
        let action = "repin".to_owned();
        record(desk, Record { law, kept, facts, decision, action, comment: None }).await.map(|_kept| ())
    }

    fn subject(&self, (): &()) -> Option<Uuid> {
        Some(self.case.uuid())
    }
}
