//! Consultation: requests for opinions, and the effect of opinions or silence.

use chrono::{DateTime, Utc};

use super::{
    case::Case,
    deadline,
    definition::Action,
    doer::Signature,
    event::Event,
    fields,
    law::Law,
    referral::{self, Answer, Opinion, Referral, ReferralRule, Silence},
    rules::{Rules, Scene},
    violation::{FieldError, NotAccepted, RuleViolation},
};
use crate::ids::OrganizationId;
use crate::messages::{FieldProblem, Rule};

/// One event for each agency that the action asks for an opinion; none if it asks no agency.
pub(super) fn asked<R: Rules>(scene: &Scene<'_, R>, action: &Action<R>) -> Result<Vec<Event<R>>, NotAccepted> {
    let Some(rule) = action.refers.as_ref().and_then(|id| scene.law.definition.referral(id)) else {
        return Ok(Vec::new());
    };
    let agencies: Vec<OrganizationId> = fields::read(&scene.command.data, "agencies")?;
    if agencies.is_empty() {
        return Err(FieldError::new("/data/agencies", FieldProblem::NoAgency).into());
    }
    if let Some(place) =
        (1..agencies.len()).find(|at| agencies.iter().take(*at).any(|one| agencies.get(*at) == Some(one)))
    {
        return Err(FieldError::new(format!("/data/agencies/{place}"), FieldProblem::NamedTwice).into());
    }
    let due = deadline::period(scene.law.calendar, scene.law.office, scene.at, rule.amount, rule.unit);
    agencies
        .into_iter()
        .enumerate()
        .map(|(place, agency)| {
            let Some(agency_kind) = R::agency_kind(scene.facts, agency) else {
                return Err(FieldError::new(format!("/data/agencies/{place}"), FieldProblem::NotAnAgency).into());
            };
            let again = scene.case.referrals.iter().any(|r| r.rule == rule.id && r.agency == agency && r.is_open());
            if again {
                return Err(FieldError::new(format!("/data/agencies/{place}"), FieldProblem::AskedAlready).into());
            }
            let referral = Referral {
                rule: rule.id.clone(),
                agency,
                agency_kind,
                asked_at: scene.at,
                due_on: due.due_on,
                due_at: due.due_at,
                opinion: None,
            };
            Ok(Event::Asked { referral })
        })
        .collect()
}

/// Checks that the opinion of an agency is awaited.
pub(super) fn awaited<R: Rules>(
    case: &Case<R>,
    rule: &ReferralRule,
    agency: OrganizationId,
) -> Result<(), NotAccepted> {
    let asked = case.referrals.iter().rev().find(|r| r.rule == rule.id && r.agency == agency);
    if asked.is_some_and(Referral::is_open) {
        return Ok(());
    }
    Err(RuleViolation::of(Rule::OpinionClosed).under(Some(&rule.clause)).into())
}

/// The event of the opinion that the action gives; `None` if it gives none. After silence has
/// counted as consent, an opinion is too late (acceptance scenario 34).
pub(super) fn given<R: Rules>(
    scene: &Scene<'_, R>,
    action: &Action<R>,
    signature: &Signature,
) -> Result<Option<Event<R>>, NotAccepted> {
    let Some(rule) = action.opinion.as_ref().and_then(|id| scene.law.definition.referral(id)) else {
        return Ok(None);
    };
    let Signature::Person { place, .. } = signature else {
        return Ok(None);
    };
    let agency = place.organization;
    awaited(scene.case, rule, agency)?;
    let answer: Answer = fields::read(&scene.command.data, "answer")?;
    if matches!(answer, Answer::DeemedConsent | Answer::Escalated) {
        let allowed = ["consent", "consent_with_conditions", "objection"].map(str::to_owned).to_vec();
        return Err(FieldError::new("/data/answer", FieldProblem::UnknownValue { allowed }).into());
    }
    let text: Option<String> = fields::read_optional(&scene.command.data, "text")?;
    Ok(Some(Event::Answered {
        rule: rule.id.clone(),
        agency,
        opinion: Opinion { answer, text, at: scene.at, clause: None },
    }))
}

/// The rule of the current state whose opinions are complete, so that the system continues the
/// case.
pub(super) fn joined<'a, R: Rules>(law: Law<'a, R>, case: &Case<R>) -> Option<&'a ReferralRule> {
    law.definition
        .referrals
        .iter()
        .find(|rule| rule.open_in.contains(&case.state) && referral::joined(rule, &case.referrals))
}

/// The request that is due next among those without an answer, with its rule; `None` while the
/// state of the case waits for no opinions. The caller compares the due instant with the time.
pub(super) fn silent<'a, R: Rules>(law: Law<'a, R>, case: &'a Case<R>) -> Option<(&'a ReferralRule, &'a Referral)> {
    case.referrals
        .iter()
        .filter(|referral| referral.opinion.is_none())
        .filter_map(|referral| law.definition.referral(&referral.rule).map(|rule| (rule, referral)))
        .filter(|(rule, _)| rule.open_in.contains(&case.state))
        .min_by_key(|(_, referral)| referral.due_at)
}

/// The event of an agency's silence: consent, or escalation where the law assumes no consent.
pub(super) fn silence<R: Rules>(rule: &ReferralRule, referral: &Referral) -> Event<R> {
    let never = rule.no_deem.contains(&referral.agency_kind);
    let answer = match rule.on_silence {
        Silence::DeemConsent if !never => Answer::DeemedConsent,
        Silence::DeemConsent | Silence::Escalate => Answer::Escalated,
    };
    let at: DateTime<Utc> = referral.due_at;
    Event::Answered {
        rule: rule.id.clone(),
        agency: referral.agency,
        opinion: Opinion { answer, text: None, at, clause: Some(rule.clause.clone()) },
    }
}

/// One event for each unanswered request whose due day differs in a changed calendar.
pub(super) fn redated<'a, R: Rules>(law: Law<'a, R>, case: &'a Case<R>) -> impl Iterator<Item = Event<R>> + 'a {
    case.referrals.iter().filter(|referral| referral.opinion.is_none()).filter_map(move |referral| {
        let rule = law.definition.referral(&referral.rule)?;
        let due = deadline::period(law.calendar, law.office, referral.asked_at, rule.amount, rule.unit);
        (due.due_on != referral.due_on).then(|| Event::Redated {
            rule: referral.rule.clone(),
            agency: referral.agency,
            was: referral.due_on,
            due_on: due.due_on,
            due_at: due.due_at,
        })
    })
}
