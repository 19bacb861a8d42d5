//! The box around the place of a case, so that works and permits at a place are found without reading all of them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, JsonValue, TryGetable, prelude::Uuid};

use crate::columns::{double_null, index};
use crate::pages::next_page;

/// The step.
pub(crate) struct CaseBoxes;

/// West, south, east and north.
const EDGES: [&str; 4] = ["min_lon", "min_lat", "max_lon", "max_lat"];
const INDEX: &str = "cases_by_place";

impl MigrationName for CaseBoxes {
    fn name(&self) -> &'static str {
        "m0023_case_boxes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CaseBoxes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for edge in EDGES {
            manager.alter_table(Table::alter().table("cases").add_column(double_null(edge)).to_owned()).await?;
        }
        manager.create_index(index(INDEX, "cases", &["kind", "min_lon", "max_lon", "min_lat", "max_lat"])).await?;
        fill(manager.get_connection()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(INDEX).table("cases").to_owned()).await?;
        for edge in EDGES {
            manager.alter_table(Table::alter().table("cases").drop_column(edge).to_owned()).await?;
        }
        Ok(())
    }
}

/// Gives the cases that are there already their boxes.
async fn fill<C: ConnectionTrait>(connection: &C) -> Result<(), DbErr> {
    let mut after = Uuid::nil();
    loop {
        let rows = next_page(connection, "cases", &["id", "papers"], after).await?;
        for row in &rows {
            let (id, papers) = (Uuid::try_get_by(row, "id")?, JsonValue::try_get_by(row, "papers")?);
            if let Some(around) = place(&papers).and_then(around) {
                let edges = EDGES.into_iter().zip(around).map(|(edge, degrees)| (edge, Expr::value(degrees)));
                let filled = Query::update().table("cases").values(edges).and_where(Expr::col("id").eq(id)).take();
                connection.execute(&filled).await?;
            }
            after = id;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

/// The first place that papers name: a GeoJSON geometry under the name `place`, in whichever part of them.
fn place(papers: &JsonValue) -> Option<&JsonValue> {
    match papers {
        JsonValue::Object(parts) => {
            let own = parts.get("place").filter(|place| place.get("coordinates").is_some());
            own.or_else(|| parts.values().find_map(place))
        }
        JsonValue::Array(parts) => parts.iter().find_map(place),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::String(_) => None,
    }
}

/// The box around a geometry: west, south, east and north.
fn around(geometry: &JsonValue) -> Option<[f64; 4]> {
    let mut positions = Vec::new();
    collect(geometry.get("coordinates")?, &mut positions);
    let (first, rest) = positions.split_first()?;
    let alone = [first.0, first.1, first.0, first.1];
    Some(rest.iter().fold(alone, |[west, south, east, north], (lon, lat)| {
        [west.min(*lon), south.min(*lat), east.max(*lon), north.max(*lat)]
    }))
}

fn collect(coordinates: &JsonValue, positions: &mut Vec<(f64, f64)>) {
    let Some(parts) = coordinates.as_array() else { return };
    if let [lon, lat, ..] = parts.as_slice()
        && let (Some(lon), Some(lat)) = (lon.as_f64(), lat.as_f64())
    {
        positions.push((lon, lat));
    } else {
        for part in parts {
            collect(part, positions);
        }
    }
}
