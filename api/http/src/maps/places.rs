//! Search for places by name.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use crate::caller::Caller;
use crate::problem::Problem;
use crate::request_context;
use api_app::app::App;
use api_app::register::places;

/// Places that a search found.
#[derive(Debug, Object)]
struct NamedPlaceList {
    /// At most 8 of each kind: administrative units, then streets.
    items: Vec<NamedPlace>,
}

/// A place that a search found.
#[derive(Debug, Object)]
struct NamedPlace {
    kind: PlaceKind,
    name: String,
    /// Administrative unit of a street.
    area: Option<String>,
    /// Middle of the place: longitude and latitude.
    point: Vec<f64>,
    /// Bounding box: west, south, east, north.
    bbox: Vec<f64>,
}

/// Kind of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum PlaceKind {
    Area,
    Street,
}

/// Handler of the search.
#[derive(Debug)]
pub struct Places;

#[OpenApi]
impl Places {
    /// Find places by name
    ///
    /// Finds administrative units in force today, and streets in the addresses of assets that the
    /// caller sees in full. Diacritics and street numbers are ignored.
    #[oai(path = "/places", method = "get", operation_id = "place.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Words of the name, such as `12 Trần Hưng Đạo, Hồng Gai`.
        q: Query<String>,
    ) -> Result<Json<NamedPlaceList>, Problem> {
        let found = places::find(&app, &caller.0, &q.0, request_context::locale()).await?;
        Ok(Json(NamedPlaceList { items: found.into_iter().map(NamedPlace::from).collect() }))
    }
}

impl From<places::NamedPlace> for NamedPlace {
    fn from(place: places::NamedPlace) -> Self {
        let bounds = place.bounds;
        let middle = bounds.middle();
        Self {
            kind: match place.kind {
                places::PlaceKind::Area => PlaceKind::Area,
                places::PlaceKind::Street => PlaceKind::Street,
            },
            name: place.name,
            area: place.area,
            point: vec![middle.x, middle.y],
            bbox: vec![bounds.west, bounds.south, bounds.east, bounds.north],
        }
    }
}
