//! The effects of actions of a sharing request.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{
    capacity,
    checks::sides,
    content::{
        AsBuilt, Content, CostClaim, Counter, Entry, EntryNotice, Objection, Offer, Overlash, Removal, Request,
        SelfHelp, Survey, Weight,
    },
};
use crate::{
    access::Stance,
    cases::{self, CaseRules, Change, change::Shortage, gap::Gap},
    messages::{FieldProblem, Rule},
    registry::kind::UnitNature,
    workflow::{
        fields::{read, read_optional},
        rules::{Consequence, Scene},
        violation::{FieldError, NotAccepted},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Effect {
    /// Makes the owner, the co-owners and the regulator parties.
    AddressOwner,
    RecordGaps,
    /// Replaces the request with the completed version, when the applicant sends one.
    RecordSupplement,
    /// Reserves the places of the whole route, or refuses the command.
    Reserve,
    /// Reserves the places, or puts the request on the wait list.
    ReserveOrQueue,
    /// Reserves load, wind area and power.
    ReserveBudgets,
    /// Frees the capacity, reserved or in use.
    Release,
    /// Turns the reservation into an occupancy.
    Activate,
    /// Records the date of a visit.
    ArrangeSurvey,
    /// Records the findings of a visit.
    RecordSurvey,
    RecordOffer,
    RecordCounter,
    /// Records the reasons of a refusal.
    RecordReasons,
    /// Records that the applicant takes over the work.
    RecordSelfHelp,
    /// Records the cost of self-help, when the applicant claims it.
    RecordCostClaim,
    /// Records the notice of entry.
    RecordEntry,
    /// Records the built work.
    RecordAsBuilt,
    /// Records the owner's objection to the built work.
    RecordObjection,
    /// Records a further cable.
    RecordOverlash,
    /// Records the owner's objection to a further cable; without evidence the objection has no
    /// effect.
    RecordOverlashObjection,
    /// Records the completion of the further cable.
    FinishOverlash,
    /// Records the end of the use.
    RecordRemoval,
    /// Records the confirmation of a side.
    ConfirmRemoval,
    RecordDispute,
    /// Records how the dispute ended.
    RecordSettlement,
}

type Followed = Result<Consequence<CaseRules>, NotAccepted>;

/// Applies an effect.
///
/// # Errors
/// The faults of the data sent, or a rule that forbids the effect.
pub fn run(effect: Effect, content: &Content, scene: &Scene<'_, CaseRules>) -> Followed {
    let data = &scene.command.data;
    let entry = match effect {
        Effect::AddressOwner => return address_owner(scene),
        Effect::Reserve => return Ok(reserve(content, scene, UnitNature::Slot, Shortage::Refuse)),
        Effect::ReserveOrQueue => {
            return Ok(reserve(content, scene, UnitNature::Slot, Shortage::Queue));
        }
        Effect::ReserveBudgets => {
            return Ok(reserve(content, scene, UnitNature::Budget, Shortage::Refuse));
        }
        Effect::Release => {
            return Ok(Consequence::changes(vec![Change::Release { reason: scene.command.action.to_string() }]));
        }
        Effect::Activate => return Ok(Consequence::changes(vec![Change::Activate])),
        Effect::RecordSupplement => match read_optional::<Request>(data, "request")? {
            None => Entry::Supplemented { request: content.request.clone() },
            Some(request) if same_assets(content, &request) => Entry::Supplemented { request },
            Some(_) => {
                return Err(FieldError::new("/data/request/elements", FieldProblem::AssetsCannotChange).into());
            }
        },
        Effect::RecordCostClaim => match read_optional(data, "cost_vnd")? {
            None => return Ok(Consequence::changes(Vec::new())),
            Some(amount_vnd) => Entry::CostClaimed {
                claim: CostClaim { amount_vnd, explanation: scene.command.comment.clone().unwrap_or_default() },
            },
        },
        Effect::RecordGaps => Entry::Gaps { gaps: read::<Vec<Gap>>(data, "items")? },
        Effect::ArrangeSurvey => {
            Entry::SurveyArranged { survey: Survey { on: read(data, "survey_on")?, findings: None } }
        }
        Effect::RecordSurvey => Entry::Surveyed { findings: read(data, "findings")? },
        Effect::RecordOffer => Entry::Offered { offer: offer(content, scene)? },
        Effect::RecordCounter => Entry::Countered {
            counter: Counter {
                rent_vnd_per_month: read_optional(data, "rent_vnd_per_month")?,
                terms: read(data, "terms")?,
            },
        },
        Effect::RecordReasons => Entry::Refused { reasons: read(data, "reasons")? },
        Effect::RecordSelfHelp => Entry::SelfHelped {
            self_help: SelfHelp {
                contractor: read(data, "contractor")?,
                approval: read(data, "contractor_approval")?,
                starts_on: read(data, "starts_on")?,
            },
        },
        Effect::RecordEntry => {
            Entry::EntryAnnounced { notice: EntryNotice { crew: read(data, "crew")?, on: read(data, "entry_on")? } }
        }
        Effect::RecordAsBuilt => Entry::Built {
            as_built: AsBuilt { finished_on: read(data, "finished_on")?, summary: read(data, "summary")? },
        },
        Effect::RecordObjection => Entry::Objected {
            objection: Objection { explanation: read(data, "explanation")?, weight: Weight::Effective },
        },
        Effect::RecordOverlash => Entry::OverlashAnnounced {
            overlash: Overlash {
                description: read(data, "description")?,
                starts_on: read(data, "starts_on")?,
                objection: None,
                finished_on: None,
            },
        },
        Effect::RecordOverlashObjection => Entry::OverlashOpposed {
            objection: Objection { explanation: read(data, "explanation")?, weight: weight(scene)? },
        },
        Effect::FinishOverlash => Entry::Overlashed { on: scene.law.office.local_date(scene.at) },
        Effect::RecordRemoval => Entry::RemovalAnnounced {
            removal: Removal { by: read(data, "removal_on")?, reason: read(data, "reason")?, confirmed_by: Vec::new() },
        },
        Effect::ConfirmRemoval => return Ok(confirm_removal(scene)),
        Effect::RecordDispute => Entry::Disputed { code: read(data, "dispute")?, claim: read(data, "claim")? },
        Effect::RecordSettlement => Entry::Settled { settlement: read(data, "settlement")? },
    };
    Ok(Consequence::event(cases::Entry::Sharing(Box::new(entry))))
}

fn address_owner(scene: &Scene<'_, CaseRules>) -> Followed {
    let Some(owner) = scene.facts.assets.values().map(|asset| asset.owner).next() else {
        return Err(Rule::ElementsAreKnown.into());
    };
    let co_owners: BTreeSet<_> =
        scene.facts.assets.values().flat_map(|asset| asset.co_owners.iter().copied()).collect();
    let mut changes = vec![Change::Join { organization: owner, stance: Stance::Owner }];
    changes.extend(
        co_owners
            .into_iter()
            .filter(|organization| *organization != owner && *organization != scene.case.applicant)
            .map(|organization| Change::Join { organization, stance: Stance::CoOwner }),
    );
    changes.push(Change::Watch);
    Ok(Consequence { events: vec![cases::Entry::Sharing(Box::new(Entry::Addressed { owner }))], changes })
}

fn reserve(
    content: &Content,
    scene: &Scene<'_, CaseRules>,
    nature: UnitNature,
    shortage: Shortage,
) -> Consequence<CaseRules> {
    let claims = capacity::claims(content, scene.facts, nature);
    if claims.is_empty() {
        return Consequence::changes(Vec::new());
    }
    Consequence::changes(vec![Change::Reserve { claims, shortage }])
}

fn same_assets(content: &Content, request: &Request) -> bool {
    let of = |request: &Request| request.elements.iter().map(|element| element.asset_id).collect::<BTreeSet<_>>();
    of(&content.request) == of(request)
}

fn offer(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<Offer, NotAccepted> {
    let data = &scene.command.data;
    let offer = Offer {
        rent_vnd_per_month: read(data, "rent_vnd_per_month")?,
        terms: read(data, "terms")?,
        make_ready: read_optional(data, "make_ready")?.unwrap_or_default(),
        estimate_vnd: read_optional(data, "estimate_vnd")?,
    };
    let asked: BTreeSet<_> = content.request.elements.iter().map(|element| element.asset_id).collect();
    match offer.make_ready.iter().position(|item| !asked.contains(&item.asset_id)) {
        Some(place) => {
            Err(FieldError::new(format!("/data/make_ready/{place}/asset_id"), FieldProblem::NotOfThisRequest).into())
        }
        None => Ok(offer),
    }
}

/// An objection counts when it names a document on file in this case (FCC 1.1415; scenario 12).
fn weight(scene: &Scene<'_, CaseRules>) -> Result<Weight, NotAccepted> {
    let documents: Vec<String> = read_optional(&scene.command.data, "document_ids")?.unwrap_or_default();
    let proven = documents.iter().any(|id| scene.command.on_file.ids.contains(id));
    Ok(if proven { Weight::Effective } else { Weight::Ineffective })
}

fn confirm_removal(scene: &Scene<'_, CaseRules>) -> Consequence<CaseRules> {
    let events =
        sides(scene).into_iter().map(|by| cases::Entry::Sharing(Box::new(Entry::RemovalConfirmed { by }))).collect();
    Consequence { events, changes: Vec::new() }
}
