//! Assets near a location or beside a line, with only the data that the planning queries need to
//! evaluate them.

use std::collections::BTreeMap;

use domain::ids::{AssetId, OrganizationId};
use domain::place::{Bounds, Line, Shape};
use domain::planning::fitness::{Candidate, KnownHeight, KnownUnits};
use domain::registry::asset::Lifecycle;
use domain::registry::band::BandRules;
use sea_orm::sea_query::{CaseStatement, Expr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use crate::assets::ledger::UnitBalance;
use crate::entities::assets;
use crate::visibility::AssetVisibility;
use crate::{StoreError, StoreResult, assets::ledger, database::dialect};
use api_geo::wkb;

/// The maximum number of assets that one query evaluates.
pub const MOST: u64 = 20_000;
/// The tolerance by which a line is simplified before the database compares it with assets.
const THINNED_METRES: f64 = 20.0;
/// The length of the parts of a line with a search box each, in metres.
const PART_METRES: f64 = 1_000.0;
/// The maximum number of these parts.
const MOST_PARTS: f64 = 50.0;

/// The criteria of a search near a shape.
#[derive(Debug, Clone, Copy)]
pub struct NearbyQuery<'a> {
    /// The shape to search around.
    pub place: &'a Shape,
    /// The maximum distance. The result contains assets beyond it, in boxes (SQLite) or beside a
    /// simplified line: the caller must measure again.
    pub within_metres: f64,
    /// The kinds; empty means any.
    pub kinds: &'a [String],
}

/// An asset that the search found.
#[derive(Debug, Clone)]
pub struct Near {
    pub id: AssetId,
    pub kind: String,
    /// The owner that answers for it.
    pub owner: OrganizationId,
    pub lifecycle: Lifecycle,
    /// Whether others may ask for capacity.
    pub shareable: bool,
    pub shape: Shape,
    /// The attributes of its kind; `None` if the viewer sees only the minimum.
    pub attributes: Option<Value>,
    /// Its units; empty before [`with_units`].
    pub units: KnownUnits,
}

impl Near {
    /// The input for the domain's evaluation.
    #[must_use]
    pub fn candidate(&self) -> Candidate<'_> {
        Candidate { lifecycle: self.lifecycle, shareable: self.shareable, owner: Some(self.owner), units: &self.units }
    }

    #[must_use]
    pub fn height(&self) -> KnownHeight {
        let metres = |attributes: &Value| attributes.get("height_m").and_then(Value::as_f64);
        self.attributes.as_ref().map_or(KnownHeight::Hidden, |attributes| KnownHeight::Metres(metres(attributes)))
    }
}

/// The assets that the search found.
#[derive(Debug, Clone, Default)]
pub struct Nearby {
    /// In the order of their ids.
    pub items: Vec<Near>,
    /// The number of further assets beyond the limit.
    pub beyond: u64,
}

/// The columns that are read.
type Row = (Uuid, String, Uuid, String, bool, Vec<u8>, Value, bool);

/// Visible assets near a location, without their units.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    wanted: NearbyQuery<'_>,
    visibility: &AssetVisibility,
) -> StoreResult<Nearby> {
    use assets::Column;
    let backend = connection.get_database_backend();
    let course = Line::of(wanted.place);
    let thinned = course.as_ref().map(|course| course.thinned(THINNED_METRES));
    let bytes = wkb::write(thinned.as_ref().unwrap_or(wanted.place));
    let bytes = bytes.map_err(StoreError::internal)?;
    let slack = thinned.filter(|line| line != wanted.place).map_or(0.0, |_| THINNED_METRES);
    let parts = parts(wanted.place, course.as_ref());
    let here = dialect::along(backend, &bytes, &parts, wanted.within_metres + slack);
    let mut query = assets::Entity::find().filter(visibility.filter()).filter(here);
    if !wanted.kinds.is_empty() {
        query = query.filter(Column::Kind.is_in(wanted.kinds.iter().cloned()));
    }
    let in_full = match visibility.in_full() {
        None => Expr::value(true),
        Some(concerned) => CaseStatement::new().case(concerned, true).finally(false).into(),
    };
    let rows: Vec<Row> = query
        .select_only()
        .columns([Column::Id, Column::Kind, Column::OwnerId, Column::Lifecycle, Column::Shareable])
        .columns([Column::Geometry, Column::Attributes])
        .column_as(in_full, "in_full")
        .order_by_asc(Column::Id)
        .limit(MOST.saturating_add(1))
        .into_tuple()
        .all(connection)
        .await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let beyond = u64::try_from(rows.len().saturating_sub(most)).unwrap_or(u64::MAX);
    let items = rows.into_iter().take(most).map(near).collect::<StoreResult<_>>()?;
    Ok(Nearby { items, beyond })
}

/// Adds the units: numbers if the viewer may read them, else bands.
pub async fn with_units<C: ConnectionTrait>(
    connection: &C,
    mut found: Nearby,
    rules: &BandRules,
) -> StoreResult<Nearby> {
    let ids: Vec<AssetId> = found.items.iter().map(|near| near.id).collect();
    let mut units: BTreeMap<AssetId, Vec<UnitBalance>> = BTreeMap::new();
    for balances in ledger::balances(connection, &ids).await? {
        units.entry(balances.asset).or_default().push(balances);
    }
    for near in &mut found.items {
        let units = units.remove(&near.id).unwrap_or_default().into_iter();
        near.units = if near.attributes.is_some() {
            KnownUnits::Ledgers(units.map(|unit| (unit.unit, unit.nature, unit.ledger)).collect())
        } else {
            let band = |unit: UnitBalance| {
                let band = rules.of_unit(&unit.unit, unit.nature, unit.ledger.free());
                (unit.unit, band)
            };
            KnownUnits::Bands(units.map(band).collect())
        };
    }
    Ok(found)
}

fn near((id, kind, owner, lifecycle, shareable, geometry, attributes, in_full): Row) -> StoreResult<Near> {
    Ok(Near {
        id: AssetId::new(id),
        kind,
        owner: OrganizationId::new(owner),
        lifecycle: StoreError::read_code("assets.lifecycle", &lifecycle)?,
        shareable,
        shape: wkb::read(&geometry).map_err(|why| StoreError::undecodable("geometry", why))?,
        attributes: in_full.then_some(attributes),
        units: KnownUnits::Bands(Vec::new()),
    })
}

/// The boxes around the parts of a line; for any other shape its own box.
fn parts(place: &Shape, course: Option<&Line>) -> Vec<Bounds> {
    let Some(course) = course.filter(|course| course.length_metres() > PART_METRES) else {
        return vec![place.bounds()];
    };
    let length = course.length_metres();
    let step = PART_METRES.max(length / MOST_PARTS);
    let mut found = Vec::new();
    let mut from = 0.0;
    while from < length {
        let corners = course.between(from, from + step);
        found.push(Bounds::around(corners));
        from += step;
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parts;
    use domain::place::{Bounds, Line, Shape};

    #[test]
    fn the_parts_of_a_line_hold_all_of_it() {
        let points = [[107.0, 20.9], [107.05, 20.95], [107.05, 20.99], [107.2, 21.0]];
        let line = Shape::from_geojson(&json!({"type": "LineString", "coordinates": points})).unwrap();
        let boxes = parts(&line, Line::of(&line).as_ref());
        assert!(boxes.len() > 15, "{}", boxes.len());
        for [lon, lat] in points {
            let at = Bounds::new(lon, lat, lon, lat).unwrap();
            assert!(boxes.iter().any(|part| part.grown(1.0).touches(&at)), "{lon} {lat}");
        }
        assert_eq!(parts(&Shape::point(107.0, 21.0).unwrap(), None).len(), 1);
    }
}
