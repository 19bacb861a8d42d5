//! The law of a case: its pinned pack, and the calendar and office hours of this pack.

use std::sync::Arc;

use domain::messages::Rule;
use domain::{
    calendar::Calendar,
    cases::{Case, Definition, Law},
    workflow::{name::PackId, violation::RuleViolation},
};

use crate::{app::App, command_pipeline::CommandContext, error::AppError};

/// The law of a case with the current calendar.
#[derive(Debug)]
pub struct EffectiveLaw<'a> {
    shipped: Law<'a>,
    calendar: Arc<Calendar>,
}

impl<'a> EffectiveLaw<'a> {
    /// The workflow of the kind of case.
    #[must_use]
    pub fn definition(&self) -> &'a Definition {
        self.shipped.definition
    }

    #[must_use]
    pub fn law(&self) -> Law<'_> {
        Law { calendar: &self.calendar, ..self.shipped }
    }
}

/// The law of a case.
///
/// # Errors
/// [`AppError::Internal`] when the pack of the case is not installed; `hatang check` and the start
/// of the server refuse this state.
pub fn of<'a>(app: &'a App, case: &Case) -> Result<EffectiveLaw<'a>, AppError> {
    let (pack, kind) = (&case.pack, &case.kind);
    let shipped = app.policies.law(pack, kind);
    let found = shipped.and_then(|law| Some((law, app.calendar_cache.calendar(&law.calendar.id)?)));
    found
        .map(|(shipped, calendar)| EffectiveLaw { shipped, calendar })
        .ok_or_else(|| AppError::internal(format!("the rule pack {pack} with {kind} is not installed")))
}

/// The pack of a family that is in force on the day of a change.
///
/// # Errors
/// A rule violation when no pack is in force.
pub fn in_force<'a>(context: &'a CommandContext<'_>, family: &str) -> Result<&'a PackId, AppError> {
    let today = context.app.local_date(context.now);
    context
        .app
        .policies
        .pack_in_force(family, today)
        .map(|pack| &pack.id)
        .ok_or_else(|| RuleViolation::of(Rule::NoLawInForce { family: family.to_owned() }).into())
}

/// A draft under the law of its filing day, which may differ from the law of the day of its
/// creation.
///
/// # Errors
/// A rule violation when no law of the family is in force any more.
pub(crate) fn filed_under(context: &CommandContext<'_>, draft: &Case) -> Result<Case, AppError> {
    Ok(Case { pack: in_force(context, family(&draft.pack))?.clone(), ..draft.clone() })
}

/// The family of a pack: `vn-qn` of `vn-qn@2023-09-07`.
#[must_use]
pub fn family(pack: &PackId) -> &str {
    pack.as_str().split('@').next().unwrap_or_default()
}
