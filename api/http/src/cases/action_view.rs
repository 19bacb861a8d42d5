//! Representation of the actions of a case: what each takes, within which bounds, and why an action
//! is not possible now.

use chrono::NaiveDate;
use domain::cases::{Action, Law};
use domain::messages::{Message, Rule};
use domain::text::{Locale, Localized};
use domain::workflow::definition::{Document, Reasons};
use domain::workflow::evidence;
use domain::workflow::fields::Field;
use domain::workflow::violation::{NotAccepted, RuleViolation};
use poem_openapi::Object;

use crate::cases::view::serialized;
use crate::problem::{self, Wrong};
use api_app::cases::available_actions::AvailableActions;

/// An action that the caller may perform now.
#[derive(Debug, Object)]
pub(crate) struct AvailableAction {
    action: String,
    title: String,
    /// State after the action.
    leads_to: String,
    leads_to_title: String,
    /// Fields that the action accepts in `data`.
    fields: Vec<ActionField>,
    /// Documents that the case can have, those that the action requires first.
    documents: Vec<ActionDocument>,
    /// Refusal codes; at least one must be given when the action requires reasons.
    reasons: Vec<RefusalCode>,
    /// Whether the action takes a comment.
    comment: String,
    clause: Option<String>,
}

/// A field of an action.
#[derive(Debug, Object)]
struct ActionField {
    id: String,
    title: String,
    /// `text`, `integer`, `amount_vnd`, `date`, `choice`, `list` or `object`.
    form: String,
    /// Shape of the value: the member of `FieldValues` that describes it. Every list and every
    /// object has one.
    of: Option<String>,
    /// `required` or `optional`.
    need: String,
    /// Smallest number, or fewest characters or entries.
    min: Option<i64>,
    /// Greatest number, or most characters or entries.
    max: Option<i64>,
    /// First accepted day, counted from now in the calendar of the case.
    earliest_on: Option<NaiveDate>,
    /// Legal clause of the first accepted day.
    earliest_clause: Option<String>,
    /// Last accepted day.
    latest_on: Option<NaiveDate>,
    choices: Vec<ActionChoice>,
}

/// An allowed value of a choice.
#[derive(Debug, Object)]
struct ActionChoice {
    id: String,
    title: String,
}

/// A document that a case can have.
#[derive(Debug, Object)]
struct ActionDocument {
    id: String,
    title: String,
    /// Whether the action requires the document.
    required: bool,
    /// Number of documents of this type on file.
    on_file: u32,
}

/// A refusal code with the evidence that it requires.
#[derive(Debug, Object)]
struct RefusalCode {
    code: String,
    title: String,
    /// Groups of evidence; each group needs at least one item.
    evidence: Vec<Vec<ActionEvidence>>,
    clause: Option<String>,
}

/// Evidence of a reason.
#[derive(Debug, Object)]
struct ActionEvidence {
    id: String,
    title: String,
    /// Form of the value in `evidence`.
    form: String,
}

/// An action that is not possible now.
#[derive(Debug, Object)]
struct UnavailableAction {
    action: String,
    title: String,
    /// Stable identifier of the rule that refuses the action.
    rule: String,
    /// Reason in the reader's language.
    detail: String,
    clause: Option<String>,
    /// Codes or names of the objects that prevent the action.
    blockers: Vec<String>,
    /// Missing documents and errors of the content.
    errors: Vec<Wrong>,
    /// Roles that may perform the action.
    who: Vec<ActionRoles>,
}

/// Roles in the organisations of a stance.
#[derive(Debug, Object)]
struct ActionRoles {
    stance: String,
    roles: Vec<String>,
}

#[derive(Debug, Object)]
pub(crate) struct AvailableActionList {
    items: Vec<AvailableAction>,
    /// Actions that a rule refuses now, whatever data is sent.
    not_now: Vec<UnavailableAction>,
}

pub(crate) fn list(found: &AvailableActions<'_>, locale: Locale) -> AvailableActionList {
    AvailableActionList {
        items: found.possible.iter().map(|action| possible(found, action, locale)).collect(),
        not_now: found.not_now.iter().map(|(action, why)| not_now(found, action, why, locale)).collect(),
    }
}

fn possible(found: &AvailableActions<'_>, action: &Action, locale: Locale) -> AvailableAction {
    let law = found.law.law();
    let target = action.target(&found.case.state);
    let reasons = match action.reasons {
        Reasons::None => Vec::new(),
        Reasons::Coded => law.definition.refusal_codes.iter().map(|code| refusal_code(law, code, locale)).collect(),
    };
    AvailableAction {
        action: action.id.to_string(),
        title: said(&action.title, locale),
        leads_to: target.to_string(),
        leads_to_title: said(&law.definition.state_title(target), locale),
        fields: action.fields.iter().map(|shown| field(found, action, shown, locale)).collect(),
        documents: documents(found, action, locale),
        reasons,
        comment: serialized(action.comment),
        clause: action.clause.clone(),
    }
}

fn field(
    found: &AvailableActions<'_>,
    action: &Action,
    field: &Field<domain::cases::CaseRules>,
    locale: Locale,
) -> ActionField {
    let law = found.law.law();
    let is_reported = action.guards.iter().any(|guard| guard.reported_day() == Some(field.id.as_str()));
    ActionField {
        id: field.id.to_string(),
        title: said(&field.title, locale),
        form: serialized(field.form),
        of: field.of.map(|shape| shape.as_str().to_owned()),
        need: serialized(field.need),
        min: field.least(),
        max: field.most(),
        earliest_on: field.earliest_on(law, found.at),
        earliest_clause: field.lead.as_ref().map(|lead| lead.clause.clone()),
        latest_on: is_reported.then(|| law.office.local_date(found.at)),
        choices: field
            .choices
            .iter()
            .map(|choice| ActionChoice { id: choice.id.clone(), title: said(&choice.title, locale) })
            .collect(),
    }
}

fn documents(found: &AvailableActions<'_>, action: &Action, locale: Locale) -> Vec<ActionDocument> {
    let is_required = |document: &Document| action.documents.contains(&document.id);
    let known = || found.law.definition().documents.iter();
    let (required, others) = (known().filter(|one| is_required(one)), known().filter(|one| !is_required(one)));
    let shown = |document: &Document| ActionDocument {
        id: document.id.to_string(),
        title: said(&document.title, locale),
        required: is_required(document),
        on_file: found.documents.get(&document.id).copied().unwrap_or_default(),
    };
    required.chain(others).map(shown).collect()
}

fn refusal_code(law: Law<'_>, code: &evidence::RefusalCode, locale: Locale) -> RefusalCode {
    let known = &law.definition.evidence;
    let groups = code.needs.iter().map(|group| {
        let shown = group.any_of.iter().filter_map(|id| known.iter().find(|evidence| evidence.id == *id));
        shown.map(|evidence| evidence_view(evidence, locale)).collect()
    });
    RefusalCode {
        code: code.id.to_string(),
        title: said(&code.title, locale),
        evidence: groups.collect(),
        clause: code.clause.clone(),
    }
}

fn evidence_view(evidence: &evidence::Evidence, locale: Locale) -> ActionEvidence {
    ActionEvidence {
        id: evidence.id.to_string(),
        title: said(&evidence.title, locale),
        form: serialized(evidence.form),
    }
}

fn not_now(found: &AvailableActions<'_>, action: &Action, why: &NotAccepted, locale: Locale) -> UnavailableAction {
    let of_viewer = |stance| found.places.iter().any(|place| place.stance == stance);
    let who = action.who.iter().filter(|who| of_viewer(who.stance)).map(|who| ActionRoles {
        stance: who.stance.as_str().to_owned(),
        roles: who.roles.iter().map(|role| role.as_str().to_owned()).collect(),
    });
    let (violation, errors) = match why {
        NotAccepted::Refused(violation) | NotAccepted::NotYours(violation) => {
            (RuleViolation::clone(violation), Vec::new())
        }
        NotAccepted::Invalid(faults) => {
            let incomplete = RuleViolation::of(Rule::Incomplete).under(action.clause.as_deref());
            (incomplete, faults.iter().cloned().map(problem::wrong).collect())
        }
    };
    UnavailableAction {
        action: action.id.to_string(),
        title: said(&action.title, locale),
        rule: violation.rule().to_owned(),
        detail: Message::text(&violation.message, locale),
        clause: violation.clause,
        blockers: violation.blockers,
        errors,
        who: who.collect(),
    }
}

fn said(text: &Localized, locale: Locale) -> String {
    text.get(locale).to_owned()
}
