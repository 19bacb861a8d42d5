//! Tests that the legal day of an import is that of the pack's time zone.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::calendar::OfficeHours;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::importer::Importer;
use super::importer_tests::{TestImporter, importers};
use super::mapping::Mapping;
use api_store::database::clock::MovableClock;
use api_store::entities::status::{ImportMode, ImportStatus};
use api_store::entities::{occupancies, organizations};

const FILE: &str = "code,lon,lat,tenant,since\nP1,107.1,20.9,Bay Cable,2026-01-15\n";

fn mapping() -> Mapping {
    let mapping = r#"
        name = "poles"
        title = "Poles"
        format = "csv"
        source = "test"
        [asset]
        code = { column = "code" }
        kind = { constant = "pole" }
        position = { degrees = { longitude = { column = "lon" }, latitude = { column = "lat" } } }
        capacity = { attachment_position = { installed = { constant = 4 } } }
        [[occupancies]]
        tenant = { column = "tenant" }
        units = { attachment_position = { constant = 1 } }
        starts_on = { column = "since", date = "yyyy-mm-dd" }
        [organizations]
        unknown = "create_external"
    "#;
    toml::from_str(mapping).unwrap()
}

/// The first day of an organisation that the import created, and the start of its tenancy.
async fn days(app: &TestImporter) -> (NaiveDate, DateTime<Utc>) {
    let batch = app.run(&mapping(), ImportMode::Commit, FILE.as_bytes()).await;
    assert_eq!((batch.status, batch.rows_ok), (ImportStatus::Done, 1), "{:?}", app.reported(batch.id).await);
    let db = app.importer.store.read();
    let created = organizations::Entity::find().filter(organizations::Column::NameEn.eq("Bay Cable"));
    let created = created.one(db).await.unwrap().unwrap();
    let tenancy = occupancies::Entity::find().one(db).await.unwrap().unwrap();
    (created.valid_from, tenancy.active_since.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_legal_day_is_that_of_the_pack() {
    // In New York it is still the day before.
    let now: DateTime<Utc> = "2026-03-01T02:00:00Z".parse().unwrap();
    for (zone, today, since) in [
        ("Asia/Ho_Chi_Minh", "2026-03-01", "2026-01-14T17:00:00Z"),
        ("America/New_York", "2026-02-28", "2026-01-15T05:00:00Z"),
    ] {
        let office = OfficeHours { open: NaiveTime::MIN, close: NaiveTime::MIN, timezone: zone.parse().unwrap() };
        for mut app in importers().await {
            let Importer { clock, office: of_organization, .. } = &mut app.importer;
            *clock = Arc::new(MovableClock::at(now));
            *of_organization = Some(office);
            assert_eq!(days(&app).await, (today.parse().unwrap(), since.parse().unwrap()), "{zone}");
        }
    }
}
