//! The effects of actions of a permit or a notice.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::{Content, Entry, Works};
use crate::{
    access::Stance,
    cases::{
        self, CaseRules, Change, Kind,
        change::NewAsset,
        dossier::{self, Official},
        number,
    },
    ids::OrganizationId,
    messages::FieldProblem,
    workflow::{
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
    /// Records the route that the law prescribes.
    NoteRoute,
    /// Records whether the works were announced in time.
    NoteAnnouncement,
    /// Checks that the documents the pack requires for such works are on file.
    #[serde(rename = "check_papers")]
    #[strum(serialize = "check_papers")]
    CheckAttachments,
    /// Replaces the content with the completed version, when the applicant sends one.
    SupplementWorks,
    /// Marks the approval of the place as used.
    TakeUpSite,
    IssuePermit,
    /// Issues the receipt of the notice.
    IssueReceipt,
    /// Records the start of construction.
    NoteStart,
    /// Records the completion and adds the asset to the register.
    NoteCompletionOfWorks,
    /// Records the request for a change of the permit.
    AskAdjustment,
    /// Grants the requested change of the permit.
    IssueAdjustment,
    RefuseAdjustment,
    /// Transfers the permit to another organisation.
    PassOn,
}

/// The capacity of one unit of the built asset.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltCapacity {
    unit: String,
    installed: u32,
}

type Followed = Result<Consequence<CaseRules>, NotAccepted>;

/// Applies an effect to the content.
pub fn run(effect: Effect, content: &Content, scene: &Scene<'_, CaseRules>) -> Followed {
    let data = &scene.command.data;
    let entry = match effect {
        Effect::NoteRoute => match scene.facts.route.clone() {
            Some(route) => Entry::Routed { route },
            None => return Ok(Consequence::changes(Vec::new())),
        },
        Effect::NoteAnnouncement => match scene.facts.announcement.clone() {
            Some(announcement) => Entry::AnnouncementFound { announcement },
            None => return Ok(Consequence::changes(Vec::new())),
        },
        Effect::CheckAttachments => return Ok(check_attachments(scene)),
        Effect::SupplementWorks => return supplement(content, scene),
        Effect::TakeUpSite => {
            let site = content.works.siting_case_id.map(|case| Change::Trigger {
                case,
                action: "take_up",
                data: serde_json::Map::new(),
            });
            return Ok(Consequence::changes(site.into_iter().collect()));
        }
        Effect::IssuePermit | Effect::IssueReceipt => {
            return Ok(issued(official(content, scene, sign(scene))?));
        }
        Effect::NoteStart => Entry::Started { on: read(data, "on")? },
        Effect::NoteCompletionOfWorks => return complete(content, scene),
        Effect::AskAdjustment => Entry::AdjustmentAsked { change: read(data, "change")? },
        Effect::IssueAdjustment => match official(content, scene, adjusted(content).as_str())? {
            Some(result) => Entry::Adjusted { result },
            None => return Ok(Consequence::changes(Vec::new())),
        },
        Effect::RefuseAdjustment => Entry::AdjustmentRefused,
        Effect::PassOn => return pass_on(scene),
    };
    Ok(wrap(entry))
}

fn wrap(entry: Entry) -> Consequence<CaseRules> {
    Consequence::event(cases::Entry::Construction(Box::new(entry)))
}

fn issued(result: Option<Official>) -> Consequence<CaseRules> {
    match result {
        Some(result) => Consequence::event(cases::Entry::Dossier(Box::new(dossier::Entry::Issued { result }))),
        None => Consequence::changes(Vec::new()),
    }
}

/// The sign of the issued document within its number.
fn sign(scene: &Scene<'_, CaseRules>) -> &'static str {
    if scene.case.kind == *Kind::ConstructionPermit.as_str() { "GPXD" } else { "TBKC" }
}

/// The second change of a permit has another number than the first.
fn adjusted(content: &Content) -> String {
    format!("GPXD-ĐC{}", content.adjustments.len())
}

fn official(content: &Content, scene: &Scene<'_, CaseRules>, sign: &str) -> Result<Option<Official>, NotAccepted> {
    let conditions = read_optional(&scene.command.data, "conditions")?;
    Ok(content.dossier.authority.clone().map(|issuer| Official {
        number: number::of(&scene.case.code_or_id(), sign),
        issuer,
        on: scene.law.office.local_date(scene.at),
        conditions,
    }))
}

/// A missing document delays nothing: the office receives the notice, and the server marks the gap
/// (acceptance scenario 28).
fn check_attachments(scene: &Scene<'_, CaseRules>) -> Consequence<CaseRules> {
    let demand = scene.facts.demand.as_ref();
    let gaps = demand.map(|demand| demand.gaps(&scene.law.definition.documents, &scene.command.on_file));
    let found = gaps.filter(|gaps| !gaps.is_empty()).map(|gaps| Change::Trigger {
        case: scene.case.id,
        action: "find_gaps",
        data: std::iter::once(("items".to_owned(), serde_json::json!(gaps))).collect(),
    });
    Consequence::changes(found.into_iter().collect())
}

fn supplement(content: &Content, scene: &Scene<'_, CaseRules>) -> Followed {
    let Some(works) = read_optional::<Works>(&scene.command.data, "works")? else {
        return Ok(Consequence::changes(Vec::new()));
    };
    if works.place != content.works.place {
        return Err(FieldError::new("/data/works/place", FieldProblem::PlaceCannotMove).into());
    }
    works.faults().and_title(&works.title).verdict()?;
    Ok(wrap(Entry::Supplemented { works }))
}

fn complete(content: &Content, scene: &Scene<'_, CaseRules>) -> Followed {
    let data = &scene.command.data;
    let on: NaiveDate = read(data, "on")?;
    let Some(shape) = content.works.place.clone() else {
        return Err(FieldError::new("/data", FieldProblem::NoPlaceBuilt).into());
    };
    let capacity: Vec<BuiltCapacity> = read_optional(data, "capacity")?.unwrap_or_default();
    let asset = NewAsset {
        owner: content.inherited_by.unwrap_or(scene.case.applicant),
        code: read(data, "asset_code")?,
        kind: content.works.asset_kind.clone(),
        shape,
        address: content.works.address.clone(),
        height_m: content.works.height_m,
        capacity: capacity.into_iter().map(|capacity| (capacity.unit, capacity.installed)).collect(),
        finished_on: on,
        source: content
            .dossier
            .result
            .as_ref()
            .map_or_else(|| scene.case.code_or_id(), |document| document.number.clone()),
    };
    let events = vec![cases::Entry::Construction(Box::new(Entry::Finished { on }))];
    Ok(Consequence { events, changes: vec![Change::Register { asset: Box::new(asset) }] })
}

/// The successor takes over the permit unchanged, without a new examination.
fn pass_on(scene: &Scene<'_, CaseRules>) -> Followed {
    let by: OrganizationId = read(&scene.command.data, "to_organization_id")?;
    let changes = vec![Change::Join { organization: by, stance: Stance::Applicant }];
    Ok(Consequence { events: vec![cases::Entry::Construction(Box::new(Entry::Inherited { by }))], changes })
}
