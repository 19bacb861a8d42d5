//! Drafts: opened and rewritten by the applicant; nobody else sees them.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::Datelike;
use domain::messages::{FieldProblem, Noun, Rule};
use domain::{
    access::Stance,
    cases::{Case, Draft, Event, Facts, House, Kind},
    ids::{CaseId, OrganizationId},
    workflow::{
        definition::Phase,
        denial::Refusal,
        doer::{Place, Signature},
        event::{Opening, Outcome},
        name::{KindName, PackId},
    },
};
use uuid::Uuid;

use super::{
    effective_law,
    facts::{self, Assets},
};
use crate::{
    act::{Deed, Desk, Permission, places},
    ask::ask,
    error::AppError,
    in_whose_name::{able, chosen},
};
use api_store::{
    cases::{self, Guarded, Kept, Sight, Writing, case_elements, case_history},
    people::succession,
};

/// Open a draft.
#[derive(Debug, Clone)]
pub struct Open {
    /// What is asked for.
    pub draft: Draft,
    /// For which organisation; needed only by people with seats in several.
    pub applicant: Option<OrganizationId>,
    /// The refused case it follows.
    pub previous: Option<CaseId>,
    /// The family of rule packs it is under; that of the house when nothing is said.
    pub pack: Option<String>,
}

/// What is read before a draft is opened.
#[derive(Debug)]
pub struct Ground {
    applicant: OrganizationId,
    house: BTreeSet<OrganizationId>,
    previous: Option<Kept>,
    facts: Facts,
}

/// What a fresh draft is.
#[derive(Debug)]
pub struct Fresh {
    pub(super) pack: PackId,
    pub(super) kind: KindName,
    prefix: String,
    pub(super) phase: Phase,
    pub(super) state: domain::workflow::name::StateId,
}

impl Fresh {
    /// A draft of a kind under the law of a family that is in force today.
    pub(super) fn of(desk: &Desk<'_>, kind: Kind, family: &str) -> Result<Self, AppError> {
        let kind = kind.name().ok_or_else(|| AppError::internal("the kind has no name"))?;
        let pack = effective_law::in_force(desk, family)?.clone();
        let Some(law) = desk.house.policies.law(&pack, &kind) else {
            return Err(no_such_kind(&pack, &kind));
        };
        let phase = law.definition.state(&law.definition.initial).map_or(Phase::Draft, |state| state.phase);
        let (prefix, state) = (law.definition.code_prefix.clone(), law.definition.initial.clone());
        Ok(Self { pack, kind, prefix, phase, state })
    }
}

#[async_trait]
impl Deed for Open {
    type Seen = Ground;
    type Decided = Fresh;
    type Answer = Kept;

    fn asks(&self) -> Permission {
        Permission::new(self.draft.kind().as_str(), "create")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Ground, AppError> {
        let applicant = self.applicant(desk)?;
        let previous = match self.previous {
            None => None,
            Some(id) => {
                let reading = Permission::new(self.draft.kind().as_str(), "read");
                let scope = ask(desk.house, desk.call.actor()?, &reading)?;
                let kept = cases::find(desk.tx, id, Sight::Scoped(&scope)).await?;
                Some(kept.ok_or_else(|| AppError::invalid("/previous_case_id", FieldProblem::NotAVisibleCase))?)
            }
        };
        let facts = facts::of_draft(desk, facts::no_case(), &self.draft, Assets::CallerSees).await?;
        let house = succession::on(desk.tx, desk.house.local_date(desk.now)).await?.house(applicant);
        Ok(Ground { applicant, house, previous, facts })
    }

    fn relations(&self, seen: &Ground, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.applicant, Stance::Applicant)])
    }

    fn decide(&self, seen: &Ground, desk: &Desk<'_>) -> Result<Fresh, AppError> {
        well_formed(&self.draft, &seen.facts)?;
        if let Some(kept) = &seen.previous {
            may_follow(kept, &seen.house)?;
        }
        Fresh::of(desk, self.draft.kind(), self.pack.as_ref().unwrap_or(&desk.house.config.packs.default))
    }

    async fn save(&self, desk: &Desk<'_>, seen: Ground, decided: Fresh) -> Result<Kept, AppError> {
        let id = CaseId::new(desk.new_id());
        let code = next_code(desk, seen.previous.as_ref().map(|kept| &kept.case), &decided).await?;
        let opening = Opening {
            id,
            code,
            kind: decided.kind,
            pack: decided.pack,
            state: decided.state,
            applicant: seen.applicant,
            previous: self.previous,
            papers: self.draft.papers(),
            at: desk.now,
        };
        let case = Case::opened(opening.clone());
        enter(desk, &case, decided.phase, opening, &hand(desk, seen.applicant)?).await?;
        let parties = BTreeSet::from([(seen.applicant, Stance::Applicant)]);
        Ok(Kept { case, phase: decided.phase, filed_at: None, updated_at: desk.now, next_due_at: None, parties })
    }

    fn subject(&self, answer: &Kept) -> Option<Uuid> {
        Some(answer.case.id.uuid())
    }
}

impl Open {
    /// The organisation that applies: the one named, or the only one that lives and in which the person may.
    fn applicant(&self, desk: &Desk<'_>) -> Result<OrganizationId, AppError> {
        let able = able(desk, Stance::Applicant, &self.asks())?;
        chosen(desk, self.applicant, &able, ("/applicant_id", FieldProblem::NotAnApplicantOfYours))
    }
}

/// Rewrite a draft.
#[derive(Debug, Clone)]
pub struct Redraft {
    /// The draft.
    pub case: CaseId,
    /// What is asked for now.
    pub draft: Draft,
}

#[async_trait]
impl Deed for Redraft {
    type Seen = (Kept, Facts);
    type Decided = Event;
    type Answer = Kept;

    fn asks(&self) -> Permission {
        Permission::new(self.draft.kind().as_str(), "edit")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<(Kept, Facts), AppError> {
        let kind = self.draft.kind().as_str();
        let scope = ask(desk.house, desk.call.actor()?, &Permission::new(kind, "read"))?;
        let kept = cases::find(desk.tx, self.case, Sight::Scoped(&scope)).await?;
        let kept = kept.filter(|kept| kept.case.kind == *kind).ok_or(AppError::NotFound)?;
        desk.expect_version(kept.case.version)?;
        let facts = facts::of_draft(desk, self.case, &self.draft, Assets::CallerSees).await?;
        Ok((kept, facts))
    }

    fn relations(&self, seen: &(Kept, Facts), _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.0.parties.clone()
    }

    fn decide(&self, (kept, facts): &(Kept, Facts), _desk: &Desk<'_>) -> Result<Event, AppError> {
        if kept.phase != Phase::Draft {
            return Err(Rule::OnlyADraftCanBeEdited.into());
        }
        well_formed(&self.draft, facts)?;
        Ok(Event::Redrafted { papers: Box::new(self.draft.papers()) })
    }

    async fn save(&self, desk: &Desk<'_>, (kept, _): (Kept, Facts), decided: Event) -> Result<Kept, AppError> {
        let events = [decided];
        let mut case = kept.case.clone();
        case.accept(&events);
        let by = desk.call.actor()?.user;
        let writing =
            Writing { case: &case, phase: kept.phase, next_due_at: None, filed_at: None, at: desk.now, by: Some(by) };
        match cases::update(desk.tx, &writing, kept.case.version).await? {
            Guarded::Written => {}
            Guarded::Overtaken => return Err(desk.overtaken(Noun::Draft)),
        }
        case_elements::replace(desk.tx, case.id, self.draft.elements()).await?;
        trail(desk, &case, "edit", &events, &hand(desk, case.applicant)?).await?;
        Ok(Kept { case, updated_at: desk.now, ..kept })
    }

    fn subject(&self, answer: &Kept) -> Option<Uuid> {
        Some(answer.case.id.uuid())
    }
}

/// The code of a fresh case: the next number of its series, or the next suffix of the case that it follows.
pub(super) async fn next_code(desk: &Desk<'_>, previous: Option<&Case>, fresh: &Fresh) -> Result<String, AppError> {
    if let Some(case) = previous {
        let base = base(&case.code);
        let there = cases::codes_like(desk.tx, base).await?.len();
        return Ok(format!("{base}-{:02}", there.saturating_add(1)));
    }
    let year = desk.house.local_date(desk.now).year();
    Ok(format!("{}-{year}-{:06}", fresh.prefix, cases::next_number(desk.tx, &fresh.prefix, year).await?))
}

/// Writes a fresh case, its applicant, what it asks for and the beginning of its trail.
pub(super) async fn enter(
    desk: &Desk<'_>,
    case: &Case,
    phase: Phase,
    opening: Opening<House>,
    signature: &Signature,
) -> Result<(), AppError> {
    let by = signature.user();
    let writing = Writing { case, phase, next_due_at: None, filed_at: None, at: desk.now, by };
    cases::insert(desk.tx, &writing).await?;
    cases::join(desk.tx, case.id, case.applicant, Stance::Applicant, desk.now).await?;
    case_elements::replace(desk.tx, case.id, Draft::from(&case.papers).elements()).await?;
    trail(desk, case, "create", &[Event::Opened(Box::new(opening))], signature).await
}

/// Under whose hand a draft is written.
fn hand(desk: &Desk<'_>, applicant: OrganizationId) -> Result<Signature, AppError> {
    let actor = desk.call.actor()?;
    let place = places(actor, &BTreeSet::from([(applicant, Stance::Applicant)])).into_iter().next();
    let place: Place = place.ok_or_else(|| AppError::internal("the applicant has no seat"))?;
    Ok(Signature::Person { user: actor.user, place })
}

async fn trail(
    desk: &Desk<'_>,
    case: &Case,
    action: &str,
    events: &[Event],
    signature: &Signature,
) -> Result<(), AppError> {
    let actor = match signature {
        Signature::Person { .. } => Some(desk.call.actor()?),
        Signature::System => None,
    };
    let accepted = case_history::Accepted {
        case: case.id,
        seq: case.version,
        signature,
        actor,
        action,
        comment: None,
        events,
        at: desk.now,
        legal_at: desk.now,
    };
    Ok(case_history::append(desk.tx, &accepted).await?)
}

fn well_formed(draft: &Draft, facts: &Facts) -> Result<(), AppError> {
    let found = draft.faults(facts);
    if found.is_empty() { Ok(()) } else { Err(AppError::Invalid(found)) }
}

fn no_such_kind(pack: &PackId, kind: &KindName) -> AppError {
    Refusal::of(Rule::NoSuchProcedure { pack: pack.to_string(), kind: kind.to_string() }).into()
}

/// A request can be filed again only after it ended without agreement (acceptance scenario 10); since a merger by the successor.
fn may_follow(kept: &Kept, applicants: &BTreeSet<OrganizationId>) -> Result<(), AppError> {
    let ended = kept.case.verdict.as_ref().is_some_and(|verdict| {
        matches!(
            verdict.outcome,
            Outcome::Refused | Outcome::NotAccepted | Outcome::Lapsed | Outcome::Withdrawn | Outcome::Ended
        )
    });
    if !applicants.contains(&kept.case.applicant) {
        return Err(AppError::invalid("/previous_case_id", FieldProblem::OfAnotherApplicant));
    }
    if ended && kept.phase == Phase::Closed {
        return Ok(());
    }
    Err(Refusal::of(Rule::FollowsAClosedCase).blocked_by(vec![kept.case.code.clone()]).into())
}

/// A code without the suffix of a resubmission: `SR-2023-000001` of `SR-2023-000001-02`.
fn base(code: &str) -> &str {
    match code.rsplit_once('-') {
        Some((front, last)) if last.len() == 2 => front,
        Some(_) | None => code,
    }
}
