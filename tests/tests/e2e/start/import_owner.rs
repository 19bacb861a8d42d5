//! `hatang import --create-owner` creates the owner by a command of the system, with an audit row.

use api_store::entities::{audit, organizations};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tests::node::Plan;
use tests::test_app::TestApp;

tests::on_both_databases!(an_owner_that_an_import_creates_is_in_the_audit);

const MAPPING: &str = r#"name = "poles"
title = "Poles"
format = "csv"
source = "Survey"
confidence = "C"

[asset]
code = { column = "code", required = true }
kind = { constant = "pole" }

[asset.position.degrees]
longitude = { column = "lon" }
latitude = { column = "lat" }
"#;

async fn an_owner_that_an_import_creates_is_in_the_audit(test_app: TestApp) {
    let folder = test_app.test_db().folder("imports");
    let (file, mapping) = (folder.join("poles.csv"), folder.join("poles.toml"));
    std::fs::write(&file, "code,lon,lat\nA-1,107.05,20.95\n").unwrap();
    std::fs::write(&mapping, MAPPING).unwrap();
    let plan = Plan::new(test_app.test_db().url(), &test_app.test_db().folder("data"));
    let import = |owner: &[&str]| {
        let [file, mapping] = [&file, &mapping].map(|path| path.to_str().unwrap());
        plan.run(&[&["import", file, "--mapping", mapping, "--owner", "FibreCo"], owner].concat())
    };
    let read = test_app.app().store.read();
    let entries = || {
        audit::Entity::find()
            .filter(audit::Column::Resource.eq("organization"))
            .filter(audit::Column::Verb.eq("create"))
            .all(read)
    };
    let unknown = import(&[]);
    assert!(!unknown.status.success());
    assert_eq!(entries().await.unwrap(), [], "nobody is entered unasked");
    // A known owner is not created a second time.
    for _ in 0..2 {
        let done = import(&["--create-owner"]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let created = organizations::Entity::find().filter(organizations::Column::NameEn.eq("FibreCo"));
    let created = created.all(read).await.unwrap();
    let [created] = created.as_slice() else { panic!("one organisation: {created:?}") };
    assert_eq!(created.kind, "external");
    let entries = entries().await.unwrap();
    let [entry] = entries.as_slice() else { panic!("one entry: {entries:?}") };
    assert_eq!((entry.resource_id, entry.user_id), (Some(created.id), None));
    assert_eq!(entry.request_id.as_deref(), Some("hatang import"));
}
