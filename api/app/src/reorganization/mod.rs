//! Moves open cases when administrative units are split, merged or abolished: each case goes to the
//! authority that is competent from that day, by its location.
//!
//! Nothing but the responsible authority changes: the governing law, the clocks and the day of
//! receipt stay. A case without a competent authority stays and is reported separately, so that a
//! person decides.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::{
    access::Stance,
    cases::facts::Jurisdiction,
    ids::{CaseId, OrganizationId},
    text::Localized,
};
use serde::{Deserialize, Serialize};
use serde_json::Map;
use uuid::Uuid;

use crate::{
    app::App,
    cases::{
        facts::{self, Look},
        follow_ups,
        trigger::{MOVE_AUTHORITY, Trigger},
    },
    command_pipeline::{Command, CommandContext, Permission, RequestContext, execute},
    error::AppError,
};
use api_store::{
    areas::area_map::AreaMap,
    cases::{self, CaseVisibility, StoredCase, orphaned},
};

/// The result of a reorganisation for one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    pub case: CaseId,
    pub code: String,
    /// The authority that has the case.
    pub from: Localized,
    /// The competent authority; `None` when there is none.
    pub to: Option<Localized>,
    /// The other organisations concerned.
    pub others: Vec<Localized>,
}

/// The changes to open cases if the areas of a given day were in force.
pub async fn plan(app: &App, day: NaiveDate) -> Result<Vec<Moving>, AppError> {
    let db = app.store.read();
    let map = AreaMap::load(db, day).await?;
    let mut planned = Vec::new();
    for case in orphaned::list(db, day).await? {
        let Some(kept) = cases::find(db, case, CaseVisibility::Unrestricted).await? else { continue };
        let found = facts::competent(db, app, &kept.case, &map, day).await?;
        planned.extend(moving(&kept, found.as_ref()));
    }
    Ok(planned)
}

/// Moves every case whose authority is no longer competent; returns the result for each. A case
/// that another node has just moved is skipped.
pub async fn run(app: &App) -> Result<Vec<Moving>, AppError> {
    let today = app.local_date(app.clock.now());
    let mut done = Vec::new();
    for case in orphaned::list(app.store.read(), today).await? {
        match execute(app, &RequestContext::of_system("reorganisation"), MoveOn { case }).await {
            Ok(moved) => done.extend(moved.answer),
            Err(AppError::Conflict(_) | AppError::Again) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(done)
}

fn moving(kept: &StoredCase, found: Option<&Jurisdiction>) -> Option<Moving> {
    let from = kept.case.content.dossier()?.authority.as_ref()?;
    if found.is_some_and(|found| found.lead.office == from.office) {
        return None;
    }
    Some(Moving {
        case: kept.case.id,
        code: kept.case.code_or_id(),
        from: from.name.clone(),
        to: found.map(|found| found.lead.name.clone()),
        others: found.into_iter().flat_map(|found| &found.others).map(|other| other.name.clone()).collect(),
    })
}

/// Moves one case to the authority that is competent now.
struct MoveOn {
    case: CaseId,
}

#[async_trait]
impl Command for MoveOn {
    type Loaded = (StoredCase, Option<Jurisdiction>);
    type Decision = Option<Moving>;
    type Output = Option<Moving>;

    fn required_permission(&self) -> Permission {
        Permission::new("case", "move")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        let kept = cases::find(context.tx, self.case, CaseVisibility::Unrestricted).await?.ok_or(AppError::NotFound)?;
        let facts = facts::around(context, &kept.case, Look::Moving).await?;
        Ok((kept, facts.jurisdiction))
    }

    fn relations(&self, (kept, _): &Self::Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        kept.parties.clone()
    }

    fn decide(&self, (kept, found): &Self::Loaded, _context: &CommandContext<'_>) -> Result<Option<Moving>, AppError> {
        Ok(moving(kept, found.as_ref()))
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        _: Self::Loaded,
        decided: Option<Moving>,
    ) -> Result<Option<Moving>, AppError> {
        if decided.as_ref().is_some_and(|moving| moving.to.is_some()) {
            let movement = Trigger { case: self.case, action: MOVE_AUTHORITY, data: Map::new(), look: Look::Moving };
            follow_ups::trigger(context, movement).await?;
        }
        Ok(decided)
    }

    fn subject(&self, _answer: &Option<Moving>) -> Option<Uuid> {
        Some(self.case.uuid())
    }
}
