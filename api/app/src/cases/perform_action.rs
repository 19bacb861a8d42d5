//! Performs an action on a case for a person.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::Rule;
use domain::{
    access::Stance,
    cases::{Case, Decision, Event, Facts},
    ids::{CaseId, OrganizationId},
    workflow::{
        decide::{ActionRequest, OnFile, decide},
        definition::Phase,
        name::{ActionId, KindName},
        sides,
        violation::RuleViolation,
    },
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    code, effective_law,
    facts::{self, Look},
    follow_ups::record,
    record::Record,
};
use crate::{
    app::App,
    command_pipeline::{Command, CommandContext, Executed, Permission, RequestContext, execute, forbidden, places},
    error::AppError,
    read_scope::read_scope,
};
use api_store::cases::{self, CaseVisibility, StoredCase, case_history, documents};

#[derive(Debug, Clone)]
pub struct PerformAction {
    pub case: CaseId,
    /// The case kind, for the grants.
    pub kind: KindName,
    pub action: ActionId,
    pub comment: Option<String>,
    pub data: Map<String, Value>,
}

/// The rows that the decision on an action needs.
#[derive(Debug)]
pub struct Loaded {
    kept: StoredCase,
    /// The case under the law of the decision: a draft is filed under the law of the day, and with
    /// the code that the filing assigns.
    case: Case,
    facts: Facts,
    on_file: OnFile,
}

/// Performs the action. Time events that are due before this instant run first, so that a late
/// action meets the case in its legal state. A request that is refused for lack of capacity joins
/// the wait list.
pub async fn perform_action(
    app: &App,
    request: &RequestContext,
    command: PerformAction,
) -> Result<Executed<StoredCase>, AppError> {
    super::clock::settle(app, command.case).await?;
    let (case, action) = (command.case, command.action.clone());
    let outcome = execute(app, request, command).await;
    match outcome {
        Err(AppError::Refused(refusal)) if refusal.message.is(Rule::RouteHasCapacity) => {
            let place = super::clock::queue_up(app, case, &action).await?;
            Err(AppError::Refused(Box::new(with_place(*refusal, place))))
        }
        other => other,
    }
}

/// Tells an office that had the dossier before which office has it now (acceptance scenario 19).
fn moved_on(kept: &StoredCase) -> Option<AppError> {
    let dossier = kept.case.content.dossier()?;
    let (_, now) = (dossier.moves.last()?, dossier.authority.as_ref()?);
    let refusal = RuleViolation::of(Rule::MovedToSuccessor { office: now.name.clone() });
    Some(refusal.blocked_by(vec![now.name.vi.clone()]).not_permitted().into())
}

/// The refusal for lack of capacity with the position on the wait list.
pub(super) fn with_place(refusal: RuleViolation, place: Option<u32>) -> RuleViolation {
    let Some(place) = place else { return refusal };
    RuleViolation { message: Rule::RouteHasCapacityOnWaitList { place }.into(), ..refusal }
}

/// Compares the caller's version with the stored one. A reminder changes nothing visible, so it
/// does not make a version stale.
async fn expect_seen(context: &CommandContext<'_>, kept: &StoredCase) -> Result<(), AppError> {
    let verdict = context.expect_version(kept.case.version);
    if let (Err(AppError::Stale { .. }), Some(seen)) = (&verdict, context.request.if_match)
        && seen < kept.case.version
        && case_history::only_reminded_since(context.tx, kept.case.id, seen).await?
    {
        return Ok(());
    }
    verdict
}

impl PerformAction {
    /// The case, among those that the caller may see.
    pub(super) async fn find(&self, context: &CommandContext<'_>) -> Result<StoredCase, AppError> {
        let scope = read_scope(context.app, context.request.actor()?, &Permission::new(self.kind.as_str(), "read"))?;
        cases::find(context.tx, self.case, CaseVisibility::Scoped(&scope)).await?.ok_or(AppError::NotFound)
    }

    /// The rows around the case that the decision needs.
    pub(super) async fn around(&self, context: &CommandContext<'_>, kept: StoredCase) -> Result<Loaded, AppError> {
        let (case, look) = match kept.phase {
            Phase::Draft => {
                let filed = effective_law::filed_under(context, &kept.case)?;
                (code::assigned_by(context, filed, &self.action).await?, Look::Filing)
            }
            Phase::Open | Phase::InForce | Phase::Closed => (kept.case.clone(), Look::Standing),
        };
        let facts = facts::around(context, &case, look).await?;
        let on_file = documents::on_file(context.tx, self.case).await?;
        Ok(Loaded { kept, case, facts, on_file })
    }
}

#[async_trait]
impl Command for PerformAction {
    type Loaded = Loaded;
    type Decision = Decision;
    type Output = StoredCase;

    fn required_permission(&self) -> Permission {
        Permission::new(self.kind.as_str(), self.action.as_str())
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let kept = self.find(context).await?;
        expect_seen(context, &kept).await?;
        self.around(context, kept).await
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.kept.parties.clone()
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<Decision, AppError> {
        let ruling = effective_law::of(context.app, &seen.case)?;
        let law = ruling.law();
        let actor = context.request.actor()?;
        let doer = sides::taking(law, &seen.case, &self.action, actor.user, places(actor, &seen.kept.parties))?;
        let command = ActionRequest {
            action: self.action.clone(),
            comment: self.comment.clone(),
            data: self.data.clone(),
            on_file: seen.on_file.clone(),
        };
        let mut decision = decide(law, &seen.case, &seen.facts, &command, &doer, context.now)?;
        if seen.case.pack != seen.kept.case.pack {
            decision.events.insert(0, Event::Repinned { pack: seen.case.pack.clone(), state: None });
        }
        decision.events.splice(0..0, code::event(&seen.kept.case, &seen.case));
        Ok(decision)
    }

    fn forbidden(&self, seen: &Loaded) -> AppError {
        moved_on(&seen.kept).unwrap_or_else(|| forbidden(&self.required_permission()))
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        seen: Loaded,
        decided: Decision,
    ) -> Result<StoredCase, AppError> {
        let law = effective_law::of(context.app, &seen.case)?;
        let Loaded { kept, facts, .. } = seen;
        let (action, comment) = (self.action.to_string(), self.comment.clone());
        record(context, Record { law, kept, facts, decision: decided, action, comment }).await
    }

    fn subject(&self, answer: &StoredCase) -> Option<Uuid> {
        Some(answer.case.id.uuid())
    }
}
