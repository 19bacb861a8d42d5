//! Published cases on the map: planned works, and permits with siting approvals.

use std::collections::{BTreeMap, BTreeSet};

use domain::cases::Draft;
use domain::ids::OrganizationId;
use domain::place::Shape;
use domain::text::{Locale, Localized};
use geo::Coord;
use uuid::Uuid;

use crate::failure::Failure;
use crate::house::House;
use crate::store::cases::Kept;
use crate::store::organizations;
use crate::store::tiles::cases;
use crate::tiles::BUFFER;
use crate::tiles::address::Address;
use crate::tiles::grid;
use crate::tiles::ink::{self, Feature, Tag};

use super::layer::{Layer, ONE_BY_ONE};
use super::{assets, mark};

/// Where there are more than this on a tile that is seen from afar, they are counted.
const MOST: usize = 2_000;

/// The cases of a layer with their places.
#[derive(Debug, Default)]
pub(super) struct Published {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    id: Uuid,
    kind: &'static str,
    shape: Shape,
    tags: Vec<(&'static str, Tag)>,
}

impl Published {
    /// Reads a layer of cases; one of anything else is empty.
    pub(super) async fn read(house: &House, layer: Layer) -> Result<Self, Failure> {
        let db = house.store.read();
        let found = match layer {
            Layer::Assets | Layer::Areas => return Ok(Self::default()),
            Layer::PlannedWorks => cases::works(db).await?,
            Layer::Permits => cases::permits(db).await?,
        };
        let applicants: BTreeSet<OrganizationId> = found.iter().map(|kept| kept.case.applicant).collect();
        let names = organizations::names(db, &applicants.into_iter().collect::<Vec<_>>()).await?;
        Ok(Self { entries: found.iter().filter_map(|kept| entry(kept, &names)).collect() })
    }

    pub(super) fn draw(&self, tile: Address, layer: Layer) -> Vec<ink::Layer> {
        let around = tile.bounds(BUFFER);
        let there: Vec<&Entry> = self.entries.iter().filter(|entry| entry.shape.bounds().touches(&around)).collect();
        let features = if tile.zoom() < ONE_BY_ONE && there.len() > MOST {
            let cells = there.iter().map(|entry| grid::alone(tile, middle(&entry.shape), entry.kind));
            grid::clusters(tile, cells).into_iter().map(assets::cluster).collect()
        } else {
            let feature = |entry: &&Entry| {
                Some(Feature {
                    id: mark::number(entry.id),
                    mark: mark::of(&entry.shape, tile)?,
                    tags: entry.tags.clone(),
                })
            };
            there.iter().filter_map(feature).collect()
        };
        vec![ink::Layer { name: layer.as_str(), features }]
    }
}

fn middle(shape: &Shape) -> Coord<f64> {
    let around = shape.bounds();
    Coord { x: f64::midpoint(around.west, around.east), y: f64::midpoint(around.south, around.north) }
}

fn entry(kept: &Kept, names: &BTreeMap<OrganizationId, Localized>) -> Option<Entry> {
    let case = &kept.case;
    let shape = case.papers.place()?.clone();
    let draft = Draft::from(&case.papers);
    let kind = draft.kind().as_str();
    let word = |text: &str| Tag::Word(text.to_owned());
    let mut tags = vec![
        ("kind", word(kind)),
        ("title", word(case.papers.title())),
        ("organization", word(names.get(&case.applicant).map(|name| name.get(Locale::Vi)).unwrap_or_default())),
        ("state", word(case.state.as_str())),
    ];
    match &draft {
        Draft::PlannedWorks(notice) => {
            tags.push(("code", word(&case.code)));
            tags.extend(notice.starts_on.map(|day| ("starts_on", word(&day.to_string()))));
        }
        Draft::SharingRequest(_)
        | Draft::SitingApplication(_)
        | Draft::ConstructionPermit(_)
        | Draft::CommencementNotice(_)
        | Draft::Dispute(_)
        | Draft::InformationRequest(_)
        | Draft::CleanUpCampaign(_) => {
            let result = case.papers.dossier()?.result.as_ref()?;
            tags.push(("number", word(&result.number)));
            tags.push(("issued_on", word(&result.on.to_string())));
        }
    }
    Some(Entry { id: case.id.uuid(), kind, shape, tags })
}
