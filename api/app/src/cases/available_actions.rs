//! The actions of a case for a person: those that the person may perform, and those that a rule
//! refuses now, with the reason. One snapshot of the database; nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    cases::{Action, Case, Definition},
    ids::CaseId,
    workflow::{
        decide::{OnFile, possible},
        definition::Phase,
        doer::PartyMembership,
        name::DocumentKind,
        not_now::{ActionCheck, not_now},
        sides,
        violation::NotAccepted,
    },
};

use super::{
    effective_law::{self, EffectiveLaw},
    facts::{self, Look},
    queries,
};
use crate::{
    app::App,
    command_pipeline::{Caller, CommandContext, RequestContext, places},
    error::AppError,
};
use api_store::{
    Tx,
    cases::{StoredCase, documents},
};

/// The actions of a case for a person.
#[derive(Debug)]
pub struct AvailableActions<'a> {
    /// The law of today for a draft, otherwise the law of the case.
    pub law: EffectiveLaw<'a>,
    /// The case under this law.
    pub case: Case,
    /// The actions that the person may perform with the right data.
    pub possible: Vec<&'a Action>,
    /// The actions that would be refused now whatever data is sent.
    pub not_now: Vec<(&'a Action, NotAccepted)>,
    /// The number of documents on file, by kind.
    pub documents: BTreeMap<DocumentKind, u32>,
    /// The memberships of the person with a stance to the case.
    pub places: BTreeSet<PartyMembership>,
    pub at: DateTime<Utc>,
}

/// Reads the actions of a case.
///
/// # Errors
/// [`AppError::NotFound`] when the case does not exist or the person may not see it.
pub async fn available_actions<'a>(app: &'a App, actor: &Actor, id: CaseId) -> Result<AvailableActions<'a>, AppError> {
    let tx = app.store.snapshot().await?;
    app.calendar_cache.refresh(&tx).await?;
    let kept = queries::one_from(&tx, app, actor, id).await?;
    let request = RequestContext {
        caller: Caller::Person(actor.clone()),
        if_match: None,
        idempotency: None,
        request_id: String::new(),
    };
    let context = CommandContext { app, tx: &tx, request: &request, now: app.clock.now() };
    of_case(&context, app, actor, &kept).await
}

async fn of_case<'a>(
    context: &CommandContext<'_>,
    app: &'a App,
    actor: &Actor,
    kept: &StoredCase,
) -> Result<AvailableActions<'a>, AppError> {
    let (case, look) = as_of_today(context, kept)?;
    let law = effective_law::of(app, &case)?;
    let definition = law.definition();
    let places = places(actor, &kept.parties);
    let doer = sides::doer(&case, actor.user, places.clone());
    let known = |action: &Action| of_definition(definition, action);
    let possible: Vec<&Action> = possible(law.law(), &case, &doer).filter_map(known).collect();
    let (documents, on_file) = documents_on_file(context.tx, case.id).await?;
    let mut refused = Vec::new();
    if !places.is_empty() {
        match facts::around(context, &case, look).await {
            Ok(facts) => {
                let check = ActionCheck {
                    law: law.law(),
                    case: &case,
                    facts: &facts,
                    on_file: &on_file,
                    user: actor.user,
                    places: &places,
                    at: context.now,
                };
                refused.extend(not_now(&check).into_iter().filter_map(|not| Some((known(not.action)?, not.why))));
            }
            // The content has a fault that prevents every check, such as a place with too many
            // vertices.
            Err(AppError::Invalid(faults)) => {
                let checked = possible.iter().filter(|action| !action.guards.is_empty());
                refused.extend(checked.map(|action| (*action, NotAccepted::Invalid(faults.clone()))));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(AvailableActions { law, case, possible, not_now: refused, documents, places, at: context.now })
}

/// A draft under the law of today, by which it would be filed. Without a law in force it keeps its
/// own.
fn as_of_today(context: &CommandContext<'_>, kept: &StoredCase) -> Result<(Case, Look), AppError> {
    match kept.phase {
        Phase::Open | Phase::InForce | Phase::Closed => Ok((kept.case.clone(), Look::Standing)),
        Phase::Draft => match effective_law::filed_under(context, &kept.case) {
            Ok(case) => Ok((case, Look::BeforeFiling)),
            Err(AppError::Refused(_)) => Ok((kept.case.clone(), Look::BeforeFiling)),
            Err(failure) => Err(failure),
        },
    }
}

/// The same action with the lifetime of the definition.
fn of_definition<'a>(definition: &'a Definition, action: &Action) -> Option<&'a Action> {
    definition.actions.iter().find(|known| std::ptr::eq(*known, action))
}

/// The number of documents by kind, and the set that a decision binds.
async fn documents_on_file(tx: &Tx, case: CaseId) -> Result<(BTreeMap<DocumentKind, u32>, OnFile), AppError> {
    let rows = documents::of_case(tx, case).await?;
    let names: BTreeSet<(String, String)> = rows.into_iter().map(|row| (row.kind, row.name)).collect();
    let mut counts = BTreeMap::new();
    for (kind, _) in names {
        let kind = DocumentKind::new(&kind).map_err(AppError::internal)?;
        let count: &mut u32 = counts.entry(kind).or_default();
        *count = count.saturating_add(1);
    }
    Ok((counts, documents::on_file(tx, case).await?))
}
