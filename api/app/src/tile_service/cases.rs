//! Tiles of the cases that a reader sees. They are not cached: there is no counter of the changes
//! of all cases, and each reader sees others.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::{Actor, Stance};
use domain::cases::{Draft, Kind};
use domain::place::{Bounds, Shape};
use domain::workflow::event::Flag;
use geo::{Geometry, LineString, Point};
use strum::VariantArray;
use uuid::Uuid;

use crate::app::App;
use crate::cases::queries;
use crate::error::AppError;
use crate::register;
use api_store::cases::{StoredCase, case_list};
use api_store::maps::tiles::seen_cases;
use api_tiles::BUFFER;
use api_tiles::address::Address;
use api_tiles::mvt::{self, Feature, Tag};

use super::encoded_tile::EncodedTile;
use super::layer::{CASES_FROM, Layer};
use super::{compressed, published, tile_geometry};

/// The largest number of cases with a place of their own, and of sharing requests, that a tile
/// shows one by one; more are counted.
const MOST: usize = 1_000;
/// The largest number of each that is counted.
const MOST_COUNTED: u64 = 20_000;

/// The tile of a reader.
///
/// # Errors
/// [`AppError`] when the database fails.
pub async fn tile(app: &App, reader: &Actor, tile: Address) -> Result<EncodedTile, AppError> {
    let features = if tile.zoom() < CASES_FROM { Vec::new() } else { draw(app, reader, tile).await? };
    compressed(vec![mvt::Layer { name: Layer::Cases.as_str(), features }]).await
}

async fn draw(app: &App, reader: &Actor, tile: Address) -> Result<Vec<Feature>, AppError> {
    let db = app.store.read();
    let scopes = queries::scopes(app, reader, Kind::VARIANTS)?;
    let visibility = register::queries::visibility(app, reader).await?;
    let boxes = seen_cases::boxes(db, &scopes, &visibility, tile.bounds(BUFFER), MOST_COUNTED).await?;
    if boxes.len() > MOST {
        return Ok(published::counted(tile, boxes.into_iter().map(|one| (one.kind.clone(), one.bounds()))));
    }
    let ids: BTreeSet<Uuid> = boxes.iter().map(|one| one.id).collect();
    let found = case_list::find_among(db, &ids, &scopes).await?;
    let requests = found.iter().filter(|kept| kept.case.content.place().is_none());
    let requests: BTreeSet<Uuid> = requests.map(|kept| kept.case.id.uuid()).collect();
    let places = seen_cases::places(db, &requests, &visibility).await?;
    Ok(found.iter().filter_map(|kept| feature(kept, &places, reader, tile)).collect())
}

type Places = BTreeMap<Uuid, BTreeMap<Uuid, Bounds>>;

fn feature(kept: &StoredCase, places: &Places, reader: &Actor, tile: Address) -> Option<Feature> {
    let case = &kept.case;
    let course = places.get(&case.id.uuid()).and_then(|assets| course(&Draft::from(&case.content), assets));
    let mark = tile_geometry::of(case.content.place().or(course.as_ref())?, tile)?;
    let own = reader.organizations();
    let is_mine = kept.parties.iter().any(|(party, stance)| *stance == Stance::Applicant && own.contains(party));
    let word = |text: &str| Tag::Word(text.to_owned());
    let mut tags = vec![
        ("id", Tag::Word(case.id.uuid().to_string())),
        ("kind", word(case.kind.as_str())),
        ("title", word(case.content.title())),
        ("phase", word(kept.phase.as_str())),
        ("state", word(case.state.as_str())),
        ("overdue", Tag::Flag(case.has(Flag::Overdue))),
        ("mine", Tag::Flag(is_mine)),
    ];
    // A draft has no code.
    tags.extend(case.code.as_deref().map(|code| ("code", word(code))));
    Some(Feature { id: tile_geometry::number(case.id.uuid()), mark, tags })
}

/// The line through the assets of a request in its order, or the one point.
fn course(draft: &Draft, assets: &BTreeMap<Uuid, Bounds>) -> Option<Shape> {
    let mut centres = Vec::new();
    for element in draft.elements() {
        let Some(centre) = assets.get(&element.asset_id.uuid()).map(Bounds::middle) else { continue };
        if centres.last() != Some(&centre) {
            centres.push(centre);
        }
    }
    let geometry = match centres.as_slice() {
        [] => return None,
        [one] => Geometry::Point(Point(*one)),
        more => Geometry::LineString(LineString::from(more.to_vec())),
    };
    Shape::new(geometry).ok()
}
