//! The code of a case: assigned by the action that takes a draft out of the drafts, in the same
//! transaction, so the codes of a series follow the order of the filings.

use chrono::Datelike;
use domain::{
    cases::{Case, Definition, Event},
    workflow::{definition::Phase, name::ActionId},
};

use super::effective_law;
use crate::{command_pipeline::CommandContext, error::AppError};
use api_store::cases::{self, CaseVisibility};

/// The case with the code that an action assigns to it, under the law of the action. A case keeps
/// the code that it has: before codes were assigned at filing, a draft had one from its opening.
///
/// The transaction takes the number, so a refused filing takes none.
///
/// # Errors
/// [`AppError`] when the database fails, or the pack of the case is not installed.
pub(super) async fn assigned_by(context: &CommandContext<'_>, case: Case, action: &ActionId) -> Result<Case, AppError> {
    if case.code.is_some() {
        return Ok(case);
    }
    let law = effective_law::of(context.app, &case)?;
    if !leaves_the_drafts(law.definition(), &case, action) {
        return Ok(case);
    }
    let code = next(context, &case, &law.definition().code_prefix).await?;
    Ok(Case { code: Some(code), ..case })
}

/// The event for the history, if the case received its code.
pub(super) fn event(before: &Case, after: &Case) -> Option<Event> {
    let code = after.code.as_ref().filter(|_| before.code.is_none())?;
    Some(Event::CodeAssigned { code: code.clone() })
}

fn leaves_the_drafts(definition: &Definition, case: &Case, action: &ActionId) -> bool {
    let mut wanted = definition.actions_from(&case.state).filter(|known| known.id == *action);
    wanted.any(|action| definition.state(action.target(&case.state)).is_some_and(|state| state.phase != Phase::Draft))
}

/// The next number of the series, or the next suffix of the case that this case follows.
async fn next(context: &CommandContext<'_>, case: &Case, prefix: &str) -> Result<String, AppError> {
    let previous = match case.previous {
        Some(previous) => cases::find(context.tx, previous, CaseVisibility::Unrestricted).await?,
        None => None,
    };
    if let Some(code) = previous.and_then(|previous| previous.case.code) {
        let base = base(&code);
        return Ok(format!("{base}-{:02}", next_suffix(base, &cases::codes_like(context.tx, base).await?)));
    }
    let year = context.app.local_date(context.now).year();
    Ok(format!("{prefix}-{year}-{:06}", cases::next_number(context.tx, prefix, year).await?))
}

/// The number after the largest one in a chain of resubmissions; the first case counts as 1.
fn next_suffix(base: &str, codes: &[String]) -> u32 {
    let suffix = |code: &String| code.strip_prefix(base)?.strip_prefix('-')?.parse::<u32>().ok();
    codes.iter().filter_map(suffix).max().unwrap_or(1).saturating_add(1)
}

/// A code without the suffix of a resubmission: `SR-2023-000001` of `SR-2023-000001-02`.
fn base(code: &str) -> &str {
    match code.rsplit_once('-') {
        Some((front, last)) if last.len() == 2 => front,
        Some(_) | None => code,
    }
}

#[cfg(test)]
mod tests {
    use super::{base, next_suffix};

    #[test]
    fn a_resubmission_takes_the_suffix_after_the_largest_one() {
        assert_eq!((base("SR-2023-000001-02"), base("SR-2023-000001")), ("SR-2023-000001", "SR-2023-000001"));
        let codes = |suffixes: &[&str]| -> Vec<String> {
            suffixes.iter().map(|suffix| format!("SR-2023-000001{suffix}")).collect()
        };
        assert_eq!(next_suffix("SR-2023-000001", &codes(&[""])), 2);
        assert_eq!(next_suffix("SR-2023-000001", &codes(&["", "-02"])), 3);
        // A draft with the suffix 02 was deleted.
        assert_eq!(next_suffix("SR-2023-000001", &codes(&["", "-03"])), 4);
    }
}
