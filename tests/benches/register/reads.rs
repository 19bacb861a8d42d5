//! Reads through HTTP, each beside the same statements without the server.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::bare::{again, middle};
use crate::synthetic::EXTENT;
use crate::town::Town;

/// One thing that was measured.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) what: &'static str,
    pub(crate) times: usize,
    pub(crate) statements: usize,
    pub(crate) http: (Duration, Duration),
    pub(crate) bare: (Duration, Duration),
}

impl Figure {
    pub(crate) fn ratio(&self) -> f64 {
        self.http.0.as_secs_f64() / self.bare.0.as_secs_f64()
    }
}

/// Identities of assets all over the register.
pub(crate) async fn some_assets(town: &Town, count: u32) -> Vec<Uuid> {
    let db = town.bare.read();
    let backend = db.get_database_backend();
    let all = Statement::from_string(backend, "SELECT id FROM assets ORDER BY id");
    let rows = db.query_all_raw(all).await.unwrap();
    let step = (rows.len() / usize::try_from(count).unwrap()).max(1);
    rows.iter().step_by(step).take(usize::try_from(count).unwrap()).map(|row| row.try_get("", "id").unwrap()).collect()
}

/// What is asked: a path, and what is posted to it, if anything.
type Ask = (String, Option<Value>);

/// An asset by its identity.
pub(crate) async fn single(town: &Town, assets: &[Uuid]) -> Figure {
    let paths: Vec<Ask> = assets.iter().map(|id| (format!("/assets/{id}"), None)).collect();
    measured(town, "GET of an asset", &paths).await
}

/// A page of 100 out of a box with some 225 poles in it.
pub(crate) async fn boxes(town: &Town, size: u32, count: u32) -> Figure {
    let [west, south, east, north] = EXTENT;
    let side = f64::from(size).sqrt().ceil();
    let (wide, high) = (15.0 * (east - west) / side, 15.0 * (north - south) / side);
    let paths: Vec<Ask> = (0..count)
        .map(|place| {
            let (x, y) = spread(place);
            let (left, low) = (west + (east - west - wide) * x, south + (north - south - high) * y);
            (format!("/assets?bbox={left:.6},{low:.6},{:.6},{:.6}&limit=100", left + wide, low + high), None)
        })
        .collect();
    measured(town, "bbox page of 100", &paths).await
}

/// A place of its own for each number, from nought to one.
fn spread(place: u32) -> (f64, f64) {
    (f64::from(place * 37 % 97) / 97.0, f64::from(place * 61 % 89) / 89.0)
}

/// Tiles all over the register.
pub(crate) async fn tiles(town: &Town, what: &'static str, zoom: u8, count: u32) -> Figure {
    let [west, south, east, north] = EXTENT;
    let paths: Vec<Ask> = (0..count)
        .map(|place| {
            let (x, y) = spread(place);
            let (lon, lat) = (west + (east - west) * x, south + (north - south) * y);
            let side = f64::from(zoom).exp2();
            let column = ((lon + 180.0) / 360.0 * side).floor();
            let row = ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side).floor();
            (format!("/tiles/assets/{zoom}/{column}/{row}"), None)
        })
        .collect();
    measured(town, what, &paths).await
}

/// What stands beside routes of 20 km from west to east.
pub(crate) async fn routes(town: &Town, count: u32) -> Figure {
    let [west, south, east, north] = EXTENT;
    // 20 km at 21° north.
    let long = 0.192;
    let paths: Vec<Ask> = (0..count)
        .map(|place| {
            let (x, y) = spread(place);
            let (lon, lat) = (west + (east - west - long) * x, south + (north - south) * y);
            let route = json!({"type": "LineString", "coordinates": [[lon, lat], [lon + long, lat]]});
            ("/assets/along-route".to_owned(), Some(json!({"route": route, "buffer_m": 30.0})))
        })
        .collect();
    measured(town, "along a route of 20 km", &paths).await
}

/// In passes of their own, so that neither finds in the caches of the processor what the other has just touched.
async fn measured(town: &Town, what: &'static str, asks: &[Ask]) -> Figure {
    // Once for the caches, of the server and of the database alike.
    for ask in asks {
        answered(town, ask).await;
    }
    town.ear.taken();
    let (mut http, mut heard, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for ask in asks {
        let begun = Instant::now();
        answered(town, ask).await;
        http.push(begun.elapsed());
        heard.push(town.ear.taken());
    }
    for statements in &heard {
        bare.push(again(&town.bare, statements).await);
    }
    let statements = heard.last().map_or(0, Vec::len);
    Figure { what, times: asks.len(), statements, http: middle(http), bare: middle(bare) }
}

async fn answered(town: &Town, (path, body): &Ask) {
    match body {
        None => town.get("planner", path).await,
        Some(body) => town.post("planner", path, None, body).await,
    };
}

/// What an answer costs for which nothing is read: the road through HTTP alone, and back.
pub(crate) async fn road(town: &Town, count: u32) -> Duration {
    let healthz = town.base.replace("/api/v1", "/healthz");
    let mut times = Vec::new();
    for _ in 0..count {
        let begun = Instant::now();
        town.client.get(&healthz).send().await.unwrap();
        times.push(begun.elapsed());
    }
    middle(times).0
}
