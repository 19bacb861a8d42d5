//! Administrative units and their validity. A code alone does not identify a unit, because codes
//! are reused.

use chrono::NaiveDate;
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Query, payload::Json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use api_app::reads::{
    area_list::{self, AreaFilter},
    entities::areas::Model,
};
use api_app::{app::App, command_pipeline::Permission, read_scope::read_scope};

/// An administrative unit in one period of validity.
#[derive(Debug, Object)]
pub(crate) struct Area {
    id: Uuid,
    /// Official code of the unit.
    code: String,
    name: String,
    level: String,
    parent_id: Option<Uuid>,
    valid_from: NaiveDate,
    /// First day on which the unit is no longer valid.
    valid_to: Option<NaiveDate>,
    /// Bounding box (west, south, east, north), when the boundary is known.
    bbox: Option<Vec<f64>>,
    source: Option<String>,
}

#[derive(Debug)]
pub struct Areas;

#[OpenApi]
impl Areas {
    /// List administrative units
    ///
    /// Lists the units in force on a day.
    #[oai(path = "/areas", method = "get", operation_id = "area.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Day of validity; defaults to today.
        on: Query<Option<NaiveDate>>,
        level: Query<Option<String>>,
        code: Query<Option<String>>,
        /// Part of the name; diacritics are ignored.
        q: Query<Option<String>>,
        page: PageParameters,
    ) -> Result<Json<Page<Area>>, Problem> {
        read_scope(&app, &caller.0, &Permission::new("area", "read"))?;
        let page = page.wanted()?;
        let today = app.local_date(app.clock.now());
        let wanted = AreaFilter {
            on: Some(on.0.unwrap_or(today)),
            level: level.0,
            code: code.0,
            q: q.0,
            within: None,
            after: page.position(),
            limit: page.rows(),
        };
        let rows = area_list::list(app.store.read(), &wanted).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: rows.into_iter().map(shown).collect(), next_cursor }))
    }
}

pub(crate) fn shown(row: Model) -> Area {
    let bbox = match (row.min_lon, row.min_lat, row.max_lon, row.max_lat) {
        (Some(west), Some(south), Some(east), Some(north)) => Some(vec![west, south, east, north]),
        (_, _, _, _) => None,
    };
    Area {
        id: row.id,
        code: row.code,
        name: row.name_vi,
        level: row.level,
        parent_id: row.parent_id,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        bbox,
        source: row.source,
    }
}
