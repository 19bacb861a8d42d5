//! An action on a case, by a person.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::Rule;
use domain::{
    access::Stance,
    cases::{Case, Decision, Event, Facts},
    ids::{CaseId, OrganizationId},
    workflow::{
        decide::{Command, OnFile, decide},
        definition::Phase,
        denial::Refusal,
        name::{ActionId, KindName},
        sides,
    },
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    effective_law,
    facts::{self, Look},
    follow_ups::record,
    record::Record,
};
use crate::{
    act::{Call, Deed, Desk, Done, Permission, act, forbidden, places},
    ask::ask,
    error::AppError,
    house::House,
};
use api_store::cases::{self, Kept, Sight, case_history, documents};

/// An action on a case.
#[derive(Debug, Clone)]
pub struct PerformAction {
    /// The case.
    pub case: CaseId,
    /// Its kind, which the grants speak of.
    pub kind: KindName,
    /// What.
    pub action: ActionId,
    /// Words with it.
    pub comment: Option<String>,
    /// Its data.
    pub data: Map<String, Value>,
}

/// What is read before an action is decided.
#[derive(Debug)]
pub struct Seen {
    kept: Kept,
    /// The case under the law that it is decided by: a draft is filed under the law of the day.
    case: Case,
    facts: Facts,
    on_file: OnFile,
}

/// Performs the action. What the clock had to do before this instant is done first, so that a late action meets the case as the
/// law sees it. A request that is refused for want of room takes its place on the wait list.
///
/// # Errors
/// Any [`AppError`].
pub async fn perform_action(house: &House, call: &Call, deed: PerformAction) -> Result<Done<Kept>, AppError> {
    super::clock::settle(house, deed.case).await?;
    let (case, action) = (deed.case, deed.action.clone());
    let outcome = act(house, call, deed).await;
    match outcome {
        Err(AppError::Refused(refusal)) if refusal.message.is(Rule::RouteHasRoom) => {
            let place = super::clock::queue_up(house, case, &action).await?;
            Err(AppError::Refused(Box::new(with_place(*refusal, place))))
        }
        other => other,
    }
}

/// Whoever had the dossier before is told who has it now (acceptance scenario 19).
fn moved_on(kept: &Kept) -> Option<AppError> {
    let dossier = kept.case.papers.dossier()?;
    let (_, now) = (dossier.moves.last()?, dossier.authority.as_ref()?);
    let refusal = Refusal::of(Rule::MovedToSuccessor { office: now.name.clone() });
    Some(refusal.blocked_by(vec![now.name.vi.clone()]).not_permitted().into())
}

fn with_place(refusal: Refusal, place: Option<u32>) -> Refusal {
    let Some(place) = place else { return refusal };
    Refusal { message: Rule::RouteHasRoomOnWaitList { place }.into(), ..refusal }
}

/// Holds the version that the caller saw against the one that is stored. A reminder changes nothing that anybody could have seen, so it
/// does not make a version stale.
async fn expect_seen(desk: &Desk<'_>, kept: &Kept) -> Result<(), AppError> {
    let verdict = desk.expect_version(kept.case.version);
    if let (Err(AppError::Stale { .. }), Some(seen)) = (&verdict, desk.call.if_match)
        && seen < kept.case.version
        && case_history::only_reminded_since(desk.tx, kept.case.id, seen).await?
    {
        return Ok(());
    }
    verdict
}

#[async_trait]
impl Deed for PerformAction {
    type Seen = Seen;
    type Decided = Decision;
    type Answer = Kept;

    fn asks(&self) -> Permission {
        Permission::new(self.kind.as_str(), self.action.as_str())
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Seen, AppError> {
        let scope = ask(desk.house, desk.call.actor()?, &Permission::new(self.kind.as_str(), "read"))?;
        let kept = cases::find(desk.tx, self.case, Sight::Scoped(&scope)).await?.ok_or(AppError::NotFound)?;
        expect_seen(desk, &kept).await?;
        let (case, look) = match kept.phase {
            Phase::Draft => (effective_law::filed_under(desk, &kept.case)?, Look::Filing),
            Phase::Open | Phase::InForce | Phase::Closed => (kept.case.clone(), Look::Standing),
        };
        let facts = facts::around(desk, &case, look).await?;
        let on_file = documents::on_file(desk.tx, self.case).await?;
        Ok(Seen { kept, case, facts, on_file })
    }

    fn relations(&self, seen: &Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.kept.parties.clone()
    }

    fn decide(&self, seen: &Seen, desk: &Desk<'_>) -> Result<Decision, AppError> {
        let ruling = effective_law::of(desk.house, &seen.case)?;
        let law = ruling.law();
        let actor = desk.call.actor()?;
        let doer = sides::taking(law, &seen.case, &self.action, actor.user, places(actor, &seen.kept.parties))?;
        let command = Command {
            action: self.action.clone(),
            comment: self.comment.clone(),
            data: self.data.clone(),
            on_file: seen.on_file.clone(),
        };
        let mut decision = decide(law, &seen.case, &seen.facts, &command, &doer, desk.now)?;
        if seen.case.pack != seen.kept.case.pack {
            decision.events.insert(0, Event::Repinned { pack: seen.case.pack.clone(), state: None });
        }
        Ok(decision)
    }

    fn forbidden(&self, seen: &Seen) -> AppError {
        moved_on(&seen.kept).unwrap_or_else(|| forbidden(&self.asks()))
    }

    async fn save(&self, desk: &Desk<'_>, seen: Seen, decided: Decision) -> Result<Kept, AppError> {
        let law = effective_law::of(desk.house, &seen.case)?;
        let Seen { kept, facts, .. } = seen;
        let (action, comment) = (self.action.to_string(), self.comment.clone());
        record(desk, Record { law, kept, facts, decision: decided, action, comment }).await
    }

    fn subject(&self, answer: &Kept) -> Option<Uuid> {
        Some(answer.case.id.uuid())
    }
}
