//! Installs the offices of the policies in the register: organisations, and their competences by
//! area and day.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::OrganizationId;
use domain::text::{Locale, fold};
use policies::areas::Office;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::areas::area_write::beginning;
use crate::entities::{area_offices, areas, organizations};
use crate::people::organizations::{self as offices, Written};
use crate::{StoreResult, Tx, database::fresh};

/// The number of inserted rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Installed {
    pub organizations: usize,
    pub competences: usize,
}

/// Inserts missing offices and competences. The kind and the Vietnamese name identify an
/// organisation. An organisation of an ended area gets its last day.
pub async fn install(tx: &Tx, wanted: &[Office], at: DateTime<Utc>) -> StoreResult<Installed> {
    let mut known = known(tx).await?;
    let units = units(tx).await?;
    let held = held(tx).await?;
    let mut done = Installed::default();
    let mut rows = Vec::new();
    for office in wanted {
        let from = office.validity.from().unwrap_or_else(beginning);
        let Some(unit) = units.get(&(office.unit.clone(), from)) else { continue };
        let key = (office.kind.as_str().to_owned(), fold(&office.name.vi));
        let id = if let Some(id) = known.get(&key) {
            *id
        } else {
            let id = enter(tx, office, from, at).await?;
            known.insert(key, id);
            done.organizations = done.organizations.saturating_add(1);
            id
        };
        end(tx, id, office.validity.to()).await?;
        for competence in &office.competences {
            if !held.contains(&(*unit, id, competence.clone())) {
                rows.push(row(*unit, id, competence, office, at));
            }
        }
    }
    done.competences = rows.len();
    for chunk in rows.chunks(100) {
        area_offices::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(done)
}

async fn known(tx: &Tx) -> StoreResult<BTreeMap<(String, String), Uuid>> {
    let rows = organizations::Entity::find().all(tx).await?;
    Ok(rows.into_iter().map(|row| ((row.kind, fold(&row.name_vi)), row.id)).collect())
}

async fn units(tx: &Tx) -> StoreResult<BTreeMap<(String, NaiveDate), Uuid>> {
    let rows: Vec<(Uuid, String, NaiveDate)> = areas::Entity::find()
        .select_only()
        .columns([areas::Column::Id, areas::Column::Code, areas::Column::ValidFrom])
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(id, code, from)| ((code, from), id)).collect())
}

async fn held(tx: &Tx) -> StoreResult<Vec<(Uuid, Uuid, String)>> {
    let rows = area_offices::Entity::find().all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.area_id, row.organization_id, row.competence)).collect())
}

async fn enter(tx: &Tx, office: &Office, from: NaiveDate, at: DateTime<Utc>) -> StoreResult<Uuid> {
    let id = OrganizationId::new(fresh::id(at));
    let written = Written {
        name_vi: office.name.vi.clone(),
        name_en: Some(office.name.en.clone()),
        email: None,
        locale: Locale::Vi,
    };
    offices::insert(tx, id, office.kind, &written, from, at).await?;
    Ok(id.uuid())
}

/// Ends an office together with its area. An office created after that day is unaffected.
async fn end(tx: &Tx, id: Uuid, to: Option<NaiveDate>) -> StoreResult<()> {
    let Some(to) = to else { return Ok(()) };
    organizations::Entity::update_many()
        .col_expr(organizations::Column::ValidTo, sea_orm::sea_query::Expr::value(to))
        .filter(organizations::Column::Id.eq(id))
        .filter(organizations::Column::ValidTo.is_null())
        .filter(organizations::Column::ValidFrom.lt(to))
        .exec(tx)
        .await?;
    Ok(())
}

fn row(unit: Uuid, id: Uuid, competence: &str, office: &Office, at: DateTime<Utc>) -> area_offices::ActiveModel {
    area_offices::ActiveModel {
        id: Set(fresh::id(at)),
        area_id: Set(unit),
        organization_id: Set(id),
        competence: Set(competence.to_owned()),
        valid_from: Set(office.validity.from().unwrap_or_else(beginning)),
        valid_to: Set(office.validity.to()),
    }
}
