//! Drafts: the applicant creates and edits them; nobody else sees them.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{FieldProblem, Noun, Rule};
use domain::{
    access::Stance,
    cases::{Case, CaseRules, Draft, Event, Facts, Kind},
    ids::{CaseId, OrganizationId},
    workflow::{
        definition::Phase,
        doer::{PartyMembership, Signature},
        event::{Opening, Outcome},
        name::{KindName, PackId},
        violation::RuleViolation,
    },
};
use uuid::Uuid;

use super::{
    effective_law,
    facts::{self, Assets},
};
use crate::{
    acting_organization::{eligible, resolve},
    command_pipeline::{Command, CommandContext, Permission, places},
    error::AppError,
    read_scope::read_scope,
};
use api_store::{
    cases::{self, CaseVisibility, Guarded, StoredCase, Writing, case_elements, case_history},
    people::succession,
};

#[derive(Debug, Clone)]
pub struct Open {
    pub draft: Draft,
    /// The applicant organisation; required only for people with memberships in several.
    pub applicant: Option<OrganizationId>,
    /// The refused case that this draft follows.
    pub previous: Option<CaseId>,
    /// The family of rule packs; the default of the server when absent.
    pub pack: Option<String>,
}

/// The rows that the creation of a draft needs.
#[derive(Debug)]
pub struct Loaded {
    applicant: OrganizationId,
    affiliates: BTreeSet<OrganizationId>,
    previous: Option<StoredCase>,
    facts: Facts,
}

/// The properties of a new draft.
#[derive(Debug)]
pub struct Fresh {
    pub(super) pack: PackId,
    pub(super) kind: KindName,
    pub(super) phase: Phase,
    pub(super) state: domain::workflow::name::StateId,
}

impl Fresh {
    /// A draft of a kind under the law of a family that is in force today.
    pub(super) fn of(context: &CommandContext<'_>, kind: Kind, family: &str) -> Result<Self, AppError> {
        let kind = kind.name().ok_or_else(|| AppError::internal("the kind has no name"))?;
        let pack = effective_law::in_force(context, family)?.clone();
        let Some(law) = context.app.policies.law(&pack, &kind) else {
            return Err(no_such_kind(&pack, &kind));
        };
        let phase = law.definition.state(&law.definition.initial).map_or(Phase::Draft, |state| state.phase);
        let state = law.definition.initial.clone();
        Ok(Self { pack, kind, phase, state })
    }
}

#[async_trait]
impl Command for Open {
    type Loaded = Loaded;
    type Decision = Fresh;
    type Output = StoredCase;

    fn required_permission(&self) -> Permission {
        Permission::new(self.draft.kind().as_str(), "create")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let applicant = self.applicant(context)?;
        let previous = match self.previous {
            None => None,
            Some(id) => {
                let reading = Permission::new(self.draft.kind().as_str(), "read");
                let scope = read_scope(context.app, context.request.actor()?, &reading)?;
                let kept = cases::find(context.tx, id, CaseVisibility::Scoped(&scope)).await?;
                Some(kept.ok_or_else(|| AppError::invalid("/previous_case_id", FieldProblem::NotAVisibleCase))?)
            }
        };
        let facts = facts::of_draft(context, facts::no_case(), &self.draft, Assets::CallerSees).await?;
        let affiliates = succession::on(context.tx, context.app.local_date(context.now)).await?.affiliates(applicant);
        Ok(Loaded { applicant, affiliates, previous, facts })
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.applicant, Stance::Applicant)])
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<Fresh, AppError> {
        well_formed(&self.draft, &seen.facts)?;
        if let Some(kept) = &seen.previous {
            may_follow(kept, &seen.affiliates)?;
        }
        Fresh::of(context, self.draft.kind(), self.pack.as_ref().unwrap_or(&context.app.config.packs.default))
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Loaded, decided: Fresh) -> Result<StoredCase, AppError> {
        let id = CaseId::new(context.new_id());
        let opening = Opening {
            id,
            code: None,
            kind: decided.kind,
            pack: decided.pack,
            state: decided.state,
            applicant: seen.applicant,
            previous: self.previous,
            content: self.draft.content(),
            at: context.now,
        };
        let case = Case::opened(opening.clone());
        enter(context, &case, decided.phase, opening, &hand(context, seen.applicant)?).await?;
        let parties = BTreeSet::from([(seen.applicant, Stance::Applicant)]);
        Ok(StoredCase {
            case,
            phase: decided.phase,
            filed_at: None,
            updated_at: context.now,
            next_due_at: None,
            parties,
            opened_by: Some(context.request.actor()?.user),
        })
    }

    fn subject(&self, answer: &StoredCase) -> Option<Uuid> {
        Some(answer.case.id.uuid())
    }
}

impl Open {
    /// The applicant: the named organisation, or the only active one in which the person may apply.
    fn applicant(&self, context: &CommandContext<'_>) -> Result<OrganizationId, AppError> {
        let eligible = eligible(context, Stance::Applicant, &self.required_permission())?;
        resolve(context, self.applicant, &eligible, ("/applicant_id", FieldProblem::NotAnApplicantOfYours))
    }
}

#[derive(Debug, Clone)]
pub struct Redraft {
    pub case: CaseId,
    pub draft: Draft,
}

#[async_trait]
impl Command for Redraft {
    type Loaded = (StoredCase, Facts);
    type Decision = Event;
    type Output = StoredCase;

    fn required_permission(&self) -> Permission {
        Permission::new(self.draft.kind().as_str(), "edit")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<(StoredCase, Facts), AppError> {
        let kind = self.draft.kind().as_str();
        let scope = read_scope(context.app, context.request.actor()?, &Permission::new(kind, "read"))?;
        let kept = cases::find(context.tx, self.case, CaseVisibility::Scoped(&scope)).await?;
        let kept = kept.filter(|kept| kept.case.kind == *kind).ok_or(AppError::NotFound)?;
        context.expect_version(kept.case.version)?;
        let facts = facts::of_draft(context, self.case, &self.draft, Assets::CallerSees).await?;
        Ok((kept, facts))
    }

    fn relations(
        &self,
        seen: &(StoredCase, Facts),
        _context: &CommandContext<'_>,
    ) -> BTreeSet<(OrganizationId, Stance)> {
        seen.0.parties.clone()
    }

    fn decide(&self, (kept, facts): &(StoredCase, Facts), _context: &CommandContext<'_>) -> Result<Event, AppError> {
        if kept.phase != Phase::Draft {
            return Err(Rule::OnlyADraftCanBeEdited.into());
        }
        well_formed(&self.draft, facts)?;
        Ok(Event::Redrafted { content: Box::new(self.draft.content()) })
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        (kept, _): (StoredCase, Facts),
        decided: Event,
    ) -> Result<StoredCase, AppError> {
        let events = [decided];
        let mut case = kept.case.clone();
        case.accept(&events);
        let by = context.request.actor()?.user;
        let writing = Writing {
            case: &case,
            phase: kept.phase,
            next_due_at: None,
            filed_at: None,
            at: context.now,
            by: Some(by),
        };
        match cases::update(context.tx, &writing, kept.case.version).await? {
            Guarded::Written => {}
            Guarded::Overtaken => return Err(context.overtaken(Noun::Draft)),
        }
        case_elements::replace(context.tx, case.id, self.draft.elements()).await?;
        trail(context, &case, "edit", &events, &hand(context, case.applicant)?).await?;
        Ok(StoredCase { case, updated_at: context.now, ..kept })
    }

    fn subject(&self, answer: &StoredCase) -> Option<Uuid> {
        Some(answer.case.id.uuid())
    }
}

/// Writes a new case, its applicant, its content and the first entry of its history.
pub(super) async fn enter(
    context: &CommandContext<'_>,
    case: &Case,
    phase: Phase,
    opening: Opening<CaseRules>,
    signature: &Signature,
) -> Result<(), AppError> {
    let by = signature.user();
    let writing = Writing { case, phase, next_due_at: None, filed_at: None, at: context.now, by };
    cases::insert(context.tx, &writing).await?;
    cases::join(context.tx, case.id, case.applicant, Stance::Applicant, context.now).await?;
    case_elements::replace(context.tx, case.id, Draft::from(&case.content).elements()).await?;
    trail(context, case, "create", &[Event::Opened(Box::new(opening))], signature).await
}

/// The signature for a draft.
fn hand(context: &CommandContext<'_>, applicant: OrganizationId) -> Result<Signature, AppError> {
    let actor = context.request.actor()?;
    let place = places(actor, &BTreeSet::from([(applicant, Stance::Applicant)])).into_iter().next();
    let place: PartyMembership = place.ok_or_else(|| AppError::internal("the applicant has no membership"))?;
    Ok(Signature::Person { user: actor.user, place })
}

async fn trail(
    context: &CommandContext<'_>,
    case: &Case,
    action: &str,
    events: &[Event],
    signature: &Signature,
) -> Result<(), AppError> {
    let actor = match signature {
        Signature::Person { .. } => Some(context.request.actor()?),
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
        at: context.now,
        legal_at: context.now,
    };
    Ok(case_history::append(context.tx, &accepted).await?)
}

fn well_formed(draft: &Draft, facts: &Facts) -> Result<(), AppError> {
    let found = draft.faults(facts);
    if found.is_empty() { Ok(()) } else { Err(AppError::Invalid(found)) }
}

fn no_such_kind(pack: &PackId, kind: &KindName) -> AppError {
    RuleViolation::of(Rule::NoSuchProcedure { pack: pack.to_string(), kind: kind.to_string() }).into()
}

/// A request can be filed again only after it ended without agreement (acceptance scenario 10);
/// after a merger the successor may do so.
fn may_follow(kept: &StoredCase, applicants: &BTreeSet<OrganizationId>) -> Result<(), AppError> {
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
    Err(RuleViolation::of(Rule::FollowsAClosedCase).blocked_by(vec![kept.case.code_or_id()]).into())
}
