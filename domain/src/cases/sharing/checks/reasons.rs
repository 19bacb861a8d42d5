//! Checks that the reasons of a refusal agree with the register.

use crate::{
    cases::{
        CaseRules,
        sharing::{capacity, content::Content},
    },
    messages::{FieldProblem, Rule},
    registry::kind::UnitNature,
    workflow::{
        evidence::Reason,
        fields,
        rules::Scene,
        violation::{FieldError, NotAccepted, RuleViolation},
    },
};

/// Free capacity in the ledger contradicts `NO_SPACE` (acceptance scenario 4).
pub(super) fn refusal_agrees_with_ledger(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let reasons: Vec<Reason> = fields::read(&scene.command.data, "reasons")?;
    reserves_were_declared(content, scene, &reasons)?;
    let for_capacity = reasons.iter().any(|reason| reason.code == *"NO_SPACE");
    if !for_capacity || !capacity::lacking(content, scene.facts, UnitNature::Slot).is_empty() {
        return Ok(());
    }
    let free = capacity::wanted(content, scene.facts)
        .filter_map(|(_, asset, unit, _)| {
            asset.units.get(unit).map(|fact| format!("{}: {unit} {} free", asset.code, fact.ledger.free()))
        })
        .collect();
    Err(RuleViolation::of(Rule::RefusalAgreesWithLedger).blocked_by(free).into())
}

/// The owner must have declared a reserve for future need in the register before the request, not
/// after it (acceptance scenario 5). A plan on file needs no such reserve.
fn reserves_were_declared(
    content: &Content,
    scene: &Scene<'_, CaseRules>,
    reasons: &[Reason],
) -> Result<(), NotAccepted> {
    let is_filed = |reason: &Reason| {
        let plan = reason.evidence.get("dated_plan").and_then(|id| id.as_str());
        plan.is_some_and(|id| scene.command.on_file.ids.contains(id))
    };
    let found: Vec<FieldError> = reasons
        .iter()
        .enumerate()
        .filter(|(_, reason)| reason.code == *"NO_SPACE_FUTURE_NEED" && !is_filed(reason))
        .filter_map(|(at, reason)| Some((at, reason.evidence.get("reserve_percent")?.as_f64()?)))
        .filter(|(_, percent)| !is_declared(content, scene, *percent))
        .map(|(at, percent)| {
            let why = FieldProblem::NoDeclaredReserve { percent };
            FieldError::new(format!("/data/reasons/{at}/evidence/reserve_percent"), why)
        })
        .collect();
    if found.is_empty() { Ok(()) } else { Err(NotAccepted::Invalid(found)) }
}

/// Places are whole numbers, so a reserve may fall short of the share by a fraction of one place.
fn is_declared(content: &Content, scene: &Scene<'_, CaseRules>, percent: f64) -> bool {
    capacity::wanted(content, scene.facts)
        .filter_map(|(_, asset, unit, _)| asset.units.get(unit))
        .filter(|fact| fact.nature == UnitNature::Slot && fact.ledger.policy_reserve > 0)
        .any(|fact| f64::from(fact.ledger.policy_reserve) + 1.0 > f64::from(fact.ledger.installed) * percent / 100.0)
}
