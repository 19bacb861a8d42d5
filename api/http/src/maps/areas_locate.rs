//! In which administrative unit a place lies on a day, and why it is that one.

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

/// A place, and the day on which its unit is asked for.
#[derive(Debug, Object)]
#[oai(rename = "LocateQuestion", deny_unknown_fields)]
struct Asked {
    /// A GeoJSON geometry.
    geometry: Value,
    /// The day; today when absent.
    on: Option<NaiveDate>,
}

/// The unit in which a place lies.
#[derive(Debug, Object)]
struct LocatedIn {
    on: NaiveDate,
    /// The competent unit; absent when there is none near.
    area: Option<Area>,
    /// Why it is this one: `only_unit`, `largest_share`, `lowest_code` (others have as large a share), `nearest` or
    /// `nearest_lowest_code` (the place lies in none).
    decided_by: Option<String>,
    /// How far away it is, when the place lies in none.
    distance_m: Option<f64>,
    /// The units that the place lies in or touches, the largest share first, then by code.
    items: Vec<AreaShare>,
}

/// How much of a place lies in a unit.
#[derive(Debug, Object)]
struct AreaShare {
    area: Area,
    /// Metres of a line, square metres of a piece of land, 1 for a point; 0 where it only touches.
    amount: f64,
    /// Of everything that lies in units.
    percent: f64,
}

/// The resource.
#[derive(Debug)]
pub struct Locate;

#[OpenApi]
impl Locate {
    /// In which unit a position lies on a day
    #[oai(path = "/areas/locate", method = "get", operation_id = "area.locate")]
    async fn position(
        &self,
        app: Data<&App>,
        caller: Caller,
        lon: Query<f64>,
        lat: Query<f64>,
        /// The day; today when absent.
        on: Query<Option<NaiveDate>>,
    ) -> Result<Json<LocatedIn>, Problem> {
        let place = Shape::point(lon.0, lat.0).map_err(|why| AppError::invalid("lon", why))?;
        Ok(Json(located(&app, &caller, &place, on.0).await?))
    }

    /// In which units a line or an area lies on a day, with shares
    #[oai(path = "/areas/locate", method = "post", operation_id = "area.locate_shape")]
    async fn shape(&self, app: Data<&App>, caller: Caller, body: Json<Asked>) -> Result<Json<LocatedIn>, Problem> {
        let place = ReceivedShape::from_geojson(&body.0.geometry).map_err(|why| AppError::invalid("/geometry", why))?;
        Ok(Json(located(&app, &caller, &place.into_shape(), body.0.on).await?))
    }
}

async fn located(app: &App, caller: &Caller, place: &Shape, on: Option<NaiveDate>) -> Result<LocatedIn, AppError> {
    read_scope(app, &caller.0, &Permission::new("area", "read"))?;
    let on = on.unwrap_or_else(|| app.local_date(app.clock.now()));
    let read = app.store.read();
    let Some((found, shares)) = located::decide((read, &app.compute), place, on, "/geometry").await? else {
        return Ok(LocatedIn { on, area: None, decided_by: None, distance_m: None, items: Vec::new() });
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
    Ok(LocatedIn {
        on,
        area: named(found.area),
        decided_by: Some(found.decided_by.as_str().to_owned()),
        distance_m,
        items: shares.iter().filter_map(share).collect(),
    })
}
