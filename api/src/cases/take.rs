//! An action on a case, by a person.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    access::Stance,
    cases::{Decision, Facts},
    ids::{CaseId, OrganizationId},
    workflow::{
        decide::{Command, OnFile, decide},
        doer::Doer,
        name::{ActionId, KindName},
    },
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    facts, law,
    record::{Record, record},
};
use crate::{
    act::{Call, Deed, Desk, Done, Permission, act, places},
    ask::ask,
    failure::Failure,
    house::House,
    store::{
        cases::{self, Kept, Sight},
        documents,
    },
};

/// Do this on that case.
#[derive(Debug, Clone)]
pub struct TakeAction {
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
    facts: Facts,
    on_file: OnFile,
}

/// Takes the action. What the clock had to do before this instant is done first, so that a late action meets the case as the
/// law sees it. A request that is refused for want of room takes its place on the wait list.
///
/// # Errors
/// Any [`Failure`].
pub async fn take(house: &House, call: &Call, deed: TakeAction) -> Result<Done<Kept>, Failure> {
    super::clock::settle(house, deed.case).await?;
    let (case, action) = (deed.case, deed.action.clone());
    let outcome = act(house, call, deed).await;
    match outcome {
        Err(Failure::Refused(refusal)) if refusal.rule == "route_has_room" => {
            let place = super::clock::queue_up(house, case, &action).await?;
            Err(Failure::Refused(Box::new(with_place(*refusal, place))))
        }
        other => other,
    }
}

fn with_place(refusal: domain::workflow::denial::Refusal, place: Option<u32>) -> domain::workflow::denial::Refusal {
    let Some(place) = place else { return refusal };
    let mut refusal = refusal;
    refusal.message.en = format!("{}; the request is number {place} on the wait list", refusal.message.en);
    refusal.message.vi = format!("{} Yêu cầu đứng thứ {place} trong danh sách chờ.", refusal.message.vi);
    refusal
}

#[async_trait]
impl Deed for TakeAction {
    type Seen = Seen;
    type Decided = Decision;
    type Answer = Kept;

    fn asks(&self) -> Permission {
        Permission::new(self.kind.as_str(), self.action.as_str())
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Seen, Failure> {
        let scope = ask(desk.house, desk.call.actor()?, &Permission::new(self.kind.as_str(), "read"))?;
        let kept = cases::find(desk.tx, self.case, Sight::Scoped(&scope)).await?.ok_or(Failure::NotFound)?;
        desk.expect_version(kept.case.version)?;
        let facts = facts::around(desk.tx, desk.house.policies.kinds.overload, &kept.case).await?;
        let on_file = documents::on_file(desk.tx, self.case).await?;
        Ok(Seen { kept, facts, on_file })
    }

    fn relations(&self, seen: &Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.kept.parties.clone()
    }

    fn decide(&self, seen: &Seen, desk: &Desk<'_>) -> Result<Decision, Failure> {
        let law = law::of(desk.house, &seen.kept.case)?;
        let actor = desk.call.actor()?;
        let doer = Doer::Person { user: actor.user, places: places(actor, &seen.kept.parties) };
        let command = Command {
            action: self.action.clone(),
            comment: self.comment.clone(),
            data: self.data.clone(),
            on_file: seen.on_file.clone(),
        };
        Ok(decide(law, &seen.kept.case, &seen.facts, &command, &doer, desk.now)?)
    }

    async fn save(&self, desk: &Desk<'_>, seen: Seen, decided: Decision) -> Result<Kept, Failure> {
        let law = law::of(desk.house, &seen.kept.case)?;
        let written = Record {
            law,
            kept: &seen.kept,
            facts: &seen.facts,
            decision: &decided,
            action: self.action.as_str(),
            comment: self.comment.as_deref(),
        };
        record(desk, &written).await
    }

    fn subject(&self, answer: &Kept) -> Option<Uuid> {
        Some(answer.case.id.uuid())
    }
}
