//! The effects of actions of a dispute, on the dispute itself and on the case in dispute.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{
    checks::{about, other_side, was_refused},
    content::{Content, Entry, Ruling, Statement, Verdict},
};
use crate::{
    access::Stance,
    cases::{self, CaseRules, Change},
    messages::FieldProblem,
    workflow::{
        doer::Doer,
        fields::{read, read_optional},
        rules::{Consequence, Scene},
        violation::{FieldError, NotAccepted},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Effect {
    /// Makes the other side and the dispute body parties; marks the case in dispute as disputed.
    CiteRespondent,
    RecordStatement,
    /// Records a draft of the decision.
    DraftRuling,
    /// Carries out the decision on the case.
    CarryOutRuling,
    /// Records the agreement of the sides.
    RecordAgreement,
    /// Records why the dispute is inadmissible.
    RecordInadmissibility,
    /// Ends the dispute without a decision; the case continues.
    CloseDispute,
}

type Followed = Result<Consequence<CaseRules>, NotAccepted>;

/// Applies an effect to the content.
pub fn run(effect: Effect, content: &Content, scene: &Scene<'_, CaseRules>) -> Followed {
    let data = &scene.command.data;
    match effect {
        Effect::CiteRespondent => cite(content, scene),
        Effect::RecordStatement => Ok(statement(content, scene, read(data, "text")?)),
        Effect::DraftRuling => {
            let ruling = Ruling {
                verdict: read(data, "verdict")?,
                terms: read(data, "terms")?,
                rent_vnd_per_month: read_optional(data, "rent_vnd_per_month")?,
                summary: read(data, "summary")?,
            };
            if ruling.verdict == Verdict::GrantOrdered && ruling.rent_vnd_per_month.is_none() {
                return Err(FieldError::new("/data/rent_vnd_per_month", FieldProblem::SetWithAGrant).into());
            }
            Ok(entry(Entry::Drafted { ruling }))
        }
        Effect::CarryOutRuling => Ok(carry_out(content, scene)),
        Effect::RecordAgreement => {
            let settlement: String = read(data, "settlement")?;
            let over = settled(content, &settlement);
            Ok(Consequence { changes: over.changes, ..entry(Entry::Settled { settlement }) })
        }
        Effect::RecordInadmissibility => Ok(entry(Entry::Refused { reasons: read(data, "reasons")? })),
        Effect::CloseDispute => Ok(settled(content, scene.command.action.as_str())),
    }
}

fn entry(entry: Entry) -> Consequence<CaseRules> {
    Consequence::event(cases::Entry::Dispute(Box::new(entry)))
}

fn cite(content: &Content, scene: &Scene<'_, CaseRules>) -> Followed {
    let about = about(content, scene).and_then(|linked| linked.code.clone());
    let (Some(case), Some(about), Some(respondent)) = (content.claim.case_id, about, other_side(content, scene)) else {
        return Err(FieldError::new("/case_id", FieldProblem::NotAGivenCase).into());
    };
    let data = words([("claim", content.claim.claim.as_str()), ("dispute", scene.case.code_or_id().as_str())]);
    Ok(Consequence {
        changes: vec![
            Change::Join { organization: respondent, stance: Stance::Respondent },
            Change::Watch,
            Change::Trigger { case, action: "open_dispute", data },
        ],
        ..entry(Entry::Cited { respondent, about })
    })
}

fn statement(content: &Content, scene: &Scene<'_, CaseRules>, text: String) -> Consequence<CaseRules> {
    let sides = [Some(scene.case.applicant), content.respondent];
    let by = match scene.doer {
        Doer::System => None,
        Doer::Person { places, .. } => {
            places.iter().map(|place| place.organization).find(|own| sides.contains(&Some(*own)))
        }
    };
    match by {
        Some(by) => entry(Entry::Stated { statement: Statement { by, text } }),
        None => Consequence::changes(Vec::new()),
    }
}

/// An ordered grant is a separate action on the request: it takes the capacity. Without capacity
/// the system refuses the grant, and with it the decision. A refused request stays refused; the
/// grant then applies to a new request in its applicant's name. Every other verdict ends the
/// dispute and records the outcome.
fn carry_out(content: &Content, scene: &Scene<'_, CaseRules>) -> Consequence<CaseRules> {
    let (Some(case), Some(ruling)) = (content.claim.case_id, &content.ruling) else {
        return Consequence::changes(Vec::new());
    };
    match ruling.verdict {
        Verdict::GrantOrdered => {
            let mut data = words([("terms", ruling.terms.as_str()), ("settlement", ruling.summary.as_str())]);
            data.insert("rent_vnd_per_month".to_owned(), json!(ruling.rent_vnd_per_month));
            if about(content, scene).is_none_or(|about| !was_refused(about)) {
                return Consequence::changes(vec![Change::Trigger { case, action: "order_grant", data }]);
            }
            data.extend(words([
                ("claim", content.claim.claim.as_str()),
                ("dispute", scene.case.code_or_id().as_str()),
            ]));
            let mut changes = vec![Change::Refile { case, action: "file_by_order", data }];
            changes.extend(settled(content, &ruling.summary).changes);
            Consequence::changes(changes)
        }
        Verdict::TermsSet | Verdict::Dismissed => settled(content, &ruling.terms),
    }
}

fn settled(content: &Content, how: &str) -> Consequence<CaseRules> {
    let prompt = content.claim.case_id.map(|case| Change::Trigger {
        case,
        action: "settle_dispute",
        data: words([("settlement", how)]),
    });
    Consequence::changes(prompt.into_iter().collect())
}

fn words<const N: usize>(said: [(&str, &str); N]) -> Map<String, Value> {
    said.into_iter().map(|(key, text)| (key.to_owned(), json!(text))).collect()
}
