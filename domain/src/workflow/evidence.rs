//! Reasons for refusing: a closed list of codes, each with the evidence it needs.
//!
//! Free text alone is not a reason; a code without its evidence is invalid content.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use strum::VariantNames;

use super::{
    name::{CodeId, EvidenceId},
    violation::FieldError,
};
use crate::messages::{FieldProblem, OneOf};
use crate::text::Localized;

/// A reason for refusing a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalCode {
    pub id: CodeId,
    pub title: Localized,
    /// The groups of evidence; each group needs at least one piece.
    #[serde(default)]
    pub needs: Vec<AnyOf>,
    /// The reference in the law.
    pub clause: Option<String>,
}

/// A group of evidence of which one piece suffices.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AnyOf {
    pub any_of: Vec<EvidenceId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The name, which is the key in a reason's `evidence`.
    pub id: EvidenceId,
    pub title: Localized,
    pub form: EvidenceForm,
}

/// The form of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum EvidenceForm {
    /// The id of a document on file in this case.
    Document,
    Text,
    /// A percentage that was declared beforehand.
    Percent,
    Date,
}

/// A reason that an action states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub code: CodeId,
    /// The text for the reader.
    pub explanation: String,
    /// The evidence, by kind.
    #[serde(default)]
    pub evidence: Map<String, Value>,
}

/// Checks the reasons sent against the closed list and the documents on file.
#[must_use]
pub fn faults(
    codes: &[RefusalCode],
    kinds: &[Evidence],
    reasons: &[Reason],
    on_file: &BTreeSet<String>,
) -> Vec<FieldError> {
    if reasons.is_empty() {
        return vec![FieldError::new("/data/reasons", FieldProblem::NoReason)];
    }
    reasons.iter().enumerate().flat_map(|(at, reason)| faults_of_one(codes, kinds, reason, at, on_file)).collect()
}

fn faults_of_one(
    codes: &[RefusalCode],
    kinds: &[Evidence],
    reason: &Reason,
    at: usize,
    on_file: &BTreeSet<String>,
) -> Vec<FieldError> {
    let here = format!("/data/reasons/{at}");
    let Some(code) = codes.iter().find(|code| code.id == reason.code) else {
        let known = codes.iter().map(|code| code.id.to_string()).collect();
        return vec![FieldError::new(format!("{here}/code"), FieldProblem::UnknownReason { known })];
    };
    let mut found = Vec::new();
    if reason.explanation.trim().is_empty() {
        found.push(FieldError::new(format!("{here}/explanation"), FieldProblem::ReasonInWords));
    }
    for group in &code.needs {
        let proven = group.any_of.iter().any(|kind| {
            let form = kinds.iter().find(|known| known.id == *kind).map(|known| known.form);
            form.is_some_and(|form| proves(form, reason.evidence.get(kind.as_str()), on_file))
        });
        if !proven {
            let any_of = OneOf(group.any_of.iter().map(ToString::to_string).collect());
            let reason = code.id.to_string();
            found.push(FieldError::new(format!("{here}/evidence"), FieldProblem::NeedsEvidence { reason, any_of }));
        }
    }
    found
}

fn proves(form: EvidenceForm, value: Option<&Value>, on_file: &BTreeSet<String>) -> bool {
    let Some(value) = value else { return false };
    match form {
        EvidenceForm::Document => value.as_str().is_some_and(|id| on_file.contains(id)),
        EvidenceForm::Text => value.as_str().is_some_and(|text| !text.trim().is_empty()),
        EvidenceForm::Percent => value.as_f64().is_some_and(|share| share > 0.0 && share <= 100.0),
        EvidenceForm::Date => value.as_str().is_some_and(|day| day.parse::<chrono::NaiveDate>().is_ok()),
    }
}
