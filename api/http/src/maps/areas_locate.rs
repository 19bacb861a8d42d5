//! Finds the administrative unit of a place on a day, with the reason for the choice.

use chrono::NaiveDate;
use domain::area::{Lies, Share};
use domain::ids::AreaId;
use domain::place::{ReceivedShape, Shape};
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;

use crate::caller::Caller;
use crate::maps::areas::{Area, shown};
use crate::planning::to_centimetres;
use crate::problem::Problem;
use api_app::app::App;
use api_app::command_pipeline::Permission;
use api_app::error::AppError;
use api_app::located;
use api_app::read_scope::read_scope;
use api_app::reads::area_list;

/// A place and the day for which its unit is requested.
#[derive(Debug, Object)]
#[oai(rename = "AreaLocationQuery", deny_unknown_fields)]
struct Asked {
    /// GeoJSON geometry in WGS 84.
    geometry: Value,
    /// Day of validity; defaults to today.
    on: Option<NaiveDate>,
}

/// Administrative unit of a place.
#[derive(Debug, Object)]
struct AreaLocation {
    on: NaiveDate,
    /// Competent unit; absent when no unit is near.
    area: Option<Area>,
    /// Reason for the choice: `only_unit`, `largest_share`, `lowest_code` (several units have the
    /// largest share), `nearest` or `nearest_lowest_code` (the place is outside all units).
    decided_by: Option<String>,
    /// Distance in metres, when the place is outside all units.
    distance_m: Option<f64>,
    /// Units that contain or touch the place, ordered by share, then by code.
    items: Vec<AreaShare>,
}

/// Share of a place in a unit.
#[derive(Debug, Object)]
struct AreaShare {
    area: Area,
    /// Metres of a line, square metres of an area, 1 for a point; 0 where the place only touches
    /// the unit.
    amount: f64,
    /// Share of the parts inside units, in percent.
    percent: f64,
}

#[derive(Debug)]
pub struct Locate;

#[OpenApi]
impl Locate {
    /// Locate a position
    ///
    /// Returns the administrative unit that contains the position on a day.
    #[oai(path = "/areas/locate", method = "get", operation_id = "area.locate")]
    async fn position(
        &self,
        app: Data<&App>,
        caller: Caller,
        lon: Query<f64>,
        lat: Query<f64>,
        /// Day of validity; defaults to today.
        on: Query<Option<NaiveDate>>,
    ) -> Result<Json<AreaLocation>, Problem> {
        let place = Shape::point(lon.0, lat.0).map_err(|why| AppError::invalid("lon", why))?;
        Ok(Json(located(&app, &caller, &place, on.0).await?))
    }

    /// Locate a geometry
    ///
    /// Returns the administrative units of a line or an area on a day, with shares.
    #[oai(path = "/areas/locate", method = "post", operation_id = "area.locate_shape")]
    async fn shape(&self, app: Data<&App>, caller: Caller, body: Json<Asked>) -> Result<Json<AreaLocation>, Problem> {
        let place = ReceivedShape::from_geojson(&body.0.geometry).map_err(|why| AppError::invalid("/geometry", why))?;
        Ok(Json(located(&app, &caller, &place.into_shape(), body.0.on).await?))
    }
}

async fn located(app: &App, caller: &Caller, place: &Shape, on: Option<NaiveDate>) -> Result<AreaLocation, AppError> {
    read_scope(app, &caller.0, &Permission::new("area", "read"))?;
    let on = on.unwrap_or_else(|| app.local_date(app.clock.now()));
    let read = app.store.read();
    let Some((found, shares)) = located::decide((read, &app.compute), place, on, "/geometry").await? else {
        return Ok(AreaLocation { on, area: None, decided_by: None, distance_m: None, items: Vec::new() });
    };
    let ids: Vec<_> = shares.iter().map(|share| share.area).chain([found.area]).map(AreaId::uuid).collect();
    let rows = area_list::of(read, &ids).await?;
    let named = |area: AreaId| rows.iter().find(|row| row.id == area.uuid()).cloned().map(shown);
    let whole: f64 = shares.iter().map(|share| share.amount).sum();
    let share = |share: &Share| {
        let percent = if whole > 0.0 { share.amount / whole * 100.0 } else { 0.0 };
        Some(AreaShare {
            area: named(share.area)?,
            amount: to_centimetres(share.amount),
            percent: to_centimetres(percent),
        })
    };
    let distance_m = match found.lies {
        Lies::Outside { metres } => Some(to_centimetres(metres)),
        Lies::Within | Lies::Across(_) => None,
    };
    Ok(AreaLocation {
        on,
        area: named(found.area),
        decided_by: Some(found.decided_by.as_str().to_owned()),
        distance_m,
        items: shares.iter().filter_map(share).collect(),
    })
}
