//! The office with a competence for a location on a day.
//!
//! The search begins with the area of the location and continues with its ancestors: a commune's
//! office precedes the province's. Zones overlap areas and have a search of their own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::cases::facts::{Competent, Jurisdiction, Zone};
use domain::ids::{AreaId, OrganizationId};
use domain::organization::OrganizationKind;
use domain::place::Shape;
use domain::text::Localized;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::areas::area_map::ZONE;
use crate::entities::{area_offices, areas, organizations};
use crate::{StoreError, StoreResult, people::organizations as offices};
use api_geo::wkb;

/// The prefix of the competences of agencies that give opinions: `opinion.heritage`.
const OPINION: &str = "opinion.";

/// The competent office on a day for a location in these areas, the first of which leads; `None` if
/// no office is competent.
pub async fn jurisdiction<C: ConnectionTrait>(
    db: &C,
    units: &[AreaId],
    competence: &str,
    on: NaiveDate,
) -> StoreResult<Option<Jurisdiction>> {
    let mut found: Vec<Competent> = Vec::new();
    for area in units {
        if let Some(competent) = of_unit(db, *area, competence, on).await?
            && !found.iter().any(|known| known.office == competent.office)
        {
            found.push(competent);
        }
    }
    let mut found = found.into_iter();
    Ok(found.next().map(|lead| Jurisdiction { lead, others: found.collect() }))
}

/// The office of an area, or of its nearest ancestor with an office.
async fn of_unit<C: ConnectionTrait>(
    db: &C,
    area: AreaId,
    competence: &str,
    on: NaiveDate,
) -> StoreResult<Option<Competent>> {
    let mut next = Some(area.uuid());
    let mut asked = BTreeSet::new();
    while let Some(unit) = next.filter(|unit| asked.insert(*unit)) {
        let row = area_offices::Entity::find()
            .filter(area_offices::Column::AreaId.eq(unit))
            .filter(area_offices::Column::Competence.eq(competence))
            .filter(in_office(on))
            .order_by_asc(area_offices::Column::OrganizationId)
            .one(db)
            .await?;
        if let Some(row) = row {
            let office = OrganizationId::new(row.organization_id);
            let name = offices::names(db, &[office]).await?.remove(&office);
            let name = name.ok_or_else(|| StoreError::unreadable("office", office))?;
            return Ok(Some(Competent { office, name, area: Some(AreaId::new(unit)) }));
        }
        next = areas::Entity::find_by_id(unit).one(db).await?.and_then(|row| row.parent_id);
    }
    Ok(None)
}

/// The protected zones of a location on a day, with the agency that must be heard.
pub async fn zones<C: ConnectionTrait>(db: &C, place: &Shape, on: NaiveDate) -> StoreResult<Vec<Zone>> {
    let rows = areas::Entity::find()
        .filter(areas::Column::Level.eq(ZONE))
        .filter(areas::Column::ValidFrom.lte(on))
        .filter(Condition::any().add(areas::Column::ValidTo.is_null()).add(areas::Column::ValidTo.gt(on)))
        .order_by_asc(areas::Column::Code)
        .all(db)
        .await?;
    let mut zones = Vec::new();
    for row in rows {
        let Some(bytes) = &row.geometry else { continue };
        let land = wkb::read(bytes).map_err(|why| StoreError::undecodable("boundary", why))?;
        if !land.touches(place) {
            continue;
        }
        let held = area_offices::Entity::find()
            .filter(area_offices::Column::AreaId.eq(row.id))
            .filter(area_offices::Column::Competence.starts_with(OPINION))
            .filter(in_office(on))
            .all(db)
            .await?;
        zones.extend(held.into_iter().map(|office| Zone {
            name: Localized { vi: row.name_vi.clone(), en: row.name_en.clone() },
            agency: OrganizationId::new(office.organization_id),
        }));
    }
    Ok(zones)
}

/// The agencies that can be consulted on a day, each with its subject, such as `heritage`; offices
/// and the regulator with their kind.
pub async fn agencies<C: ConnectionTrait>(db: &C, on: NaiveDate) -> StoreResult<BTreeMap<OrganizationId, String>> {
    let kinds = [
        OrganizationKind::Agency,
        OrganizationKind::Committee,
        OrganizationKind::Construction,
        OrganizationKind::Regulator,
    ];
    let rows: Vec<(Uuid, String)> = organizations::Entity::find()
        .select_only()
        .columns([organizations::Column::Id, organizations::Column::Kind])
        .filter(organizations::Column::Kind.is_in(kinds.map(OrganizationKind::as_str)))
        .filter(organizations::Column::ValidFrom.lte(on))
        .filter(
            Condition::any().add(organizations::Column::ValidTo.is_null()).add(organizations::Column::ValidTo.gt(on)),
        )
        .into_tuple()
        .all(db)
        .await?;
    let mut agencies: BTreeMap<OrganizationId, String> =
        rows.into_iter().map(|(id, kind)| (OrganizationId::new(id), kind)).collect();
    let topics = area_offices::Entity::find()
        .filter(area_offices::Column::Competence.starts_with(OPINION))
        .filter(in_office(on))
        .order_by_desc(area_offices::Column::Competence)
        .all(db)
        .await?;
    for row in topics {
        if let Some(topic) = row.competence.strip_prefix(OPINION) {
            agencies.insert(OrganizationId::new(row.organization_id), topic.to_owned());
        }
    }
    Ok(agencies)
}

/// The authorities that decide something somewhere on a day, with their names.
pub async fn authorities<C: ConnectionTrait>(
    db: &C,
    on: NaiveDate,
) -> StoreResult<BTreeMap<OrganizationId, Localized>> {
    let rows = area_offices::Entity::find().filter(in_office(on)).all(db).await?;
    let deciding: BTreeSet<OrganizationId> = rows
        .into_iter()
        .filter(|row| !row.competence.starts_with(OPINION))
        .map(|row| OrganizationId::new(row.organization_id))
        .collect();
    offices::names(db, &deciding.into_iter().collect::<Vec<_>>()).await
}

fn in_office(on: NaiveDate) -> Condition {
    use area_offices::Column;
    Condition::all()
        .add(Column::ValidFrom.lte(on))
        .add(Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(on)))
}
