//! Tiles of published cases: planned works, and permits with siting approvals.

use std::collections::{BTreeMap, BTreeSet};

use domain::cases::Draft;
use domain::ids::OrganizationId;
use domain::place::Bounds;
use domain::text::{Locale, Localized};

use crate::app::App;
use crate::error::AppError;
use api_store::cases::StoredCase;
use api_store::cases::published::{self, Published};
use api_store::maps::tiles::cases;
use api_store::people::organizations;
use api_tiles::BUFFER;
use api_tiles::address::Address;
use api_tiles::grid;
use api_tiles::mvt::{Feature, Tag};

use super::layer::ONE_BY_ONE;
use super::{assets, tile_geometry};

/// The largest number of single features on a tile at low zoom; more are counted.
const MOST_FROM_AFAR: usize = 2_000;
/// The largest number of single features on a tile at high zoom.
const MOST_FROM_NEAR: usize = 20_000;

/// The published features of a tile.
pub(super) async fn draw(app: &App, tile: Address, what: Published) -> Result<Vec<Feature>, AppError> {
    let db = app.store.read();
    let around = tile.bounds(BUFFER);
    let boxes = cases::boxes(db, what, around).await?;
    if boxes.is_empty() {
        return Ok(Vec::new());
    }
    let most = if tile.zoom() < ONE_BY_ONE { MOST_FROM_AFAR } else { MOST_FROM_NEAR };
    if boxes.len() > most {
        return Ok(counted(tile, boxes));
    }
    let found = published::after(db, what, Some(around), None, u64::try_from(most).unwrap_or(u64::MAX)).await?;
    let applicants: BTreeSet<OrganizationId> = found.iter().map(|kept| kept.case.applicant).collect();
    let names = organizations::names(db, &Vec::from_iter(applicants)).await?;
    Ok(found.iter().filter_map(|kept| feature(kept, &names, tile)).collect())
}

/// Cases as counts by kind and place. Each case counts on the tile that contains its centre: the
/// next tile may show as single features the cases that this tile counts.
pub(super) fn counted(tile: Address, boxes: impl IntoIterator<Item = (String, Bounds)>) -> Vec<Feature> {
    let own = boxes.into_iter().filter(|(_, around)| Address::holds(tile.place(around.middle())));
    let cells = own.map(|(kind, around)| grid::alone(tile, around.middle(), &kind));
    grid::clusters(tile, cells).into_iter().map(assets::cluster).collect()
}

fn feature(kept: &StoredCase, names: &BTreeMap<OrganizationId, Localized>, tile: Address) -> Option<Feature> {
    let case = &kept.case;
    let mark = tile_geometry::of(case.content.place()?, tile)?;
    let draft = Draft::from(&case.content);
    let word = |text: &str| Tag::Word(text.to_owned());
    let mut tags = vec![
        ("kind", word(draft.kind().as_str())),
        ("title", word(case.content.title())),
        ("organization", word(names.get(&case.applicant).map(|name| name.get(Locale::Vi)).unwrap_or_default())),
        ("state", word(case.state.as_str())),
    ];
    match &draft {
        Draft::PlannedWorks(notice) => {
            tags.push(("code", word(&case.code_or_id())));
            tags.extend(notice.starts_on.map(|day| ("starts_on", word(&day.to_string()))));
        }
        Draft::SharingRequest(_)
        | Draft::SitingApplication(_)
        | Draft::ConstructionPermit(_)
        | Draft::CommencementNotice(_)
        | Draft::Dispute(_)
        | Draft::InformationRequest(_)
        | Draft::CleanUpCampaign(_) => {
            let result = case.content.dossier()?.result.as_ref()?;
            tags.push(("number", word(&result.number)));
            tags.push(("issued_on", word(&result.on.to_string())));
        }
    }
    Some(Feature { id: tile_geometry::number(case.id.uuid()), mark, tags })
}
