//! Proposes a calendar change.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{Datelike, Weekday};
use domain::messages::FieldProblem;
use domain::{access::Stance, ids::OrganizationId, workflow::violation::FieldError};
use uuid::Uuid;

use super::RESOURCE;
use crate::{
    command_pipeline::{Command, CommandContext, Permission},
    error::AppError,
    people::user::in_office,
};
use api_store::areas::calendar_changes::{self, Proposal};

/// The most characters of a name or source.
const LINE_LENGTH: usize = 500;

#[derive(Debug, Clone)]
pub struct Propose {
    pub proposal: Proposal,
}

#[async_trait]
impl Command for Propose {
    type Loaded = BTreeSet<(OrganizationId, Stance)>;
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "propose")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        if context.app.calendar_cache.calendar(&self.proposal.calendar).is_none() {
            return Err(AppError::NotFound);
        }
        in_office(context).await
    }

    fn relations(&self, seen: &Self::Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.clone()
    }

    fn decide(&self, _seen: &Self::Loaded, _context: &CommandContext<'_>) -> Result<(), AppError> {
        let found = faults(&self.proposal);
        if found.is_empty() { Ok(()) } else { Err(AppError::Invalid(found)) }
    }

    async fn save(&self, context: &CommandContext<'_>, _: Self::Loaded, (): ()) -> Result<Uuid, AppError> {
        let id = context.new_id();
        calendar_changes::propose(context.tx, id, &self.proposal, context.request.actor()?.user, context.now).await?;
        Ok(id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}

/// The errors of a proposal. A day off on a weekend, or a working day on a normal working day, is
/// probably a mistake.
fn faults(proposal: &Proposal) -> Vec<FieldError> {
    let weekend = matches!(proposal.day.weekday(), Weekday::Sat | Weekday::Sun);
    let mut found = Vec::new();
    for (pointer, text) in [("/name", &proposal.name), ("/source", &proposal.source)] {
        if text.trim().is_empty() || text.chars().count() > LINE_LENGTH {
            found.push(FieldError::new(
                pointer,
                FieldProblem::CharactersBetween { least: 1.into(), most: LINE_LENGTH.into() },
            ));
        }
    }
    match api_store::areas::calendar_cache::kind(&proposal.kind) {
        Some(domain::calendar::DayKind::SwappedOff) if weekend => {
            found.push(FieldError::new("/day", FieldProblem::FreeAnyway));
        }
        Some(domain::calendar::DayKind::MakeUp) if !weekend => {
            found.push(FieldError::new("/day", FieldProblem::WorkedAnyway));
        }
        Some(_) => {}
        None if proposal.kind == "plain" => {}
        None => {
            found.push(FieldError::new("/kind", FieldProblem::one_of(&["holiday", "swapped_off", "make_up", "plain"])));
        }
    }
    found
}
