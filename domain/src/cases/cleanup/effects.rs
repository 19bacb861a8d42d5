//! The effects of actions of a clean-up campaign.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{
    Nobodys, StreetAsset,
    content::{Content, Entry, Item, ItemStatus, Listed},
    measure::{Measure, Moment},
};
use crate::{
    access::Stance,
    cases::{self, CaseRules, Change},
    ids::{AssetId, OccupancyId, OrganizationId},
    workflow::{
        doer::Doer,
        fields::{read, read_optional},
        rules::{Consequence, Scene},
        violation::NotAccepted,
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Effect {
    /// Lists the assets along the streets; owners, tenants and operators become parties.
    ListAssets,
    /// Records the survey of one asset.
    NoteSurvey,
    /// Records why the survey omits some assets, when a reason is given.
    NoteLeftOut,
    /// Measures the street before the work.
    MeasureBefore,
    /// Measures the street after the work.
    MeasureAfter,
    /// Tags the unclaimed items.
    TagItems,
    /// Records the claim of an item in the register.
    NoteClaim,
    /// Ends the claim period.
    EndClaims,
    /// Proposes the removal of unclaimed items.
    ProposeRemoval,
    /// Rejects the proposed removal.
    SendBackRemoval,
    AuthoriseRemoval,
    /// Records the removal and frees the capacity.
    RecordRemovalOfItems,
    /// Records that an operator has completed its work.
    NoteTidied,
}

/// Applies an effect to the content.
pub fn run(
    effect: Effect,
    content: &Content,
    scene: &Scene<'_, CaseRules>,
) -> Result<Consequence<CaseRules>, NotAccepted> {
    let data = &scene.command.data;
    let mark = |from: &[ItemStatus], to| Entry::Marked { numbers: content.numbers(from), status: to };
    let entry = match effect {
        Effect::ListAssets => return Ok(list_assets(scene)),
        Effect::NoteSurvey => note_survey(content, scene)?,
        Effect::NoteLeftOut => match read_optional(data, "left_out")? {
            Some(reason) => Entry::LeftOut { reason },
            None => return Ok(Consequence::changes(Vec::new())),
        },
        Effect::MeasureBefore => Entry::Measured { moment: Moment::Before, measure: measure(content, scene)? },
        Effect::MeasureAfter => Entry::Measured { moment: Moment::After, measure: measure(content, scene)? },
        Effect::TagItems => mark(&[ItemStatus::Found], ItemStatus::Tagged),
        Effect::NoteClaim => Entry::Marked { numbers: vec![read(data, "number")?], status: ItemStatus::Claimed },
        Effect::EndClaims => return Ok(end_claims(content, scene)),
        Effect::ProposeRemoval => mark(&[ItemStatus::Unclaimed], ItemStatus::Proposed),
        Effect::SendBackRemoval => mark(&[ItemStatus::Proposed], ItemStatus::Unclaimed),
        Effect::AuthoriseRemoval => mark(&[ItemStatus::Proposed], ItemStatus::Authorised),
        Effect::RecordRemovalOfItems => return Ok(record_removal(content, &read::<Vec<u32>>(data, "numbers")?, scene)),
        Effect::NoteTidied => match tidier(scene) {
            Some(organization) => Entry::Tidied { organization },
            None => return Ok(Consequence::changes(Vec::new())),
        },
    };
    Ok(wrap(entry))
}

fn wrap(entry: Entry) -> Consequence<CaseRules> {
    Consequence::event(cases::Entry::Cleanup(Box::new(entry)))
}

fn list_assets(scene: &Scene<'_, CaseRules>) -> Consequence<CaseRules> {
    let scenery = &scene.facts.scenery;
    let mut items = Vec::new();
    for in_register in &scenery.assets {
        items.extend(numbered(in_register, &in_register.nobodys, items.len()));
    }
    let assets = scenery.assets.iter().map(|in_register| Listed {
        asset_id: in_register.asset,
        code: in_register.code.clone(),
        owner_id: in_register.owner,
        surveyed_on: None,
    });
    let entry = Entry::Listed { assets: assets.collect(), items, cut_off: scenery.cut_off };
    let owners: BTreeSet<OrganizationId> = scenery
        .assets
        .iter()
        .map(|in_register| in_register.owner)
        .filter(|owner| *owner != scene.case.applicant)
        .collect();
    let tenants: BTreeSet<OrganizationId> =
        scenery.assets.iter().flat_map(|in_register| in_register.tenants.iter().copied()).collect();
    let mut changes = joined(owners, Stance::Owner);
    changes.extend(joined(tenants, Stance::Tenant));
    changes.extend(joined(scenery.operators.iter().copied(), Stance::Informed));
    changes.push(Change::Watch);
    Consequence { changes, ..wrap(entry) }
}

fn joined(who: impl IntoIterator<Item = OrganizationId>, stance: Stance) -> Vec<Change> {
    who.into_iter().map(|organization| Change::Join { organization, stance }).collect()
}

/// Numbers the items found on an asset, starting after the existing items.
fn numbered(in_register: &StreetAsset, found: &[Nobodys], after: usize) -> Vec<Item> {
    let first = u32::try_from(after).unwrap_or(u32::MAX).saturating_add(1);
    (first..)
        .zip(found)
        .map(|(number, one)| Item {
            number,
            asset_id: in_register.asset,
            occupancy_id: one.occupancy,
            unit: one.unit.clone(),
            quantity: one.quantity,
            status: ItemStatus::Found,
        })
        .collect()
}

fn note_survey(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<Entry, NotAccepted> {
    let data = &scene.command.data;
    let asset_id: AssetId = read(data, "asset_id")?;
    let surveyed = scene.facts.scenery.assets.iter().find(|in_register| in_register.asset == asset_id);
    let items = surveyed.map_or_else(Vec::new, |in_register| {
        let known = |one: &Nobodys| content.items.iter().any(|item| item.occupancy_id == one.occupancy);
        let fresh: Vec<Nobodys> = in_register.nobodys.iter().filter(|one| !known(one)).cloned().collect();
        numbered(in_register, &fresh, content.items.len())
    });
    Ok(Entry::Surveyed { asset_id, on: read(data, "on")?, items })
}

/// A measure that every party may read: it counts only unclaimed items with a number, which parties
/// can read anyway.
fn measure(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<Measure, NotAccepted> {
    let scenery = &scene.facts.scenery;
    let numbered: BTreeSet<OccupancyId> = content.items.iter().map(|item| item.occupancy_id).collect();
    let nobodys = scenery.assets.iter().flat_map(|in_register| &in_register.nobodys);
    let nobodys = nobodys.filter(|one| numbered.contains(&one.occupancy)).map(|one| one.quantity);
    Ok(Measure {
        on: scene.law.office.local_date(scene.at),
        at: Some(scene.at),
        assets: u32::try_from(scenery.assets.len()).unwrap_or(u32::MAX),
        in_use: None,
        in_use_bands: scenery.in_use.clone(),
        nobodys: nobodys.fold(0, u32::saturating_add),
        photos: read(&scene.command.data, "photos")?,
    })
}

fn record_removal(content: &Content, numbers: &[u32], scene: &Scene<'_, CaseRules>) -> Consequence<CaseRules> {
    let (gone, kept) = still_nobodys(content, scene, numbers);
    let occupancies = gone.iter().filter_map(|number| content.item(*number)).map(|item| item.occupancy_id).collect();
    let reason = format!("{}: {}", scene.case.code_or_id(), scene.command.action);
    Consequence {
        changes: vec![Change::Clear { occupancies, reason }],
        ..marked([(gone, ItemStatus::Removed), (kept, ItemStatus::Claimed)])
    }
}

fn end_claims(content: &Content, scene: &Scene<'_, CaseRules>) -> Consequence<CaseRules> {
    let (open, kept) = still_nobodys(content, scene, &content.numbers(&[ItemStatus::Tagged]));
    marked([(open, ItemStatus::Unclaimed), (kept, ItemStatus::Claimed)])
}

/// Splits the items into those still unclaimed and those claimed meanwhile in another campaign: a
/// claimed item must not be removed.
fn still_nobodys(content: &Content, scene: &Scene<'_, CaseRules>, numbers: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let nobodys: BTreeSet<OccupancyId> =
        scene.facts.scenery.assets.iter().flat_map(|one| &one.nobodys).map(|one| one.occupancy).collect();
    let open = |number: &u32| content.item(*number).is_some_and(|item| nobodys.contains(&item.occupancy_id));
    numbers.iter().copied().partition(open)
}

fn marked(now: [(Vec<u32>, ItemStatus); 2]) -> Consequence<CaseRules> {
    let events = now.into_iter().filter(|(numbers, _)| !numbers.is_empty());
    let events = events.map(|(numbers, status)| cases::Entry::Cleanup(Box::new(Entry::Marked { numbers, status })));
    Consequence { events: events.collect(), changes: Vec::new() }
}

/// The operator that has completed its work.
fn tidier(scene: &Scene<'_, CaseRules>) -> Option<OrganizationId> {
    match scene.doer {
        Doer::System => None,
        Doer::Person { places, .. } => {
            places.iter().find(|place| place.stance == Stance::Tenant).map(|place| place.organization)
        }
    }
}
