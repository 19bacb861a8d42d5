//! The decision on a command: whether the case allows it now, and its consequences.

use crate::messages::{FieldProblem, Rule};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{
    case::Case,
    clock, consult,
    definition::{Action, Comment, NoticeRule, Phase, Reasons, Supplement, Who},
    doer::{Doer, Signature},
    event::{Event, Flag, Mode, Taken, Timeliness, Verdict},
    evidence::{self, Reason},
    fields,
    law::Law,
    limit::{OnExpiry, TimerStatus},
    name::{ActionId, DocumentKind},
    rules::{Rules, Scene},
    violation::{FieldError, NotAccepted, RuleViolation},
};

/// A request for an action on a case.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionRequest {
    pub action: ActionId,
    pub comment: Option<String>,
    pub data: Map<String, Value>,
    /// The documents on file, as the officer saw them.
    pub on_file: OnFile,
}

/// The documents on file at the time of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnFile {
    /// The kinds of document on file.
    pub kinds: std::collections::BTreeSet<DocumentKind>,
    /// The ids of the documents present, as text.
    pub ids: std::collections::BTreeSet<String>,
    /// The hash of the whole set.
    pub hash: Option<String>,
}

/// The consequences of an accepted command.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<R: Rules> {
    /// The events, in order.
    pub events: Vec<Event<R>>,
    /// The changes outside the case.
    pub changes: Vec<R::Change>,
    pub notices: Vec<NoticeRule>,
    /// The roles that must act next.
    pub turn: Vec<Who>,
    /// The case after the command.
    pub after: Case<R>,
    /// The legal instant of the events.
    pub at: DateTime<Utc>,
    pub signature: Signature,
}

/// Decides a command of a person.
///
/// # Errors
/// [`NotAccepted`]: a rule forbids the command, the person lacks the permission, or the data are
/// wrong. Nothing has changed.
pub fn decide<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    facts: &R::Facts,
    command: &ActionRequest,
    doer: &Doer,
    now: DateTime<Utc>,
) -> Result<Decision<R>, NotAccepted> {
    let scene = Scene { law, case, facts, command, doer, at: now };
    let (action, signature) = resolve(&scene)?;
    may_be_done(&scene, action, &signature)?;
    let faults = content(&scene, action);
    if is_draft(law, case) {
        check_whole(&scene, action, faults, action.guards.iter().copied())?;
    } else {
        invalid(faults)?;
        for guard in &action.guards {
            R::check(*guard, &scene).map_err(|denial| with_clause(denial, action))?;
        }
    }
    clock::join(law, facts, follow(&scene, action, signature)?)
}

/// The actions that a person could perform in the current state, ignoring data, documents and
/// guards.
pub fn possible<'a, R: Rules>(
    law: Law<'a, R>,
    case: &'a Case<R>,
    doer: &'a Doer,
) -> impl Iterator<Item = &'a Action<R>> + 'a {
    law.definition.actions_from(&case.state).filter(move |action| {
        doer.sign(&action.who).is_some_and(|signature| check_action(law, case, action, &signature).is_ok())
    })
}

fn resolve<'a, R: Rules>(scene: &Scene<'a, R>) -> Result<(&'a Action<R>, Signature), NotAccepted> {
    let wanted = &scene.command.action;
    let here: Vec<_> = scene.law.definition.actions_from(&scene.case.state).filter(|a| a.id == *wanted).collect();
    if here.is_empty() {
        return Err(not_from_here(scene).into());
    }
    here.iter().find_map(|action| scene.doer.sign(&action.who).map(|signature| (*action, signature))).ok_or_else(|| {
        RuleViolation::of(Rule::NotYours { action: scene.law.definition.action_title(wanted) }).not_permitted()
    })
}

fn not_from_here<R: Rules>(scene: &Scene<'_, R>) -> RuleViolation {
    let (definition, wanted, state) = (scene.law.definition, &scene.command.action, &scene.case.state);
    let can: Vec<String> = possible(scene.law, scene.case, scene.doer).map(|action| action.id.to_string()).collect();
    let (action, state) = (definition.action_title(wanted), definition.state_title(state));
    RuleViolation::of(Rule::NotInThisState { action, state }).blocked_by(can)
}

/// The objections to an action that are independent of its data.
fn check_action<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    action: &Action<R>,
    signature: &Signature,
) -> Result<(), NotAccepted> {
    if let Some(flag) = action.needs_flags.iter().find(|flag| !case.has(**flag)) {
        return Err(lacking(*flag, action).into());
    }
    if let Some(max) = action.max_times.filter(|max| case.times(&action.id) >= *max) {
        return Err(RuleViolation::of(Rule::DoneOftenEnough { action: action.title.clone(), max })
            .under(action.clause.as_deref())
            .into());
    }
    let own = signature.user().and_then(|user| action.four_eyes.iter().find(|done| case.was_taken_by(done, user)));
    if let Some(done) = own {
        let (done, action) = (law.definition.action_title(done), action.title.clone());
        return Err(RuleViolation::of(Rule::FourEyes { done, action }).not_permitted());
    }
    Ok(())
}

fn lacking<R: Rules>(flag: Flag, action: &Action<R>) -> RuleViolation {
    let rule = {
        let action = action.title.clone();
        match flag {
            Flag::DisputeRight => Rule::NeedsDisputeRight { action },
            Flag::DisputeOpen => Rule::NeedsDisputeOpen { action },
            Flag::SelfHelpRight => Rule::NeedsSelfHelpRight { action },
            Flag::SelfHelp => Rule::NeedsSelfHelp { action },
            Flag::Overdue => Rule::NeedsOverdue { action },
            Flag::Suspended => Rule::NeedsSuspended { action },
            Flag::Stalled => Rule::NeedsStalled { action },
            Flag::Penalty => Rule::NeedsPenalty { action },
            Flag::TakenUp => Rule::NeedsTakenUp { action },
        }
    };
    RuleViolation::of(rule).under(action.clause.as_deref())
}

/// The objections to an action that are independent of its data, its documents and its guards.
pub(super) fn may_be_done<R: Rules>(
    scene: &Scene<'_, R>,
    action: &Action<R>,
    signature: &Signature,
) -> Result<(), NotAccepted> {
    check_action(scene.law, scene.case, action, signature)?;
    for id in &action.extends {
        let (Some(limit), Some(timer)) = (scene.law.definition.limit(id), scene.case.live_timer(id)) else {
            continue;
        };
        let max = limit.extension.as_ref().map_or(0, |extension| extension.max);
        if timer.extensions >= max {
            let instead = limit.extension.as_ref().and_then(|extension| extension.instead.clone());
            let name = limit.title.clone();
            return Err(RuleViolation::of(match instead {
                None => Rule::ExtendedOftenEnough { limit: name, max },
                Some(instead) => Rule::ExtendedOftenEnoughButInstead { limit: name, max, instead },
            })
            .under(Some(&limit.clause))
            .into());
        }
    }
    if !action.extends.is_empty() && !action.extends.iter().any(|id| scene.case.live_timer(id).is_some()) {
        return Err(RuleViolation::of(Rule::NothingToExtend).under(action.clause.as_deref()).into());
    }
    Ok(())
}

/// Reports whether a case has not been filed. Anything may be missing in it, so a refused filing
/// names every missing part.
pub(super) fn is_draft<R: Rules>(law: Law<'_, R>, case: &Case<R>) -> bool {
    law.definition.state(&case.state).is_some_and(|state| state.phase == Phase::Draft)
}

/// Checks the guards of an action on a draft, and reports the faults of all guards at once: the
/// applicant learns everything that is missing from one answer. A rule that forbids the action
/// counts only while no guard before it has found a fault, because its facts may be missing too.
pub(super) fn check_whole<R: Rules>(
    scene: &Scene<'_, R>,
    action: &Action<R>,
    mut faults: Vec<FieldError>,
    guards: impl Iterator<Item = R::Guard>,
) -> Result<(), NotAccepted> {
    for guard in guards {
        match R::check(guard, scene) {
            Err(NotAccepted::Invalid(found)) => {
                let new = |fault: &FieldError| !faults.iter().any(|known| known.pointer == fault.pointer);
                let new: Vec<FieldError> = found.into_iter().filter(new).collect();
                faults.extend(new);
            }
            Err(denial @ (NotAccepted::Refused(_) | NotAccepted::NotYours(_))) if faults.is_empty() => {
                return Err(with_clause(denial, action));
            }
            Ok(()) | Err(NotAccepted::Refused(_) | NotAccepted::NotYours(_)) => {}
        }
    }
    invalid(faults)
}

fn invalid(faults: Vec<FieldError>) -> Result<(), NotAccepted> {
    if faults.is_empty() { Ok(()) } else { Err(NotAccepted::Invalid(faults)) }
}

/// The form of the data sent: fields, documents, reasons. All faults at once.
fn content<R: Rules>(scene: &Scene<'_, R>, action: &Action<R>) -> Vec<FieldError> {
    let data = &scene.command.data;
    let mut found: Vec<FieldError> = action.fields.iter().filter_map(|field| field.faults(data)).collect();
    found.extend(action.fields.iter().filter_map(|field| field.too_soon(scene.law, data, scene.at)));
    found.extend(missing_documents(action, &scene.command.on_file));
    found.extend(comment_fault(scene.command.comment.as_deref(), action.comment));
    if action.reasons == Reasons::Coded {
        match fields::read_optional::<Vec<Reason>>(data, "reasons") {
            // The field of the reasons has reported the same fault.
            Err(fault) if found.contains(&fault) => {}
            Err(fault) => found.push(fault),
            Ok(reasons) => found.extend(evidence::faults(
                &scene.law.definition.refusal_codes,
                &scene.law.definition.evidence,
                &reasons.unwrap_or_default(),
                &scene.command.on_file.ids,
            )),
        }
    }
    found
}

/// The faults for the documents of an action that are not on file.
pub(super) fn missing_documents<'a, R: Rules>(
    action: &'a Action<R>,
    on_file: &'a OnFile,
) -> impl Iterator<Item = FieldError> + 'a {
    let missing = action.documents.iter().filter(|kind| !on_file.kinds.contains(*kind));
    missing.map(|kind| FieldError::new("/documents", FieldProblem::DocumentNeeded { kind: kind.to_string() }))
}

fn comment_fault(comment: Option<&str>, takes: Comment) -> Option<FieldError> {
    let is_empty = comment.is_none_or(|text| text.trim().is_empty());
    let problem = match takes {
        Comment::Required if is_empty => FieldProblem::Required,
        Comment::None if !is_empty => FieldProblem::UnknownField { known: vec!["data".to_owned()] },
        Comment::Required | Comment::Optional | Comment::None => return None,
    };
    Some(FieldError::new("/comment", problem))
}

fn follow<R: Rules>(
    scene: &Scene<'_, R>,
    action: &Action<R>,
    signature: Signature,
) -> Result<Decision<R>, NotAccepted> {
    let (case, at) = (scene.case, scene.at);
    let mut events = vec![Event::Taken(Taken {
        action: action.id.clone(),
        from: case.state.clone(),
        to: action.target(&case.state).clone(),
        signature: signature.clone(),
        comment: scene.command.comment.clone(),
        data: scene.command.data.clone(),
        documents: scene.command.on_file.hash.clone(),
        at,
        timeliness: timeliness(scene),
    })];
    let mut changes = Vec::new();
    for effect in &action.effects {
        let consequence = R::run(*effect, scene).map_err(|denial| with_clause(denial, action))?;
        events.extend(consequence.events.into_iter().map(|entry| Event::ContentChanged { entry }));
        changes.extend(consequence.changes);
    }
    events.extend(consult::asked(scene, action)?);
    events.extend(consult::given(scene, action, &signature)?);
    events.extend(action.raise.iter().map(|flag| Event::Raised { flag: *flag }));
    events.extend(action.lower.iter().map(|flag| Event::Lowered { flag: *flag }));
    if let Some(outcome) = action.outcome {
        let mode = action.mode.unwrap_or(match &signature {
            Signature::Person { .. } => Mode::Officer,
            Signature::System => Mode::Automatic,
        });
        events.push(Event::Decided(Verdict { outcome, mode, at }));
    }
    events.extend(action.works.map(|status| Event::Works { status }));

    let mut after = case.clone();
    after.accept(&events);
    let clocks = clock::after_action(scene.law, &after, action, &scene.command.data, at);
    for event in &clocks {
        after.apply(event);
    }
    events.extend(clocks);
    let turn = scene.law.definition.state(&after.state).map(|state| state.turn.clone()).unwrap_or_default();
    Ok(Decision { events, changes, notices: action.notices.clone(), turn, after, at, signature })
}

/// A limit for information only makes no action late.
fn timeliness<R: Rules>(scene: &Scene<'_, R>) -> Timeliness {
    let late =
        scene.case.timers.values().filter(|timer| timer.status == TimerStatus::Expired).any(|timer| {
            scene.law.definition.limit(&timer.limit).is_some_and(|limit| limit.on_expiry != OnExpiry::None)
        });
    if late { Timeliness::Late } else { Timeliness::InTime }
}

/// Reports whether an action answers a request for a supplement.
pub(super) fn answers_supplement<R: Rules>(action: &Action<R>) -> bool {
    action.supplement == Supplement::Answers
}

pub(super) fn with_clause<R: Rules>(denial: NotAccepted, action: &Action<R>) -> NotAccepted {
    match denial {
        NotAccepted::Refused(refusal) if refusal.clause.is_none() => {
            NotAccepted::Refused(Box::new(refusal.under(action.clause.as_deref())))
        }
        other @ (NotAccepted::Refused(_) | NotAccepted::NotYours(_) | NotAccepted::Invalid(_)) => other,
    }
}
